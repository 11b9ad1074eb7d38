import type { OutboxMessage } from '../domain/delivery/outbox-message.ts'
import type { DigestQueue } from '../domain/delivery/route-facts.ts'
import type { ChannelRef } from '../domain/watching/watch.ts'
import { channelRefId, channelRefOf, keysOf } from './keys.ts'
import { outboxMessageKind } from './outbox-messages.ts'
import type { Redis } from './redis.ts'
import { script, strings } from './script.ts'

/** Something to be said in a channel at a moment: what a digest queue holds, that a task has still failed, how a batch stands. */
export type TimerTopic = DigestQueue | `repeat:${string}` | `batch:${string}`

export interface Timer {
  readonly topic: TimerTopic
  readonly channelRef: ChannelRef
  /** The due time that marks it as claimed, milliseconds since the epoch. */
  readonly claimed: number
}

export function timerMember(topic: TimerTopic, channelRef: ChannelRef): string {
  return `${topic} ${channelRefId(channelRef)}`
}

/**
 * Takes the timers that are due and puts them off until `until`, so that another replica leaves them alone meanwhile; one
 * that dies leaves them due again then.
 */
export async function claimTimers(
  redis: Redis,
  connection: string,
  claim: { readonly due: number; readonly until: number; readonly limit: number },
): Promise<readonly Timer[]> {
  const { alarms } = keysOf(connection)
  // Mostly none is.
  if ((await redis.zcount(alarms, '-inf', claim.due)) === 0) return []
  const answer = await claimScript(redis, [alarms], [claim.due, claim.until, claim.limit])
  return strings(answer).flatMap((member) => {
    const [topic = '', place = ''] = member.split(' ')
    return isTopic(topic) ? [{ topic, channelRef: channelRefOf(place), claimed: claim.until }] : []
  })
}

const claimScript = script(`
local members = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[3])
for _, member in ipairs(members) do redis.call('ZADD', KEYS[1], ARGV[2], member) end
return members`)

function isTopic(text: string): text is TimerTopic {
  return text === 'digest' || /^(quiet:\d+|snooze:.+|repeat:.+|batch:.+)$/.test(text)
}

/** What comes of a timer. */
export interface TimerOutcome {
  readonly message?: OutboxMessage
  /** So many of the events in the digest queue are said now. */
  readonly taken?: number
  /** When it fires again, milliseconds since the epoch. */
  readonly nextAt?: number
  /** The snooze that is over: a task, or `*`. */
  readonly over?: string
}

/** Says what is to be said, in one step; false: somebody changed the timer since it was claimed, and nothing is said. */
export async function settleTimer(
  redis: Redis,
  connection: string,
  { topic, channelRef, claimed }: Timer,
  { message, taken = 0, nextAt: again, over = '' }: TimerOutcome,
): Promise<boolean> {
  const keys = keysOf(connection)
  const answer = await ringScript(
    redis,
    [
      keys.alarms,
      keys.outbox(channelRef),
      keys.pending,
      keys.later(channelRef, topic),
      keys.snoozes(channelRef),
    ],
    [
      timerMember(topic, channelRef),
      claimed,
      channelRefId(channelRef),
      message === undefined ? '' : outboxMessageKind.write(message),
      taken,
      again ?? '',
      over,
    ],
  )
  return answer === 1
}

// What was laid into the digest queue since it was read is said with the next timer.
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
