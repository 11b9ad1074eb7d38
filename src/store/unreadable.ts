import { unreadableKey } from './keys.ts'
import type { Redis } from './redis.ts'
import { script } from './script.ts'

/** Where a value lies: a key, and the field of a hash, the id of an entry of a stream. */
export interface Address {
  readonly key: string
  readonly field?: string
}

/** A stored value that this release cannot read. */
export interface Unreadable extends Address {
  readonly kind: string
  readonly text: string
  /** Names fields, and never says what is in them. */
  readonly why: string
  /** No copy of the text is kept. */
  readonly confidential: boolean
}

/** So many are kept, the latest found. */
export const keptUnreadable = 1_000

/**
 * Keeps a copy of what cannot be read, so that somebody can look at it, and says so in the log: once, whichever replica
 * finds it first. With `remove` it is taken from where it lies, after it was copied. Never throws: the caller goes on
 * without the value in any case.
 */
export async function setAside(
  redis: Redis,
  { text, confidential, ...about }: Unreadable,
  { remove = false } = {},
): Promise<void> {
  const { kind, key, field, why } = about
  try {
    const copy = JSON.stringify(confidential ? about : { ...about, text })
    const isNew = await keepScript(redis, [unreadableKey], [copy, keptUnreadable])
    if (remove) await removeScript(redis, [key], [text, field ?? ''])
    if (isNew === 1) redis.log?.error({ kind, key, ...(field && { field }), why }, 'stored but unreadable')
  } catch (err) {
    redis.log?.error({ err, kind, key, why }, 'stored but unreadable, and could not be set aside')
  }
}

const keepScript = script(`
local now = redis.call('TIME')
local added = redis.call('ZADD', KEYS[1], 'NX', now[1] * 1000 + math.floor(now[2] / 1000), ARGV[1])
redis.call('ZREMRANGEBYRANK', KEYS[1], 0, -1 - tonumber(ARGV[2]))
return added`)

// Only if it is still the same: somebody may have written anew meanwhile.
const removeScript = script(`
local kind = redis.call('TYPE', KEYS[1]).ok
if kind == 'list' then redis.call('LREM', KEYS[1], 1, ARGV[1])
elseif kind == 'hash' then
  if redis.call('HGET', KEYS[1], ARGV[2]) == ARGV[1] then redis.call('HDEL', KEYS[1], ARGV[2]) end
elseif kind == 'string' then
  if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('DEL', KEYS[1]) end
end`)
