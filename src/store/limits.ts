import * as z from 'zod'
import type { OutboxMessageOf } from '../domain/delivery/outbox-message.ts'
import { type Limit, limitSchema } from '../domain/watching/event.ts'
import { type LimitState, limitStateSchema } from '../domain/watching/limit-state.ts'
import type { ChannelRef } from '../domain/watching/watch.ts'
import { channelRefOf, keysOf } from './keys.ts'
import type { Redis } from './redis.ts'
import { storedKind } from './stored.ts'

/** The limits of one watch of a task, and where they stand. `raw`: as stored, for compare-and-set. */
export interface WatchLimits {
  readonly channelRef: ChannelRef
  readonly limits: readonly Limit[]
  readonly state: LimitState | undefined
  readonly raw: string
}

/** A step of the limits of one watch: written only if they stand as `before`, and said only then. */
export interface LimitStep {
  readonly channelRef: ChannelRef
  readonly before: string
  readonly after: string
  readonly messages: readonly OutboxMessageOf<'card' | 'event'>[]
}

export const limitsKind = storedKind({
  name: 'limits of a watch',
  version: 1,
  schema: z.object({ limits: z.array(limitSchema), state: limitStateSchema.exactOptional() }),
})

export function writeLimits(limits: readonly Limit[], state?: LimitState): string {
  return limitsKind.write(state === undefined ? { limits } : { limits, state })
}

/** The limits of those tasks that have any. Costs one call, plus one for each task with limits. */
export async function limitsOfTasks(
  redis: Redis,
  connection: string,
  taskIds: readonly string[],
): Promise<ReadonlyMap<string, readonly WatchLimits[]>> {
  if (taskIds.length === 0) return new Map()
  const keys = keysOf(connection)
  const has = await redis.smismember(keys.limited, ...taskIds)
  const limited = taskIds.filter((_, index) => has[index] === 1)
  const pairs = limited.map(async (id) => [id, await readAll(redis, keys.limits(id))] as const)
  return new Map(await Promise.all(pairs))
}

async function readAll(redis: Redis, key: string): Promise<readonly WatchLimits[]> {
  return Object.entries(await redis.hgetall(key)).flatMap(([place, raw]) => {
    const read = limitsKind.read(redis, raw, { key, field: place })
    return read ? [{ channelRef: channelRefOf(place), limits: read.limits, state: read.state, raw }] : []
  })
}
