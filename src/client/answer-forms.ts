import { saidErrorCode } from '../drs/drs-error.ts'
import { asRecord, textOf } from './values.ts'

/**
 * Where an answer may carry its error, its rows and the ids in them: the documented places, and those that other clients
 * of DRS rely on. Whatever looks for one of these looks here.
 */

/** The fields in which DRS and the gateway report an error; `error_message` stands in some batch items (A.1, 6.1.20, 6.1.21). */
export interface ErrorFields {
  readonly error_code?: unknown
  readonly error_msg?: unknown
  readonly error_message?: unknown
}

/** An object of an answer, its fields still to be looked at. */
type AnswerPart = Readonly<Record<string, unknown>>

/** Names of the lists that hold one row per task (chapters 5, 6 and 7); v5 has `job` for a single one. */
const listNames = ['results', 'jobs', 'job']

/** The rows of an answer that has one per task. Nothing for one without such a list. */
export function taskRowsIn(body: unknown): readonly AnswerPart[] {
  if (Array.isArray(body)) return body.flatMap(partsOf)
  const fields = asRecord(body)
  const lists = listNames.map((name) => [fields[name]].flat().flatMap(partsOf))
  return lists.find((rows) => rows.length > 0) ?? []
}

function partsOf(value: unknown): readonly AnswerPart[] {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? [asRecord(value)] : []
}

/** The task that a row is about. */
export function taskIdIn(row: { readonly id?: unknown; readonly job_id?: unknown }): string | undefined {
  return textOf(row.id) ?? textOf(row.job_id)
}

/** The error of the answer as a whole: at its top or under `error`. */
export function errorFieldsIn(body: unknown): ErrorFields | undefined {
  const top = asRecord(body)
  if (saidErrorCode(top.error_code) !== undefined) return top
  const inner = asRecord(top.error)
  const code = saidErrorCode(inner.error_code) ?? saidErrorCode(inner.code)
  if (code === undefined) return undefined
  return { error_code: code, error_msg: messageIn(inner) ?? textOf(inner.message) }
}

/** The error of the first row that has one: refused batches say it there, with or without the task's id. */
export function rowErrorIn(body: unknown): ErrorFields | undefined {
  return taskRowsIn(body).find((row) => saidErrorCode(row.error_code) !== undefined)
}

/** The error of an answer with a status of success; one that has rows is judged by them. */
export function errorInSpiteOfStatus(body: unknown): ErrorFields | undefined {
  const rows = taskRowsIn(body)
  if (rows.length === 0) return errorFieldsIn(body)
  // A lone `job` that is an error and nothing else.
  const [only] = Array.isArray(asRecord(body).job) ? [] : [asRecord(asRecord(body).job)]
  const isError = only !== undefined && saidErrorCode(only.error_code) !== undefined
  return isError && textOf(only.status) === undefined ? only : undefined
}

export function messageIn(fields: ErrorFields): string | undefined {
  return textOf(fields.error_msg) ?? textOf(fields.error_message)
}

/** The new task of an answer to a creation: under `job` or in a list as documented, or at the top. */
export function createdTaskIn(
  body: unknown,
): { readonly id: string; readonly status: string | undefined } | undefined {
  for (const row of [...taskRowsIn(body), asRecord(body)]) {
    const id = taskIdIn(row)
    if (id !== undefined) return { id, status: textOf(row.status) }
  }
  return undefined
}
