/** A line of `precheck_result` (6.1.7). */
export type CheckedItem = {
  readonly item: string
  readonly result: 'PASSED' | 'ALARM' | 'FAILED'
  readonly group: string
  readonly failed_reason?: string
  readonly data?: string
  readonly raw_error_msg?: string
  /** Somebody decided that the item does not count (v5, 7.6.1). */
  readonly is_skipped?: boolean
}

/** Before the first start, before going on after an edit or a failure, before a reset (v5 only). */
export type PrecheckMode = 'forStartJob' | 'forRetryJob' | 'forResetJob'

/** One run; its verdicts stand from the start and are shown bit by bit. */
export interface PrecheckRun {
  /** Virtual time. */
  readonly startedAt: number
  readonly items: readonly CheckedItem[]
  /** The configuration was changed afterwards: the run does not allow a start any more. */
  readonly stale: boolean
  readonly mode: PrecheckMode
}
