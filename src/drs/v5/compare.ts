import * as z from 'zod'
import { list, noBody, numeric, text, texts } from '../fields.ts'
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
    interval_hour: numeric('Hours between comparisons'),
    period: text('Days of the comparison'),
    begin_time: text('From, hh:mm:ss'),
    end_time: text('To, hh:mm:ss'),
    compare_type: texts('Kinds of comparison, for example lines or account'),
    status: text('OPEN, CLOSED or NO_SUPPORT'),
    next_compare_time: text('Next comparison, yyyy-MM-ddTHH:mm:ssZ'),
    compare_policy: text('normal or manyToOne'),
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
    status: comparisonStatus.optional().describe('Only comparisons in this state'),
    ...limitedPage,
  }),
  request: noBody,
  response: z.looseObject({
    count: numeric('Number of comparisons on all pages'),
    compare_jobs: list(
      {
        id: text('Comparison task ID'),
        type: text('Kinds of comparison, joined by commas'),
        start_time: text('Start, milliseconds since the epoch'),
        end_time: text('End, milliseconds since the epoch'),
        status: text('State, for example SUCCESSFUL'),
        compute_type: text('Where it is computed'),
      },
      'Comparisons',
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
  params: z.strictObject({ job_id: taskId, type: progressObject.describe('Kind of object') }),
  query: z.strictObject(limitedPage),
  request: noBody,
  response: z.looseObject({
    count: numeric('Number of objects on all pages'),
    create_time: text('When this was found, milliseconds since the epoch'),
    flow_compare_data: list(
      {
        src_db: text('Source database'),
        src_tb: text('Source object'),
        dst_db: text('Destination database'),
        dst_tb: text('Destination object'),
        progress: numeric('Percentage'),
      },
      'Objects',
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
    name: z.string().optional().describe('Part of the name'),
    domain_id: z.string().optional().describe('Account; only for callers with op_service rights'),
  }),
  request: noBody,
  response: z.looseObject({
    count: numeric('Number of enterprise projects on all pages'),
    enterprise_project_list: list(
      {
        id: text('ID; 0 is the default'),
        name: text('Name'),
        description: text('Description'),
        status: text('State'),
        created_at: text('Time of creation, yyyy-MM-ddTHH:mm:ssZ'),
        updated_at: text('Time of change, yyyy-MM-ddTHH:mm:ssZ'),
      },
      'Enterprise projects',
    ),
  }),
})
