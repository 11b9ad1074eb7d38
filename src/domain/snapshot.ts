import type { PrecheckItem, PrecheckReport, Progress, Recovery } from './task.ts'
import type { Comparison } from './task-service.ts'
import type { Limit } from './watch.ts'

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
  /** The clocks that run (clocks.ts), as they were last shown. */
  readonly clocks?: readonly Clock[]
  /** Recent delays, see lag-history.ts. */
  readonly lags?: readonly number[]
}

/** Limits that DRS keeps to by itself, or that somebody set. */
export const clockKinds = [
  'ends-itself',
  'node-reclaimed',
  'create-failed-ends',
  'log-retention',
  'scheduled-start',
] as const
export type ClockKind = (typeof clockKinds)[number]

export interface Clock {
  readonly kind: ClockKind
  /** Milliseconds since the epoch. */
  readonly endsAt: number
  /** What is left, as coarse as it is shown: whole days, then hours, then ten minutes. In milliseconds. */
  readonly leftMs: number
}

/** Who brought an event about: somebody through the bot, or somebody behind its back. Absent: nobody, or not known. */
export type Origin = { readonly by: string; readonly verb: string } | 'console'

/** Something that happened to a task, found by comparing two observations. `id` is unique and repeatable. */
export type TaskEvent = { readonly id: string; readonly at: number; readonly origin?: Origin } & (
  | { readonly kind: 'status'; readonly from: string; readonly to: string }
  | { readonly kind: 'precheck'; readonly passed: boolean; readonly items: readonly PrecheckItem[] }
  | { readonly kind: 'direction'; readonly from: string; readonly to: string }
  | { readonly kind: 'gone'; readonly from: string }
  /** Only for the place whose watch has the limit. */
  | {
      readonly kind: 'limit'
      readonly limit: Limit
      readonly state: 'crossed' | 'recovered'
      /** The value when it was told, in milliseconds. */
      readonly valueMs: number
      /** Since when it was above, milliseconds since the epoch. */
      readonly since: number
    }
  | { readonly kind: 'comparison'; readonly comparison: Comparison }
  | { readonly kind: 'subtasks'; readonly failed: readonly string[] }
  | { readonly kind: 'clock'; readonly clock: Clock }
  /** A filter found a task that is new. */
  | { readonly kind: 'appeared' }
)
