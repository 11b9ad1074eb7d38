import { randomUUID } from 'node:crypto'
import * as z from 'zod'
import { type SecretContinuation, secretsGivenSchema } from '../domain/secrets/one-time-link.ts'
import { storedSecretId, storedSecretReference } from '../domain/secrets/stored-secret.ts'
import type { KeyRing } from '../security/key-ring.ts'
import { continuationKey, vaultKey } from './keys.ts'
import type { Redis } from './redis.ts'
import { storedKind } from './stored.ts'

/** Secrets of people, encrypted and bound to what they are kept for (src/domain/secrets/stored-secret.ts); they expire. */
export interface Vault {
  /** Keeps it for so many milliseconds and answers its reference, `kept:<id>`. */
  keep(secret: string, about: string, ms: number): Promise<string>
  /** Undefined if it has expired, or was kept for something else. */
  open(reference: string, about: string): Promise<string | undefined>
  /** Other references are passed over. */
  drop(references: readonly (string | undefined)[]): Promise<void>
}

export const vaultKind = storedKind({
  name: 'stored secret',
  version: 1,
  schema: z.object({ about: z.string(), sealed: z.string() }),
  confidential: true,
})

export function redisVault(redis: Redis, ring: KeyRing): Vault {
  return {
    async keep(secret, about, ms) {
      const id = randomUUID()
      const kept = { about, sealed: ring.seal(secret, about) }
      await redis.set(vaultKey(id), vaultKind.write(kept), 'PX', Math.ceil(ms))
      return storedSecretReference(id)
    },
    async open(reference, about) {
      const id = storedSecretId(reference)
      if (id === undefined) return undefined
      const key = vaultKey(id)
      const kept = vaultKind.read(redis, await redis.get(key), { key })
      return kept && ring.open(kept.sealed, about)
    },
    async drop(references) {
      const ids = references.flatMap((reference) => (reference && storedSecretId(reference)) || [])
      await Promise.all(ids.map((id) => redis.del(vaultKey(id))))
    },
  }
}

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
