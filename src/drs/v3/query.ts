import * as z from 'zod'
import { flag, list, means, numeric, orEmpty, part, text, texts } from '../fields.ts'
import { operation } from '../operation.ts'
import { rule } from '../rule-words.ts'
import { jobDetails } from './job-details.ts'
import { batchAnswer, itemErrorMessage, pageRequest } from './shapes.ts'
import { engineType, exampleInstance, network, scenario, taskId, taskStatus } from './values.ts'

/** Which tasks there are, and what they are like. */

const taskIdsInName = /^([^,]*)(,[^,]*){0,99}$/

const jobAction = part(
  {
    available_actions: texts('Actions that are possible now', '当前可执行的操作'),
    unavailable_actions: texts('Actions that are not possible now', '当前不可执行的操作'),
    current_action: text('Action under way, for example SWITCH_OVER', '正在执行的操作，例如 SWITCH_OVER'),
  },
  'Possible actions',
  '可执行的操作',
)

/** A task as the list shows it; a subtask has the same fields. */
const listedJob = {
  id: text('Task ID', '任务 ID'),
  name: text('Task name', '任务名称'),
  status: text('Task status', '任务状态'),
  description: text('Task description', '任务描述'),
  create_time: text('Time of creation, yyyy-MM-dd HH:mm:ss', '创建时间，yyyy-MM-dd HH:mm:ss'),
  engine_type: text('Engine type', '引擎类型'),
  net_type: text('Network type', '网络类型'),
  billing_tag: flag('Billed', '计费'),
  job_direction: text('Direction', '方向'),
  db_use_type: text('Scenario', '场景'),
  task_type: text('Task mode', '任务模式'),
  node_newFramework: flag('Runs on the new framework', '运行在新框架上'),
  job_action: jobAction,
  error_msg: text('Cause of failure', '失败原因'),
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
      cur_page: z
        .int()
        .min(0)
        .meta(means('Page number from 1 on; 0 means all', '页码，从 1 开始；0 表示全部')),
      per_page: z.int().min(0).max(100).meta(means('Items per page; 0 means all', '每页条数；0 表示全部')),
      db_use_type: scenario.meta(means('Scenario', '场景')),
      engine_type: orEmpty(engineType)
        .optional()
        .meta(means('Engine type; empty for any', '引擎类型；留空表示全部')),
      enterprise_project_id: z.string().nullable().optional().meta(means('Enterprise project', '企业项目')),
      name: z
        .string()
        .regex(taskIdsInName, rule('at most 100 task IDs'))
        .optional()
        .meta(
          means(
            'Name or ID, or up to 100 IDs separated by commas',
            '名称或 ID，或最多 100 个以逗号分隔的 ID',
          ),
        ),
      net_type: orEmpty(network)
        .optional()
        .meta(means('Network type; empty for any', '网络类型；留空表示全部')),
      service_name: z.string().optional().meta(means('Service name', '服务名')),
      status: orEmpty(taskStatus)
        .optional()
        .meta(means('Task status; empty for any', '任务状态；留空表示全部')),
      tags: z
        .record(z.string(), z.string())
        .optional()
        .meta({ ...means('Tags: key and value', '标签的键和值'), example: { env: 'prod' } }),
      instance_ids: z
        .array(z.string())
        .nullable()
        .optional()
        .meta({ ...means('IDs of database instances', '数据库实例 ID'), example: [exampleInstance] }),
      instance_ip: z.string().optional().meta(means('Address of a database instance', '数据库实例的地址')),
    })
    .refine((query) => query.per_page !== 0 || query.cur_page <= 1, {
      path: ['cur_page'],
      message: rule('0 or 1 when per_page is 0'),
    }),
  response: z.looseObject({
    total_record: numeric('Number of tasks', '任务数'),
    jobs: list({ ...listedJob, children: list(listedJob, 'Subtasks', '子任务列表') }, 'Tasks', '任务'),
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
    jobs: z.array(taskId).max(10).meta(means('Task IDs', '任务 ID')),
    page_req: pageRequest.optional().meta(means('Page', '页码')),
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
    jobs: z.array(taskId).meta(means('Task IDs', '任务 ID')),
    page_req: pageRequest.optional().meta(means('Page', '页码')),
  }),
  response: batchAnswer({
    id: text('Task ID', '任务 ID'),
    status: text('Task status', '任务状态'),
    ...itemErrorMessage,
  }),
})
