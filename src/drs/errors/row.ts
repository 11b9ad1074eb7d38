import type { Text } from '../../base/i18n.ts'

/** Why a call was refused, as far as a reaction can depend on it. The sorting is ours. */
export type ErrorCategory =
  | 'auth'
  | 'permission'
  | 'validation'
  | 'state'
  | 'not_found'
  | 'conflict'
  | 'quota'
  | 'database_connection'
  | 'service'
  | 'network'
  | 'gateway'

/** An error code with its meaning and its remedy. */
export interface ErrorRow {
  readonly code: string
  /**
   * As documented; 200 and 202 mean that the code comes inside a result item of an accepted call. 0 where no one
   * status belongs to the code: our own codes and the gateway's.
   */
  readonly httpStatus: number
  /** `any` for codes that belong to no table of DRS: our own and the gateway's. */
  readonly api: 'v3' | 'v5' | 'any'
  readonly category: ErrorCategory
  /** A client may repeat a read by itself; before it repeats a change it looks at the task again. */
  readonly retryable: boolean
  /** The service's English wording; it fills in `%s`. */
  readonly message: string
  readonly meaning: Text
  readonly advice: Text
}

type Facts = Pick<ErrorRow, 'httpStatus' | 'api' | 'category' | 'retryable'>

/** Facts of a v3 code that is not worth a retry. */
export function v3(httpStatus: number, category: ErrorCategory): Facts {
  return { httpStatus, api: 'v3', category, retryable: false }
}

/** Facts of a v5 code that is not worth a retry. */
export function v5(httpStatus: number, category: ErrorCategory): Facts {
  return { httpStatus, api: 'v5', category, retryable: false }
}
