import type { Redis } from 'ioredis'
import type { EntryOf } from '../domain/delivery/outbox-message.ts'
import type { Limit } from '../domain/watching/event.ts'
import type { LimitState } from '../domain/watching/limits.ts'
import type { Place } from '../domain/watching/watch.ts'
import { keysOf, placeOf } from './keys.ts'

/** The limits of one watch of a task, and where they stand. `raw`: as stored, for compare-and-set. */
export interface WatchLimits {
  readonly place: Place
  readonly limits: readonly Limit[]
  readonly state: LimitState | undefined
  readonly raw: string
}

/** A step of the limits of one watch: written only if they stand as `before`, and said only then. */
export interface LimitStep {
  readonly place: Place
  readonly before: string
  readonly after: string
  readonly entries: readonly EntryOf<'event'>[]
}

interface StoredLimits {
  readonly limits: readonly Limit[]
  readonly state?: LimitState
}

export function writeLimits(limits: readonly Limit[], state?: LimitState): string {
  const stored: StoredLimits = state === undefined ? { limits } : { limits, state }
  return JSON.stringify(stored)
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
  const pairs = limited.map(async (id) => [id, readAll(await redis.hgetall(keys.limits(id)))] as const)
  return new Map(await Promise.all(pairs))
}

function readAll(byPlace: Readonly<Record<string, string>>): readonly WatchLimits[] {
  return Object.entries(byPlace).map(([place, raw]) => {
    const { limits, state }: StoredLimits = JSON.parse(raw)
    return { place: placeOf(place), limits, state, raw }
  })
}
