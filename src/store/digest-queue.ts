import type { EventSummary } from '../domain/delivery/outbox-message.ts'
import type { DigestQueue } from '../domain/delivery/route-facts.ts'
import type { ChannelRef } from '../domain/watching/watch.ts'
import { toldKind } from './history.ts'
import { channelRefId, keysOf } from './keys.ts'
import type { DeliveryLease, QueuedMessage } from './outbox.ts'
import type { Redis } from './redis.ts'
import { script } from './script.ts'

/** An event that is taken out of the outbox to be told later, with others of its digest queue. */
export interface QueuedEvent {
  readonly queued: QueuedMessage
  readonly summary: EventSummary
  readonly digestQueue: DigestQueue
  /** When the digest queue is told at the latest, milliseconds since the epoch. */
  readonly until: number
}

/** Takes outbox messages out of the outbox, for good or into their digest queues, in one step; false: the lease is lost. */
export async function moveToDigestQueues(
  redis: Redis,
  lease: DeliveryLease,
  dropped: readonly QueuedMessage[],
  queuedEvents: readonly QueuedEvent[],
): Promise<boolean> {
  const keys = keysOf(lease.connection)
  const { channelRef } = lease
  const answer = await asideScript(
    redis,
    [keys.lease(channelRef), keys.outbox(channelRef), keys.pending, keys.alarms],
    [
      lease.token,
      channelRefId(channelRef),
      keys.later(channelRef, ''),
      dropped.length,
      ...dropped.map(({ raw }) => raw),
      ...queuedEvents.flatMap(({ queued, digestQueue: queue, summary: event, until }) => [
        queued.raw,
        queue,
        toldKind.write(event),
        until,
      ]),
    ],
  )
  return answer === 1
}

// The digest queues share the connection's hash tag; a digest queue that is to be told sooner stays so.
const asideScript = script(`
local lease, outbox, pending, alarms = unpack(KEYS)
local token, place, later = unpack(ARGV, 1, 3)
if redis.call('GET', lease) ~= token then return 0 end
local last = 4 + tonumber(ARGV[4])
for i = 5, last do redis.call('LREM', outbox, 1, ARGV[i]) end
for i = last + 1, #ARGV, 4 do
  if redis.call('LREM', outbox, 1, ARGV[i]) == 1 then
    local basket = ARGV[i + 1]
    redis.call('RPUSH', later .. basket, ARGV[i + 2])
    redis.call('ZADD', alarms, 'LT', ARGV[i + 3], basket .. ' ' .. place)
  end
end
if redis.call('EXISTS', outbox) == 0 then redis.call('SREM', pending, place) end
return 1`)

/** What lies in a digest queue, oldest first. */
export async function readDigestQueue(
  redis: Redis,
  connection: string,
  channelRef: ChannelRef,
  queue: DigestQueue,
): Promise<readonly EventSummary[]> {
  const key = keysOf(connection).later(channelRef, queue)
  const kept: EventSummary[] = []
  for (const text of await redis.lrange(key, 0, -1)) {
    // What is told is taken out by its number.
    const event = await toldKind.readOrRemove(redis, text, { key })
    if (event) kept.push(event)
  }
  return kept
}
