import type { Told } from '../domain/delivery/outbox-message.ts'
import { kindsOf } from '../domain/watching/event-kinds.ts'
import type { Place, Watch } from '../domain/watching/watch.ts'
import { eventsSince } from '../store/history.ts'
import type { Redis } from '../store/redis.ts'
import { watchesOfPlace } from '../store/watches.ts'

/** What happened since then (ms) at tasks that the place watches, oldest first, of the kinds that its watches choose. */
export async function missedAt(
  redis: Redis,
  connections: readonly string[],
  place: Place,
  since: number,
): Promise<readonly Told[]> {
  const lists = await Promise.all(
    connections.map(async (connection) => {
      const watches = await watchesOfPlace(redis, [connection], place)
      if (watches.length === 0) return []
      const byTask = new Map(watches.map((watch) => [watch.taskId, watch]))
      const told = await eventsSince(redis, connection, since, place, new Set(byTask.keys()))
      return told.filter((one) => isWanted(one, byTask.get(one.taskId)))
    }),
  )
  return lists.flat().toSorted((a, b) => a.event.at - b.event.at)
}

function isWanted({ event }: Told, watch: Watch | undefined): boolean {
  const chosen = watch?.options?.events
  if (chosen === undefined) return true
  const kinds = kindsOf(event)
  return chosen.some((kind) => kinds.has(kind))
}
