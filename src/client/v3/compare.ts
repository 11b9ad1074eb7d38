import type { Comparison, ComparisonKind } from '../../domain/tasks/comparison.ts'
import type { ItemResult, ObjectChoice } from '../../domain/tasks/task-service.ts'
import { DrsError } from '../../drs/drs-error.ts'
import {
  contentCompareOverview,
  createObjectCompareJob,
  createTableCompareJob,
  lineCompareOverview,
  listTableCompareJobs,
  objectCompareOverview,
  type ResponseOf,
} from '../../drs/index.ts'
import type { DrsLanguage } from '../call.ts'
import type { Client } from '../client.ts'
import {
  type ComparisonFinding,
  comparedObjects,
  isSuccessful,
  latestFirst,
  listedComparison,
  type ObjectCounts,
  summary,
  wireKinds,
  withFindings,
} from '../comparisons.ts'
import { pagesOf } from '../paging.ts'
import { momentOf, nonNegative, numberOf, rowsOf, textOf, withoutUndefined } from '../values.ts'

/** Comparisons over v3 (6.1.26 to 6.1.36). */

/** 6.1.27: without objects the comparison has to be a quick one. */
export async function startComparisonV3(
  client: Client,
  language: DrsLanguage,
  id: string,
  kind: ComparisonKind,
  { databases }: ObjectChoice,
): Promise<ItemResult> {
  const input = { language, params: { job_id: id } }
  if (kind === 'object') await client.call(createObjectCompareJob, { ...input, body: {} })
  else {
    const what = databases
      ? { compare_object: databases.map((db_name) => ({ db_name })) }
      : { compare_mode: 'quick_comparison' }
    await client.call(createTableCompareJob, { ...input, body: { type: wireKinds[kind], ...what } })
  }
  return { id, ok: true }
}

export async function readComparisonsV3(
  client: Client,
  language: DrsLanguage,
  id: string,
): Promise<readonly Comparison[]> {
  const data = await listComparisons(client, language, id)
  const found = await withFindings(data, (one, kind) => findings[kind](client, language, id, one.id))
  const objects = await readObjects(client, language, id)
  return latestFirst([...found, ...objects])
}

async function listComparisons(
  client: Client,
  language: DrsLanguage,
  id: string,
): Promise<readonly Comparison[]> {
  const comparisons: Comparison[] = []
  for await (const answer of pagesOf(client, listTableCompareJobs, { language, params: { job_id: id } })) {
    // The table and the example of 6.1.26 disagree about the name of the list.
    comparisons.push(
      ...[...rowsOf(answer.compareJobs), ...rowsOf(answer.compare_jobs)].flatMap(listedComparison),
    )
  }
  return comparisons
}

/**
 * What 6.1.36 answers for a task without an object comparison is not documented. The list of the others has just shown
 * that the task exists, so these mean that there is none: empty result, missing query result, not found.
 */
const noneCodes: ReadonlySet<string> = new Set(['DRS.M00002', 'DRS.M00289', 'DRS.M05003', 'DRS.10000010'])

/** The latest one; there is no list of them. */
async function readObjects(
  client: Client,
  language: DrsLanguage,
  id: string,
): Promise<readonly Comparison[]> {
  try {
    return readObjectOverview(await client.call(objectCompareOverview, { language, params: { job_id: id } }))
  } catch (error) {
    if (error instanceof DrsError && noneCodes.has(error.code)) return []
    throw error
  }
}

function readObjectOverview(row: ResponseOf<typeof objectCompareOverview>): readonly Comparison[] {
  const id = textOf(row.compare_job_id)
  if (id === undefined) return []
  const startedAt = momentOf(row.start_time) ?? momentOf(row.create_time)
  const status = textOf(row.status) ?? ''
  const comparison = withoutUndefined({ id, kind: 'object', status, startedAt })
  return [
    isSuccessful(comparison)
      ? { ...comparison, ...summary(rowsOf(row.compare_result).map(ofKind)) }
      : comparison,
  ]
}

/** 6.1.36: 0 different, 2 equal, 3 not complete. */
function ofKind(row: ObjectCounts & { readonly status?: unknown }): ComparisonFinding {
  const status = numberOf(row.status)
  return {
    equal: status === 2,
    differences: status === 0 ? 1 : 0,
    uncomparable: status === 0 || status === 2 ? 0 : 1,
    ...comparedObjects(row),
  }
}

const findings = { row: lineFindings, value: contentFindings }

async function lineFindings(client: Client, language: DrsLanguage, job_id: string, compare_job_id: string) {
  const found: ComparisonFinding[] = []
  const input = { language, params: { job_id, compare_job_id } }
  for await (const answer of pagesOf(client, lineCompareOverview, input)) {
    found.push(...rowsOf(answer.data_compare_overview_infos).map(ofDatabase))
  }
  return found
}

async function contentFindings(
  client: Client,
  language: DrsLanguage,
  job_id: string,
  compare_job_id: string,
) {
  const found: ComparisonFinding[] = []
  const input = { language, params: { job_id, compare_job_id } }
  for await (const answer of pagesOf(client, contentCompareOverview, input)) {
    found.push(...rowsOf(answer.content_compare_result_infos).map(ofDatabase))
  }
  return found
}

/** 6.1.30: 2 is equal, 10 empty at both ends, 0 different; all others say why it could not be compared. */
function ofDatabase(row: {
  readonly status?: unknown
  readonly data_inconsistent_num?: unknown
  readonly uncomparable_num?: unknown
  readonly compare_num?: unknown
  readonly compare_end_num?: unknown
}): ComparisonFinding {
  const status = numberOf(row.status)
  const equal = status === 2 || status === 10
  const [wanted, ended] = [nonNegative(row.compare_num), nonNegative(row.compare_end_num)]
  const compared = ended ?? wanted
  const left = Math.max(0, (wanted ?? 0) - (compared ?? 0))
  const uncomparable = nonNegative(row.uncomparable_num) ?? (equal || status === 0 ? 0 : 1)
  return {
    equal,
    differences: nonNegative(row.data_inconsistent_num) ?? (status === 0 ? 1 : 0),
    uncomparable: Math.max(uncomparable, left),
    ...(compared !== undefined && { compared }),
  }
}
