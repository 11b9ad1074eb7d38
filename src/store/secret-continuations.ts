import { type SecretContinuation, secretsGivenSchema } from '../domain/secrets/one-time-link.ts'
import { continuationKey } from './keys.ts'
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
export async function putContinuation(
  redis: Redis,
  id: string,
  given: SecretContinuation,
  ms: number,
): Promise<void> {
  await redis.set(continuationKey(id), continuationKind.write(given), 'PX', Math.ceil(ms))
}

/** What is there, for one taker: it is gone afterwards. */
export async function takeContinuation(redis: Redis, id: string): Promise<SecretContinuation | undefined> {
  const key = continuationKey(id)
  return continuationKind.read(redis, await redis.getdel(key), { key })
}

export async function deleteContinuation(redis: Redis, id: string): Promise<void> {
  await redis.del(continuationKey(id))
}
