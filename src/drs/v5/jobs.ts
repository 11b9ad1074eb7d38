import * as z from 'zod'
import { effects, holds, when } from '../effects.ts'
import { flag, list, noBody, noContent, numeric, orEmpty, part, queryTexts, text, texts } from '../fields.ts'
import { operation } from '../operation.ts'
import { jobParams, network, scenario, taskId, taskStatus } from '../values.ts'
import { newJob } from './new-job.ts'
import { jobActions, jobResult, jobResults } from './shapes.ts'
import { changedJob, updates } from './update.ts'
import { newTaskName, offsetPage, sortDirection, undocumentedPage } from './values.ts'

/** Links (7.1) and the life of a task outside its running (7.2). */

export const listLinks = operation({
  id: 'list-links',
  api: 'v5',
  method: 'GET',
  path: '/v5/{project_id}/links',
  title: { en: 'Query available links', 'zh-CN': '查询可用链路' },
  risk: 'read',
  section: '7.1.1',
  success: 200,
  paging: { style: 'offset', max: undocumentedPage },
  query: z.strictObject({ job_type: scenario.describe('Scenario'), ...offsetPage }),
  request: noBody,
  response: z.looseObject({
    total_count: numeric('Number of links'),
    job_links: list(
      {
        job_type: text('Scenario'),
        engine_type: text('Engine type'),
        source_endpoint_type: text('Where the source stands: offline, ecs or cloud'),
        target_endpoint_type: text('Where the destination stands: offline, ecs or cloud'),
        job_direction: text('Direction'),
        net_type: text('Network type'),
        task_types: texts('Task modes'),
        cluster_modes: texts('Kinds of instances, for example Single or Ha'),
        description: text('Description'),
      },
      'Links',
    ),
  }),
})

export const createJob = operation({
  id: 'create-job',
  api: 'v5',
  method: 'POST',
  path: '/v5/{project_id}/jobs',
  title: { en: 'Create a task', 'zh-CN': '创建任务' },
  effects: [effects.created, when(effects.subscribed, holds('period_order'))],
  section: '7.2.1',
  success: 200,
  request: z.strictObject({ job: newJob.describe('Task to be created') }),
  response: z.looseObject({
    job: part(
      {
        id: text('Task ID'),
        name: text('Task name'),
        status: text('Task status, for example CREATING'),
        create_time: text('Time of creation, yyyy-MM-ddTHH:mm:ssZ'),
        is_clone_job: text('Whether the task is a clone: true or false'),
      },
      'The new task',
    ),
  }),
})

/** One status, or several joined by commas; empty for all. */
const statusFilter = z
  .string()
  .refine(
    (joined) => joined === '' || joined.split(',').every((status) => taskStatus.safeParse(status).success),
    'task statuses, joined by commas',
  )

const listedJob = {
  id: text('Task ID'),
  name: text('Task name'),
  status: text('Task status'),
  description: text('Task description'),
  create_time: text('Time of creation, yyyy-MM-ddTHH:mm:ssZ'),
  engine_type: text('Engine type'),
  net_type: text('Network type'),
  charging_mode: text('period or on_demand'),
  billing_tag: flag('The task is billed'),
  job_direction: text('Direction'),
  job_type: text('Scenario'),
  task_type: text('Task mode'),
  enterprise_project_id: text('Enterprise project'),
  job_mode: text('single, sync_child or multi_to_single'),
  job_mode_role: text('parent, child, master or slave'),
  is_multi_az: flag('Primary/standby task'),
  node_role: text('Role of the node'),
  node_new_framework: flag('Runs on the new framework'),
  job_action: part(jobActions, 'What the task allows'),
}

/** The id of the reference is `list-jobs`, which v3 has too. */
export const v5ListJobs = operation({
  id: 'v5-list-jobs',
  api: 'v5',
  method: 'GET',
  path: '/v5/{project_id}/jobs',
  title: { en: 'Query tasks', 'zh-CN': '查询任务列表' },
  risk: 'read',
  section: '7.2.2',
  success: 200,
  paging: { style: 'offset', max: undocumentedPage },
  query: z.strictObject({
    job_type: scenario.describe('Scenario'),
    name: z.string().optional().describe('Task name or ID'),
    status: statusFilter.optional().describe('Task statuses, joined by commas'),
    engine_type: z.string().optional().describe('Engine type'),
    net_type: orEmpty(network).optional().describe('Network type'),
    enterprise_project_id: z.string().optional().describe('Enterprise project; empty for all'),
    ...offsetPage,
    sort_key: z.string().optional().describe('Field to sort by, default create_time'),
    sort_dir: orEmpty(sortDirection).optional().describe('Order, default desc'),
    instance_ids: queryTexts.optional().describe('Database instances'),
    instance_ip: z.string().optional().describe('Address of a database instance'),
  }),
  request: noBody,
  response: z.looseObject({
    total_count: numeric('Number of tasks on all pages'),
    jobs: list({ ...listedJob, children: list(listedJob, 'Subtasks') }, 'Tasks'),
  }),
})

export const updateJob = operation({
  id: 'update-job',
  api: 'v5',
  method: 'PUT',
  path: '/v5/{project_id}/jobs/{job_id}',
  title: { en: 'Modify a task', 'zh-CN': '更新任务' },
  effects: updates,
  section: '7.2.3',
  success: 200,
  params: jobParams,
  request: z.strictObject({ job: changedJob.describe('What to change') }),
  response: z.looseObject(jobResult),
})

export const deleteJob = operation({
  id: 'delete-job',
  api: 'v5',
  method: 'DELETE',
  path: '/v5/{project_id}/jobs/{job_id}',
  title: { en: 'Delete a task', 'zh-CN': '删除任务' },
  effects: [effects.removed],
  section: '7.2.4',
  success: 200,
  params: jobParams,
  request: noBody,
  response: noContent,
})

export const batchDeleteJobs = operation({
  id: 'batch-delete-jobs',
  api: 'v5',
  method: 'DELETE',
  path: '/v5/{project_id}/jobs',
  title: { en: 'Delete tasks', 'zh-CN': '批量删除任务' },
  effects: [effects.removed],
  section: '7.2.5',
  success: 200,
  request: z.strictObject({ jobs: z.array(taskId).describe('Task IDs') }),
  response: jobResults,
})

/** Not for tasks that are being created, configured or started, wait for their start, or are deleted. */
export const cloneJob = operation({
  id: 'clone-job',
  api: 'v5',
  method: 'POST',
  path: '/v5/{project_id}/jobs/clone',
  title: { en: 'Clone a task', 'zh-CN': '克隆任务' },
  effects: [effects.created],
  section: '7.2.6',
  success: 202,
  request: z.strictObject({
    name: newTaskName.describe('Name of the clone'),
    job_id: taskId.describe('Task to be cloned'),
    task_version: z.enum(['2.0']).optional().describe('2.0 for the new kind of task'),
  }),
  response: z.looseObject({
    id: text('Task ID'),
    name: text('Task name'),
    status: text('Task status, for example CREATING'),
    is_clone_job: text('Whether the task is a clone: true or false'),
    create_time: text('Time of creation, yyyy-MM-ddTHH:mm:ssZ'),
  }),
})
