import type { Comparison } from '../tasks/comparison.ts'
import type { PrecheckReport, Progress, Recovery } from '../tasks/task.ts'
import type { Clock } from './event.ts'

/** What one poll saw of a task. Parts that the poll did not ask for are absent and stay as they were. */
export interface Observation {
  readonly name?: string
  readonly scenario?: string
  readonly engine?: string
  readonly mode?: string
  readonly direction?: string
  /** `key` or `key=value`. */
  readonly tags?: readonly string[]
  /** The task that this one is a part of. */
  readonly parentId?: string
  /** `null`: DRS does not know the task (any more). */
  readonly status: string | null
  readonly error?: string
  readonly progress?: Progress
  readonly recovery?: Recovery
  readonly precheck?: PrecheckReport
  /** The latest comparison, where one is awaited. */
  readonly comparison?: Comparison
  /** Failed subtasks, by name. */
  readonly failedSubtasks?: readonly string[]
  /** After so many days in an abnormal state DRS ends the task (6.1.1 `expired_days`). */
  readonly expiredDays?: number
  /** Scheduled start, milliseconds since the epoch. */
  readonly startAt?: number
}

/** The last known state of a watched task, kept to find differences; DRS holds the truth. */
export interface Snapshot extends Observation {
  readonly connection: string
  readonly id: string
  /** Grows by one with every stored change; compare-and-set rests on it. */
  readonly version: number
  /** When the state was last seen to be different, milliseconds since the epoch. */
  readonly changedAt: number
  /** When the present status was first seen, milliseconds since the epoch. */
  readonly statusSince?: number
  /** The clocks that run (domain/tasks/deadlines.ts), as they were last shown. */
  readonly clocks?: readonly Clock[]
  /** Recent delays, see lag-history.ts. */
  readonly lags?: readonly number[]
}
