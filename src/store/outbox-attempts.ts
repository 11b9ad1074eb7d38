import type { Redis } from 'ioredis'
import { keysOf } from './keys.ts'
import type { Lease } from './outbox.ts'
import { script } from './script.ts'

/** What a message says, so that it is made again of the same entries; a card says none. */
export interface Composition {
  readonly ids: readonly string[]
  readonly absorbed: readonly string[]
}

/** A message that was begun, and of which nothing else is known. `since`: milliseconds since the epoch. */
interface Noted extends Composition {
  readonly since: number
}

/** What is known when a message is about to be posted. */
export type Attempt =
  | 'lost'
  | 'first'
  /** It was tried before, first at `since`, and nobody knows how that ended. */
  | { readonly since: number }

/** Notes that a message is about to be posted, and keeps the lease for another `leaseMs`. */
export async function noteAttempt(
  redis: Redis,
  lease: Lease,
  { key, ...noted }: Noted & { readonly key: string },
  leaseMs: number,
): Promise<Attempt> {
  const keys = keysOf(lease.connection)
  const answer = await noteScript(
    redis,
    [keys.lease(lease.place), keys.attempts(lease.place)],
    [lease.token, leaseMs, key, JSON.stringify(noted)],
  )
  if (answer === 'lost' || answer === 'first') return answer
  return { since: parseNoted(String(answer)).since }
}

const noteScript = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 'lost' end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
if redis.call('HSETNX', KEYS[2], ARGV[3], ARGV[4]) == 1 then return 'first' end
return redis.call('HGET', KEYS[2], ARGV[3])`)

function parseNoted(text: string): Noted {
  const noted: Noted = JSON.parse(text)
  return noted
}

/** The messages other than cards that were begun at the place, with their keys. */
export async function attemptsAt(
  redis: Redis,
  { connection, place }: Lease,
): Promise<readonly (Composition & { readonly key: string })[]> {
  const all = await redis.hgetall(keysOf(connection).attempts(place))
  return Object.entries(all)
    .map(([key, text]) => ({ key, ...parseNoted(text) }))
    .filter(({ ids }) => ids.length > 0)
}

/** Takes an attempt back that certainly posted nothing, or whose entries are gone. */
export async function forgetAttempt(redis: Redis, lease: Lease, key: string): Promise<void> {
  const keys = keysOf(lease.connection)
  await forgetScript(redis, [keys.lease(lease.place), keys.attempts(lease.place)], [lease.token, key])
}

const forgetScript = script(`
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('HDEL', KEYS[2], ARGV[2]) end`)
