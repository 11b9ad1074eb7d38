import type { LookupResult } from '../../domain/tasks/task-service.ts'
import type { DrsError } from '../../drs/drs-error.ts'
import type { Operation, ResponseOf } from '../../drs/operation.ts'
import { callInBatches } from '../batch.ts'
import type { CallInput, DrsLanguage } from '../call.ts'
import type { Client } from '../client.ts'
import { type ErrorFields, itemError, malformed } from '../errors.ts'
import { textOf } from '../values.ts'

/** How a query for many tasks is asked and its answer read. */
export interface BatchQuery<Op extends Operation, Row extends ErrorFields, Value> {
  readonly op: Op
  bodyFor(ids: readonly string[]): NonNullable<CallInput<Op>['body']>
  rows(answer: ResponseOf<Op>): readonly Row[]
  /** The task that a row is about. */
  idOf(row: Row): unknown
  /** `undefined`: the row holds no value, its error fields say why. */
  read(row: Row, id: string): Value | undefined
  /** Codes by which DRS says that it does not know the task. */
  readonly goneCodes: ReadonlySet<string>
  /** Codes by which DRS says that the task has nothing of the kind; with them, a task without a row is no fault. */
  readonly noneCodes?: ReadonlySet<string>
  /** Rows may carry an id of their own kind: then a lone row answers a lone question. */
  readonly ownIds?: boolean
}

/** DRS.M00298 and its v5 twin "job does not exist", DRS.M05003 "task information not found" (A.3). */
export const unknownTask: ReadonlySet<string> = new Set(['DRS.M00298', 'DRS.10000010', 'DRS.M05003'])

interface Collected<Value> {
  readonly found: Map<string, Value>
  readonly gone: Set<string>
  readonly failed: Map<string, DrsError>
  /** Calls that were answered, and the first error of one that was not. */
  answered: number
  firstError?: DrsError
}

/**
 * Asks for many tasks and sorts what comes back. If no call at all was answered, the first error is thrown; otherwise a
 * call that failed counts as failed for its tasks. DRS does not document whether one unknown id spoils a whole call, so a
 * call refused for one is repeated in halves until the culprit stands alone.
 */
export async function findAll<Op extends Operation, Row extends ErrorFields, Value>(
  client: Client,
  language: DrsLanguage,
  query: BatchQuery<Op, Row, Value>,
  ids: readonly string[],
): Promise<LookupResult<Value>> {
  const into: Collected<Value> = {
    found: new Map(),
    gone: new Set(),
    failed: new Map(),
    answered: 0,
  }
  await ask(client, language, query, [...new Set(ids)], into)
  if (into.answered === 0 && into.firstError) throw into.firstError
  const { found, gone, failed } = into
  return { found, gone, failed }
}

async function ask<Op extends Operation, Row extends ErrorFields, Value>(
  client: Client,
  language: DrsLanguage,
  query: BatchQuery<Op, Row, Value>,
  ids: readonly string[],
  into: Collected<Value>,
): Promise<void> {
  const again: (readonly string[])[] = []
  for (const batch of await callInBatches(client, query.op, ids, query.bodyFor, language)) {
    if (batch.ok) again.push(...sortRows(query, batch.items, query.rows(batch.answer), into))
    else again.push(...sortFailure(query, batch.items, batch.error, into))
  }
  for (const part of again) await ask(client, language, query, part, into)
}

/** Puts each row to its task. Returns the groups of ids that have to be asked again. */
function sortRows<Row extends ErrorFields, Value>(
  query: BatchQuery<Operation, Row, Value>,
  ids: readonly string[],
  rows: readonly Row[],
  into: Collected<Value>,
): readonly (readonly string[])[] {
  into.answered += 1
  const open = new Set(ids)
  for (const row of rows) {
    const id = taskOf(query, row, ids, rows)
    if (id === undefined || !open.delete(id)) continue
    sortRow(query, row, id, into)
  }
  const strangers = rows.some((row) => taskOf(query, row, ids, rows) === undefined)
  if (query.ownIds && strangers && ids.length > 1) return [...open].map((id) => [id])
  if (query.noneCodes) return []
  for (const id of open) into.failed.set(id, malformed(query.op.id, 'The answer does not mention this task.'))
  return []
}

function taskOf<Row extends ErrorFields, Value>(
  query: BatchQuery<Operation, Row, Value>,
  row: Row,
  ids: readonly string[],
  rows: readonly Row[],
): string | undefined {
  const id = textOf(query.idOf(row))
  if (id !== undefined && ids.includes(id)) return id
  return query.ownIds && ids.length === 1 && rows.length === 1 ? ids[0] : undefined
}

function sortRow<Row extends ErrorFields, Value>(
  query: BatchQuery<Operation, Row, Value>,
  row: Row,
  id: string,
  into: Collected<Value>,
): void {
  const value = query.read(row, id)
  if (value !== undefined) into.found.set(id, value)
  else
    sortError(
      query,
      id,
      itemError(query.op.id, row) ?? malformed(query.op.id, 'The answer says nothing about this task.'),
      into,
    )
}

/** A refused call. Returns the halves to be asked again if the refusal may concern one task only. */
function sortFailure<Row extends ErrorFields, Value>(
  query: BatchQuery<Operation, Row, Value>,
  ids: readonly string[],
  error: DrsError,
  into: Collected<Value>,
): readonly (readonly string[])[] {
  const aboutOne = query.goneCodes.has(error.code) || query.noneCodes?.has(error.code) === true
  if ((aboutOne || error.code === 'invalid-request') && ids.length > 1) return halves(ids)
  if (aboutOne) into.answered += 1
  else into.firstError ??= error
  for (const id of ids) sortError(query, id, error, into)
  return []
}

function sortError<Row extends ErrorFields, Value>(
  query: BatchQuery<Operation, Row, Value>,
  id: string,
  error: DrsError,
  into: Collected<Value>,
): void {
  if (query.goneCodes.has(error.code)) into.gone.add(id)
  else if (!query.noneCodes?.has(error.code)) into.failed.set(id, error)
}

function halves(ids: readonly string[]): readonly (readonly string[])[] {
  const middle = Math.ceil(ids.length / 2)
  return [ids.slice(0, middle), ids.slice(middle)]
}
