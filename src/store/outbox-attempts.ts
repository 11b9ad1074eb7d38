import * as z from 'zod'
import type { DeepReadonly } from '../base/deep-readonly.ts'
import { keysOf } from './keys.ts'
import type { DeliveryLease } from './outbox.ts'
import type { Redis } from './redis.ts'
import { script } from './script.ts'
import { storedKind } from './stored.ts'

/** What a message says, so that it is made again of the same outbox messages; a card says none. */
const compositionSchema = z.object({ ids: z.array(z.string()), absorbed: z.array(z.string()) })
export type MessageComposition = DeepReadonly<z.output<typeof compositionSchema>>

/** A message that was begun, and of which nothing else is known. `since`: milliseconds since the epoch. */
const attemptSchema = compositionSchema.extend({ since: z.number() })
type Noted = DeepReadonly<z.output<typeof attemptSchema>>

export const attemptKind = storedKind({ name: 'begun message', version: 1, schema: attemptSchema })

/** How far back is looked for a message whose note cannot be read, in ms. */
const longAgoMs = 24 * 60 * 60 * 1000

/** What is known when a message is about to be posted. */
export type DeliveryAttempt =
  | 'lost'
  | 'first'
  /** It was tried before, first at `since`, and nobody knows how that ended. */
  | { readonly since: number }

/** Notes that a message is about to be posted, and keeps the lease for another `leaseMs` unless that is 0. */
export async function noteAttempt(
  redis: Redis,
  lease: DeliveryLease,
  { key, ...noted }: Noted & { readonly key: string },
  leaseMs: number,
): Promise<DeliveryAttempt> {
  const keys = keysOf(lease.connection)
  const answer = await noteScript(
    redis,
    [keys.lease(lease.channelRef), keys.attempts(lease.channelRef)],
    [lease.token, leaseMs, key, attemptKind.write(noted)],
  )
  if (answer === 'lost' || answer === 'first') return answer
  const found = { key: keys.attempts(lease.channelRef), field: key }
  const earlier = attemptKind.read(redis, String(answer), found)
  return { since: earlier?.since ?? noted.since - longAgoMs }
}

const noteScript = script(`
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 'lost' end
if ARGV[2] ~= '0' then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
if redis.call('HSETNX', KEYS[2], ARGV[3], ARGV[4]) == 1 then return 'first' end
return redis.call('HGET', KEYS[2], ARGV[3])`)

/** The messages other than cards that were begun in the channel, with their keys. */
export async function attemptsAt(
  redis: Redis,
  { connection, channelRef }: DeliveryLease,
): Promise<readonly (MessageComposition & { readonly key: string })[]> {
  const attempts = keysOf(connection).attempts(channelRef)
  return Object.entries(await redis.hgetall(attempts)).flatMap(([key, text]) => {
    const noted = attemptKind.read(redis, text, { key: attempts, field: key })
    return noted && noted.ids.length > 0 ? [{ key, ...noted }] : []
  })
}

/** Takes an attempt back that certainly posted nothing, or whose outbox messages are gone. */
export async function forgetAttempt(redis: Redis, lease: DeliveryLease, key: string): Promise<void> {
  const keys = keysOf(lease.connection)
  await forgetScript(
    redis,
    [keys.lease(lease.channelRef), keys.attempts(lease.channelRef)],
    [lease.token, key],
  )
}

const forgetScript = script(`
if redis.call('GET', KEYS[1]) == ARGV[1] then redis.call('HDEL', KEYS[2], ARGV[2]) end`)
