import { statusOf } from '../../drs/statuses.ts'
import type { TrackedAction } from '../actions/rows.ts'
import { beganSince, isComparisonFinished } from '../tasks/comparison.ts'
import { deadlinesOf, newlyUrgent } from '../tasks/deadlines.ts'
import { addLagSample } from '../tasks/lag-history.ts'
import { type FigureOwner, isPlausible } from '../tasks/plausible.ts'
import { type EarlierChecks, earlierChecksOf } from '../tasks/precheck.ts'
import type { PrecheckItem, PrecheckReport, Progress, Recovery } from '../tasks/task.ts'
import type { TaskEvent } from './event.ts'
import type { Observation, Snapshot } from './snapshot.ts'
import { unreadFigures } from './unread.ts'

/** Which task was seen, and the version its stored state has now (0: nothing stored yet). */
export interface TaskVersion {
  readonly connection: string
  readonly id: string
  readonly version: number
}

export interface SnapshotDiff {
  readonly next: Snapshot
  readonly events: readonly TaskEvent[]
  /** Something a reader can see differs, with or without an event. */
  readonly changed: boolean
  /** Nothing of that kind, but something that the next poll has to know. */
  readonly noted?: true
}

/**
 * What happened between the stored state and an observation. First sight is a change without events: whatever was
 * so before anybody watched is not news, except for the results that somebody awaits. An empty `error` in the observation
 * means that DRS names none any more. `comparedSince`: where comparisons are awaited, only those that began since are news.
 */
export function diffSnapshots(
  before: Snapshot | undefined,
  seen: Observation,
  at: number,
  identity: TaskVersion,
  awaited: readonly TrackedAction[] = [],
  comparedSince?: number,
): SnapshotDiff {
  const state = derive(before, seen, merge(before, seen), at)
  const changed = before === undefined || !same(visible(before), visible(state))
  const next: Snapshot = {
    ...state,
    connection: identity.connection,
    id: identity.id,
    version: identity.version + (changed ? 1 : 0),
    changedAt: changed ? at : before.changedAt,
  }
  const events = eventsBetween(knownBefore(before, next, awaited), next, at, comparedSince)
  const noted = !changed && !same(hidden(before), hidden(next))
  return { next, events, changed, ...(noted && { noted }) }
}

/** What no reader sees, and the next poll has to know. */
function hidden(state: Snapshot | undefined) {
  const { unread, missingSince, oldPrecheck, listed } = state ?? {}
  return { unread, missingSince, oldPrecheck, listed }
}

/** What was known before; of a task known from a list only, what is seen for the first time was so before. */
function knownBefore(
  before: Snapshot | undefined,
  next: Snapshot,
  awaited: readonly TrackedAction[],
): Snapshot {
  if (before === undefined) return withoutResults(next, awaited)
  if (!before.listed) return before
  const { precheck, comparisons, failedSubtasks, deadlines } = withoutResults(next, awaited)
  const seen = { precheck, comparisons, failedSubtasks, deadlines }
  return { ...Object.fromEntries(Object.entries(seen).filter(([, part]) => part !== undefined)), ...before }
}

/** The state as it must have been before what is awaited was begun. */
function withoutResults(
  { precheck, comparisons, ...state }: Snapshot,
  awaited: readonly TrackedAction[],
): Snapshot {
  return {
    ...state,
    ...(precheck && !awaited.includes('precheck') && { precheck }),
    ...(comparisons && !awaited.includes('compare') && { comparisons }),
  }
}

function merge(before: Snapshot | undefined, seen: Observation): Observation {
  const { error, unanswered: _, listed: __, ...state } = { ...before, ...seen }
  const listed = seen.listed ?? (seen.name === undefined && before?.listed)
  return {
    ...state,
    ...(error !== undefined && error !== '' && { error }),
    ...(listed && { listed }),
  }
}

/** What follows from the observation and the time: how long the status lasts, which deadlines run, where the delay goes. */
function derive(before: Snapshot | undefined, seen: Observation, state: Observation, at: number): Derived {
  const statusSince = before?.status === seen.status ? (before.statusSince ?? before.changedAt) : at
  const deadlines = deadlinesOf({ ...state, statusSince }, at)
  const lags = lagsOf(before, seen, state, at)
  const unread = unreadFigures(before, seen, state.scenario, at)
  const {
    deadlines: _,
    lags: __,
    unread: ___,
    missingSince: ____,
    oldPrecheck: _____,
    statusBy,
    lastStatus: ______,
    precheckAt: _______,
    earlierChecks: ________,
    ...plain
  }: Derived = state
  const lastStatus = seen.status === null ? (before?.status ?? before?.lastStatus) : undefined
  const precheckAt = precheckSeenAt(before, state, at)
  const earlierChecks = earlierChecksFrom(before, state)
  return {
    ...plain,
    statusSince,
    ...(statusBy !== undefined && before?.status === seen.status && { statusBy }),
    ...(lastStatus != null && { lastStatus }),
    ...(precheckAt !== undefined && { precheckAt }),
    ...(earlierChecks && { earlierChecks }),
    ...(deadlines.length > 0 && { deadlines }),
    ...(lags && { lags }),
    ...(unread && { unread }),
    ...(seen.oldPrecheck && { oldPrecheck: seen.oldPrecheck }),
  }
}

type Derived = Observation &
  Pick<
    Snapshot,
    | 'statusSince'
    | 'statusBy'
    | 'lastStatus'
    | 'precheckAt'
    | 'earlierChecks'
    | 'deadlines'
    | 'lags'
    | 'unread'
    | 'missingSince'
  >

/** When the report was first seen to be finished. */
function precheckSeenAt(
  before: Snapshot | undefined,
  { precheck }: Observation,
  at: number,
): number | undefined {
  if (!precheck?.finished) return undefined
  const known = before?.precheck?.finished && isSamePrecheck(before.precheck, precheck)
  return known ? (before?.precheckAt ?? before?.changedAt) : at
}

/** Of the run before: once another one shows, what was found until then. A task that has begun is not compared any more. */
function earlierChecksFrom(
  before: Snapshot | undefined,
  { precheck, status }: Observation,
): EarlierChecks | undefined {
  if (before === undefined || precheck === undefined || status !== before.status) return undefined
  const { precheck: known, precheckAt = before.changedAt, earlierChecks } = before
  if (!known?.finished || isSamePrecheck(known, precheck)) return earlierChecks
  return earlierChecksOf(known, precheckAt)
}

/** A delay of an earlier phase says nothing of the next one, and one that cannot be true nothing at all. */
function lagsOf(
  before: Snapshot | undefined,
  seen: Observation,
  task: FigureOwner,
  at: number,
): Snapshot['lags'] {
  if (seen.status === null || !flowing.has(statusOf(seen.status).kind)) return undefined
  const lagMs = seen.progress?.lagMs
  const usable = lagMs !== undefined && isPlausible(lagMs, task, at)
  return usable ? addLagSample(before?.lags, lagMs, at) : before?.lags
}

const flowing: ReadonlySet<string> = new Set(['running', 'healthy'])

function eventsBetween(
  before: Snapshot,
  next: Snapshot,
  at: number,
  comparedSince: number | undefined,
): TaskEvent[] {
  const found = [
    goneEvent(before, next),
    statusEvent(before, next),
    directionEvent(before, next),
    precheckEvent(before, next),
    subtasksEvent(before, next),
    clockEvent(before, next),
  ]
  const prefix = `${next.connection}:${next.id}:${next.version}`
  return [
    ...found
      .filter((event) => event !== undefined)
      .map((event) => ({ id: `${prefix}:${event.kind}`, at, ...event })),
    ...comparisonEvents(before, next, comparedSince).map((event) => ({
      id: `${prefix}:${event.kind}:${event.comparison.id}`,
      at,
      ...event,
    })),
  ]
}

function goneEvent(before: Snapshot, next: Snapshot) {
  if (before.status === null || next.status !== null) return undefined
  return { kind: 'gone', from: before.status } as const
}

function statusEvent(before: Snapshot, next: Snapshot) {
  if (before.status === null || next.status === null || before.status === next.status) return undefined
  return { kind: 'status', from: before.status, to: next.status } as const
}

function directionEvent({ direction: from }: Snapshot, { direction: to }: Snapshot) {
  if (from === undefined || to === undefined || from === to) return undefined
  return { kind: 'direction', from, to } as const
}

function precheckEvent(
  { precheck: before }: Snapshot,
  { precheck: report, earlierChecks: earlier }: Snapshot,
) {
  if (!report?.finished) return undefined
  if (before?.finished && isSamePrecheck(before, report)) return undefined
  const { passed, items } = report
  return { kind: 'precheck', passed, items, ...(earlier && { earlier }) } as const
}

function subtasksEvent({ failedSubtasks: before = [] }: Snapshot, { failedSubtasks = [] }: Snapshot) {
  const failed = failedSubtasks.filter((name) => !before.includes(name))
  return failed.length === 0 ? undefined : ({ kind: 'subtasks', failed } as const)
}

function comparisonEvents(
  { comparisons: before = [] }: Snapshot,
  { comparisons = [] }: Snapshot,
  since: number | undefined,
) {
  const known = new Set(before.filter(isComparisonFinished).map(({ id }) => id))
  return comparisons
    .filter((one) => isComparisonFinished(one) && !known.has(one.id))
    .filter((one) => since === undefined || beganSince(one, since))
    .map((comparison) => ({ kind: 'comparison', comparison }) as const)
}

/** A countdown that moves is seen on the card; only its last stretch is told. */
function clockEvent({ deadlines: before }: Snapshot, { deadlines }: Snapshot) {
  const deadline = newlyUrgent(before, deadlines)
  return deadline && ({ kind: 'clock', deadline } as const)
}

/** What a reader could notice: whole seconds of delay, no remaining-time estimate (it moves with the percent). */
function visible(state: Derived) {
  return {
    name: state.name,
    scenario: state.scenario,
    engine: state.engine,
    mode: state.mode,
    direction: state.direction,
    source: state.source,
    destination: state.destination,
    status: state.status,
    error: state.error,
    progress: state.progress && visibleProgress(state.progress),
    recovery: state.recovery && visibleRecovery(state.recovery),
    precheck: state.precheck && visiblePrecheck(state.precheck),
    tags: state.tags,
    parentId: state.parentId,
    comparisons: state.comparisons,
    failedSubtasks: state.failedSubtasks,
    deadlines: state.deadlines,
    unread: Object.entries(state.unread ?? {}).flatMap(([metric, { long }]) => (long ? [metric] : [])),
  }
}

function visibleProgress({ percent, lagMs, parts }: Progress) {
  return { percent, lag: seconds(lagMs), parts }
}

function visibleRecovery({ rpoMs, rtoMs }: Recovery) {
  return { rpo: seconds(rpoMs), rto: seconds(rtoMs) }
}

/** Of one run: what somebody has skipped since, and passes the report with it, makes no other of it. */
export function isSamePrecheck(a: PrecheckReport, b: PrecheckReport): boolean {
  const skips = (report: PrecheckReport) =>
    report.items.flatMap(({ item, skipped }) => (skipped ? [item] : []))
  const isSkipped = !same(skips(a).toSorted(), skips(b).toSorted())
  const run = (report: PrecheckReport) => {
    const { percent, finished, passed, items } = visiblePrecheck(report)
    const unskipped = items.map(({ skipped: _, ...item }) => item)
    return { percent, finished, passed: isSkipped || passed, items: unskipped }
  }
  return same(run(a), run(b))
}

/** What was told of a pre-check, as DRS has it now; undefined where that says nothing else, or is of another run. */
export function revisedPrecheck(
  told: Extract<TaskEvent, { readonly kind: 'precheck' }>,
  now: PrecheckReport | undefined,
): Extract<TaskEvent, { readonly kind: 'precheck' }> | undefined {
  if (!now?.finished || !isSamePrecheck({ ...now, passed: told.passed, items: told.items }, now))
    return undefined
  return { ...told, passed: now.passed, items: now.items }
}

/** The report of the same run says something else now: somebody has skipped items of it. */
export function isPrecheckRevised(before: Snapshot | undefined, next: Snapshot): boolean {
  const [a, b] = [before?.precheck, next.precheck]
  if (!a?.finished || b === undefined) return false
  return isSamePrecheck(a, b) && !same(visiblePrecheck(a), visiblePrecheck(b))
}

/** DRS promises no order of the items, so order is no difference. */
function visiblePrecheck({ percent, finished, passed, items }: PrecheckReport) {
  return { percent, finished, passed, items: items.toSorted(byItem) }
}

function byItem(a: PrecheckItem, b: PrecheckItem): number {
  const [left, right] = [itemKey(a), itemKey(b)]
  if (left === right) return 0
  return left < right ? -1 : 1
}

function itemKey({ group, item, verdict }: PrecheckItem): string {
  return `${group ?? ''}/${item}/${verdict}`
}

function seconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : Math.round(ms / 1000)
}

/** Deep equality of plain JSON values; an absent field equals an undefined one. */
function same(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true
  if (!isObject(a) || !isObject(b) || Array.isArray(a) !== Array.isArray(b)) return false
  const names = new Set([...Object.keys(a), ...Object.keys(b)])
  return [...names].every((name) => same(a[name], b[name]))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
