import type {
  ActionOptions,
  BatchCall,
  JobActionCall,
  TaskCall,
  TaskChangeCall,
} from '../../domain/actions/action.ts'
import { actionOf, type CallableAction } from '../../domain/actions/rows.ts'
import type { ItemResult } from '../../domain/tasks/task-service.ts'
import { DrsError } from '../../drs/drs-error.ts'
import type { Operation } from '../../drs/operation.ts'
import { taskIdIn, taskRowsIn } from '../answer-forms.ts'
import { callInBatches } from '../batch.ts'
import { type ItemRow, itemResult, itemResults, refusedItem } from '../items.ts'
import { notOffered } from '../own-errors.ts'
import { asRecord, textOf } from '../values.ts'
import type { V5Deps } from './deps.ts'
import { findStatuses } from './list.ts'
import { savingFailure } from './objects.ts'

/** What is done to tasks, one or many (7.2.5, 7.6.1, 7.6.4, 7.6.5). */

interface Row extends ItemRow {
  readonly query_id?: unknown
}

/** What an action on one task brought, with the query id of an asynchronous one. */
type ActionResult = ItemResult & { readonly queryId?: string }

/**
 * Carries out what the action's row says. Where an answer brings an id with which a result can be asked for, it is
 * remembered: v5 gives the result of a pre-check only to who knows the id that started it (7.5.1).
 */
export async function actOnTasks(
  on: V5Deps,
  name: CallableAction,
  ids: readonly string[],
  options: ActionOptions,
): Promise<readonly ItemResult[]> {
  const { drs } = actionOf(name)
  const call = drs?.onlyV3?.(options) ? undefined : drs?.v5
  if (call === undefined || call === 'v3')
    return ids.map((id) => ({ id, ok: false, error: notOffered(name) }))
  const known = drs?.statusCounts?.(options) ? (await findStatuses(on, ids)).found : undefined
  const asked = [...new Set(ids)]
  const acted = await actBy(on, call, asked, options, known)
  return Promise.all(acted.map((one) => remembered(on, one)))
}

/** `known`: the statuses of the tasks, where the call hangs on them. */
async function actBy(
  on: V5Deps,
  call: BatchCall | JobActionCall | TaskChangeCall | TaskCall,
  ids: readonly string[],
  options: ActionOptions,
  known: ReadonlyMap<string, string> | undefined,
): Promise<readonly ActionResult[]> {
  if ('one' in call) return actByAction(on, call, ids, (id) => call.params(options, known?.get(id)))
  if ('change' in call) return changeEach(on, call, ids, options)
  if ('body' in call) return callEach(on, call, ids, options)
  return changeAll(on, call.operation, ids, (part) => ({
    [call.list ?? 'jobs']: part.map((id) => call.job(id, options, known?.get(id), undefined)),
  }))
}

/** A change that DRS takes of one task at a time; one that is refused keeps nothing from the others. */
async function changeEach(
  on: V5Deps,
  call: TaskChangeCall,
  ids: readonly string[],
  options: ActionOptions,
): Promise<readonly ItemResult[]> {
  const results: ItemResult[] = []
  for (const id of ids) results.push(await changeTask(on, call, id, options))
  return results
}

/** The same for calls whose answer says nothing: what is not refused is done. */
async function callEach(
  { client, language }: V5Deps,
  { operation, body }: TaskCall,
  ids: readonly string[],
  options: ActionOptions,
): Promise<readonly ItemResult[]> {
  const results: ItemResult[] = []
  for (const id of ids) {
    const asked = client.call(operation, { language, params: { job_id: id }, body: body(options) })
    results.push(
      await asked.then(
        (): ItemResult => ({ id, ok: true }),
        (error: unknown): ItemResult => {
          if (error instanceof DrsError) return { id, ok: false, error }
          throw error
        },
      ),
    )
  }
  return results
}

export async function changeTask(
  on: V5Deps,
  { operation, change, basedOn, savedLater }: TaskChangeCall,
  id: string,
  options: ActionOptions,
): Promise<ItemResult> {
  const { client, language } = on
  try {
    const params = { job_id: id }
    const now = basedOn && (await client.call(basedOn.operation, { language, params, query: basedOn.query }))
    const answer = asRecord(
      await client.call(operation, { language, params, body: { job: change(options, now) } }),
    )
    const result = itemResult(operation.id, id, answer)
    const saving = textOf(answer.id)
    // Where nothing is saved in the background, the answer is empty (7.2.3, example) or names the task itself.
    if (!result.ok || !savedLater || saving === undefined || saving === id) return result
    const error = await savingFailure(on, id, saving)
    return error ? { id, ok: false, error } : result
  } catch (error) {
    // As in a batch, the refusal is that of the task.
    if (error instanceof DrsError) return { id, ok: false, error }
    throw error
  }
}

async function remembered({ prechecks }: V5Deps, { queryId, ...result }: ActionResult): Promise<ItemResult> {
  if (queryId !== undefined) await prechecks.put(result.id, queryId)
  return result
}

/**
 * An action has a call for one task and one for several. The text of 7.6.4 doubts that the latter takes anything but
 * ending, against its own table and example, so that a single task goes the sure way.
 */
async function actByAction(
  on: V5Deps,
  { one, several }: JobActionCall,
  ids: readonly string[],
  paramsOf: (id: string) => object,
): Promise<readonly ActionResult[]> {
  const [only, ...more] = ids
  if (only === undefined) return []
  if (more.length === 0) return [await actOnOne(on, one, only, paramsOf(only))]
  return changeAll(on, several, ids, (part) => ({
    jobs: part.map((job_id) => ({ job_id, action_params: paramsOf(job_id) })),
  }))
}

function actOnOne(on: V5Deps, op: Operation, id: string, action_params: object): Promise<ActionResult> {
  return askForOne(on, op, id, { action_params })
}

async function askForOne(
  { client, language }: V5Deps,
  op: Operation,
  id: string,
  job: object,
): Promise<ActionResult> {
  try {
    const params = { job_id: id }
    const answer = asRecord(await client.call(op, { language, params, body: { job } }))
    return withQuery(itemResult(op.id, id, answer), answer)
  } catch (error) {
    // As in a batch, the refusal is that of the task.
    if (error instanceof DrsError) return { id, ok: false, error }
    throw error
  }
}

function withQuery(result: ItemResult, row: Row | undefined): ActionResult {
  const queryId = textOf(row?.query_id)
  return result.ok && queryId !== undefined ? { ...result, queryId } : result
}

/** A change on many tasks; a call that fails fails for its own tasks only. */
async function changeAll(
  { client, language }: V5Deps,
  op: Operation,
  ids: readonly string[],
  bodyFor: (ids: readonly string[]) => object,
): Promise<readonly ActionResult[]> {
  const batches = await callInBatches(client, op, ids, bodyFor, language)
  return batches.flatMap((batch) => {
    if (!batch.ok) return batch.items.map((id) => refusedItem(batch.error, id))
    const rows: readonly Row[] = taskRowsIn(batch.answer)
    const byId = new Map(rows.map((row) => [taskIdIn(row), row]))
    return itemResults(op.id, batch.items, rows).map((result) => withQuery(result, byId.get(result.id)))
  })
}
