import * as z from 'zod'
import { effects } from '../effects.ts'
import { flag, means, noBody, noContent, part, text } from '../fields.ts'
import { operation } from '../operation.ts'
import { rule } from '../rule-words.ts'
import { jobParams, taskId } from '../values.ts'
import { asyncQuery, jobActions, jobResult, jobResults } from './shapes.ts'
import { newTaskName, queryIdOnly, resultById, utcTime } from './values.ts'

/** Stopping tasks, positions, names (7.6, without the actions and the drivers). */

/** The URL of the example lacks `db-`. */
export const collectDbPosition = operation({
  id: 'collect-db-position',
  api: 'v5',
  method: 'POST',
  path: '/v5/{project_id}/jobs/{job_id}/collect-db-position',
  title: { en: 'Collect the database position', 'zh-CN': '采集数据库位点' },
  risk: 'read',
  section: '7.6.2',
  success: 202,
  results: [resultById('db-position-result')],
  params: jobParams,
  request: z.strictObject({
    reset_position_time: utcTime.meta(
      means('Time whose position is wanted, yyyy-MM-ddTHH:mm:ssZ', '要查询位点的时间，yyyy-MM-ddTHH:mm:ssZ'),
    ),
  }),
  response: asyncQuery,
})

const forced = z.boolean().optional().meta(means('Stop by force, default false', '强制结束，默认为否'))

/** Ends the task; the action `stop` pauses it. */
export const stopJob = operation({
  id: 'stop-job',
  api: 'v5',
  method: 'POST',
  path: '/v5/{project_id}/jobs/{job_id}/stop',
  title: { en: 'Stop a task', 'zh-CN': '结束任务' },
  effects: [effects.ended],
  section: '7.6.3',
  success: 200,
  params: jobParams,
  request: z.strictObject({ is_force_stop: forced }),
  response: z.looseObject(jobResult),
})

export const batchStopJobs = operation({
  id: 'batch-stop-jobs',
  api: 'v5',
  method: 'POST',
  path: '/v5/{project_id}/jobs/batch-stop',
  title: { en: 'Stop tasks', 'zh-CN': '批量结束任务' },
  effects: [effects.ended],
  section: '7.6.5',
  success: 200,
  request: z.strictObject({
    jobs: z
      .array(z.strictObject({ job_id: taskId, is_force_stop: forced }))
      .meta(means('Tasks to be stopped', '要结束的任务')),
  }),
  response: jobResults,
})

export const jobActionsAllowed = operation({
  id: 'job-actions-allowed',
  api: 'v5',
  method: 'GET',
  path: '/v5/{project_id}/jobs/{job_id}/actions',
  title: { en: 'Query what a task allows', 'zh-CN': '查询任务允许的操作' },
  risk: 'read',
  section: '7.6.6',
  success: 200,
  params: jobParams,
  request: noBody,
  response: z.looseObject({ job_action: part(jobActions, 'What the task allows', '任务允许的操作') }),
})

export const dbPositionResult = operation({
  id: 'db-position-result',
  api: 'v5',
  method: 'GET',
  path: '/v5/{project_id}/jobs/{job_id}/db-position',
  title: { en: 'Query the collected position', 'zh-CN': '获取数据库位点采集结果' },
  risk: 'read',
  section: '7.6.7',
  success: 200,
  params: jobParams,
  query: queryIdOnly,
  request: noBody,
  response: z.looseObject({
    job_id: text('Task ID', '任务 ID'),
    status: text('pending, failed or success', 'pending、failed 或 success'),
    position: text('Position, for example mysql-bin.000277:805', '位点，例如 mysql-bin.000277:805'),
  }),
})

/** A name that is taken is refused with 422 `DRS.M00277`, not with `is_valid: false`. */
export const validateJobName = operation({
  id: 'validate-job-name',
  api: 'v5',
  method: 'POST',
  path: '/v5/{project_id}/jobs/name-validation',
  title: { en: 'Check a task name', 'zh-CN': '校验任务名称' },
  risk: 'read',
  section: '7.6.8',
  success: 200,
  request: z.strictObject({
    name: newTaskName.meta(means('Task name', '任务名称')),
    type: z
      .enum(['trans', 'subscription', 'offline'])
      .meta(
        means(
          'Migration, synchronization or DR; subscription; backup migration',
          '迁移、同步或灾备；订阅；备份迁移',
        ),
      ),
  }),
  response: z.looseObject({ is_valid: flag('The name can be used', '名称可用') }),
})

/** `mysql-bin.000277:805`, or `timestamp:increment` for MongoDB. */
const logPosition = z
  .string()
  .max(100)
  .regex(
    /^([^<>&:"'/\\]{1,60}\.\d{3,20}:\d{1,20}|[1-9]\d{0,9}:[1-9]\d{0,9})$/,
    rule('in the form file.number:position or timestamp:increment'),
  )

/** The text also forbids `:`, without which no GTID set can be written. */
const gtidSet = z
  .string()
  .max(2048)
  .regex(/^[^<>&"'/\\\p{Script=Han}]*$/u, rule('none of %s and no Chinese', '< > & " \' / \\'))

export const updateStartPosition = operation({
  id: 'update-start-position',
  api: 'v5',
  method: 'PUT',
  path: '/v5/{project_id}/jobs/{job_id}/start-position',
  title: { en: 'Set the start position', 'zh-CN': '更新增量任务启动位点' },
  effects: [effects.startMoved],
  section: '7.6.9',
  success: 200,
  params: jobParams,
  request: z.strictObject({
    file_and_position: logPosition.meta(means('Position in the log of the source', '源库日志中的位点')),
    gtid_set: gtidSet
      .optional()
      .meta(
        means('Executed_Gtid_Set; mandatory for a MySQL source', 'Executed_Gtid_Set；MySQL 为源的任务必填'),
      ),
  }),
  response: noContent,
})
