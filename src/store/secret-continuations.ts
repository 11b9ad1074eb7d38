import type { Redis } from 'ioredis'
import type { SecretsGiven } from '../domain/secrets/one-time-link.ts'
import { waitingKey } from './keys.ts'

/** What a verb goes on with, once its secrets have been handed over on the page. */
export async function putWaiting(redis: Redis, id: string, given: SecretsGiven, ms: number): Promise<void> {
  await redis.set(waitingKey(id), JSON.stringify(given), 'PX', Math.ceil(ms))
}

/** What is there, for one taker: it is gone afterwards. */
export async function takeWaiting(redis: Redis, id: string): Promise<SecretsGiven | undefined> {
  const text = await redis.getdel(waitingKey(id))
  if (text === null) return undefined
  const given: SecretsGiven = JSON.parse(text)
  return given
}

export async function deleteWaiting(redis: Redis, id: string): Promise<void> {
  await redis.del(waitingKey(id))
}
