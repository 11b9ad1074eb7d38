import type { LookupResult } from '../../domain/tasks/task-service.ts'
import type { DrsError } from '../../drs/drs-error.ts'
import { errorOf } from '../../drs/errors.ts'
import type { Operation, ResponseOf } from '../../drs/operation.ts'
import type { ErrorFields } from '../answer-forms.ts'
import { callInBatches } from '../batch.ts'
import type { CallInput, DrsLanguage } from '../call.ts'
import type { Client } from '../client.ts'
import { errorOfTask, itemError, malformed } from '../errors.ts'
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
  /** Whether the row shows the task as deleted. */
  isGone?(row: Row): boolean
  /** Codes by which DRS says that it does not know the task. */
  readonly goneCodes: ReadonlySet<string>
  /** Codes by which DRS says that the task has nothing of the kind; with them, a task without a row is no fault. */
  readonly noneCodes?: ReadonlySet<string>
  /** Rows may carry an id of their own kind: then a lone row answers a lone question. */
  readonly ownIds?: boolean
}

/** "Job does not exist" (DRS.M00298, its v5 twins), DRS.M05003 "task information not found" (A.3; 7.6.5, example). */
export const unknownTask: ReadonlySet<string> = new Set([
  'DRS.M00298',
  'DRS.10000010',
  'DRS.10020102',
  'DRS.M05003',
])

/** Whether the error is one of these, in whichever spelling. */
export function isOneOf(codes: ReadonlySet<string>, { code }: DrsError): boolean {
  return codes.has(errorOf(code)?.code ?? code)
}

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
 * call that failed counts as failed for its tasks. One unknown id may spoil a whole call: where the refusal names the
 * culprits the others are asked for again, and otherwise it is repeated in halves until the culprit stands alone.
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
  for (const batch of await askOnce(client, language, query, [...new Set(ids)], into))
    await askAgain(client, language, query, batch, into)
  if (into.answered === 0 && into.firstError) throw into.firstError
  const { found, gone, failed } = into
  return { found, gone, failed }
}

/** Tasks to be asked for once more in smaller calls, and why. */
interface Narrowing {
  readonly parts: readonly (readonly string[])[]
  readonly because: DrsError
}

/**
 * Further calls for one that was refused: enough for some thirty culprits among a hundred where the code says that a task
 * is the cause, and for two where it does not, as everything else of the kind would be refused as well.
 */
const furtherCalls = { sure: 64, perhaps: 16 } as const

/** Each part is asked for down to its culprits before the next. What is left when the calls are used up has failed. */
async function askAgain<Op extends Operation, Row extends ErrorFields, Value>(
  client: Client,
  language: DrsLanguage,
  query: BatchQuery<Op, Row, Value>,
  { parts, because }: Narrowing,
  into: Collected<Value>,
): Promise<void> {
  const { sure, perhaps } = furtherCalls
  let left = Math.max(parts.length, isAboutOne(query, because) ? sure : perhaps)
  const queue = [...parts]
  for (let ids = queue.shift(); ids !== undefined; ids = queue.shift()) {
    if (left === 0) for (const id of ids) sortError(query, id, because, into)
    else {
      left -= 1
      const narrowed = await askOnce(client, language, query, ids, into)
      queue.unshift(...narrowed.flatMap((one) => one.parts))
    }
  }
}

async function askOnce<Op extends Operation, Row extends ErrorFields, Value>(
  client: Client,
  language: DrsLanguage,
  query: BatchQuery<Op, Row, Value>,
  ids: readonly string[],
  into: Collected<Value>,
): Promise<readonly Narrowing[]> {
  const batches = await callInBatches(client, query.op, ids, query.bodyFor, language)
  const narrowings = batches.flatMap((batch) =>
    batch.ok
      ? sortRows(query, batch.items, query.rows(batch.answer), into)
      : sortFailure(query, batch.items, batch.error, into),
  )
  return narrowings.filter((one) => one !== undefined)
}

/** Puts each row to its task. Returns the tasks that have to be asked for by themselves. */
function sortRows<Row extends ErrorFields, Value>(
  query: BatchQuery<Operation, Row, Value>,
  ids: readonly string[],
  rows: readonly Row[],
  into: Collected<Value>,
): Narrowing | undefined {
  into.answered += 1
  const asked = new Set(ids)
  const open = new Set(ids)
  let strangers = false
  for (const row of rows) {
    const id = taskOf(query, row, asked, rows)
    if (id === undefined) strangers = true
    else if (open.delete(id)) sortRow(query, row, id, into)
  }
  if (open.size === 0) return undefined
  const because = malformed(query.op.id, 'The answer does not mention this task.')
  if (query.ownIds && strangers && asked.size > 1) return { parts: [...open].map((id) => [id]), because }
  if (!query.noneCodes) for (const id of open) into.failed.set(id, because)
  return undefined
}

function taskOf<Row extends ErrorFields, Value>(
  query: BatchQuery<Operation, Row, Value>,
  row: Row,
  asked: ReadonlySet<string>,
  rows: readonly Row[],
): string | undefined {
  const id = textOf(query.idOf(row))
  if (id !== undefined && asked.has(id)) return id
  const [only] = asked
  return query.ownIds && asked.size === 1 && rows.length === 1 ? only : undefined
}

function sortRow<Row extends ErrorFields, Value>(
  query: BatchQuery<Operation, Row, Value>,
  row: Row,
  id: string,
  into: Collected<Value>,
): void {
  const value = query.read(row, id)
  if (query.isGone?.(row)) into.gone.add(id)
  else if (value !== undefined) into.found.set(id, value)
  else
    sortError(
      query,
      id,
      itemError(query.op.id, row) ?? malformed(query.op.id, 'The answer says nothing about this task.'),
      into,
    )
}

/** A refused call. Returns the tasks to be asked for again if the refusal may concern some of them only. */
function sortFailure<Row extends ErrorFields, Value>(
  query: BatchQuery<Operation, Row, Value>,
  ids: readonly string[],
  error: DrsError,
  into: Collected<Value>,
): Narrowing | undefined {
  const named = ids.filter((id) => error.items.some((item) => item.id === id && item.code !== undefined))
  for (const id of named) sortError(query, id, errorOfTask(error, id) ?? error, into)
  const rest = ids.filter((id) => !named.includes(id))
  const about = isAboutOne(query, error)
  if (about || named.length > 0) into.answered += 1
  if (named.length > 0) return rest.length > 0 ? { parts: [rest], because: error } : undefined
  if (ids.length > 1 && (about || mayBeAboutOne(error))) return { parts: halves(ids), because: error }
  if (!about) into.firstError ??= error
  for (const id of ids) sortError(query, id, error, into)
  return undefined
}

/** By its code the refusal concerns a task, not the call. */
function isAboutOne<Row extends ErrorFields, Value>(
  { goneCodes, noneCodes }: BatchQuery<Operation, Row, Value>,
  error: DrsError,
): boolean {
  return isOneOf(goneCodes, error) || (noneCodes !== undefined && isOneOf(noneCodes, error))
}

/** Of these kinds every call would be refused, whatever tasks it names. */
const aboutTheCall: ReadonlySet<string> = new Set([
  'auth',
  'permission',
  'validation',
  'quota',
  'gateway',
  'network',
])

/** A refusal that one task may have brought upon all, whatever form it has. */
function mayBeAboutOne({ code, httpStatus = 0 }: DrsError): boolean {
  if (code === 'invalid-request') return true
  const refused = httpStatus >= 400 && httpStatus < 500 && ![401, 403, 408, 429].includes(httpStatus)
  return refused && !aboutTheCall.has(errorOf(code)?.category ?? '')
}

function sortError<Row extends ErrorFields, Value>(
  query: BatchQuery<Operation, Row, Value>,
  id: string,
  error: DrsError,
  into: Collected<Value>,
): void {
  if (isOneOf(query.goneCodes, error)) into.gone.add(id)
  else if (!isAboutOne(query, error)) into.failed.set(id, error)
}

function halves(ids: readonly string[]): readonly (readonly string[])[] {
  const middle = Math.ceil(ids.length / 2)
  return [ids.slice(0, middle), ids.slice(middle)]
}
