import { createHash, randomUUID } from 'node:crypto'
import { type TokenStore, tokenSchema } from '../ports/token-store.ts'
import type { KeyRing } from '../security/key-ring.ts'
import { tokenKey, tokenLockKey } from './keys.ts'
import type { Redis } from './redis.ts'
import { script } from './script.ts'
import { storedKind } from './stored.ts'

/** As it lies under its seal. */
export const tokenKind = storedKind({
  name: 'token',
  version: 1,
  schema: tokenSchema,
  confidential: true,
})

/**
 * The tokens of IAM, shared by all replicas and encrypted: a token opens a whole project, and must not lie in Redis for
 * everybody to read. Without a key there is no store, and each replica keeps its token to itself.
 */
export function redisTokens(redis: Redis, ring: KeyRing): TokenStore {
  return {
    async get(name) {
      const id = idOf(name)
      const sealed = await redis.get(tokenKey(id))
      if (sealed === null) return undefined
      // What another key has sealed, or another release written: then a new token is fetched and put in its place.
      return tokenKind.read(redis, ring.open(sealed, tokenPurpose(id)), { key: tokenKey(id) })
    },
    async put(name, token, ttlMs) {
      if (ttlMs < 1) return
      const id = idOf(name)
      await redis.set(
        tokenKey(id),
        ring.seal(tokenKind.write(token), tokenPurpose(id)),
        'PX',
        Math.floor(ttlMs),
      )
    },
    async lock(name, ttlMs) {
      const lockKey = tokenLockKey(idOf(name))
      const mine = randomUUID()
      const got = await redis.set(lockKey, mine, 'PX', ttlMs, 'NX')
      return got === null ? undefined : async () => void (await unlockScript(redis, [lockKey], [mine]))
    },
  }
}

/** A lock that has passed to somebody else is theirs. */
const unlockScript = script(`
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end`)

/** Names of users do not belong into key names. */
function idOf(name: string): string {
  return createHash('sha256').update(name).digest('hex')
}

/** Bound to what is sealed, so that one user's token cannot stand in for another's. */
export function tokenPurpose(id: string): string {
  return `token/${id}`
}
