import { type SecretsGiven, secretsGivenSchema } from '../domain/secrets/one-time-link.ts'
import { waitingKey } from './keys.ts'
import type { Redis } from './redis.ts'
import { storedKind } from './stored.ts'

/** Taken once, and soon gone. */
export const continuationKind = storedKind({
  name: 'waiting verb',
  version: 1,
  schema: secretsGivenSchema,
  confidential: true,
})

/** What a verb goes on with, once its secrets have been handed over on the page. */
export async function putWaiting(redis: Redis, id: string, given: SecretsGiven, ms: number): Promise<void> {
  await redis.set(waitingKey(id), continuationKind.write(given), 'PX', Math.ceil(ms))
}

/** What is there, for one taker: it is gone afterwards. */
export async function takeWaiting(redis: Redis, id: string): Promise<SecretsGiven | undefined> {
  const key = waitingKey(id)
  return continuationKind.read(redis, await redis.getdel(key), { key })
}

export async function deleteWaiting(redis: Redis, id: string): Promise<void> {
  await redis.del(waitingKey(id))
}
