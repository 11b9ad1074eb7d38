import type { PrecheckItem, PrecheckReport, Progress, Recovery } from './task.ts'

/** What one poll saw of a task. Parts that the poll did not ask for are absent and stay as they were. */
export interface Observation {
  readonly name?: string
  readonly scenario?: string
  readonly engine?: string
  readonly mode?: string
  readonly direction?: string
  /** `null`: DRS does not know the task (any more). */
  readonly status: string | null
  readonly error?: string
  readonly progress?: Progress
  readonly recovery?: Recovery
  readonly precheck?: PrecheckReport
}

/** The last known state of a watched task, kept to find differences; DRS holds the truth. */
export interface Snapshot extends Observation {
  readonly connection: string
  readonly id: string
  /** Grows by one with every stored change; compare-and-set rests on it. */
  readonly version: number
  /** When the state was last seen to be different, milliseconds since the epoch. */
  readonly changedAt: number
}

/** Something that happened to a task, found by comparing two observations. `id` is unique and repeatable. */
export type TaskEvent = { readonly id: string; readonly at: number } & (
  | { readonly kind: 'status'; readonly from: string; readonly to: string }
  | { readonly kind: 'precheck'; readonly passed: boolean; readonly items: readonly PrecheckItem[] }
  | { readonly kind: 'direction'; readonly from: string; readonly to: string }
  | { readonly kind: 'gone'; readonly from: string }
)
