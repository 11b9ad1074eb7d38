import type { Comparison, ComparisonKind } from '../../domain/tasks/comparison.ts'
import type { ItemResult, ObjectChoice } from '../../domain/tasks/task-service.ts'
import { jobActionCreateCompare } from '../../drs/v5/index.ts'
import {
  type ComparisonFinding,
  comparedObjects,
  isSuccessful,
  latestFirst,
  listedComparison,
  summary,
  wireKinds,
  withFindings,
} from '../comparisons.ts'
import { itemResult } from '../items.ts'
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
import { databasesByName } from './set-up.ts'

/** Comparisons are created with an action (7.6.1) and read as a part of the details (7.5.1). */

type Results = NonNullable<JobDetails['compare_result']>
type ListedRow = Rows<Results['data_compare_task_list']>

export async function startComparisonV5(
  { client, language }: V5Deps,
  id: string,
  kind: ComparisonKind,
  { databases }: ObjectChoice,
): Promise<ItemResult> {
  const what = databases === undefined ? {} : { db_object: databasesByName(databases) }
  const answer = await client.call(jobActionCreateCompare, {
    language,
    params: { job_id: id },
    body: { job: { action_params: { compare_task_param: { type: wireKinds[kind], ...what } } } },
  })
  return itemResult(jobActionCreateCompare.id, id, asRecord(answer))
}

export async function readComparisonsV5(on: V5Deps, id: string): Promise<readonly Comparison[]> {
  const data = await allRows(on, id, { compare_type: 'data_compare', query_type: 'list' }, listedRows)
  const found = await withFindings(data.flatMap(listedComparison), (one, kind) =>
    findings[kind](on, id, one.id),
  )
  const objects = await readResults(on, id, { compare_type: 'object_compare', query_type: 'overview' })
  return latestFirst([...found, ...readObjects(objects.results)])
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
  const startedAt = momentOf(info.start_time) ?? momentOf(info.create_time)
  const comparison = withoutUndefined({ id, kind: 'object', status: textOf(info.status) ?? '', startedAt })
  const found = rowsOf(info.compare_results).map((row) => ({
    ...findingOf(row.status),
    ...comparedObjects(row),
  }))
  return [isSuccessful(comparison) ? { ...comparison, ...summary(found) } : comparison]
}

const findings = {
  row: (on: V5Deps, id: string, comparison: string) =>
    allRows(on, id, overviewOf('line_compare', comparison), (results) =>
      rowsOf(results.line_compare_overview_infos).map((row) => findingOf(row.status)),
    ),
  value: (on: V5Deps, id: string, comparison: string) =>
    allRows(on, id, overviewOf('content_compare', comparison), (results) =>
      rowsOf(results.content_compare_overview_infos).map((row) => findingOf(row.status, row.compare_result)),
    ),
}

function overviewOf(compare_type: string, compare_task_id: string) {
  return { compare_type, query_type: 'overview', compare_task_id }
}

/** `equal`: value comparisons say so besides; either of the two is enough to be different. */
function findingOf(status: unknown, equal?: unknown): ComparisonFinding {
  const word = textOf(status) ?? (flagOf(equal) === true ? 'CONSISTENT' : undefined)
  const different = word === 'INCONSISTENT' || word === 'TARGET_DB_NOT_EXIST' || flagOf(equal) === false
  const same = word === 'CONSISTENT' && !different
  return { equal: same, differences: different ? 1 : 0, uncomparable: same || different ? 0 : 1 }
}
