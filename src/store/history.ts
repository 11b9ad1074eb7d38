import { type EventSummary, type OutboxMessageOf, toldSchema } from '../domain/delivery/outbox-message.ts'
import type { ChannelRef } from '../domain/watching/watch.ts'
import { channelRefId, keysOf } from './keys.ts'
import type { Redis } from './redis.ts'
import { storedKind } from './stored.ts'

/** About how many events of a connection are kept at most. */
export const historyLength = 50_000

/** How long events are kept, in ms. */
export const historyMs = 7 * 24 * 60 * 60 * 1000

/** An event that was told, or is to be told with others. */
export const toldKind = storedKind({ name: 'told event', version: 1, schema: toldSchema })

export function eventSummaryOf({ taskId, snapshot, event }: OutboxMessageOf<'event'>): EventSummary {
  const { name = taskId, scenario = '' } = snapshot
  return { taskId, name, scenario, event }
}

/** Redis numbers the events by its own clock, which may be so far from ours, ms. */
const skewMs = 10 * 60 * 1000

const pageSize = 1_000

/** What may be told in the channel and happened at `since` (ms) or later, oldest first; of all tasks, or of the named ones. */
export async function eventsSince(
  redis: Redis,
  connection: string,
  since: number,
  channelRef: ChannelRef,
  taskIds?: ReadonlySet<string>,
): Promise<readonly EventSummary[]> {
  const key = keysOf(connection).history
  const here = channelRefId(channelRef)
  const isMeant = ({ taskId, only }: Happened) =>
    (only === '' || only === here) && (taskIds === undefined || taskIds.has(taskId))
  const all: EventSummary[] = []
  let from = String(Math.max(0, since - skewMs))
  for (;;) {
    const page = await redis.xrange(key, from, '+', 'COUNT', pageSize)
    for (const happened of page.map(fieldsOf).filter(isMeant)) {
      const summary = toldKind.read(redis, happened.text, { key, field: happened.id })
      if (summary) all.push(summary)
    }
    const last = page.at(-1)
    if (last === undefined || page.length < pageSize) break
    from = `(${last[0]}`
  }
  return all.filter(({ event }) => event.at >= since)
}

interface Happened {
  readonly id: string
  readonly taskId: string
  readonly text: string
  /** The channel that alone is told; empty: all that watch. */
  readonly only: string
}

function fieldsOf([id, fields]: readonly [string, readonly string[]]): Happened {
  const [, taskId = '', , text = '', , only = ''] = fields
  return { id, taskId, text, only }
}

/** Takes out what is older than `historyMs`. */
export async function trimHistory(redis: Redis, connection: string, now: number): Promise<void> {
  const oldest = Math.floor(now - historyMs)
  if (oldest > 0) await redis.xtrim(keysOf(connection).history, 'MINID', '~', oldest)
}
