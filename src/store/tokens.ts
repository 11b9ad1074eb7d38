import { createCipheriv, createDecipheriv, createHash, randomBytes, randomUUID } from 'node:crypto'
import type { Redis } from 'ioredis'
import * as z from 'zod'
import type { Token, TokenStore } from '../domain/token-store.ts'
import { tokenKey, tokenLockKey } from './keys.ts'
import { script } from './script.ts'

/** Length of the key that tokens are encrypted with, in bytes (AES-256). */
const keyBytes = 32

/**
 * The tokens of IAM, shared by all replicas and encrypted with AES-256-GCM: a token opens a whole project, and must not
 * lie in Redis for everybody to read. Without a key there is no store, and each replica keeps its token to itself.
 * Throws `RangeError` if the key does not have 32 bytes.
 */
export function redisTokens(redis: Redis, key: Uint8Array): TokenStore {
  if (key.length !== keyBytes) throw new RangeError(`The key for tokens must have ${keyBytes} bytes`)
  return {
    async get(name) {
      const id = idOf(name)
      const sealed = await redis.get(tokenKey(id))
      return sealed === null ? undefined : opened(key, id, sealed)
    },
    async put(name, token, ttlMs) {
      if (ttlMs < 1) return
      const id = idOf(name)
      await redis.set(tokenKey(id), seal(key, id, JSON.stringify(token)), 'PX', Math.floor(ttlMs))
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

const ivBytes = 12
const tagBytes = 16

/** Nonce, tag and ciphertext in Base64. `id` is bound to it, so that one user's token cannot stand in for another's. */
function seal(key: Uint8Array, id: string, text: string): string {
  const iv = randomBytes(ivBytes)
  const cipher = createCipheriv('aes-256-gcm', key, iv).setAAD(Buffer.from(id))
  const sealed = [cipher.update(text, 'utf8'), cipher.final()]
  return Buffer.concat([iv, cipher.getAuthTag(), ...sealed]).toString('base64')
}

const tokenShape = z.object({ value: z.string(), renewAt: z.number(), expiresAt: z.number() })

/** Undefined for what another key or another hand has written: then a new token is fetched and put in its place. */
function opened(key: Uint8Array, id: string, sealed: string): Token | undefined {
  const bytes = Buffer.from(sealed, 'base64')
  try {
    const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, ivBytes), {
      authTagLength: tagBytes,
    })
      .setAAD(Buffer.from(id))
      .setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes))
    const text = Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()])
    return tokenShape.parse(JSON.parse(text.toString('utf8')))
  } catch {
    return undefined // cannot be read: see above
  }
}
