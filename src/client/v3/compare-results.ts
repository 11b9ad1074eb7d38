import type { ComparedPlace, Comparison, DifferingRows } from '../../domain/tasks/comparison.ts'
import { type Verdict, verdictOfNumber } from '../../drs/comparison-verdicts.ts'
import { DrsError } from '../../drs/drs-error.ts'
import {
  contentCompareDetail,
  contentCompareDifference,
  contentCompareOverview,
  lineCompareDetail,
  lineCompareOverview,
  objectCompareDetail,
  objectCompareOverview,
  type ResponseOf,
} from '../../drs/index.ts'
import { objectKinds } from '../../drs/v3/compare-results.ts'
import type { DrsLanguage } from '../call.ts'
import type { Client } from '../client.ts'
import {
  type ComparisonFinding,
  eachOnce,
  objectFinding,
  plainFinding,
  type ResultReader,
  renamed,
} from '../comparisons.ts'
import { pagesOf } from '../paging.ts'
import { flagOf, nonNegative, numberOf, rowsOf, textOf, textsOf, withoutUndefined } from '../values.ts'

/** What comparisons have found, over v3 (6.1.30 to 6.1.37): databases, tables, rows; kinds of objects and objects. */

export interface V3Deps {
  readonly client: Client
  readonly language: DrsLanguage
}

/**
 * What 6.1.36 answers for a task without an object comparison is not documented. The list of the others has just shown
 * that the task exists, so these mean that there is none: empty result, missing query result, not found.
 */
const noneCodes: ReadonlySet<string> = new Set(['DRS.M00002', 'DRS.M00289', 'DRS.M05003', 'DRS.10000010'])

export type ObjectOverview = ResponseOf<typeof objectCompareOverview>

export async function objectOverview(
  { client, language }: V3Deps,
  id: string,
): Promise<ObjectOverview | undefined> {
  try {
    return await client.call(objectCompareOverview, { language, params: { job_id: id } })
  } catch (error) {
    if (error instanceof DrsError && noneCodes.has(error.code)) return undefined
    throw error
  }
}

/** 6.1.36: 3 is "not complete" here, while it runs and after it. */
function objectVerdict(row: { readonly status?: unknown }, isRunning: boolean): Verdict {
  const status = numberOf(row.status)
  if (status === 0) return 'different'
  return status === 2 ? 'equal' : isRunning ? 'going' : 'uncomparable'
}

/** `objects`: what was just read of the latest comparison of objects. */
export function resultsV3(on: V3Deps, id: string, objects: ObjectOverview | undefined): ResultReader {
  return {
    unit: ({ kind }) => (kind === 'object' ? 'objects' : 'tables'),
    findings: (comparison) => findingsOf(on, id, comparison, async () => objects),
    places: (comparison, database) => comparedPlacesV3(on, id, comparison, database),
  }
}

/** Of another comparison of objects than the latest nothing is shown (6.1.36). */
async function findingsOf(
  on: V3Deps,
  id: string,
  { id: comparison, kind, status }: Pick<Comparison, 'id' | 'kind' | 'status'>,
  objects: () => Promise<ObjectOverview | undefined>,
): Promise<readonly ComparisonFinding[]> {
  if (kind === 'row') return lineFindings(on, id, comparison)
  if (kind === 'value') return contentFindings(on, id, comparison)
  const row = await objects()
  if (row === undefined || textOf(row.compare_job_id) !== comparison) return []
  const isRunning = status !== 'SUCCESSFUL'
  return rowsOf(row.compare_result).map((one) => objectFinding(one, objectVerdict(one, isRunning)))
}

async function lineFindings({ client, language }: V3Deps, job_id: string, compare_job_id: string) {
  const found: ComparisonFinding[] = []
  const input = { language, params: { job_id, compare_job_id } }
  for await (const answer of pagesOf(client, lineCompareOverview, input)) {
    const rows = rowsOf(answer.data_compare_overview_infos)
    found.push(...rows.map((row) => ofDatabase(row, row.source_db_name, row.target_db_name)))
  }
  return found
}

async function contentFindings({ client, language }: V3Deps, job_id: string, compare_job_id: string) {
  const found: ComparisonFinding[] = []
  const input = { language, params: { job_id, compare_job_id } }
  for await (const answer of pagesOf(client, contentCompareOverview, input)) {
    const rows = rowsOf(answer.content_compare_result_infos)
    found.push(...rows.map((row) => ofDatabase(row, row.source_db, row.target_db)))
  }
  return found
}

interface DatabaseRow {
  readonly status?: unknown
  readonly data_inconsistent_num?: unknown
  readonly uncomparable_num?: unknown
  readonly compare_num?: unknown
  readonly compare_end_num?: unknown
}

/** 6.1.30: what DRS counts goes before what its status says; what it has not come to could not be compared. */
function ofDatabase(row: DatabaseRow, source: unknown, target: unknown): ComparisonFinding {
  const database = textOf(source) ?? textOf(target) ?? ''
  const verdict = verdictOfNumber(numberOf(row.status))
  const plain = plainFinding({ database, ...renamed(database, textOf(target)), verdict }, false)
  const [wanted, ended] = [nonNegative(row.compare_num), nonNegative(row.compare_end_num)]
  const compared = ended ?? wanted
  const left = Math.max(0, (wanted ?? 0) - (compared ?? 0))
  const uncomparable = Math.max(nonNegative(row.uncomparable_num) ?? plain.uncomparable, left)
  const differences = nonNegative(row.data_inconsistent_num) ?? plain.differences
  return {
    place: { ...plain.place, ...(differences > 0 && { differing: differences }) },
    differences,
    uncomparable,
    ...withoutUndefined({ compared, wanted }),
  }
}

/** Databases, or kinds of objects; with `database` the tables of it, or the objects of that kind. */
export async function comparedPlacesV3(
  on: V3Deps,
  id: string,
  comparison: Pick<Comparison, 'id' | 'kind' | 'status'>,
  database?: string,
): Promise<readonly ComparedPlace[]> {
  if (database === undefined) {
    const findings = await findingsOf(on, id, comparison, () => objectOverview(on, id))
    return findings.map(({ place }) => place)
  }
  if (comparison.kind === 'object') return comparedObjects(on, id, comparison.id, database)
  const both = [
    ...(await comparedTables(on, id, comparison, database, 'compare')),
    ...(await comparedTables(on, id, comparison, database, 'unCompare')),
  ]
  return eachOnce(both)
}

async function comparedTables(
  { client, language }: V3Deps,
  job_id: string,
  { id: compare_job_id, kind }: Pick<Comparison, 'id' | 'kind'>,
  database: string,
  type: 'compare' | 'unCompare',
): Promise<readonly ComparedPlace[]> {
  const input = { language, params: { job_id, compare_job_id }, query: { db_name: database, type } }
  const found: ComparedPlace[] = []
  if (kind === 'row') {
    for await (const answer of pagesOf(client, lineCompareDetail, input))
      found.push(
        ...rowsOf(answer.table_line_compare_result_infos).map((row) =>
          comparedTable(database, row, verdictOfNumber(numberOf(row.status))),
        ),
      )
    return found
  }
  for await (const answer of pagesOf(client, contentCompareDetail, input))
    found.push(
      ...rowsOf(answer.content_compare_result_infos).map((row) =>
        comparedTable(database, row, type === 'unCompare' ? 'uncomparable' : valueVerdict(row)),
      ),
    )
  return found
}

interface TableRow {
  readonly source_table_name?: unknown
  readonly target_table_name?: unknown
  readonly source_row_num?: unknown
  readonly target_row_num?: unknown
  readonly difference_row_num?: unknown
  readonly message?: unknown
}

export function comparedTable(database: string, row: TableRow, verdict: Verdict): ComparedPlace {
  const table = textOf(row.source_table_name) ?? textOf(row.target_table_name) ?? ''
  const differing = nonNegative(row.difference_row_num)
  return {
    ...{ database, table, ...renamed(table, textOf(row.target_table_name)), verdict },
    ...withoutUndefined({
      source: nonNegative(row.source_row_num),
      target: nonNegative(row.target_row_num),
      differing: differing === 0 ? undefined : differing,
      note: textOf(row.message),
    }),
  }
}

interface ValueRow {
  readonly status?: unknown
  readonly line_compare_result?: unknown
  readonly content_compare_result?: unknown
}

/** 6.1.33: its status says only how far the table is; the table prints dashes before the numbers. */
function valueVerdict(row: ValueRow): Verdict {
  const status = Math.abs(numberOf(row.status) ?? 2)
  if (status === 1) return 'going'
  if (status === 3) return 'waiting'
  if (status === 4) return 'cancelled'
  return flagVerdict(row)
}

export function flagVerdict(row: Omit<ValueRow, 'status'>): Verdict {
  const flags = [flagOf(row.line_compare_result), flagOf(row.content_compare_result)]
  if (flags.includes(false)) return 'different'
  return flags[1] === true ? 'equal' : 'uncomparable'
}

async function comparedObjects(
  { client, language }: V3Deps,
  job_id: string,
  compare_job_id: string,
  kind: string,
): Promise<readonly ComparedPlace[]> {
  const found: ComparedPlace[] = []
  // 6.1.36 names kinds that 6.1.37 does not take, such as EXTENSIONS.
  if (!objectKinds.some((known) => known === kind)) return found
  const params = { job_id, compare_type: kind }
  for await (const answer of pagesOf(client, objectCompareDetail, {
    language,
    params,
    query: { compare_job_id },
  }))
    found.push(
      ...rowsOf(answer.compare_detail).map((row) => namedObject(kind, row, objectVerdict(row, false))),
    )
  return found
}

interface ObjectRow {
  readonly source_db_name?: unknown
  readonly target_db_name?: unknown
  readonly source_db_value?: unknown
  readonly target_db_value?: unknown
  readonly error_message?: unknown
}

/** An object of a kind, named with its database. */
export function namedObject(kind: string, row: ObjectRow, verdict: Verdict): ComparedPlace {
  const [source, target] = [textOf(row.source_db_value), textOf(row.target_db_value)]
  const database = textOf(row.source_db_name) ?? textOf(row.target_db_name) ?? ''
  const name = source ?? target ?? ''
  const isMissing = verdict === 'different' && source !== undefined && target === undefined
  return {
    database: kind,
    table: database === '' || database === name ? name : `${database}.${name}`,
    ...renamed(name, target),
    verdict: isMissing ? 'missing' : verdict,
    ...withoutUndefined({ note: textOf(row.error_message) }),
  }
}

/** A page of the rows of a table that differ (6.1.34). */
export async function differingRowsV3(
  { client, language }: V3Deps,
  job_id: string,
  compare_job_id: string,
  { database, table, offset, limit }: { database: string; table: string; offset: number; limit: number },
): Promise<DifferingRows> {
  const answer = await client.call(contentCompareDifference, {
    language,
    params: { job_id, compare_job_id },
    query: { db_name: database, table_name: table, offset, limit },
  })
  const rows = rowsOf(answer.contents_infos).map((row) => ({
    ...{ sourceKeys: textsOf(row.source_key_value), targetKeys: textsOf(row.target_key_value) },
    ...withoutUndefined({ sourceSql: textOf(row.select_sql), targetSql: textOf(row.target_select_sql) }),
  }))
  return { rows, ...withoutUndefined({ total: nonNegative(answer.count) }) }
}
