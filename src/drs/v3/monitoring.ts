import * as z from 'zod'
import { operation } from '../operation.ts'
import { mapOf, part, text } from './fields.ts'
import { batchAnswer, itemError } from './shapes.ts'
import { taskId } from './values.ts'

/** How far a task is, and how far behind. */

const jobs = z.array(taskId).describe('Task IDs')

export const batchJobProgress = operation({
  id: 'batch-job-progress',
  api: 'v3',
  method: 'POST',
  path: '/v3/{project_id}/jobs/batch-progress',
  title: { en: 'Query progress', 'zh-CN': '批量查询任务进度' },
  risk: 'read',
  section: '5.2.2',
  success: 200,
  request: z.strictObject({ jobs }),
  response: batchAnswer({
    job_id: text('Task ID'),
    progress: text('Percent, without a sign'),
    incre_trans_delay: text('Delay of the incremental phase in seconds; -1 before it'),
    incre_trans_delay_millis: text('Delay of the incremental phase in milliseconds'),
    task_mode: text('Task mode'),
    transfer_status: text('Task status'),
    process_time: text('Time of transfer, as a timestamp'),
    remaining_time: text('Estimated remaining time, unit not documented'),
    progress_map: mapOf(
      z.looseObject({
        completed: text('Percent, with a sign'),
        remaining_time: text('Estimated remaining time'),
      }),
      'Progress by part: struct, data, index',
    ),
    ...itemError,
  }),
})

const recoveryPoint = {
  check_point: text('Check point'),
  delay: text('Delay in milliseconds'),
  gtid_set: text('GTID set'),
  time: text('Time of measurement, yyyy-MM-dd HH:mm:ss'),
}

export const batchRpoAndRto = operation({
  id: 'batch-rpo-and-rto',
  api: 'v3',
  method: 'POST',
  path: '/v3/{project_id}/jobs/batch-rpo-and-rto',
  title: { en: 'Query RPO and RTO', 'zh-CN': '批量查询RPO和RTO' },
  risk: 'read',
  section: '5.3.1',
  success: 202,
  request: z.strictObject({ jobs }),
  response: batchAnswer({
    job_id: text('Task ID'),
    rpo_info: part(recoveryPoint, 'RPO'),
    rto_info: part(recoveryPoint, 'RTO'),
    ...itemError,
  }),
})
