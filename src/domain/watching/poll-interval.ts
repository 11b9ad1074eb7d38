import { statusOf } from '../../drs/statuses.ts'
import type { PrecheckReport } from '../tasks/task.ts'
import type { Snapshot } from './snapshot.ts'

/** How often to look, in milliseconds. */
export interface PollIntervals {
  /** At tasks in motion: being created, started, copied, checked, stopped, or with an action to follow. */
  readonly motion: number
  /** At tasks that normally stay as they are. */
  readonly steady: number
}

export const defaultPollIntervals: PollIntervals = { motion: 5_000, steady: 30_000 }

/**
 * A healthy task is looked at in two ways by turns: at its status, and at how far it is. Half a millisecond in the time of
 * a look says that it is one of the second way. So nothing else has to be kept, and tasks of the second way are due
 * right behind the others of their poll, where they fill questions of their own.
 */
const pulseMark = 0.5

export function isProgressProbe(due: number): boolean {
  return due % 1 === pulseMark
}

/**
 * When to look next, in milliseconds since the epoch; `undefined`: never again, nothing can follow. `pulse`: the look that
 * ends now was at how far the task is.
 */
export function nextPollAt(
  snapshot: Snapshot,
  isActedOn: boolean,
  at: number,
  intervals: PollIntervals,
  pulse: boolean,
): number | undefined {
  if (isActedOn) return at + intervals.motion
  if (snapshot.status === null) return undefined
  const { terminal, kind } = statusOf(snapshot.status)
  if (terminal) return undefined
  if (isInMotion(snapshot.status, snapshot.precheck)) return at + intervals.motion
  return nextRestLook(kind === 'healthy' ? kind : 'quiet', at, intervals, pulse)
}

/** When to look next at tasks at rest. `pulse`: the look that ends now was at how far they are. */
export function nextRestLook(
  kind: 'healthy' | 'quiet',
  at: number,
  { steady }: PollIntervals,
  pulse: boolean,
): number {
  return at + steady + (kind === 'healthy' && !pulse ? pulseMark : 0)
}

export function isInMotion(status: string, precheck?: PrecheckReport): boolean {
  if (status === 'CONFIGURATION' && precheck?.finished === false) return true
  return !waiting.has(status) && moving.has(statusOf(status).kind)
}

const moving: ReadonlySet<string> = new Set(['pending', 'running', 'changing', 'stopping'])

/** Kind `pending`, yet they stay for hours: a set start time, a pause. */
const waiting: ReadonlySet<string> = new Set(['WAITING_FOR_START', 'PAUSING'])
