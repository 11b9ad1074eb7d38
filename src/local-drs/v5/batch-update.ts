import type * as z from 'zod'
import type { updateAsyncJob } from '../../drs/v5/index.ts'
import { newAsyncJob } from '../../drs/v5/new-job.ts'
import { type Call, isRefusal, itemError } from '../handler.ts'
import type { Refusal } from '../refusal.ts'
import type { Batch, BatchRow } from './batch.ts'
import { newRow } from './batch-rows.ts'
import { type Endpoint, endFromV5 } from './endpoints.ts'
import { described } from './new-task.ts'
import { policyWith } from './parts.ts'
import { precheck } from './precheck-action.ts'
import { noSuchTask, wrongStatus } from './refused.ts'
import { update } from './update.ts'

/** Repairs of the tasks of an asynchronous batch (7.3.5). */

type Change = z.output<typeof updateAsyncJob.request>['jobs'][number]
type Values = Change['params']

const missing = 'DRS.10020001'
const invalid = 'DRS.10020002'

/** A changed row, or why it cannot be changed. */
type Changed = BatchRow | Refusal

function changed(call: Call, row: BatchRow, { type, params }: Change): Changed {
  switch (type) {
    case 'all':
      return anew(call, row, params)
    case 'endpoint':
    case 'network':
      return withEnds(call, row, params)
    case 'policy':
      return withPolicy(row, params)
    case 'db_object':
      return params.db_object
        ? { ...row, selection: params.db_object }
        : { code: missing, detail: 'db_object' }
    case 'precheck':
      return row
  }
}

/** Everything anew: it must be as complete as at the beginning. */
function anew(call: Call, row: BatchRow, { job_id: _meant, ...values }: Values): Changed {
  const { tuning_params: _other, ...shared } = values
  const parsed = newAsyncJob.safeParse(shared)
  if (!parsed.success) return { code: invalid, detail: parsed.error.issues[0]?.path.join('.') || 'params' }
  const wish = described(parsed.data)
  return isRefusal(wish) ? wish : newRow(call, { described: wish, job: parsed.data }, row.id)
}

function withEnds(call: Call, row: BatchRow, { source_endpoint, target_endpoint }: Values): Changed {
  const [source] = source_endpoint ?? []
  const [target] = target_endpoint ?? []
  if (!source && !target) return { code: missing, detail: 'params.source_endpoint' }
  if (wrongRole(source, 'so') || wrongRole(target, 'ta')) return { code: invalid, detail: 'endpoint_role' }
  const databases = call.world.databases()
  const { draft } = row
  return {
    ...row,
    draft: {
      ...draft,
      source: source ? endFromV5(source, databases, draft.source) : draft.source,
      target: target ? endFromV5(target, databases, draft.target) : draft.target,
    },
  }
}

function wrongRole(end: Endpoint | undefined, role: 'so' | 'ta'): boolean {
  return end !== undefined && end.endpoint_role !== role
}

function withPolicy(row: BatchRow, { policy_config = {} }: Values): Changed {
  const { draft } = row
  const settings = { ...draft.settings, policy: policyWith(draft.settings.policy, policy_config) }
  return { ...row, draft: { ...draft, settings } }
}

interface Updated {
  readonly batch: Batch
  readonly results: readonly { readonly id: string; readonly status: string; readonly name?: string }[]
}

/** The changes one by one; whatever was changed is checked again. */
export function updatedRows(call: Call, batch: Batch, changes: readonly Change[]): Updated {
  let { rows } = batch
  const results = changes.map((change) => {
    const id = change.params.job_id ?? ''
    const row = rows.find((known) => known.id === id)
    if (!row) return { id, status: 'Failed', ...itemError(call, { code: noSuchTask }) }
    const result = changed(call, row, change)
    if ('code' in result) return { id, name: row.draft.name, status: 'Failed', ...itemError(call, result) }
    rows = rows.map((known) => (known.id === id ? result : known))
    return { id, name: result.draft.name, status: 'Success' }
  })
  const touched = results.some(({ status }) => status === 'Success')
  const startedAt = call.world.clock.moment().virtual
  return { results, batch: touched ? { ...batch, rows, status: 'ASYNC_JOB_VALIDATING', startedAt } : batch }
}

/** After the commit the tasks themselves are changed, or prechecked again. */
export function updateCommitted(call: Call, batch: Batch, changes: readonly Change[]): Updated['results'] {
  return changes.map((change) => {
    const id = change.params.job_id ?? ''
    const task = batch.rows.some((row) => row.id === id) ? call.world.task(id) : undefined
    if (!task || task.life.status === 'DELETED') {
      return { id, status: 'Failed', ...itemError(call, { code: noSuchTask }) }
    }
    const refusal = changeTask(call, task, change)
    const named = { id, name: task.name }
    return refusal
      ? { ...named, status: 'Failed', ...itemError(call, refusal) }
      : { ...named, status: 'Success' }
  })
}

function changeTask(
  call: Call,
  task: Parameters<typeof update>[1],
  { type, params }: Change,
): Refusal | undefined {
  if (type === 'all') return { code: wrongStatus }
  const result =
    type === 'precheck'
      ? precheck(call, task, 'forStartJob')
      : update(call, task, { type: type === 'network' ? 'endpoint' : type, params })
  return result && isRefusal(result) ? result : undefined
}
