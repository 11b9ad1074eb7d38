import * as z from 'zod'
import { effectsAsked, when } from '../effects.ts'
import { list, means, text } from '../fields.ts'
import { type BodyEntry, effectIn, operation, type ResultCall } from '../operation.ts'
import { jobParams, taskId } from '../values.ts'
import { type ActionName, anyParams, misfits, paramsOf } from './action-params.ts'
import { actionRows, type ResultPart } from './action-rows.ts'
import { jobResult } from './shapes.ts'

/**
 * The two calls that carry every action on a task (7.6.1, 7.6.4), as the reference has them. single-actions.ts cuts
 * them into one operation per action.
 *
 * The tables print `action_parameters` for the field that their captions and all examples call `action_params`.
 */

interface Action {
  readonly action_name: ActionName
  readonly action_params?: z.output<typeof anyParams> | undefined
}

function fitting(action: Action, context: z.RefinementCtx): void {
  for (const issue of misfits(action.action_name, action.action_params)) {
    context.addIssue({ code: 'custom', path: ['action_params', ...issue.path], message: issue.message })
  }
}

const actionNames = Object.keys(paramsOf).filter((name): name is ActionName => name in paramsOf)

const actionFields = {
  action_name: z
    .enum(actionNames)
    .meta(
      means('Action; stop pauses, restart resumes or retries', '操作；stop 为暂停，restart 为续传或重试'),
    ),
  action_params: anyParams.optional().meta(means('Parameters of the action', '操作的参数')),
}

/** What an entry does hangs on the action that it names; one that names none may do anything. */
const actionEffects = Object.values(actionRows).flatMap(({ name, effects: declared }) =>
  declared.map((one) => {
    const named = ({ action_name }: BodyEntry) => action_name === name || action_name === undefined
    return when(effectIn(one), (entry) => named(entry) && effectsAsked([one], entry).length > 0)
  }),
)

/** Asks for what came of an action; `within`: where its answer stands in that of the call. */
export function actionResult(part: ResultPart, within: '' | 'jobs.*.' = ''): ResultCall {
  return {
    operation: 'get-job',
    from: {
      'query.query_id': `answer.${within}query_id`,
      ...(within && { 'params.job_id': `answer.${within}id` as const }),
    },
    fixed: { 'query.type': part },
  }
}

const toldLater = Object.values(actionRows).flatMap(({ name, result }) =>
  result ? [{ ...actionResult(result), only: { 'body.job.action_name': name } }] : [],
)

/** Some actions answer at once (200), some with an ID to ask for the result with (202). */
export const jobAction = operation({
  id: 'job-action',
  api: 'v5',
  method: 'POST',
  path: '/v5/{project_id}/jobs/{job_id}/action',
  title: { en: 'Operate a task', 'zh-CN': '操作任务' },
  effects: actionEffects,
  section: '7.6.1',
  success: 200,
  results: toldLater,
  params: jobParams,
  request: z.strictObject({
    job: z
      .strictObject({ job_id: z.string().optional().meta(means('Task ID', '任务 ID')), ...actionFields })
      .superRefine(fitting)
      .meta(means('Action to be carried out', '要执行的操作')),
  }),
  response: z.looseObject({
    ...jobResult,
    query_id: text('ID to ask for the result with', '用于查询结果的 ID'),
  }),
})

export const batchJobAction = operation({
  id: 'batch-job-action',
  api: 'v5',
  method: 'POST',
  path: '/v5/{project_id}/jobs/action',
  title: { en: 'Operate tasks', 'zh-CN': '批量操作任务' },
  effects: actionEffects,
  section: '7.6.4',
  success: 200,
  request: z.strictObject({
    jobs: z
      .array(z.strictObject({ job_id: taskId, ...actionFields }).superRefine(fitting))
      .meta(means('Actions to be carried out', '要执行的操作列表')),
  }),
  response: z.looseObject({
    jobs: list(
      { ...jobResult, query_id: text('ID to ask for the result with', '用于查询结果的 ID') },
      'One result per task',
      '每个任务一条结果',
    ),
  }),
})
