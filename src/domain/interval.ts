import { statusOf } from '../drs/statuses.ts'
import type { Snapshot } from './snapshot.ts'
import type { PrecheckReport } from './task.ts'

/** How often to look, in milliseconds. */
export interface Intervals {
  /** At tasks in motion: being created, started, copied, checked, stopped, or with an action to follow. */
  readonly motion: number
  /** At tasks that normally stay as they are. */
  readonly steady: number
}

export const defaultIntervals: Intervals = { motion: 5_000, steady: 30_000 }

/** When to look next, in milliseconds since the epoch; `undefined`: never again, nothing can follow. */
export function nextLook(
  snapshot: Snapshot,
  followed: boolean,
  at: number,
  intervals: Intervals,
): number | undefined {
  if (followed) return at + intervals.motion
  if (snapshot.status === null || statusOf(snapshot.status).terminal) return undefined
  return at + (isInMotion(snapshot.status, snapshot.precheck) ? intervals.motion : intervals.steady)
}

function isInMotion(status: string, precheck: PrecheckReport | undefined): boolean {
  if (status === 'CONFIGURATION' && precheck?.finished === false) return true
  return !waiting.has(status) && moving.has(statusOf(status).kind)
}

const moving: ReadonlySet<string> = new Set(['pending', 'running', 'changing', 'stopping'])

/** Kind `pending`, yet they stay for hours: a set start time, a pause. */
const waiting: ReadonlySet<string> = new Set(['WAITING_FOR_START', 'PAUSING'])
