import type { Comparison } from '../tasks/comparison.ts'
import type { PrecheckItem } from '../tasks/task.ts'

/** What is told when a value stays above a limit, and again when it is back below. Times in milliseconds. */
export interface Limit {
  readonly metric: 'lag' | 'rpo' | 'rto'
  readonly aboveMs: number
  /** So long it has to stay above before anybody is told; 0 tells at once. */
  readonly forMs: number
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
