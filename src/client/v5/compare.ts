import { selectionInfo } from '../../domain/objects/wire.ts'
import type { ComparedPlace, Comparison, RegularComparisons } from '../../domain/tasks/comparison.ts'
import type { WantedComparison } from '../../domain/tasks/comparison-order.ts'
import { type Verdict, verdictOfCode } from '../../drs/comparison-verdicts.ts'
import { DrsError } from '../../drs/drs-error.ts'
import type { Operation, ResponseOf } from '../../drs/operation.ts'
import {
  comparePolicy,
  jobActionCancelCompare,
  jobActionCreateCompare,
  listHealthCompareJobs,
} from '../../drs/v5/index.ts'
import {
  type Closeness,
  type ComparisonFinding,
  eachOnce,
  latestFirst,
  listedComparison,
  objectFinding,
  plainFinding,
  type ResultReader,
  renamed,
  wireKinds,
  withFindings,
} from '../comparisons.ts'
import { itemResult } from '../items.ts'
import { comparedTable, flagVerdict, namedObject } from '../v3/compare-results.ts'
import {
  asRecord,
  flagOf,
  momentOf,
  numberOf,
  type Rows,
  rowsOf,
  textOf,
  withoutUndefined,
} from '../values.ts'
import { type JobDetails, readJob, type V5Deps } from './deps.ts'

/** Comparisons are created and cancelled with actions (7.6.1), and read as a part of the details (7.5.1). */

type Results = NonNullable<JobDetails['compare_result']>
type ListedRow = Rows<Results['data_compare_task_list']>

/** Begins one of one kind. The id that DRS answers may be that of the comparison or of the call alone. */
export async function beginComparisonV5(
  on: V5Deps,
  id: string,
  { kind, startAt, selection, options }: WantedComparison,
): Promise<string | undefined> {
  const compare_task_param = {
    type: wireKinds[kind],
    ...(startAt !== undefined && { start_time: String(startAt) }),
    ...(Object.keys(options).length > 0 && { option: options }),
    ...(selection && { db_object: objectInfo(selection) }),
  }
  const answer = await act(on, id, jobActionCreateCompare, compare_task_param)
  return textOf(answer.query_id)
}

function objectInfo(selection: NonNullable<WantedComparison['selection']>) {
  const info = selectionInfo(selection, undefined, undefined)
  return 'object_info' in info ? info.object_info : {}
}

export async function cancelComparisonV5(on: V5Deps, id: string, compare_task_id: string): Promise<void> {
  await act(on, id, jobActionCancelCompare, { compare_task_id })
}

/** Actions on the comparisons of a task with parts go to its main part (7.6.1). Throws what DRS refuses. */
async function act(
  on: V5Deps,
  id: string,
  operation: Operation,
  compare_task_param: object,
): Promise<Readonly<Record<string, unknown>>> {
  const { client, language } = on
  const job_id = (await mainPartOf(on, id)) ?? id
  const body = { job: { action_params: { compare_task_param } } }
  const answer = asRecord(await client.call<Operation>(operation, { language, params: { job_id }, body }))
  const result = itemResult(operation.id, id, answer)
  if (!result.ok) throw result.error
  return answer
}

async function mainPartOf(on: V5Deps, id: string): Promise<string | undefined> {
  const main = textOf((await readJob(on, id, { type: 'detail' })).master_job_id)
  return main === id ? undefined : main
}

/**
 * Whether they are read under the task or under its main part is not documented: where the task shows none, its main part is
 * asked.
 */
export async function readComparisonsV5(
  on: V5Deps,
  id: string,
  closeness: Closeness = {},
): Promise<readonly Comparison[]> {
  const own = await readUnder(on, id, closeness)
  if (own.length > 0) return own
  const main = await mainPartOf(on, id)
  return main === undefined ? own : readUnder(on, main, closeness)
}

async function readUnder(on: V5Deps, id: string, closeness: Closeness): Promise<readonly Comparison[]> {
  const data = await allRows(on, id, { compare_type: 'data_compare', query_type: 'list' }, listedRows)
  const objects = await readResults(on, id, { compare_type: 'object_compare', query_type: 'overview' })
  const all = latestFirst([...data.flatMap(listedComparison), ...readObjects(objects.results)])
  return withFindings(all, resultsV5(on, id, objects.results), closeness)
}

async function readResults(on: V5Deps, id: string, query: Readonly<Record<string, unknown>>) {
  const job = await readJob(on, id, { type: 'compare', ...query })
  return { results: job.compare_result ?? {}, total: numberOf(job.total_count) }
}

const pageSize = 100
/** More rows than these are a fault of the answer rather than a fact. */
const mostRows = 20_000

async function allRows<Row>(
  on: V5Deps,
  id: string,
  query: Readonly<Record<string, unknown>>,
  rowsIn: (results: Results) => readonly Row[],
): Promise<readonly Row[]> {
  const all: Row[] = []
  for (let offset = 0; offset < mostRows; offset += pageSize) {
    const { results, total } = await readResults(on, id, { ...query, offset, limit: pageSize })
    const rows = rowsIn(results)
    all.push(...rows)
    if (rows.length === 0 || (total === undefined ? rows.length < pageSize : all.length >= total)) break
  }
  return all
}

function listedRows(results: Results): readonly ListedRow[] {
  return rowsOf(results.data_compare_task_list)
}

/** The latest one; there is no list of them. Without one the part is empty. */
function readObjects({ objects_compare_overview_info: info }: Results): readonly Comparison[] {
  const id = textOf(info?.compare_job_id)
  if (!info || id === undefined) return []
  return [
    withoutUndefined({
      ...{ id, kind: 'object', status: textOf(info.status) ?? '' },
      startedAt: momentOf(info.start_time) ?? momentOf(info.create_time),
      error: textOf(info.error_msg),
    }),
  ]
}

function resultsV5(on: V5Deps, id: string, objects: Results): ResultReader {
  return {
    unit: ({ kind }) => (kind === 'object' ? 'objects' : 'databases'),
    findings: async (comparison) =>
      comparison.kind === 'object' ? objectFindings(objects) : findingsOf(on, id, comparison),
    places: (comparison, database) => placesUnder(on, id, comparison, database),
  }
}

async function findingsOf(
  on: V5Deps,
  id: string,
  { id: compare_task_id, kind }: Pick<Comparison, 'id' | 'kind'>,
): Promise<readonly ComparisonFinding[]> {
  if (kind === 'object') {
    const query = { compare_type: 'object_compare', query_type: 'overview', compare_task_id }
    return objectFindings((await readResults(on, id, query)).results)
  }
  const query = { query_type: 'overview', compare_task_id }
  if (kind === 'row')
    return allRows(on, id, { ...query, compare_type: 'line_compare' }, (results) =>
      rowsOf(results.line_compare_overview_infos).map((row) =>
        ofDatabase(row.source_db_name, row.target_db_name, verdictOfCode(textOf(row.status))),
      ),
    )
  return allRows(on, id, { ...query, compare_type: 'content_compare' }, (results) =>
    rowsOf(results.content_compare_overview_infos).map((row) =>
      ofDatabase(row.source_db, row.target_db, databaseVerdict(row)),
    ),
  )
}

function objectFindings({ objects_compare_overview_info: info }: Results): readonly ComparisonFinding[] {
  return rowsOf(info?.compare_results).map((row) => objectFinding(row, verdictOfCode(textOf(row.status))))
}

function ofDatabase(source: unknown, target: unknown, verdict: Verdict): ComparisonFinding {
  const database = textOf(source) ?? textOf(target) ?? ''
  return plainFinding({ database, ...renamed(database, textOf(target)), verdict }, true)
}

/** Value comparisons say it twice; either of the two is enough to be different. */
function databaseVerdict({
  status,
  compare_result,
}: {
  status?: unknown
  compare_result?: unknown
}): Verdict {
  const word = textOf(status)
  const equal = flagOf(compare_result)
  if (word === undefined) return equal === undefined ? 'uncomparable' : equal ? 'equal' : 'different'
  const verdict = verdictOfCode(word)
  return verdict === 'equal' && equal === false ? 'different' : verdict
}

/** Databases, or kinds of objects; with `database` the tables of it, or the objects of that kind. */
export async function comparedPlacesV5(
  on: V5Deps,
  id: string,
  comparison: Pick<Comparison, 'id' | 'kind'>,
  database?: string,
): Promise<readonly ComparedPlace[]> {
  try {
    return await placesUnder(on, id, comparison, database)
  } catch (error) {
    if (!(error instanceof DrsError)) throw error
    const main = await mainPartOf(on, id)
    if (main === undefined) throw error
    return placesUnder(on, main, comparison, database)
  }
}

async function placesUnder(
  on: V5Deps,
  id: string,
  comparison: Pick<Comparison, 'id' | 'kind'>,
  database?: string,
): Promise<readonly ComparedPlace[]> {
  if (database === undefined) return (await findingsOf(on, id, comparison)).map(({ place }) => place)
  if (comparison.kind === 'object') return comparedObjects(on, id, comparison.id, database)
  const both = [
    ...(await comparedTables(on, id, comparison, database, 'compare')),
    ...(await comparedTables(on, id, comparison, database, 'uncompare')),
  ]
  return eachOnce(both)
}

async function comparedTables(
  on: V5Deps,
  id: string,
  { id: compare_task_id, kind }: Pick<Comparison, 'id' | 'kind'>,
  database: string,
  compare_detail_type: 'compare' | 'uncompare',
): Promise<readonly ComparedPlace[]> {
  const query = { query_type: 'detail', compare_task_id, source_db_name: database, compare_detail_type }
  if (kind === 'row')
    return allRows(on, id, { ...query, compare_type: 'line_compare' }, (results) =>
      rowsOf(results.line_compare_detail_infos).map((row) =>
        comparedTable(database, row, verdictOfCode(textOf(row.status))),
      ),
    )
  return allRows(on, id, { ...query, compare_type: 'content_compare' }, (results) =>
    rowsOf(results.content_compare_detail_infos).map((row) =>
      comparedTable(database, row, compare_detail_type === 'uncompare' ? 'uncomparable' : flagVerdict(row)),
    ),
  )
}

/** The kinds whose objects v5 shows (7.5.1, `object_type`). */
const shownKinds: ReadonlySet<string> = new Set(['DB', 'TABLE', 'INDEX'])

async function comparedObjects(
  on: V5Deps,
  id: string,
  compare_task_id: string,
  kind: string,
): Promise<readonly ComparedPlace[]> {
  if (!shownKinds.has(kind)) return []
  const query = { compare_type: 'object_compare', query_type: 'detail', compare_task_id, object_type: kind }
  return allRows(on, id, query, (results) =>
    rowsOf(results.objects_compare_detail_infos).map((row) => namedObject(kind, row, objectVerdict(row))),
  )
}

/** What is at both ends counts as equal here: the answer has no verdict of its own. */
function objectVerdict(row: {
  source_db_value?: unknown
  target_db_value?: unknown
  error_message?: unknown
}) {
  if (textOf(row.error_message)) return 'uncomparable'
  return textOf(row.source_db_value) !== undefined && textOf(row.target_db_value) !== undefined
    ? 'equal'
    : 'different'
}

/** What DRS compares by itself (7.7.1, 7.7.2). */
export async function readRegularComparisons(
  { client, language }: V5Deps,
  job_id: string,
): Promise<RegularComparisons> {
  const policy: ResponseOf<typeof comparePolicy> = await client.call(comparePolicy, {
    language,
    params: { job_id },
  })
  const { compare_jobs } = await client.call(listHealthCompareJobs, {
    language,
    params: { job_id },
    query: { offset: 0, limit: 5 },
  })
  const latest = rowsOf(compare_jobs).map((row) => ({
    types: textOf(row.type) ?? '',
    status: textOf(row.status) ?? '',
    ...withoutUndefined({ at: momentOf(row.start_time) }),
  }))
  const isOpen = textOf(policy.status) === 'OPEN'
  return {
    latest,
    ...(isOpen &&
      withoutUndefined({
        nextAt: momentOf(policy.next_compare_time),
        everyHours: numberOf(policy.interval_hour),
      })),
  }
}
