import type { Selection } from '../extras.ts'
import type { Refusal } from '../refusal.ts'
import type { LocalTask } from '../task.ts'

/** An asynchronous batch (7.3): tasks that are described, checked by the service, repaired and at last committed. */

export interface BatchRow {
  /** The id that the task will have. */
  readonly id: string
  readonly draft: Omit<LocalTask, 'id'>
  readonly selection: Selection
  /** What is wrong with the description itself. */
  readonly faults: readonly Refusal[]
  /** What the last check found. */
  readonly problems: readonly Refusal[]
}

/** Statuses of table 7-134. */
export type BatchStatus =
  | 'ASYNC_JOB_VALIDATING'
  | 'ASYNC_JOB_VALIDATE_FAILED'
  | 'AUTO_PARAM_VALIDATE_SUCCESS'
  | 'COMMIT_SUCCESS'

export interface Batch {
  readonly id: string
  readonly status: BatchStatus
  /** Wall time. */
  readonly createdAt: number
  /** Start of the last check, virtual time. */
  readonly startedAt: number
  readonly rows: readonly BatchRow[]
}
