import * as z from 'zod'
import { flag, list, numeric, orEmpty, part, text, texts } from '../fields.ts'
import { operation } from '../operation.ts'
import { jobDetails } from './job-details.ts'
import { batchAnswer, itemErrorMessage, pageRequest } from './shapes.ts'
import { engineType, network, scenario, taskId, taskStatus } from './values.ts'

/** Which tasks there are, and what they are like. */

const taskIdsInName = /^([^,]*)(,[^,]*){0,99}$/

const jobAction = part(
  {
    available_actions: texts('Actions that are possible now'),
    unavailable_actions: texts('Actions that are not possible now'),
    current_action: text('Action under way, for example SWITCH_OVER'),
  },
  'Possible actions',
)

/** A task as the list shows it; a subtask has the same fields. */
const listedJob = {
  id: text('Task ID'),
  name: text('Task name'),
  status: text('Task status'),
  description: text('Task description'),
  create_time: text('Time of creation, yyyy-MM-dd HH:mm:ss'),
  engine_type: text('Engine type'),
  net_type: text('Network type'),
  billing_tag: flag('Billed'),
  job_direction: text('Direction'),
  db_use_type: text('Scenario'),
  task_type: text('Task mode'),
  node_newFramework: flag('Runs on the new framework'),
  job_action: jobAction,
  error_msg: text('Cause of failure'),
}

export const listJobs = operation({
  id: 'list-jobs',
  api: 'v3',
  method: 'POST',
  path: '/v3/{project_id}/jobs',
  title: { en: 'List tasks', 'zh-CN': '查询任务列表' },
  risk: 'read',
  section: '6.1.19',
  success: 200,
  paging: { style: 'cur_page', max: 100 },
  request: z
    .strictObject({
      cur_page: z.int().min(0).describe('Page number from 1 on; 0 means all'),
      per_page: z.int().min(0).max(100).describe('Items per page; 0 means all'),
      db_use_type: scenario.describe('Scenario'),
      engine_type: orEmpty(engineType).optional().describe('Engine type; empty for any'),
      enterprise_project_id: z.string().nullable().optional().describe('Enterprise project'),
      name: z
        .string()
        .regex(taskIdsInName, 'at most 100 task IDs')
        .optional()
        .describe('Name or ID, or up to 100 IDs separated by commas'),
      net_type: orEmpty(network).optional().describe('Network type; empty for any'),
      service_name: z.string().optional().describe('Service name'),
      status: orEmpty(taskStatus).optional().describe('Task status; empty for any'),
      tags: z.record(z.string(), z.string()).optional().describe('Tags: key and value'),
      instance_ids: z.array(z.string()).nullable().optional().describe('IDs of database instances'),
      instance_ip: z.string().optional().describe('Address of a database instance'),
    })
    .refine((query) => query.per_page !== 0 || query.cur_page <= 1, {
      path: ['cur_page'],
      message: '0 or 1 when per_page is 0',
    }),
  response: z.looseObject({
    total_record: numeric('Number of tasks'),
    jobs: list({ ...listedJob, children: list(listedJob, 'Subtasks') }, 'Tasks'),
  }),
})

export const batchJobDetails = operation({
  id: 'batch-job-details',
  api: 'v3',
  method: 'POST',
  path: '/v3/{project_id}/jobs/batch-detail',
  title: { en: 'Query task details', 'zh-CN': '批量查询任务详情' },
  risk: 'read',
  section: '6.1.20',
  success: 200,
  batch: { list: 'jobs', limit: 10 },
  paging: { style: 'page_req', max: 100 },
  request: z.strictObject({
    jobs: z.array(taskId).max(10).describe('Task IDs'),
    page_req: pageRequest.optional().describe('Page'),
  }),
  response: batchAnswer(jobDetails),
})

export const batchJobStatus = operation({
  id: 'batch-job-status',
  api: 'v3',
  method: 'POST',
  path: '/v3/{project_id}/jobs/batch-status',
  title: { en: 'Query task statuses', 'zh-CN': '批量查询任务状态' },
  risk: 'read',
  section: '6.1.21',
  success: 200,
  paging: { style: 'page_req', max: 100 },
  request: z.strictObject({
    jobs: z.array(taskId).describe('Task IDs'),
    page_req: pageRequest.optional().describe('Page'),
  }),
  response: batchAnswer({ id: text('Task ID'), status: text('Task status'), ...itemErrorMessage }),
})
