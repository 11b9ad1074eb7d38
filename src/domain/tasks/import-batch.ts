/** Tasks that are imported from a sheet: DRS checks all of them, and makes them once somebody commits (DRS API reference 7.3). */

export const batchStates = {
  ASYNC_JOB_VALIDATING: 'checking',
  ASYNC_JOB_VALIDATE_FAILED: 'failed',
  AUTO_PARAM_VALIDATE_SUCCESS: 'ready',
  COMMIT_SUCCESS: 'made',
} as const
export type BatchState = (typeof batchStates)[keyof typeof batchStates]

export interface ImportBatch {
  readonly id: string
  /** `undefined`: a status that is not documented. */
  readonly state: BatchState | undefined
  /** As DRS writes it. */
  readonly status: string
  readonly by?: string
  /** Milliseconds since the epoch. */
  readonly createdAt?: number
}

/** A task of a batch, and what the check has found wrong with it. */
export interface ImportedTask {
  readonly name: string
  readonly engine?: string
  readonly problems: readonly string[]
}
