/** What a refused call says of one task of it. Without a code the task was taken all the same. */
export interface RefusalItem {
  readonly id: string
  readonly code?: string
  readonly message?: string
}

/** The error code that an answer gives; none for `0`, `""` and null, which stand beside what went well. */
export function saidErrorCode(value: unknown): string | undefined {
  const code = typeof value === 'number' ? String(value) : value
  return typeof code !== 'string' || /^\s*0*\s*$/.test(code) ? undefined : code
}

/**
 * A call that DRS, the gateway or the network refused.
 * `code` is DRS's own (`DRS.M00202`, `APIGW.0301`) or one of ours for faults without an answer:
 * `network` (no answer came), `timeout`, `malformed` (an answer that is not what the documents promise),
 * `invalid-request`, `budget`, `circuit-open`, `not-offered` (not sent), `token-refused` (IAM gave no token),
 * `unfinished` (accepted, no result in time). `message` is DRS's raw text, for the "details" fold only.
 */
export class DrsError extends Error {
  override readonly name = 'DrsError'
  readonly code: string
  readonly operation: string
  readonly httpStatus: number | undefined
  readonly requestId: string | undefined
  readonly retryable: boolean
  /** Milliseconds until a repetition can succeed, where that is known (`budget`, `circuit-open`). */
  readonly retryAfterMs: number | undefined
  /** How far the bot's clock is ahead of that of DRS (negative: behind), where that is why the call was refused. */
  readonly clockOffsetMs: number | undefined
  /** What the refusal says of single tasks, where it names them. */
  readonly items: readonly RefusalItem[]
  /** The field that breaks a rule, as a path, with `invalid-request`. */
  readonly field: string | undefined

  constructor(
    fields: {
      code: string
      message: string
      operation: string
      httpStatus?: number | undefined
      requestId?: string | undefined
      retryable?: boolean
      retryAfterMs?: number | undefined
      clockOffsetMs?: number | undefined
      items?: readonly RefusalItem[]
      field?: string | undefined
    },
    options?: ErrorOptions,
  ) {
    super(fields.message, options)
    this.code = fields.code
    this.operation = fields.operation
    this.httpStatus = fields.httpStatus
    this.requestId = fields.requestId
    this.retryable = fields.retryable ?? false
    this.retryAfterMs = fields.retryAfterMs
    this.clockOffsetMs = fields.clockOffsetMs
    this.items = fields.items ?? []
    this.field = fields.field
  }
}
