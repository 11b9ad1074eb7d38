import { DrsError } from '../drs/drs-error.ts'
import { errorOf } from '../drs/errors.ts'
import { type RedactionRules, redactText } from './redact.ts'
import { type HttpAnswer, HttpFault } from './send.ts'

/** The fields in which DRS and the gateway report an error; `error_message` stands in some batch items (A.1, 6.1.20, 6.1.21). */
export interface ErrorFields {
  readonly error_code?: unknown
  readonly error_msg?: unknown
  readonly error_message?: unknown
}

/** The error of an attempt without success. */
export function errorOfAttempt(
  operation: string,
  result: HttpAnswer | HttpFault,
  rules: RedactionRules,
): DrsError {
  return result instanceof HttpFault ? unanswered(operation, result) : errorOfAnswer(operation, result, rules)
}

/** The error of a call that was answered with a failure. */
export function errorOfAnswer(operation: string, answer: HttpAnswer, rules: RedactionRules): DrsError {
  const body = parseJson(answer.text)
  const fields: ErrorFields & { request_id?: unknown } = isRecord(body) ? body : {}
  const code = text(fields.error_code) ?? `http-${answer.status}`
  return new DrsError({
    code,
    message: redactText(
      messageOf(fields) ?? `DRS answered with HTTP status ${answer.status} and no explanation`,
      rules,
    ),
    operation,
    httpStatus: answer.status,
    requestId: requestIdOf(answer) ?? text(fields.request_id),
    retryable: errorOf(code)?.retryable ?? (answer.status === 429 || answer.status >= 500),
  })
}

/** The error inside one item of an accepted batch; undefined if the item carries none. */
export function itemError(operation: string, item: ErrorFields): DrsError | undefined {
  const code = text(item.error_code)
  if (code === undefined) return undefined
  const message = messageOf(item) ?? errorOf(code)?.message ?? code
  return new DrsError({ code, message, operation, retryable: errorOf(code)?.retryable ?? false })
}

/** An accepted call whose answer is not what the documents promise. */
export function malformed(operation: string, message: string, answer?: HttpAnswer): DrsError {
  return new DrsError({
    code: 'malformed',
    message,
    operation,
    httpStatus: answer?.status,
    requestId: answer && requestIdOf(answer),
  })
}

export function invalidRequest(operation: string, message: string): DrsError {
  return new DrsError({ code: 'invalid-request', message, operation })
}

/** Not sent, because DRS has failed several times in a row; `waitMs` until a try makes sense. */
export function circuitOpen(operation: string, waitMs: number): DrsError {
  const message = `Not sent: DRS failed several times in a row. Next try in ${seconds(waitMs)} s.`
  return new DrsError({ code: 'circuit-open', message, operation, retryable: true, retryAfterMs: waitMs })
}

/** Not sent, because the connection's calls are used up; `waitMs` until its permit would have come. */
export function budgetUsedUp(operation: string, waitMs: number): DrsError {
  const message = `Not sent: the call budget of the connection is used up. Next turn in ${seconds(waitMs)} s.`
  return new DrsError({ code: 'budget', message, operation, retryable: true, retryAfterMs: waitMs })
}

function seconds(ms: number): number {
  return Math.ceil(ms / 1000)
}

/** No answer came: `timeout` or `network`; or one that cannot be taken: `malformed`. */
export function unanswered(operation: string, fault: HttpFault): DrsError {
  if (fault.kind === 'oversized') return malformed(operation, 'The answer is too large to be taken.')
  const code = fault.kind === 'timeout' ? 'timeout' : 'network'
  return new DrsError({ code, message: fault.message, operation, retryable: true }, { cause: fault })
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not JSON: gateways answer with HTML or plain text; the caller decides what that means.
    return undefined
  }
}

export function requestIdOf(answer: HttpAnswer): string | undefined {
  return answer.headers['x-request-id']
}

function messageOf(fields: ErrorFields): string | undefined {
  return text(fields.error_msg) ?? text(fields.error_message)
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
