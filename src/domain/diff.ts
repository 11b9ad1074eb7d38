import type { Observation, Snapshot, TaskEvent } from './snapshot.ts'
import type { PrecheckItem, PrecheckReport, Progress, Recovery } from './task.ts'

/** Which task was seen, and the version its stored state has now (0: nothing stored yet). */
export interface Identity {
  readonly connection: string
  readonly id: string
  readonly version: number
}

export interface Difference {
  readonly next: Snapshot
  readonly events: readonly TaskEvent[]
  /** Something a reader can see differs, with or without an event. */
  readonly changed: boolean
}

/**
 * What happened between the stored state and an observation. First sight is a change without events: whatever was
 * so before anybody watched is not news. An empty `error` in the observation means that DRS names none any more.
 */
export function diff(
  before: Snapshot | undefined,
  seen: Observation,
  at: number,
  identity: Identity,
): Difference {
  const state = merge(before, seen)
  const changed = before === undefined || !same(visible(before), visible(state))
  const next: Snapshot = {
    ...state,
    connection: identity.connection,
    id: identity.id,
    version: identity.version + (changed ? 1 : 0),
    changedAt: changed ? at : before.changedAt,
  }
  return { next, events: before === undefined ? [] : eventsBetween(before, next, at), changed }
}

function merge(before: Snapshot | undefined, seen: Observation): Observation {
  const { error, ...state } = { ...before, ...seen }
  return error === undefined || error === '' ? state : { ...state, error }
}

function eventsBetween(before: Snapshot, next: Snapshot, at: number): TaskEvent[] {
  const found = [
    goneEvent(before, next),
    statusEvent(before, next),
    directionEvent(before, next),
    precheckEvent(before, next),
  ]
  return found
    .filter((event) => event !== undefined)
    .map((event) => ({ id: `${next.connection}:${next.id}:${next.version}:${event.kind}`, at, ...event }))
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

function precheckEvent({ precheck: before }: Snapshot, { precheck: report }: Snapshot) {
  if (!report?.finished) return undefined
  if (before?.finished && same(visiblePrecheck(before), visiblePrecheck(report))) return undefined
  return { kind: 'precheck', passed: report.passed, items: report.items } as const
}

/** What a reader could notice: whole seconds of delay, no remaining-time estimate (it moves with the percent). */
function visible(state: Observation) {
  return {
    name: state.name,
    scenario: state.scenario,
    engine: state.engine,
    mode: state.mode,
    direction: state.direction,
    status: state.status,
    error: state.error,
    progress: state.progress && visibleProgress(state.progress),
    recovery: state.recovery && visibleRecovery(state.recovery),
    precheck: state.precheck && visiblePrecheck(state.precheck),
  }
}

function visibleProgress({ percent, lagMs, parts }: Progress) {
  return { percent, lag: seconds(lagMs), parts }
}

function visibleRecovery({ rpoMs, rtoMs }: Recovery) {
  return { rpo: seconds(rpoMs), rto: seconds(rtoMs) }
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
