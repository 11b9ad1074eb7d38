import * as z from 'zod'
import { list, means, text } from '../fields.ts'
import { operation } from '../operation.ts'
import { jobParams, taskId } from '../values.ts'
import { type ActionRow, actionRows } from './action-rows.ts'
import { actionResult, batchJobAction, jobAction } from './actions.ts'
import { jobResult, jobResults } from './shapes.ts'

/**
 * One operation per action, on one task (7.6.1) and on several (7.6.4): the same two calls, each with the risk, the body
 * and the answer of one action.
 */

const queryId = text('ID to ask for the result with', '用于查询结果的 ID')

const answers = { 200: z.looseObject(jobResult), 202: z.looseObject({ query_id: queryId }) }

const batchAnswers = {
  200: jobResults,
  202: z.looseObject({
    jobs: list(
      { query_id: queryId, id: text('Task ID', '任务 ID'), name: text('Task name', '任务名称') },
      'One result per task',
      '每个任务一条结果',
    ),
  }),
}

/** The fields of an action; its name may be left out, as there is only one. */
function actionFields<Name extends string, Params extends z.ZodType>(row: ActionRow<Name, Params>) {
  return {
    action_name: z.literal(row.name).default(row.name).meta(means('Action', '操作')),
    action_params: row.params.meta(means('Parameters of the action', '操作的参数')),
  }
}

function idOf(documented: string, row: { readonly name: string }): string {
  return `${documented}-${row.name.replaceAll('_', '-')}`
}

function onOne<Name extends string, Params extends z.ZodType, Success extends 200 | 202>(
  row: ActionRow<Name, Params, Success>,
) {
  const { id, api, method, path, section } = jobAction
  const job = z.strictObject(actionFields(row)).meta(means('Action to be carried out', '要执行的操作'))
  return operation({
    id: idOf(id, row),
    actionOf: id,
    api,
    method,
    path,
    section,
    title: row.title,
    effects: row.effects,
    success: row.success,
    ...(row.result && { results: [actionResult(row.result)] }),
    params: jobParams,
    request: z.strictObject({ job }),
    response: answers[row.success],
  })
}

function onSeveral<Name extends string, Params extends z.ZodType, Success extends 200 | 202>(
  row: ActionRow<Name, Params, Success>,
) {
  const { id, api, method, path, section } = batchJobAction
  const jobs = z.array(z.strictObject({ job_id: taskId, ...actionFields(row) })).meta(means('Tasks', '任务'))
  return operation({
    id: idOf(id, row),
    actionOf: id,
    api,
    method,
    path,
    section,
    title: { en: `${row.title.en} (several tasks)`, 'zh-CN': `批量${row.title['zh-CN']}` },
    effects: row.effects,
    success: row.success,
    ...(row.result && { results: [actionResult(row.result, 'jobs.*.')] }),
    request: z.strictObject({ jobs }),
    response: batchAnswers[row.success],
  })
}

export const jobActionNetwork = onOne(actionRows.network)
export const jobActionPrecheck = onOne(actionRows.precheck)
export const jobActionStart = onOne(actionRows.start)
export const jobActionStop = onOne(actionRows.stop)
export const jobActionRestart = onOne(actionRows.restart)
export const jobActionReset = onOne(actionRows.reset)
export const jobActionSkipPrecheck = onOne(actionRows.skipPrecheck)
export const jobActionCreateCompare = onOne(actionRows.createCompare)
export const jobActionCancelCompare = onOne(actionRows.cancelCompare)
export const jobActionColumnLimit = onOne(actionRows.columnLimit)
export const jobActionReloadParameters = onOne(actionRows.reloadParameters)
export const jobActionBindEip = onOne(actionRows.bindEip)
export const jobActionUnbindEip = onOne(actionRows.unbindEip)

export const batchJobActionNetwork = onSeveral(actionRows.network)
export const batchJobActionPrecheck = onSeveral(actionRows.precheck)
export const batchJobActionStart = onSeveral(actionRows.start)
export const batchJobActionStop = onSeveral(actionRows.stop)
export const batchJobActionRestart = onSeveral(actionRows.restart)
export const batchJobActionReset = onSeveral(actionRows.reset)
export const batchJobActionSkipPrecheck = onSeveral(actionRows.skipPrecheck)
export const batchJobActionCreateCompare = onSeveral(actionRows.createCompare)
export const batchJobActionCancelCompare = onSeveral(actionRows.cancelCompare)
export const batchJobActionColumnLimit = onSeveral(actionRows.columnLimit)
export const batchJobActionReloadParameters = onSeveral(actionRows.reloadParameters)
export const batchJobActionBindEip = onSeveral(actionRows.bindEip)
export const batchJobActionUnbindEip = onSeveral(actionRows.unbindEip)
