import { type Deed, withOrigins } from '../../domain/actions/attribution.ts'
import { followOutcome } from '../../domain/actions/outcome.ts'
import { cardEntry, type EntryOf, eventEntry, outcomeEntry } from '../../domain/delivery/outbox-message.ts'
import { diff } from '../../domain/watching/diff.ts'
import type { TaskEvent } from '../../domain/watching/event.ts'
import { type Crossing, crossings, formatLimit } from '../../domain/watching/limits.ts'
import { nextLook } from '../../domain/watching/poll-interval.ts'
import type { Observation, Snapshot } from '../../domain/watching/snapshot.ts'
import type { Follow } from '../../domain/watching/watch.ts'
import { type LimitStep, type WatchLimits, writeLimits } from '../../store/limits.ts'
import type { Redis } from '../../store/redis.ts'
import { lastActs } from '../../store/task-locks.ts'
import type { Commit, Stored } from '../../store/task-states.ts'
import type { EngineOptions } from '../options.ts'

/** A task as it was known before a look. `pulse`: the look was at how far it is. */
export interface Sight {
  readonly task: Stored
  readonly pulse: boolean
  readonly follows: readonly Follow[]
  readonly limits: readonly WatchLimits[]
}

interface LookedAt {
  readonly connection: string
  readonly at: number
  readonly claimed: number
}

interface ChangeParts {
  readonly redis: Redis
  readonly clock: () => number
  readonly options: EngineOptions
}

type Change = Commit & { readonly limits: readonly LimitStep[] }

/** What a look makes of a task: its new state, what is said of it and where, and when to look next. */
export async function changeOf(
  { redis, clock, options }: ChangeParts,
  { connection, at, claimed }: LookedAt,
  { task: { id, version, snapshot: before }, pulse, follows, limits }: Sight,
  seen: Observation,
): Promise<Change> {
  const awaited = follows.map(({ verb }) => verb)
  const { next, events, changed } = diff(before, seen, at, { connection, id, version }, awaited)
  const outcomes = outcomesOf(follows, next, clock())
  const told =
    events.length === 0 ? [] : withOrigins(events, await deedsOf(redis, connection, id, follows), before, at)
  return {
    connection,
    taskId: id,
    expected: version,
    snapshot: changed ? next : undefined,
    entries: changed ? entriesOf(next, told) : [],
    limits: limits.flatMap((limit) => limitStep(limit, next, at) ?? []),
    outcomes,
    claimed,
    next: nextLook(next, follows.length > outcomes.length, at, options, pulse),
  }
}

function entriesOf(next: Snapshot, events: readonly TaskEvent[]) {
  const card = cardEntry(next.connection, next.id, String(next.version))
  return [card, ...events.map((event) => eventEntry(event, next))]
}

function outcomesOf(follows: readonly Follow[], next: Snapshot, now: number): EntryOf<'outcome'>[] {
  return follows.flatMap((follow) => {
    const outcome = followOutcome(follow, next, now)
    return outcome === undefined ? [] : [outcomeEntry(follow, outcome, next)]
  })
}

/** What was done to the task through the bot: what is awaited, and what was done last. */
async function deedsOf(
  redis: Redis,
  connection: string,
  id: string,
  follows: readonly Follow[],
): Promise<readonly Deed[]> {
  const last = (await lastActs(redis, connection, [id])).get(id)
  const awaited = follows.map(({ by, verb, since }) => ({ by, verb, at: since, open: true }))
  return last === undefined ? awaited : [...awaited, last]
}

function limitStep(
  { place, limits, state, raw }: WatchLimits,
  next: Snapshot,
  at: number,
): LimitStep | undefined {
  const { state: after, told } = crossings(limits, state, next, at)
  const written = writeLimits(limits, Object.keys(after).length === 0 ? undefined : after)
  if (written === raw) return undefined
  return { place, before: raw, after: written, entries: told.map((one) => crossingEntry(one, next, at)) }
}

/** The time since when it is above makes the id unique; it is the same at whatever look the crossing is found. */
function crossingEntry(crossing: Crossing, next: Snapshot, at: number): EntryOf<'event'> {
  const { limit, state, since } = crossing
  const id = `${next.connection}:${next.id}:limit:${formatLimit(limit)}:${since}:${state}`
  return eventEntry({ id, at, kind: 'limit', ...crossing }, next)
}
