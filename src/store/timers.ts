import type { Entry } from '../domain/delivery/outbox-message.ts'
import type { Basket } from '../domain/delivery/route-facts.ts'
import type { Place } from '../domain/watching/watch.ts'
import { entryKind } from './entries.ts'
import { keysOf, placeId, placeOf } from './keys.ts'
import type { Redis } from './redis.ts'
import { script, strings } from './script.ts'

/** Something to be said at a place at a moment: what a basket holds, or that a task has still failed. */
export type Topic = Basket | `repeat:${string}`

export interface Alarm {
  readonly topic: Topic
  readonly place: Place
  /** The due time that marks it as claimed, milliseconds since the epoch. */
  readonly claimed: number
}

export function alarmMember(topic: Topic, place: Place): string {
  return `${topic} ${placeId(place)}`
}

/**
 * Takes the alarms that are due and puts them off until `until`, so that another replica leaves them alone meanwhile; one
 * that dies leaves them due again then.
 */
export async function claimAlarms(
  redis: Redis,
  connection: string,
  claim: { readonly due: number; readonly until: number; readonly limit: number },
): Promise<readonly Alarm[]> {
  const answer = await claimScript(redis, [keysOf(connection).alarms], [claim.due, claim.until, claim.limit])
  return strings(answer).flatMap((member) => {
    const [topic = '', place = ''] = member.split(' ')
    return isTopic(topic) ? [{ topic, place: placeOf(place), claimed: claim.until }] : []
  })
}

const claimScript = script(`
local members = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[3])
for _, member in ipairs(members) do redis.call('ZADD', KEYS[1], ARGV[2], member) end
return members`)

function isTopic(text: string): text is Topic {
  return text === 'digest' || /^(quiet:\d+|snooze:.+|repeat:.+)$/.test(text)
}

/** What comes of an alarm. */
export interface Ringing {
  readonly entry?: Entry
  /** So many of the events in the basket are said now. */
  readonly taken?: number
  /** When it rings again, milliseconds since the epoch. */
  readonly again?: number
  /** The snooze that is over: a task, or `*`. */
  readonly over?: string
}

/** Says what is to be said, in one step; false: somebody changed the alarm since it was claimed, and nothing is said. */
export async function ring(
  redis: Redis,
  connection: string,
  { topic, place, claimed }: Alarm,
  { entry, taken = 0, again, over = '' }: Ringing,
): Promise<boolean> {
  const keys = keysOf(connection)
  const answer = await ringScript(
    redis,
    [keys.alarms, keys.outbox(place), keys.pending, keys.later(place, topic), keys.snoozes(place)],
    [
      alarmMember(topic, place),
      claimed,
      placeId(place),
      entry === undefined ? '' : entryKind.write(entry),
      taken,
      again ?? '',
      over,
    ],
  )
  return answer === 1
}

// What was laid into the basket since it was read is said with the next alarm.
const ringScript = script(`
local alarms, outbox, pending, later, snoozes = unpack(KEYS)
local member, claimed, place, entry, taken, again, over = unpack(ARGV)
if tonumber(redis.call('ZSCORE', alarms, member)) ~= tonumber(claimed) then return 0 end
redis.call('LTRIM', later, taken, -1)
if over ~= '' then redis.call('HDEL', snoozes, over) end
if again ~= '' then redis.call('ZADD', alarms, again, member)
elseif redis.call('EXISTS', later) == 0 then redis.call('ZREM', alarms, member) end
if entry ~= '' then
  redis.call('RPUSH', outbox, entry)
  redis.call('SADD', pending, place)
end
return 1`)
