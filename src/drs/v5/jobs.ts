import * as z from 'zod'
import { effects, holds, when } from '../effects.ts'
import {
  flag,
  list,
  means,
  noBody,
  noContent,
  numeric,
  orEmpty,
  part,
  queryTexts,
  text,
  texts,
} from '../fields.ts'
import { operation } from '../operation.ts'
import { rule } from '../rule-words.ts'
import { exampleInstance, jobParams, network, scenario, taskId, taskStatus } from '../values.ts'
import { newJob } from './new-job.ts'
import { jobActions, jobResult, jobResults } from './shapes.ts'
import { changedJob, updates } from './update.ts'
import { newTaskName, offsetPage, resultById, sortDirection, undocumentedPage } from './values.ts'

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
  query: z.strictObject({ job_type: scenario.meta(means('Scenario', '场景')), ...offsetPage }),
  request: noBody,
  response: z.looseObject({
    total_count: numeric('Number of links', '链路数'),
    job_links: list(
      {
        job_type: text('Scenario', '场景'),
        engine_type: text('Engine type', '引擎类型'),
        source_endpoint_type: text(
          'Where the source stands: offline, ecs or cloud',
          '源库所在位置：offline、ecs 或 cloud',
        ),
        target_endpoint_type: text(
          'Where the destination stands: offline, ecs or cloud',
          '目标库所在位置：offline、ecs 或 cloud',
        ),
        job_direction: text('Direction', '方向'),
        net_type: text('Network type', '网络类型'),
        task_types: texts('Task modes', '任务模式列表'),
        cluster_modes: texts('Kinds of instances, for example Single or Ha', '实例类型，例如 Single 或 Ha'),
        description: text('Description', '描述'),
      },
      'Links',
      '链路列表',
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
  request: z.strictObject({ job: newJob.meta(means('Task to be created', '要创建的任务')) }),
  response: z.looseObject({
    job: part(
      {
        id: text('Task ID', '任务 ID'),
        name: text('Task name', '任务名称'),
        status: text('Task status, for example CREATING', '任务状态，例如 CREATING'),
        create_time: text('Time of creation, yyyy-MM-ddTHH:mm:ssZ', '创建时间，yyyy-MM-ddTHH:mm:ssZ'),
        is_clone_job: text('Whether the task is a clone: true or false', '是否为克隆任务：true 或 false'),
      },
      'The new task',
      '新任务',
    ),
  }),
})

/** One status, or several joined by commas; empty for all. */
const statusFilter = z
  .string()
  .refine(
    (joined) => joined === '' || joined.split(',').every((status) => taskStatus.safeParse(status).success),
    rule('task statuses, joined by commas'),
  )

const listedJob = {
  id: text('Task ID', '任务 ID'),
  name: text('Task name', '任务名称'),
  status: text('Task status', '任务状态'),
  description: text('Task description', '任务描述'),
  create_time: text('Time of creation, yyyy-MM-ddTHH:mm:ssZ', '创建时间，yyyy-MM-ddTHH:mm:ssZ'),
  engine_type: text('Engine type', '引擎类型'),
  net_type: text('Network type', '网络类型'),
  charging_mode: text('period or on_demand', 'period 或 on_demand'),
  billing_tag: flag('The task is billed', '任务正在计费'),
  job_direction: text('Direction', '方向'),
  job_type: text('Scenario', '场景'),
  task_type: text('Task mode', '任务模式'),
  enterprise_project_id: text('Enterprise project', '企业项目'),
  job_mode: text('single, sync_child or multi_to_single', 'single、sync_child 或 multi_to_single'),
  job_mode_role: text('parent, child, master or slave', 'parent、child、master 或 slave'),
  is_multi_az: flag('Primary/standby task', '主备任务'),
  node_role: text('Role of the node', '节点角色'),
  node_new_framework: flag('Runs on the new framework', '运行在新框架上'),
  job_action: part(jobActions, 'What the task allows', '任务允许的操作'),
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
    job_type: scenario.meta(means('Scenario', '场景')),
    name: z.string().optional().meta(means('Task name or ID', '任务名称或 ID')),
    status: statusFilter.optional().meta(means('Task statuses, joined by commas', '任务状态，以逗号分隔')),
    engine_type: z.string().optional().meta(means('Engine type', '引擎类型')),
    net_type: orEmpty(network).optional().meta(means('Network type', '网络类型')),
    enterprise_project_id: z
      .string()
      .optional()
      .meta(means('Enterprise project; empty for all', '企业项目；留空表示全部')),
    ...offsetPage,
    sort_key: z
      .string()
      .optional()
      .meta(means('Field to sort by, default create_time', '排序字段，默认为 create_time')),
    sort_dir: orEmpty(sortDirection).optional().meta(means('Order, default desc', '排序方式，默认为 desc')),
    instance_ids: queryTexts
      .optional()
      .meta({ ...means('Database instances', '数据库实例'), example: [exampleInstance] }),
    instance_ip: z.string().optional().meta(means('Address of a database instance', '数据库实例的地址')),
  }),
  request: noBody,
  response: z.looseObject({
    total_count: numeric('Number of tasks on all pages', '各页任务总数'),
    jobs: list({ ...listedJob, children: list(listedJob, 'Subtasks', '子任务列表') }, 'Tasks', '任务'),
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
  results: [{ ...resultById('objects-saving-status'), only: { 'body.job.type': 'db_object' } }],
  params: jobParams,
  request: z.strictObject({ job: changedJob.meta(means('What to change', '要修改的内容')) }),
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
  request: z.strictObject({ jobs: z.array(taskId).meta(means('Task IDs', '任务 ID')) }),
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
    name: newTaskName.meta(means('Name of the clone', '克隆任务的名称')),
    job_id: taskId.meta(means('Task to be cloned', '被克隆的任务')),
    task_version: z.enum(['2.0']).optional().meta(means('2.0 for the new kind of task', '2.0 表示新版任务')),
  }),
  response: z.looseObject({
    id: text('Task ID', '任务 ID'),
    name: text('Task name', '任务名称'),
    status: text('Task status, for example CREATING', '任务状态，例如 CREATING'),
    is_clone_job: text('Whether the task is a clone: true or false', '是否为克隆任务：true 或 false'),
    create_time: text('Time of creation, yyyy-MM-ddTHH:mm:ssZ', '创建时间，yyyy-MM-ddTHH:mm:ssZ'),
  }),
})
