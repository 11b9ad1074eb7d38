import { statusOf } from '../../drs/statuses.ts'
import type { TaskEvent } from './event.ts'
import type { Snapshot } from './snapshot.ts'

/**
 * A task that fails and recovers again and again is told of once, as unstable, and again when it has calmed down. Times in
 * milliseconds since the epoch.
 */

/** What a poll has made of a task. */
export interface PollResult {
  readonly next: Snapshot
  readonly events: readonly TaskEvent[]
  /** Something a reader can see differs. */
  readonly changed: boolean
  /** Something that only the next poll has to know differs. */
  readonly noted?: boolean
}

type StatusEvent = Extract<TaskEvent, { kind: 'status' }>
type Unstable = NonNullable<Snapshot['unstable']>

/** So many failures within this time make a task unstable. */
const failuresWithin = { count: 3, ms: 4 * 60_000 }
/** So long one status has to last until the task is stable again. */
const calmMs = 5 * 60_000
/** The count that is shown is not older than this, while it grows. */
const countEveryMs = 60_000

/** The events of a poll without the ups and downs of an unstable task, and with what is told in their place. */
export function dampRepetition(before: Snapshot | undefined, result: PollResult, at: number): PollResult {
  const moved = result.events.find((event) => event.kind === 'status')
  const failed = moved !== undefined && isFailure(moved.to)
  const recent = (before?.failures ?? []).filter((time) => at - time < failuresWithin.ms)
  const failures = failed ? [...recent, at] : recent
  const counted = withFailures(result, before, failures)
  if (before?.unstable) return goOn(before.unstable, counted, moved, at)
  if (!failed || failures.length < failuresWithin.count) return counted
  const [since = at] = failures
  const unstable = { since, times: failures.length, toldAt: at, from: moved.from }
  return { ...counted, ...instead(counted, moved, unstable, at, 'begun') }
}

function goOn(known: Unstable, result: PollResult, moved: StatusEvent | undefined, at: number): PollResult {
  if (moved === undefined) {
    const calm = at - (result.next.statusSince ?? at) >= calmMs
    return calm ? ended(known, result, at) : kept(result, known)
  }
  if (!isRepetition(moved)) return ended(known, result, at)
  const unstable = isFailure(moved.to) ? { ...known, times: known.times + 1, from: moved.from } : known
  if (isFailure(moved.to) && at - known.toldAt >= countEveryMs) {
    return instead(result, moved, { ...unstable, toldAt: at }, at, 'going')
  }
  return kept({ ...result, events: result.events.filter((event) => event !== moved) }, unstable)
}

function kept(result: PollResult, unstable: Unstable): PollResult {
  return { ...result, next: { ...result.next, unstable } }
}

/** The event of its status makes room for that of its being unstable. */
function instead(
  result: PollResult,
  moved: StatusEvent,
  unstable: Unstable,
  at: number,
  state: 'begun' | 'going',
): PollResult {
  const next = { ...result.next, unstable }
  const others = result.events.filter((event) => event !== moved)
  return { ...result, next, events: [unstableEvent(next, unstable, at, state), ...others] }
}

/** What it has come to is told, if it is a failure: the last of them was one among many. */
function ended(unstable: Unstable, result: PollResult, at: number): PollResult {
  const { unstable: _, failures: __, ...state } = result.next
  const version = result.changed ? state.version : state.version + 1
  const next: Snapshot = { ...state, version, changedAt: result.changed ? state.changedAt : at }
  const told = result.events.some(({ kind }) => kind === 'status')
  const failure =
    told || next.status === null || !isFailure(next.status) ? [] : [lastFailure(next, unstable, at)]
  const events = [unstableEvent(next, unstable, at, 'over'), ...failure, ...result.events]
  return { next, events, changed: true }
}

function unstableEvent(
  next: Snapshot,
  { since, times }: Unstable,
  at: number,
  state: 'begun' | 'going' | 'over',
): TaskEvent {
  return { id: `${idOf(next)}:unstable`, at, kind: 'unstable', state, since, times }
}

function lastFailure(next: Snapshot, { from }: Unstable, at: number): TaskEvent {
  return { id: `${idOf(next)}:status`, at, kind: 'status', from, to: next.status ?? '' }
}

function idOf({ connection, id, version }: Snapshot): string {
  return `${connection}:${id}:${version}`
}

function withFailures(
  result: PollResult,
  before: Snapshot | undefined,
  failures: readonly number[],
): PollResult {
  const { failures: _, unstable: __, ...state } = result.next
  const kept = failures.slice(-failuresWithin.count)
  const next: Snapshot = kept.length === 0 ? state : { ...state, failures: kept }
  const noted = result.noted || (before?.failures?.length ?? 0) !== kept.length
  return { ...result, next, noted }
}

/** To a failure, or from one to the work it had interrupted; anything else somebody did, or is an end. */
function isRepetition({ from, to }: StatusEvent): boolean {
  const { kind } = statusOf(to)
  return (
    kind === 'failed' ||
    (isFailure(from) && (kind === 'running' || kind === 'healthy' || kind === 'changing'))
  )
}

function isFailure(status: string): boolean {
  return statusOf(status).kind === 'failed'
}
