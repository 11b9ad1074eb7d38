import {
  batchAsyncCreate,
  commitAsyncJob,
  getAsyncJob,
  listAsyncJobs,
  updateAsyncJob,
} from '../../drs/v5/index.ts'
import { type Call, handler, isRefusal } from '../handler.ts'
import { iamAccount } from '../iam.ts'
import { RefusedCall, wording } from '../refusal.ts'
import type { LocalTask } from '../task.ts'
import { zoneless } from '../times.ts'
import type { Batch, BatchRow } from './batch.ts'
import { commitRows, newBatch, problemsOf, settledBatch } from './batch-rows.ts'
import { updateCommitted, updatedRows } from './batch-update.ts'
import { configuration, headOf, testedView } from './detail.ts'
import { described } from './new-task.ts'
import { pageOf, sorted } from './pages.ts'
import { noSuchTask, refuse } from './refused.ts'

/** Asynchronous batches (7.3.1 to 7.3.5). */

/** "Parameters are being checked, submit again later", "submitting failed" (table A-5). */
const checking = 'DRS.10010002'
const notSubmitted = 'DRS.10010004'

/** 7.3.1: what is missing is refused at once, everything else is found by the check. */
export const createBatch = handler(batchAsyncCreate, ({ jobs }, call) => {
  if (jobs.length === 0) throw new RefusedCall('DRS.10020001', 'jobs')
  const wishes = jobs.map((job, at) => {
    const wish = described(job)
    if (isRefusal(wish)) return refuse({ code: wish.code, detail: `jobs.${at}.${wish.detail}` })
    return { described: wish, job }
  })
  const batch = newBatch(call, wishes)
  call.world.putBatch(batch)
  return { job: { async_job_id: batch.id } }
})

function batchInPath({ world, params }: Call): Batch {
  const found = world.batches().find(({ id }) => id === params.async_job_id)
  return found ? settledBatch(world, found) : refuse({ code: noSuchTask })
}

/** 7.3.2: only now are the tasks made; a name may have been taken since the check. */
export const commitBatch = handler(commitAsyncJob, (_none, call) => {
  const batch = batchInPath(call)
  if (batch.status === 'ASYNC_JOB_VALIDATING') refuse({ code: checking })
  if (batch.status !== 'AUTO_PARAM_VALIDATE_SUCCESS') refuse({ code: notSubmitted })
  const rows = batch.rows.map((row) => ({ ...row, problems: problemsOf(call.world, batch, row) }))
  if (rows.some(({ problems }) => problems.length > 0)) {
    call.world.putBatch({ ...batch, rows, status: 'ASYNC_JOB_VALIDATE_FAILED' })
    refuse({ code: notSubmitted })
  }
  const { id, status } = commitRows(call.world, batch)
  return { job: { async_job_id: id, status, msg: '' } }
})

/** 7.3.3. */
export const listBatches = handler(listAsyncJobs, (_none, call) => {
  const { async_job_id, status, domain_name, user_name } = call.query
  const found = call.world
    .batches()
    .map((batch) => batchView(settledBatch(call.world, batch)))
    .toReversed()
    .filter(
      (batch) =>
        (!async_job_id || batch.async_job_id === async_job_id) &&
        (!status || batch.status === status) &&
        (!domain_name || batch.domain_name === domain_name) &&
        (!user_name || batch.user_name === user_name),
    )
  return { total_count: found.length, jobs: [...pageOf(sorted(found, call), call)] }
})

function batchView({ id, status, createdAt }: Batch) {
  return {
    async_job_id: id,
    status,
    domain_name: iamAccount.domainName,
    user_name: iamAccount.iamUser,
    create_time: zoneless(createdAt),
  }
}

/** 7.3.4: tasks that were not committed yet wait for configuration, as in the example. */
export const batchDetails = handler(getAsyncJob, (_none, call) => {
  const batch = batchInPath(call)
  const rows = pageOf(batch.rows.toReversed(), call)
  return { total_count: batch.rows.length, jobs: rows.map((row) => rowView(call, batch, row)) }
})

function rowView(call: Call, batch: Batch, row: BatchRow) {
  const task = batch.status === 'COMMIT_SUCCESS' ? call.world.task(row.id) : undefined
  if (task) return { ...headOf(task), ...configuration(task), name: task.name }
  const described: LocalTask = { ...row.draft, id: row.id }
  return {
    ...headOf(described),
    status: 'CONFIGURATION',
    ...configuration(described),
    db_object: row.selection,
    ...checkView(call, batch, row),
  }
}

/** What the check has found, as far as the structure has places for it. */
function checkView(call: Call, batch: Batch, { draft, problems }: BatchRow) {
  if (batch.status === 'ASYNC_JOB_VALIDATING') return {}
  const ends = [draft.source, draft.target]
  return {
    network_results: ends.map(({ ip = '', problem }) => testedView(call, { ip, code: problem })),
    logs: problems.map((problem) => ({
      level: 'ERROR',
      message: `${problem.code}: ${wording(problem, call.locale)}`,
      create_time: zoneless(call.world.clock.moment().wall),
    })),
  }
}

/** 7.3.5: while a check runs nothing can be changed. */
export const updateBatch = handler(updateAsyncJob, ({ jobs }, call) => {
  const before = batchInPath(call)
  if (before.status === 'ASYNC_JOB_VALIDATING') refuse({ code: checking })
  if (before.status === 'COMMIT_SUCCESS') return { jobs: [...updateCommitted(call, before, jobs)] }
  const { batch, results } = updatedRows(call, before, jobs)
  call.world.putBatch(batch)
  return { jobs: [...results] }
})
