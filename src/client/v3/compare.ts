import type { Comparison } from '../../domain/tasks/comparison.ts'
import { tablesByDatabase, type WantedComparison } from '../../domain/tasks/comparison-order.ts'
import {
  cancelCompareJob,
  createObjectCompareJob,
  createTableCompareJob,
  downloadCompareResult,
  exportCompareResult,
  listTableCompareJobs,
  startTableCompareJob,
} from '../../drs/index.ts'
import {
  type Closeness,
  fileOf,
  latestFirst,
  listedComparison,
  wireKinds,
  withFindings,
} from '../comparisons.ts'
import { pagesOf } from '../paging.ts'
import { momentOf, rowsOf, textOf, withoutUndefined } from '../values.ts'
import { type ObjectOverview, objectOverview, resultsV3, type V3Deps } from './compare-results.ts'

/** Comparisons over v3 (6.1.26 to 6.1.39). */

/** Begins one of one kind; its id where DRS tells it. 6.1.27: without objects it has to be a quick one. */
export async function beginComparisonV3(
  { client, language }: V3Deps,
  job_id: string,
  { kind, startAt, selection, options, quick }: WantedComparison,
): Promise<string | undefined> {
  const input = { language, params: { job_id } }
  if (kind === 'object') {
    await client.call(createObjectCompareJob, { ...input, body: {} })
    return undefined
  }
  const what =
    selection === undefined || quick
      ? { compare_mode: 'quick_comparison' as const }
      : { compare_object: tablesByDatabase(selection.objects).map(comparedObject) }
  const body = {
    type: wireKinds[kind],
    ...what,
    ...(startAt !== undefined && { start_time: String(startAt) }),
    ...(Object.keys(options).length > 0 && { options }),
  }
  return textOf((await client.call(createTableCompareJob, { ...input, body })).id)
}

function comparedObject({ database, tables }: ReturnType<typeof tablesByDatabase>[number]) {
  return { db_name: database, ...(tables && { table_name: [...tables] }) }
}

export async function cancelComparisonV3(
  { client, language }: V3Deps,
  job_id: string,
  compare_job_id: string,
): Promise<void> {
  await client.call(cancelCompareJob, { language, params: { job_id, compare_job_id } })
}

/** 6.1.29: one that waits for its time. */
export async function startComparisonNowV3(
  { client, language }: V3Deps,
  job_id: string,
  compare_job_id: string,
): Promise<void> {
  await client.call(startTableCompareJob, { language, params: { job_id, compare_job_id } })
}

function exported({ kind, id }: Pick<Comparison, 'id' | 'kind'>) {
  if (kind === 'object') return { compare_type: 'objects_comparison' as const }
  return { compare_type: kind === 'value' ? ('contents' as const) : ('lines' as const), compare_job_id: id }
}

export async function exportComparisonV3(
  { client, language }: V3Deps,
  job_id: string,
  comparison: Pick<Comparison, 'id' | 'kind'>,
): Promise<void> {
  await client.call(exportCompareResult, { language, params: { job_id }, body: exported(comparison) })
}

/** The example of 6.1.39 sends what is wanted in the query, the table in the body as well. */
export async function comparisonFileV3(
  { client, language }: V3Deps,
  job_id: string,
  comparison: Pick<Comparison, 'id' | 'kind'>,
) {
  const wanted = exported(comparison)
  const { name, bytes } = await client.callForFile(downloadCompareResult, {
    language,
    params: { job_id },
    query: wanted,
    body: wanted,
  })
  return { name, bytes }
}

export async function readComparisonsV3(
  on: V3Deps,
  id: string,
  closeness: Closeness = {},
): Promise<readonly Comparison[]> {
  const data = await listComparisons(on, id)
  const objects = await objectOverview(on, id)
  const all = latestFirst([...data, ...(objects ? ofObjects(objects) : [])])
  return withFindings(all, resultsV3(on, id, objects), closeness)
}

async function listComparisons({ client, language }: V3Deps, id: string): Promise<readonly Comparison[]> {
  const comparisons: Comparison[] = []
  for await (const answer of pagesOf(client, listTableCompareJobs, { language, params: { job_id: id } })) {
    // The table and the example of 6.1.26 disagree about the name of the list.
    const rows = [...rowsOf(answer.compareJobs), ...rowsOf(answer.compare_jobs)]
    comparisons.push(
      ...rows.flatMap((row) => listedComparison(row).map((one) => ({ ...one, ...fileOf(row) }))),
    )
  }
  return comparisons
}

/** The latest one; there is no list of them. */
function ofObjects(row: ObjectOverview): readonly Comparison[] {
  const own = textOf(row.compare_job_id)
  if (own === undefined) return []
  const comparison = withoutUndefined({
    ...{ id: own, kind: 'object', status: textOf(row.status) ?? '' },
    startedAt: momentOf(row.start_time) ?? momentOf(row.create_time),
    error: textOf(row.error_msg),
  })
  return [{ ...comparison, ...fileOf(row) }]
}
