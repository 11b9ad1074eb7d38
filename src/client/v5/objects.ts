import type { SourceObjects } from '../../domain/objects/check.ts'
import type { ObjectSelection } from '../../domain/objects/selection.ts'
import type { TaskObjects } from '../../domain/objects/task-objects.ts'
import { DrsError } from '../../drs/drs-error.ts'
import type { Operation } from '../../drs/operation.ts'
import {
  collectDbObjectsV51,
  dbObjectsStatus,
  listDbObjectsV51,
  objectsSavingStatus,
} from '../../drs/v5/index.ts'
import { itemError, malformed } from '../errors.ts'
import { readSelectionV5, readSource } from '../objects.ts'
import { unfinished } from '../own-errors.ts'
import { asRecord, textOf, withoutUndefined } from '../values.ts'
import { awaitResult, type V5Deps } from './deps.ts'

/** What a task selects, what its source holds, and how the saving of objects ends (7.4). */

export async function readObjectsV5({ client, language }: V5Deps, job_id: string): Promise<TaskObjects> {
  const query = { type: 'modified' }
  const answer = asRecord(await client.call(listDbObjectsV51, { language, params: { job_id }, query }))
  return withoutUndefined({
    api: 'v5' as const,
    whileRunning: true,
    selection: readSelectionV5(answer),
    root: textOf(asRecord(answer.target_root_db).db_name),
  })
}

/** Read from the source itself, or from what DRS has last read of it. */
export async function readSourceV5(
  on: V5Deps,
  job_id: string,
  { fresh }: { readonly fresh: boolean },
): Promise<SourceObjects> {
  return readSource(
    await collected(on, job_id, { type: 'source', ...(fresh && { is_refresh: 'true' as const }) }),
  )
}

/** What is synchronized already (7.4.2, `synchronized`). */
export async function readAppliedV5(on: V5Deps, job_id: string): Promise<ObjectSelection | undefined> {
  return readSelectionV5(await collected(on, job_id, { type: 'synchronized' }))
}

async function collected(
  on: V5Deps,
  job_id: string,
  body: { readonly type: 'source' | 'synchronized'; readonly is_refresh?: 'true' },
): Promise<Readonly<Record<string, unknown>>> {
  const { client, language } = on
  const asked = await client.call(collectDbObjectsV51, { language, params: { job_id }, body })
  const query_id = textOf(asked.id)
  if (query_id === undefined) throw malformed(collectDbObjectsV51.id, 'The answer has no query ID.')
  const answer = await awaitResult(on.waiting, () => ended(on, dbObjectsStatus, job_id, query_id))
  if (answer === undefined) throw unfinished(collectDbObjectsV51.id)
  if (answer.status === 'failed') throw unread(answer.row)
  return answer.row
}

/** Why the objects were not saved; nothing if they were. */
export async function savingFailure(
  on: V5Deps,
  job_id: string,
  query_id: string,
): Promise<DrsError | undefined> {
  const answer = await awaitResult(on.waiting, () => ended(on, objectsSavingStatus, job_id, query_id))
  if (answer === undefined) return unfinished(objectsSavingStatus.id)
  return answer.status === 'success' ? undefined : savingFailed(answer.row)
}

/** `undefined` while DRS works on it. An answer that brings objects without a status is one. */
async function ended({ client, language }: V5Deps, op: Operation, job_id: string, query_id: string) {
  const row = asRecord(await client.call(op, { language, params: { job_id }, query: { query_id } }))
  const status = textOf(row.status)?.toLowerCase() ?? (row.object_info ? 'success' : undefined)
  return status === 'success' || status === 'failed' ? { status, row } : undefined
}

/** As the call itself reports it (7.4.10). */
function savingFailed(row: Readonly<Record<string, unknown>>): DrsError {
  const message = 'Failed to update database object'
  return (
    itemError(objectsSavingStatus.id, row) ??
    new DrsError({ code: 'DRS.10030015', message, operation: objectsSavingStatus.id })
  )
}

function unread(row: Readonly<Record<string, unknown>>): DrsError {
  const message = 'The objects of the source could not be read.'
  return (
    itemError(dbObjectsStatus.id, row) ??
    new DrsError({ code: 'DRS.10030014', message, operation: dbObjectsStatus.id })
  )
}
