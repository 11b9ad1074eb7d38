import * as z from 'zod'
import { list, means, noBody, numeric, text, texts } from '../fields.ts'
import { operation } from '../operation.ts'
import { jobParams, taskId } from '../values.ts'
import { comparisonStatus, largestPage, limitedPage } from './values.ts'

/** Regular comparisons (7.7) and enterprise projects (7.8). Single comparisons are actions, read with get-job. */

export const comparePolicy = operation({
  id: 'compare-policy',
  api: 'v5',
  method: 'GET',
  path: '/v5/{project_id}/jobs/{job_id}/compare-policy',
  title: { en: 'Query the comparison policy', 'zh-CN': '查询对比策略' },
  risk: 'read',
  section: '7.7.1',
  success: 200,
  params: jobParams,
  request: noBody,
  response: z.looseObject({
    interval_hour: numeric('Hours between comparisons', '对比间隔，单位小时'),
    period: text('Days of the comparison', '对比日期'),
    begin_time: text('From, hh:mm:ss', '开始时间，hh:mm:ss'),
    end_time: text('To, hh:mm:ss', '结束时间，hh:mm:ss'),
    compare_type: texts(
      'Kinds of comparison, for example lines or account',
      '对比类型，例如 lines 或 account',
    ),
    status: text('OPEN, CLOSED or NO_SUPPORT', 'OPEN、CLOSED 或 NO_SUPPORT'),
    next_compare_time: text('Next comparison, yyyy-MM-ddTHH:mm:ssZ', '下次对比时间，yyyy-MM-ddTHH:mm:ssZ'),
    compare_policy: text('normal or manyToOne', 'normal 或 manyToOne'),
  }),
})

export const listHealthCompareJobs = operation({
  id: 'list-health-compare-jobs',
  api: 'v5',
  method: 'GET',
  path: '/v5/{project_id}/jobs/{job_id}/health-compare-jobs',
  title: { en: 'Query regular comparisons', 'zh-CN': '查询健康对比列表' },
  risk: 'read',
  section: '7.7.2',
  success: 200,
  paging: { style: 'offset', max: largestPage },
  params: jobParams,
  query: z.strictObject({
    status: comparisonStatus
      .optional()
      .meta(means('Only comparisons in this state', '仅返回该状态的对比任务')),
    ...limitedPage,
  }),
  request: noBody,
  response: z.looseObject({
    count: numeric('Number of comparisons on all pages', '各页对比任务总数'),
    compare_jobs: list(
      {
        id: text('Comparison task ID', '对比任务 ID'),
        type: text('Kinds of comparison, joined by commas', '对比类型，以逗号分隔'),
        start_time: text('Start, milliseconds since the epoch', '开始时间，毫秒时间戳'),
        end_time: text('End, milliseconds since the epoch', '结束时间，毫秒时间戳'),
        status: text('State, for example SUCCESSFUL', '状态，例如 SUCCESSFUL'),
        compute_type: text('Where it is computed', '计算所在位置'),
      },
      'Comparisons',
      '对比任务列表',
    ),
  }),
})

/** `table_indexs` is spelled so in the reference. */
const progressObject = z.enum([
  'table',
  'event',
  'table_structure',
  'procedure',
  'view',
  'function',
  'database',
  'trigger',
  'table_indexs',
])

export const listProgressData = operation({
  id: 'list-progress-data',
  api: 'v5',
  method: 'GET',
  path: '/v5/{project_id}/jobs/{job_id}/progress-data/{type}',
  title: { en: 'Query the progress of objects', 'zh-CN': '查询数据级流式对比列表' },
  risk: 'read',
  section: '7.7.3',
  success: 200,
  paging: { style: 'offset', max: largestPage },
  params: z.strictObject({ job_id: taskId, type: progressObject.meta(means('Kind of object', '对象类型')) }),
  query: z.strictObject(limitedPage),
  request: noBody,
  response: z.looseObject({
    count: numeric('Number of objects on all pages', '各页对象总数'),
    create_time: text('When this was found, milliseconds since the epoch', '查询时间，毫秒时间戳'),
    flow_compare_data: list(
      {
        src_db: text('Source database', '源库'),
        src_tb: text('Source object', '源对象'),
        dst_db: text('Destination database', '目标库'),
        dst_tb: text('Destination object', '目标对象'),
        progress: numeric('Percentage', '百分比'),
      },
      'Objects',
      '对象',
    ),
  }),
})

export const listEnterpriseProjects = operation({
  id: 'list-enterprise-projects',
  api: 'v5',
  method: 'GET',
  path: '/v5/{project_id}/enterprise-projects',
  title: { en: 'Query enterprise projects', 'zh-CN': '查询企业项目列表' },
  risk: 'read',
  section: '7.8.1',
  success: 200,
  paging: { style: 'offset', max: largestPage },
  query: z.strictObject({
    ...limitedPage,
    name: z.string().optional().meta(means('Part of the name', '名称的一部分')),
    domain_id: z
      .string()
      .optional()
      .meta(
        means('Account; only for callers with op_service rights', '账号；仅限拥有 op_service 权限的调用者'),
      ),
  }),
  request: noBody,
  response: z.looseObject({
    count: numeric('Number of enterprise projects on all pages', '各页企业项目总数'),
    enterprise_project_list: list(
      {
        id: text('ID; 0 is the default', 'ID；0 为默认企业项目'),
        name: text('Name', '名称'),
        description: text('Description', '描述'),
        status: text('State', '状态'),
        created_at: text('Time of creation, yyyy-MM-ddTHH:mm:ssZ', '创建时间，yyyy-MM-ddTHH:mm:ssZ'),
        updated_at: text('Time of change, yyyy-MM-ddTHH:mm:ssZ', '修改时间，yyyy-MM-ddTHH:mm:ssZ'),
      },
      'Enterprise projects',
      '企业项目列表',
    ),
  }),
})
