import type { RuleVerdict, SourceColumn, TaskRules } from '../../domain/tasks/data-rules.ts'
import { DrsError } from '../../drs/drs-error.ts'
import type { Operation } from '../../drs/operation.ts'
import {
  checkDataFiltering,
  collectColumns,
  dataFilteringResult,
  dataProcessingRulesResult,
  getDataProcessingRules,
  listColumns,
} from '../../drs/v5/index.ts'
import { type ProcessingRule, processingRule } from '../../drs/v5/processing-rules.ts'
import { itemError, malformed } from '../errors.ts'
import { unfinished } from '../own-errors.ts'
import { pagesOf } from '../paging.ts'
import { asRecord, flagOf, numberOf, rowsOf, textOf, withoutUndefined } from '../values.ts'
import { awaitResult, type V5Deps } from './deps.ts'

/** Rules about rows and columns (7.9): reading them, and what asynchronous calls about them bring. */

type Raw = Readonly<Record<string, unknown>>

export async function readRulesV5({ client, language }: V5Deps, job_id: string): Promise<TaskRules> {
  const rules: ProcessingRule[] = []
  let unreadable = 0
  for await (const answer of pagesOf(client, getDataProcessingRules, { language, params: { job_id } }))
    for (const row of rowsOf(answer.data_process_info).flatMap(rulesOfRow)) {
      const rule = asSent(row)
      if (rule) rules.push(rule)
      else unreadable += 1
    }
  return { api: 'v5', rules, unreadable }
}

/** Columns stand alone in the table of 7.9.3, and in a list in its example: each of a list is a rule of its own. */
function rulesOfRow(row: object): readonly Raw[] {
  const { db_object_column_info: columns, ...rule } = asRecord(row)
  const [first, ...more] = [columns].flat().filter((one) => one !== undefined && one !== null)
  return [
    { ...rule, ...(first !== undefined && { db_object_column_info: first }) },
    ...more.map((one) => ({ db_object_column_info: one })),
  ]
}

/** As a request may hold it: without what is null, and what requests do not know. */
function asSent(row: Raw): ProcessingRule | undefined {
  const given = withoutNull(row)
  const read = processingRule.safeParse(given)
  if (read.success) return read.data
  const strange = read.error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys' ? issue.keys.map((key) => [...issue.path, key]) : [],
  )
  const known = strange.reduce((value, path) => withoutMember(value, path), given)
  return processingRule.safeParse(known).data
}

function withoutNull(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNull)
  if (typeof value !== 'object' || value === null) return value
  const members = Object.entries(value).filter(([, one]) => one !== null && one !== undefined)
  return Object.fromEntries(members.map(([name, one]) => [name, withoutNull(one)]))
}

function withoutMember(value: unknown, path: readonly PropertyKey[]): unknown {
  const [first, ...more] = path
  if (Array.isArray(value)) return value.map((one, at) => (at === first ? withoutMember(one, more) : one))
  const members = Object.entries(asRecord(value))
  return Object.fromEntries(
    members.flatMap(([name, one]) => {
      if (name !== first) return [[name, one] as const]
      return more.length === 0 ? [] : [[name, withoutMember(one, more)] as const]
    }),
  )
}

/** The columns of a table, as DRS reads them from the source now. */
export async function readColumns(
  on: V5Deps,
  job_id: string,
  path: readonly string[],
): Promise<readonly SourceColumn[]> {
  const { client, language, waiting } = on
  const [db_name = '', schema_name = ''] = path
  const table_name = path.at(-1) ?? ''
  const table = { db_name, ...(path.length > 2 && { schema_name }), table_name }
  const query_id = await askedFor(on, collectColumns, job_id, { db_object_infos: [table] })
  // Until they are there, the answer lists no table.
  const found = await awaitResult(waiting, async () => {
    const query = { query_id, offset: '0', limit: '100' }
    const [row] = rowsOf((await client.call(listColumns, { language, params: { job_id }, query })).results)
    return row
  })
  if (found === undefined) throw unfinished(listColumns.id)
  return rowsOf(found.column_infos).flatMap((row) => {
    const name = textOf(row.column_name)
    if (name === undefined) return []
    return [
      withoutUndefined({
        name,
        type: textOf(row.column_type),
        key: textOf(row.primary_key_or_unique_index),
      }),
    ]
  })
}

/** What DRS says of the conditions of these rules (7.9.4). Its answer has no state: until the check is over it counts nothing. */
export async function checkRulesV5(
  on: V5Deps,
  job_id: string,
  rules: readonly ProcessingRule[],
): Promise<readonly RuleVerdict[]> {
  const { client, language, waiting } = on
  const query_id = await askedFor(on, checkDataFiltering, job_id, { data_process_info: rules })
  const found = await awaitResult(waiting, async () => {
    const input = { language, params: { job_id }, query: { query_id } }
    const answer = await client.call(dataFilteringResult, input)
    const counted = (numberOf(answer.success_count) ?? 0) + (numberOf(answer.failed_count) ?? 0)
    return counted > 0 || rowsOf(answer.db_object_filtering_result).length > 0 ? answer : undefined
  })
  if (found === undefined) throw unfinished(dataFilteringResult.id)
  return rowsOf(found.db_object_filtering_result).map((row) => {
    const [database = '', ...inner] = [row.db_name, row.schema_name, row.table_name].flatMap(
      (one) => textOf(one) ?? [],
    )
    return withoutUndefined({
      path: [database, ...inner] as const,
      passed: flagOf(row.is_success) === true,
      message: textOf(row.message),
    })
  })
}

/** Throws unless the rules were saved (7.9.2). */
export async function requireRulesSaved(
  { client, language, waiting }: V5Deps,
  job_id: string,
  query_id: string,
): Promise<void> {
  const op = dataProcessingRulesResult
  const ended = await awaitResult(waiting, async () => {
    const answer = asRecord(await client.call(op, { language, params: { job_id }, query: { query_id } }))
    const status = textOf(answer.status)?.toLowerCase()
    return status === 'success' || status === 'failed' ? { status, answer } : undefined
  })
  if (ended === undefined) throw unfinished(op.id)
  if (ended.status === 'success') return
  // "Set progressing data failed, %s" (table A-5).
  throw (
    itemError(op.id, ended.answer) ??
    new DrsError({ code: 'DRS.10010010', message: 'Set progressing data failed', operation: op.id })
  )
}

async function askedFor(
  { client, language }: V5Deps,
  op: Operation,
  job_id: string,
  body: object,
): Promise<string> {
  const query_id = textOf(asRecord(await client.call(op, { language, params: { job_id }, body })).id)
  if (query_id === undefined) throw malformed(op.id, 'The answer has no query ID.')
  return query_id
}
