import type * as z from 'zod'
import {
  batchJobAction,
  batchStopJobs,
  jobAction,
  jobActionsAllowed,
  stopJob,
  validateJobName,
} from '../../drs/v5/index.ts'
import { type Call, handler, isRefusal, itemError, lookUp, OtherAnswer } from '../handler.ts'
import { isTakenName } from '../names.ts'
import { perform } from '../perform.ts'
import { RefusedCall } from '../refusal.ts'
import type { LocalTask } from '../task.ts'
import { act } from './act.ts'
import type { Result } from './act-types.ts'
import { actionsView } from './allowed.ts'
import { jobInPath } from './asking.ts'
import { batchResult, because, failures, noSuchTask, type Outcome, refuse } from './refused.ts'

/** Actions, ends and names (7.6.1, 7.6.3 to 7.6.6, 7.6.8). */

type BatchWish = z.output<typeof batchJobAction.request>['jobs'][number]

/** 7.6.1: 202 for what is asked for later. */
export const actOnJob = handler(jobAction, ({ job }, call) => {
  const task = jobInPath(call)
  if (job.job_id !== undefined && job.job_id !== task.id)
    refuse({ code: 'DRS.10020002', detail: 'job.job_id' })
  const result = act(call, task, job.action_name, job.action_params)
  if (result === undefined) return { status: 'success', id: task.id, name: task.name }
  if (isRefusal(result)) return refuse(result)
  return new OtherAnswer(202, { query_id: result.queryId })
})

/** 7.6.4: 202 when everything that was done is asked for later. */
export const actOnJobs = handler(batchJobAction, ({ jobs }, call) => {
  const results = jobs.map((job) => actionItem(call, job))
  const asked = results.filter((item) => 'query_id' in item)
  const failed = results.filter(({ status }) => status === 'Failed')
  const answer = { jobs: results }
  return asked.length > 0 && asked.length + failed.length === results.length
    ? new OtherAnswer(202, answer)
    : answer
})

interface ActionItem {
  readonly id: string
  readonly name?: string
  readonly status?: 'Success' | 'Failed'
  readonly query_id?: string
  readonly [field: string]: unknown
}

function actionItem(call: Call, job: BatchWish): ActionItem {
  const found = lookUp(call, job.job_id)
  if (isRefusal(found)) return { id: job.job_id, status: 'Failed', ...itemError(call, { code: noSuchTask }) }
  return itemOf(call, found, act(call, found, job.action_name, job.action_params))
}

function itemOf(call: Call, { id, name }: LocalTask, result: Result): ActionItem {
  if (result === undefined) return { id, name, status: 'Success' }
  if (isRefusal(result)) return { id, name, status: 'Failed', ...itemError(call, result) }
  return { id, name, query_id: result.queryId }
}

function end(call: Call, task: LocalTask, force = false): Outcome {
  const reason = perform(call.world, task, 'stop', { force })
  return reason && because(failures.terminate, reason, call.locale)
}

/** 7.6.3. */
export const endJob = handler(stopJob, ({ is_force_stop }, call) => {
  const task = jobInPath(call)
  const refusal = end(call, task, is_force_stop)
  return refusal ? refuse(refusal) : { status: 'success', id: task.id, name: task.name }
})

/** 7.6.5. */
export const endJobs = handler(batchStopJobs, ({ jobs }, call) => ({
  jobs: jobs.map(({ job_id, is_force_stop }) =>
    batchResult(call, job_id, (task) => end(call, task, is_force_stop)),
  ),
}))

/** 7.6.6. */
export const allowedActions = handler(jobActionsAllowed, (_none, call) => ({
  job_action: actionsView(call.world, jobInPath(call)),
}))

/** 7.6.8: there are no subscriptions and backup migrations here whose names could be taken. */
export const nameCheck = handler(validateJobName, ({ name, type }, call) => {
  if (type === 'trans' && isTakenName(call.world.tasks(), name))
    throw new RefusedCall('DRS.M00277', undefined, 422)
  return { is_valid: true }
})
