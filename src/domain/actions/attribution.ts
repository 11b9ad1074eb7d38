import type { Attribution, TaskEvent } from '../watching/event.ts'
import type { Snapshot } from '../watching/snapshot.ts'
import type { PendingAction } from '../watching/watch.ts'
import { actionOf, isAction } from './rows.ts'
import { isFailed, isGoing, isOneOf } from './statuses.ts'

/** An action through the bot that may have brought an event about. */
export interface AttributionCandidate {
  /** Slack user. */
  readonly by: string
  readonly verb: string
  /** Milliseconds since the epoch. */
  readonly at: number
  /** It is being carried out or awaited at this moment; otherwise it counts for ten minutes. */
  readonly open?: boolean
  /** The token of the order that it follows from. */
  readonly order?: string
}

const memoryMs = 10 * 60 * 1000

/** What was done to a task through the bot: what is awaited, and what was done last. */
export function attributionCandidates(
  awaited: readonly PendingAction[],
  last:
    | { readonly by: string; readonly verb: string; readonly at: number; readonly token?: string }
    | undefined,
): readonly AttributionCandidate[] {
  const open = awaited.map(({ by, verb, since, order }) => ({
    ...{ by, verb, at: since, open: true },
    ...(order !== undefined && { order }),
  }))
  if (last === undefined) return open
  const { by, verb, at, token: order } = last
  return [...open, { by, verb, at, ...(order !== undefined && { order }) }]
}

/** The events with who brought each of them about, where that can be said. The youngest action that fits counts. */
export function attributeEvents(
  events: readonly TaskEvent[],
  candidates: readonly AttributionCandidate[],
  before: Snapshot | undefined,
  now: number,
): readonly TaskEvent[] {
  if (events.length === 0) return events
  const able = candidates
    .filter(({ open, at }) => open || now - at < memoryMs)
    .toSorted((a, b) => Number(b.open ?? false) - Number(a.open ?? false) || b.at - a.at)
  return events.map((event) => {
    const attribution = originOf(event, able, before, now)
    return attribution === undefined ? event : { ...event, attribution }
  })
}

function originOf(
  event: TaskEvent,
  candidates: readonly AttributionCandidate[],
  before: Snapshot | undefined,
  now: number,
): Attribution | undefined {
  const candidate = candidates.find(({ verb }) => explains(verb, event))
  if (candidate !== undefined) {
    const { by, verb, order } = candidate
    return { by, verb, ...(order !== undefined && { order }) }
  }
  return isDoneBySomebody(event, before, now) ? 'console' : undefined
}

/** Whether the action leads to the event. A failure is nobody's doing. */
function explains(verb: string, event: TaskEvent): boolean {
  if (event.kind !== 'status') return isAction(verb) && (actionOf(verb).traces ?? []).includes(event.kind)
  if (isFailed(event.to)) return false
  if (editing.has(verb)) return event.to === 'CHANGE_JOB_STARTED'
  return isAction(verb) && (actionOf(verb).explains?.(event.from, event.to) ?? false)
}

/** Changes of a task's settings, which DRS takes over in a status of its own. */
const editing: ReadonlySet<string> = new Set(['edit', 'objects', 'transform', 'params'])

/**
 * What DRS does not do by itself. It goes on after failures by itself (DRS FAQ, "Does DRS Support Resumable
 * Uploads?"), repairs and upgrades nodes, starts at a set time, and ends tasks whose deadline has run out.
 */
function isDoneBySomebody(event: TaskEvent, before: Snapshot | undefined, now: number): boolean {
  switch (event.kind) {
    case 'status':
      return isDone(event.from, event.to, clockRunsOut(before, now))
    case 'direction':
    case 'gone':
    case 'appeared':
      return true
    case 'returned':
    case 'unstable':
    case 'precheck':
    case 'limit':
    case 'comparison':
    case 'subtasks':
    case 'clock':
      return false
  }
}

function isDone(from: string, to: string, endsItself: boolean): boolean {
  if (to === 'PAUSING' || to === 'CHANGE_JOB_STARTED') return true
  if (isOneOf(to, 'stopping')) return !endsItself
  if (isOneOf(to, 'ended')) return !endsItself && !isOneOf(from, 'stopping')
  if (from === 'PAUSING') return isGoing(to)
  return from === 'CONFIGURATION' && isGoing(to)
}

/** So long before its end a deadline counts as run out: nobody knows to the hour when DRS looks at it. */
const clockSlackMs = 24 * 60 * 60 * 1000

const endings: ReadonlySet<string> = new Set(['ends-itself', 'create-failed-ends', 'node-reclaimed'])

function clockRunsOut(before: Snapshot | undefined, now: number): boolean {
  const deadlines = before?.deadlines ?? []
  return deadlines.some(({ kind, endsAt }) => endings.has(kind) && endsAt - now < clockSlackMs)
}
