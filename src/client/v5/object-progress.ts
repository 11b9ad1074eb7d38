import type { AbnormalRow, AbnormalRows } from '../../domain/tasks/abnormal-rows.ts'
import {
  type Component,
  type FullProgress,
  type ObjectProgress,
  readRemaining,
} from '../../domain/tasks/object-progress.ts'
import { incrementComponents, listDirtyData, listProgressData } from '../../drs/v5/index.ts'
import { collected, kindCountsOf, listOf, objectPages, partsRemainingOf } from '../object-progress.ts'
import { pagesOf } from '../paging.ts'
import { asRecord, delayOf, momentOf, nonNegative, rowsOf, textOf, withoutUndefined } from '../values.ts'
import type { JobDetails, V5Deps } from './deps.ts'
import { readProgress } from './read.ts'

/** Progress with the counts by kind that stand beside it (7.5.1, type progress). */
export function readFullProgressV5(job: JobDetails): FullProgress | undefined {
  const { progress_info: info, migration_object_progress_info: objects } = job
  if (!info && !objects) return undefined
  return withoutUndefined({
    progress: readProgress(job) ?? {},
    remaining: readRemaining(textOf(info?.remaining_time)),
    partsRemaining: partsRemainingOf(info?.progress_map),
    kinds: objects ? kindCountsOf(objects.migration_object_overview) : undefined,
  })
}

/** Objects of a task one by one (7.7.3); `undefined` for kinds that the call does not take. */
export async function readObjectProgressV5(
  { client, language }: V5Deps,
  job_id: string,
  kind: string,
): Promise<ObjectProgress | undefined> {
  const type = listProgressData.params?.shape.type.safeParse(kind)
  if (!type?.success) return undefined
  const input = { language, params: { job_id, type: type.data } }
  const parts: { readonly rows: unknown; readonly total: unknown }[] = []
  for await (const answer of pagesOf(client, listProgressData, input, objectPages(listProgressData)))
    parts.push({ rows: answer.flow_compare_data, total: answer.count })
  return collected(parts)
}

/** What captures and applies the changes of a synchronization (7.5.6). */
export async function readComponents(
  { client, language }: V5Deps,
  job_id: string,
): Promise<readonly Component[]> {
  const answer = await client.call(incrementComponents, { language, params: { job_id } })
  return rowsOf(answer.increment_components_list).flatMap((row) => {
    const type = textOf(row.type)
    if (type === undefined) return []
    const seconds = delayOf(row.delay)
    const delayMs = seconds === undefined ? undefined : seconds * 1000
    return [withoutUndefined({ type, status: textOf(row.status), point: textOf(row.current_point), delayMs })]
  })
}

/** So many pages of the largest size are read. */
const dirtyPages = 3

/** Rows that could not be written, since a moment in milliseconds since the epoch or of all times (7.5.3). */
export async function readAbnormalRows(
  { client, language }: V5Deps,
  job_id: string,
  since: number | undefined,
): Promise<AbnormalRows> {
  // Called a number and described as such a text; the text is what its example shows.
  const query = since === undefined ? {} : { begin_time: `${new Date(since).toISOString().slice(0, 19)}Z` }
  const items: unknown[] = []
  let told = 0
  for await (const answer of pagesOf(
    client,
    listDirtyData,
    { language, params: { job_id }, query },
    dirtyPages,
  )) {
    items.push(...listOf(answer.dirty_data_list))
    told = Math.max(told, nonNegative(answer.count) ?? 0)
  }
  const all = items.flatMap((item) => abnormalRow(asRecord(item)) ?? [])
  const read = items.length
  // Some regions may take no notice of the time.
  const rows = since === undefined ? all : all.filter(({ at = since }) => at >= since)
  return { rows, total: Math.max(told, read), read, unreadable: read - all.length }
}

/** Moments before 2001 in milliseconds are seconds: the answer's form of a time is not documented. */
const firstMillis = 1e12

function abnormalRow(row: Readonly<Record<string, unknown>>): AbnormalRow | undefined {
  const names = [row.db_name, row.schema_name, row.table_name].flatMap((name) => textOf(name) ?? [])
  const moment = momentOf(row.error_time) || undefined
  const at = moment !== undefined && moment < firstMillis ? moment * 1000 : moment
  const [sql, message] = [textOf(row.error_sql), textOf(row.error_msg) ?? textOf(row.error_message)]
  if (names.length === 0 && sql === undefined && message === undefined) return undefined
  return withoutUndefined({ table: names.join('.'), sql, at, message })
}
