import * as z from 'zod'
import { effects } from '../effects.ts'
import { flag, list, text } from '../fields.ts'
import { operation } from '../operation.ts'
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
  batch: { list: 'jobs', limit: 10 },
  request: z.strictObject({
    jobs: z
      .array(
        z.strictObject({
          job_id: taskId,
          precheck_mode: z
            .enum(['forStartJob', 'forRetryJob'])
            .describe('forStartJob before the first start, forRetryJob before a retry'),
        }),
      )
      .max(10)
      .describe('Tasks to be checked'),
  }),
  response: batchAnswer({
    id: text('Task ID'),
    precheck_id: text('Precheck ID; equal to the task ID in the example'),
    status: text('success or failed'),
    ...itemError,
  }),
})

/** "UUID" of 6.1.7: the IDs of the examples end in `jb` and a few characters, so they are not plain UUIDs. */
const taskUuid = z.string().regex(/^[0-9A-Za-z]{8}(-[0-9A-Za-z]{4}){3}-[0-9A-Za-z]{10,12}$/, 'not a task ID')

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
      .refine((ids) => new Set(ids).size === ids.length, 'a task stands twice')
      .describe('Task IDs'),
  }),
  response: batchAnswer({
    precheck_id: text('Precheck ID; equal to the task ID in the example'),
    result: flag('Passed: the task may be started'),
    process: text('Progress, for example 100%'),
    total_passed_rate: text('Share of passed items, for example 100%'),
    rds_instance_id: text('RDS instance ID'),
    job_direction: text('Direction'),
    precheck_result: list(
      {
        item: text('Check item'),
        result: text('PASSED, ALARM or FAILED'),
        failed_reason: text('Cause of failure'),
        data: text('Encrypted data'),
        raw_error_msg: text('Raw error message'),
        group: text('Group of the item'),
        failed_sub_jobs: list(
          { id: text('Subtask ID'), name: text('Subtask name'), check_result: text('Result of the subtask') },
          'Subtasks that failed this item',
        ),
      },
      'Checked items',
    ),
    ...itemError,
  }),
})
