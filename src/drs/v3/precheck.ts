import * as z from 'zod'
import { effects } from '../effects.ts'
import { flag, list, means, text } from '../fields.ts'
import { operation } from '../operation.ts'
import { rule } from '../rule-words.ts'
import { batchAnswer, itemError } from './shapes.ts'
import { taskId } from './values.ts'

/** The check before a start. */

export const batchPrecheck = operation({
  id: 'batch-precheck',
  api: 'v3',
  method: 'POST',
  path: '/v3/{project_id}/jobs/batch-precheck',
  title: { en: 'Precheck tasks', 'zh-CN': '批量预检查' },
  effects: [effects.checked],
  section: '6.1.6',
  success: 200,
  results: [{ operation: 'batch-precheck-result', from: { 'body.jobs': 'answer.results.*.id' } }],
  batch: { list: 'jobs', limit: 10 },
  request: z.strictObject({
    jobs: z
      .array(
        z.strictObject({
          job_id: taskId,
          precheck_mode: z
            .enum(['forStartJob', 'forRetryJob'])
            .meta(
              means(
                'forStartJob before the first start, forRetryJob before a retry',
                '首次启动前用 forStartJob，重试前用 forRetryJob',
              ),
            ),
        }),
      )
      .max(10)
      .meta(means('Tasks to be checked', '要检查的任务')),
  }),
  response: batchAnswer({
    id: text('Task ID', '任务 ID'),
    precheck_id: text('Precheck ID; equal to the task ID in the example', '预检查 ID；示例中与任务 ID 相同'),
    status: text('Result: success or failed', '结果：success 或 failed'),
    ...itemError,
  }),
})

/** "UUID" of 6.1.7: the IDs of the examples end in `jb` and a few characters, so they are not plain UUIDs. */
const taskUuid = z
  .string()
  .regex(/^[0-9A-Za-z]{8}(-[0-9A-Za-z]{4}){3}-[0-9A-Za-z]{10,12}$/, rule('the ID of a task, as DRS shows it'))
  .meta({ task: true })

export const batchPrecheckResult = operation({
  id: 'batch-precheck-result',
  api: 'v3',
  method: 'POST',
  path: '/v3/{project_id}/jobs/batch-precheck-result',
  title: { en: 'Query precheck results', 'zh-CN': '批量查询预检查结果' },
  risk: 'read',
  section: '6.1.7',
  success: 200,
  request: z.strictObject({
    jobs: z
      .array(taskUuid)
      .min(1)
      .refine((ids) => new Set(ids).size === ids.length, rule('a task stands twice'))
      .meta(means('Task IDs', '任务 ID')),
  }),
  response: batchAnswer({
    precheck_id: text('Precheck ID; equal to the task ID in the example', '预检查 ID；示例中与任务 ID 相同'),
    result: flag('Passed: the task may be started', '通过：可以启动任务'),
    process: text('Progress, for example 100%', '进度，例如 100%'),
    total_passed_rate: text('Share of passed items, for example 100%', '通过率，例如 100%'),
    rds_instance_id: text('RDS instance ID', 'RDS 实例 ID'),
    job_direction: text('Direction', '方向'),
    precheck_result: list(
      {
        item: text('Check item', '检查项'),
        result: text('PASSED, ALARM or FAILED', 'PASSED、ALARM 或 FAILED'),
        failed_reason: text('Cause of failure', '失败原因'),
        data: text('Encrypted data', '加密数据'),
        raw_error_msg: text('Raw error message', '原始错误信息'),
        group: text('Group of the item', '检查项的分组'),
        failed_sub_jobs: list(
          {
            id: text('Subtask ID', '子任务 ID'),
            name: text('Subtask name', '子任务名称'),
            check_result: text('Result of the subtask', '子任务的结果'),
          },
          'Subtasks that failed this item',
          '该项未通过的子任务',
        ),
      },
      'Checked items',
      '检查项列表',
    ),
    ...itemError,
  }),
})
