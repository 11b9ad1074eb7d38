import type { EventSummary } from '../domain/delivery/outbox-message.ts'
import { kindsOf } from '../domain/watching/event-kinds.ts'
import { concernsLimitsOf } from '../domain/watching/usual-limits.ts'
import type { ChannelRef, Watch } from '../domain/watching/watch.ts'
import { eventsSince } from '../store/history.ts'
import type { Redis } from '../store/redis.ts'
import { watchesOfChannel } from '../store/watches.ts'

/** What happened since then (ms) at tasks that the channel watches, oldest first, of the kinds that its watches choose. */
export async function missedEvents(
  redis: Redis,
  connections: readonly string[],
  channelRef: ChannelRef,
  since: number,
): Promise<readonly EventSummary[]> {
  const lists = await Promise.all(
    connections.map(async (connection) => {
      const watches = await watchesOfChannel(redis, [connection], channelRef)
      if (watches.length === 0) return []
      const byTask = new Map(watches.map((watch) => [watch.taskId, watch]))
      const events = await eventsSince(redis, connection, since, channelRef, new Set(byTask.keys()))
      return events.filter((one) => isWanted(one, byTask.get(one.taskId)))
    }),
  )
  return lists.flat().toSorted((a, b) => a.event.at - b.event.at)
}

function isWanted({ event }: EventSummary, watch: Watch | undefined): boolean {
  if (!concernsLimitsOf(watch?.options ?? {}, event)) return false
  const chosen = watch?.options?.events
  if (chosen === undefined) return true
  const kinds = kindsOf(event)
  return chosen.some((kind) => kinds.has(kind))
}
