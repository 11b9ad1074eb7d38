import type { ItemResult } from '../../domain/tasks/task-service.ts'
import { DrsError } from '../../drs/drs-error.ts'
import type { Operation } from '../../drs/operation.ts'
import {
  batchDeleteJobs,
  batchJobActionPrecheck,
  batchJobActionReset,
  batchJobActionRestart,
  batchJobActionStart,
  batchJobActionStop,
  batchStopJobs,
  jobActionPrecheck,
  jobActionReset,
  jobActionRestart,
  jobActionStart,
  jobActionStop,
} from '../../drs/v5/index.ts'
import { callInBatches } from '../batch.ts'
import { type ItemRow, itemResult, itemResults } from '../items.ts'
import { fieldsOf, textOf } from '../values.ts'
import type { On } from './deps.ts'

/** What is done to tasks, one or many (7.2.5, 7.6.1, 7.6.4, 7.6.5). */

interface Row extends ItemRow {
  readonly query_id?: unknown
}

/**
 * An action has a call for one task and one for several. The text of 7.6.4 doubts that the latter takes anything but
 * ending, against its own table and example, so that a single task goes the sure way.
 */
interface Action {
  readonly one: Operation
  readonly several: Operation
}

export const actions = {
  precheck: { one: jobActionPrecheck, several: batchJobActionPrecheck },
  start: { one: jobActionStart, several: batchJobActionStart },
  pause: { one: jobActionStop, several: batchJobActionStop },
  resume: { one: jobActionRestart, several: batchJobActionRestart },
  reset: { one: jobActionReset, several: batchJobActionReset },
} as const satisfies Record<string, Action>

type Params = Readonly<Record<string, unknown>>

/** What an action on one task brought, with the query id of an asynchronous one. */
export type Acted = ItemResult & { readonly queryId?: string }

export async function act(
  on: On,
  action: Action,
  ids: readonly string[],
  paramsOf: (id: string) => Params,
): Promise<readonly Acted[]> {
  const asked = [...new Set(ids)]
  const [only] = asked
  if (only === undefined) return []
  if (asked.length === 1) return [await actOnOne(on, action.one, only, paramsOf(only))]
  return changeAll(on, action.several, asked, (part) => ({
    jobs: part.map((job_id) => ({ job_id, action_params: paramsOf(job_id) })),
  }))
}

async function actOnOne(
  { client, language }: On,
  op: Operation,
  id: string,
  action_params: Params,
): Promise<Acted> {
  try {
    const params = { job_id: id }
    const answer = fieldsOf(await client.call(op, { language, params, body: { job: { action_params } } }))
    return withQuery(itemResult(op.id, id, answer), answer)
  } catch (error) {
    // As in a batch, the refusal is that of the task.
    if (error instanceof DrsError) return { id, ok: false, error }
    throw error
  }
}

function withQuery(result: ItemResult, row: Row | undefined): Acted {
  const queryId = textOf(row?.query_id)
  return result.ok && queryId !== undefined ? { ...result, queryId } : result
}

/** A change on many tasks; a call that fails fails for its own tasks only. */
async function changeAll(
  { client, language }: On,
  op: Operation,
  ids: readonly string[],
  bodyFor: (ids: readonly string[]) => object,
): Promise<readonly Acted[]> {
  const batches = await callInBatches(client, op, ids, bodyFor, language)
  return batches.flatMap((batch) => {
    if (!batch.ok) return batch.items.map((id): Acted => ({ id, ok: false, error: batch.error }))
    const rows = jobsIn(batch.answer)
    const byId = new Map(rows.map((row) => [textOf(row.id), row]))
    return itemResults(op.id, batch.items, rows).map((result) => withQuery(result, byId.get(result.id)))
  })
}

function jobsIn(answer: unknown): readonly Row[] {
  const { jobs } = fieldsOf(answer)
  return Array.isArray(jobs) ? jobs.map(fieldsOf) : []
}

export function stop(on: On, ids: readonly string[], is_force_stop: boolean): Promise<readonly ItemResult[]> {
  const jobs = (part: readonly string[]) => ({ jobs: part.map((job_id) => ({ job_id, is_force_stop })) })
  return changeAll(on, batchStopJobs, [...new Set(ids)], jobs)
}

export function remove(on: On, ids: readonly string[]): Promise<readonly ItemResult[]> {
  return changeAll(on, batchDeleteJobs, [...new Set(ids)], (jobs) => ({ jobs }))
}
