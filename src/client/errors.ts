import { DrsError, type RefusalItem, saidErrorCode } from '../drs/drs-error.ts'
import { errorOf } from '../drs/errors.ts'
import {
  type ErrorFields,
  errorFieldsIn,
  messageIn,
  rowErrorIn,
  taskIdIn,
  taskRowsIn,
} from './answer-forms.ts'
import { type RedactionRules, redactText } from './redact.ts'
import { type HttpAnswer, HttpFault } from './send.ts'
import { asRecord, textOf } from './values.ts'

/** The error of an attempt without success. */
export function errorOfAttempt(
  operation: string,
  result: HttpAnswer | HttpFault,
  rules: RedactionRules,
  now: number,
): DrsError {
  if (result instanceof HttpFault) return unanswered(operation, result)
  return errorOfAnswer(operation, result, rules, now)
}

/**
 * The error of a call that was answered with a failure, or with an error in spite of its status. `now`: when the answer
 * came, for telling a clock that differs.
 */
export function errorOfAnswer(
  operation: string,
  answer: HttpAnswer,
  rules: RedactionRules,
  now?: number,
): DrsError {
  const body = answer.bytes.length > longestExplanation ? undefined : parseJson(answer.text)
  const said = errorFieldsIn(body) ?? rowErrorIn(body) ?? asRecord(body)
  const code = saidErrorCode(said.error_code) ?? `http-${answer.status}`
  const unexplained = `DRS answered with HTTP status ${answer.status} and no explanation`
  return new DrsError({
    code,
    message: redactText([messageIn(said) ?? unexplained, ...wrongRowsIn(body)].join('\n'), rules),
    operation,
    httpStatus: answer.status,
    requestId: requestIdOf(answer) ?? textOf(asRecord(body).request_id),
    retryable: errorOf(code)?.retryable ?? (answer.status === 429 || answer.status >= 500),
    clockOffsetMs: now === undefined ? undefined : clockOffset(code, answer, now),
    items: taskRowsIn(body).flatMap((row) => refusalItem(row, rules)),
  })
}

/** So many rows of a sheet are named. */
const mostRows = 12

/** Rows of an imported sheet that are wrong (7.3.7), without what stands in them: it may be a password. */
function wrongRowsIn(body: unknown): readonly string[] {
  const { import_error_messages: rows } = asRecord(body)
  return (Array.isArray(rows) ? rows : []).slice(0, mostRows).map((row) => {
    const { sheet_name, row_num, error_message } = asRecord(row)
    return [sheet_name, row_num, error_message].flatMap((part) => textOf(part) ?? []).join(' ')
  })
}

/** Nothing of that many bytes explains a refusal. */
const longestExplanation = 256 * 1024

/** A difference that no signature is refused for. */
const harmlessOffsetMs = 60_000

/** Milliseconds by which this clock is ahead of the gateway's, if that may be why it did not accept a signature. */
function clockOffset(code: string, { headers }: HttpAnswer, now: number): number | undefined {
  if (errorOf(code)?.code !== 'APIGW.0301') return undefined
  const offset = now - Date.parse(headers.date ?? '')
  return Math.abs(offset) > harmlessOffsetMs ? offset : undefined
}

/** A row that says neither what went wrong nor that all went well says nothing. */
function refusalItem(row: Readonly<Record<string, unknown>>, rules: RedactionRules): readonly RefusalItem[] {
  const id = taskIdIn(row)
  const code = saidErrorCode(row.error_code)
  if (id === undefined || (code === undefined && textOf(row.status)?.toLowerCase() !== 'success')) return []
  const message = messageIn(row)
  return [{ id, ...(code && { code }), ...(message && { message: redactText(message, rules) }) }]
}

/** What the error of a whole call means for one of its tasks; undefined if the task was taken all the same. */
export function errorOfTask(error: DrsError, id: string): DrsError | undefined {
  const said = error.items.find((item) => item.id === id)
  if (said === undefined && error.items.length === 0) return error
  if (said === undefined) return malformed(error.operation, 'The answer does not mention this task.')
  return itemError(error.operation, { error_code: said.code, error_msg: said.message }, error)
}

/** The error inside one item of a batch; undefined if the item carries none. `whole`: of the call, if that was refused. */
export function itemError(operation: string, item: ErrorFields, whole?: DrsError): DrsError | undefined {
  const code = saidErrorCode(item.error_code)
  if (code === undefined) return undefined
  const row = errorOf(code)
  return new DrsError({
    code,
    message: messageIn(item) ?? row?.message ?? code,
    operation,
    httpStatus: whole?.httpStatus,
    requestId: whole?.requestId,
    retryable: row?.retryable ?? false,
  })
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

/** Not sent; `field` is the path of what breaks a rule, where it is one field. */
export function invalidRequest(operation: string, message: string, field?: string): DrsError {
  return new DrsError({ code: 'invalid-request', message, operation, field })
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
