import { batchStates, type ImportBatch, type ImportedTask } from '../../domain/tasks/import-batch.ts'
import { requestEngine } from '../../drs/engines.ts'
import { getAsyncJob, listAsyncJobs } from '../../drs/v5/index.ts'
import { pagesOf } from '../paging.ts'
import { asRecord, flagOf, momentOf, rowsOf, textOf, withoutUndefined } from '../values.ts'
import type { V5Deps } from './deps.ts'

/** Batches of tasks that were imported (7.3.3, 7.3.4). */

/** So many pages of batches, the latest first. */
const batchPages = 1

export async function readImportBatches(
  { client, language }: V5Deps,
  id?: string,
): Promise<readonly ImportBatch[]> {
  const found: ImportBatch[] = []
  const input = { language, query: id === undefined ? {} : { async_job_id: id } }
  for await (const answer of pagesOf(client, listAsyncJobs, input, batchPages))
    for (const row of rowsOf(answer.jobs)) {
      const batch = textOf(row.async_job_id)
      if (batch === undefined) continue
      const status = textOf(row.status) ?? ''
      const state = Object.entries(batchStates).find(([name]) => name === status)?.[1]
      const [by, createdAt] = [textOf(row.user_name), momentOf(row.create_time)]
      found.push({ ...withoutUndefined({ id: batch, status, by, createdAt }), state })
    }
  return found
}

/** The tasks of a batch, of all pages, each with what its check has found. */
export async function readBatchTasks(
  { client, language }: V5Deps,
  id: string,
): Promise<readonly ImportedTask[]> {
  const found: ImportedTask[] = []
  const input = { language, params: { async_job_id: id } }
  for await (const answer of pagesOf(client, getAsyncJob, input))
    for (const row of rowsOf(answer.jobs).map(asRecord)) {
      const base = asRecord(row.base_info)
      const engine = textOf(base.engine_type) ?? textOf(row.engine_type)
      const name = textOf(row.name) ?? textOf(base.name) ?? textOf(row.id) ?? ''
      found.push({
        ...withoutUndefined({ name, engine: engine === undefined ? undefined : requestEngine(engine) }),
        problems: [...logged(row.logs), ...unreached(row.network_results)],
      })
    }
  return found
}

function logged(logs: unknown): readonly string[] {
  return partsOf(logs).flatMap(({ level, message }) =>
    /error/i.test(textOf(level) ?? '') ? (textOf(message) ?? []) : [],
  )
}

function unreached(results: unknown): readonly string[] {
  return partsOf(results).flatMap((one) =>
    flagOf(one.is_success) === false ? (textOf(one.error_message) ?? textOf(one.error_msg) ?? []) : [],
  )
}

function partsOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.map(asRecord) : []
}
