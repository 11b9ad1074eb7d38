import type { Redis } from 'ioredis'
import type { EntryOf, Told } from '../domain/delivery/outbox-message.ts'
import type { Place } from '../domain/watching/watch.ts'
import { keysOf, placeId } from './keys.ts'

/** About how many events of a connection are kept at most. */
export const historyLength = 50_000

/** How long events are kept, in ms. */
export const historyMs = 7 * 24 * 60 * 60 * 1000

export function toldOf({ taskId, snapshot, event }: EntryOf<'event'>): Told {
  const { name = taskId, scenario = '' } = snapshot
  return { taskId, name, scenario, event }
}

/** Redis numbers the events by its own clock, which may be so far from ours, ms. */
const skewMs = 10 * 60 * 1000

const pageSize = 1_000

/** What may be told at the place and happened at `since` (ms) or later, oldest first; of all tasks, or of the named ones. */
export async function eventsSince(
  redis: Redis,
  connection: string,
  since: number,
  place: Place,
  taskIds?: ReadonlySet<string>,
): Promise<readonly Told[]> {
  const here = placeId(place)
  const all: Told[] = []
  let from = String(Math.max(0, since - skewMs))
  for (;;) {
    const page = await redis.xrange(keysOf(connection).history, from, '+', 'COUNT', pageSize)
    for (const [, fields] of page) all.push(...readEvent(fields, here, taskIds))
    const last = page.at(-1)
    if (last === undefined || page.length < pageSize) break
    from = `(${last[0]}`
  }
  return all.filter(({ event }) => event.at >= since)
}

function readEvent(
  [, taskId = '', , text = '', , place = '']: readonly string[],
  here: string,
  taskIds: ReadonlySet<string> | undefined,
): readonly Told[] {
  if (place !== '' && place !== here) return []
  if (taskIds !== undefined && !taskIds.has(taskId)) return []
  const told: Told = JSON.parse(text)
  return [told]
}

/** Takes out what is older than `historyMs`. */
export async function trimHistory(redis: Redis, connection: string, now: number): Promise<void> {
  const oldest = Math.floor(now - historyMs)
  if (oldest > 0) await redis.xtrim(keysOf(connection).history, 'MINID', '~', oldest)
}
