import * as z from 'zod'
import { flag, list, noBody, noContent, numeric, obeying, part, type Rule, text } from '../fields.ts'
import { operation } from '../operation.ts'
import { jobParams } from '../values.ts'
import { jobDetail } from './job-detail.ts'
import { largestPage, limitedPage, offsetPage } from './values.ts'

/** What can be read of one task (7.5). */

const detailQuery = z.strictObject({
  type: z
    .enum(['detail', 'network', 'precheck', 'progress', 'log', 'compare', 'file'])
    .describe('What is asked for'),
  query_id: z.string().optional().describe('ID that the action answered; for network and precheck'),
  ...offsetPage,
  compare_type: z
    .enum(['object_compare', 'line_compare', 'content_compare', 'data_compare'])
    .optional()
    .describe('Kind of comparison; for compare'),
  query_type: z
    .enum(['overview', 'list', 'detail', 'diff'])
    .optional()
    .describe('Part of the comparison; for compare'),
  object_type: z.enum(['DB', 'TABLE', 'INDEX']).optional().describe('Kind of object in the details'),
  compare_task_id: z.string().optional().describe('Comparison task ID'),
  source_db_name: z.string().optional().describe('Source database'),
  target_db_name: z.string().optional().describe('Destination database'),
  compare_detail_type: z
    .enum(['compare', 'uncompare'])
    .optional()
    .describe('What could, or could not, be compared'),
})

const detailRules: readonly Rule<z.output<typeof detailQuery>>[] = [
  {
    path: ['query_id'],
    says: 'mandatory for network and precheck',
    broken: ({ type, query_id }) => (type === 'network' || type === 'precheck') && !query_id,
  },
  {
    path: ['compare_type'],
    says: 'mandatory for compare',
    broken: ({ type, compare_type }) => type === 'compare' && !compare_type,
  },
  {
    path: ['query_type'],
    says: 'mandatory for compare',
    broken: ({ type, query_type }) => type === 'compare' && !query_type,
  },
]

/** Only some types have pages (log, compare), each with its list elsewhere: there is no paging to be walked blindly. */
export const getJob = operation({
  id: 'get-job',
  api: 'v5',
  method: 'GET',
  path: '/v5/{project_id}/jobs/{job_id}',
  title: { en: 'Query task details', 'zh-CN': '查询任务详情' },
  risk: 'read',
  section: '7.5.1',
  success: 200,
  params: jobParams,
  query: detailQuery.superRefine(obeying(detailRules)),
  request: noBody,
  response: z.looseObject({ job: part(jobDetail, 'The task') }),
})

/** The parameters of a price inquiry at the billing service, not a price. */
export const jobMetering = operation({
  id: 'job-metering',
  api: 'v5',
  method: 'GET',
  path: '/v5/{project_id}/jobs/{job_id}/metering',
  title: { en: 'Query price inquiry parameters', 'zh-CN': '查询任务询价参数' },
  risk: 'read',
  section: '7.5.2',
  success: 200,
  params: jobParams,
  request: noBody,
  response: z.looseObject({
    product_info_list: list(
      {
        id: text('ID within the inquiry'),
        cloud_service_type: text('Service, for example hws.service.type.drs'),
        resource_type: text('Kind of resource, for example hws.resource.type.drs.vm'),
        resource_spec_code: text('Size of the resource'),
        resource_size: numeric('Capacity (the texts of this row and the next look swapped)'),
        resource_size_measure_id: numeric('Unit of the capacity'),
        usage_factor: text('Duration or flow'),
        usage_value: numeric('Amount of usage'),
        usage_measure_id: numeric('Unit of the usage: 4 hours, 10 GB, 11 MB, 13 bytes, 17 GB of traffic'),
      },
      'Products',
    ),
  }),
})

/** Typed Integer and described as UTC text. */
const dirtyTime = z.union([z.string(), z.int()]).optional()

/** The table of the answer breaks off after two fields in the reference; the others are of the edition on the web. */
export const listDirtyData = operation({
  id: 'list-dirty-data',
  api: 'v5',
  method: 'GET',
  path: '/v5/{project_id}/jobs/{job_id}/dirty-data',
  title: { en: 'Query abnormal data', 'zh-CN': '查询异常数据列表' },
  risk: 'read',
  section: '7.5.3',
  success: 200,
  paging: { style: 'offset', max: largestPage },
  params: jobParams,
  query: z.strictObject({
    begin_time: dirtyTime.describe('From, for example 2020-09-01T18:50:20Z'),
    end_time: dirtyTime.describe('To, for example 2020-09-01T19:50:20Z'),
    ...limitedPage,
  }),
  request: noBody,
  response: z.looseObject({
    count: numeric('Number of abnormal rows on all pages'),
    dirty_data_list: list(
      {
        db_name: text('Database'),
        schema_name: text('Schema'),
        table_name: text('Table'),
        error_sql: text('Statement that failed'),
        error_time: text('Time of the failure, UTC'),
        error_msg: text('Error message'),
      },
      'Abnormal rows',
    ),
  }),
})

/** Answers an .xlsx file. */
export const exportOperationStatistics = operation({
  id: 'export-operation-statistics',
  api: 'v5',
  method: 'POST',
  path: '/v5/{project_id}/jobs/{job_id}/operation-statistics/export',
  title: { en: 'Export operation statistics', 'zh-CN': '导出任务操作统计' },
  risk: 'read',
  section: '7.5.4',
  success: 200,
  params: jobParams,
  download: true,
  request: noBody,
  response: noContent,
})

export const monitorData = operation({
  id: 'monitor-data',
  api: 'v5',
  method: 'GET',
  path: '/v5/{project_id}/jobs/{job_id}/monitor-data',
  title: { en: 'Query monitoring data', 'zh-CN': '查询监控数据' },
  risk: 'read',
  section: '7.5.5',
  success: 200,
  params: jobParams,
  request: noBody,
  response: z.looseObject({
    bandwidth: numeric('EIP bandwidth, MB/s'),
    is_src_normal: flag('The source can be reached'),
    is_dst_normal: flag('The destination can be reached'),
    src_offset: text('Position of the source'),
    node_offset: text('Position of the replication instance'),
    dst_offset: text('Position of the destination'),
    src_delay: numeric('Delay at the source'),
    dst_delay: numeric('Delay at the destination'),
    src_rps: numeric('Rows per second at the source'),
    src_io: numeric('I/O at the source'),
    dst_rps: numeric('Rows per second at the destination'),
    dst_io: numeric('I/O at the destination'),
    trans_data: numeric('Data transferred, MB'),
    trans_lines: numeric('Rows transferred'),
    used_volumes: numeric('Used storage, GB'),
    used_memory: numeric('Used memory, MB'),
    used_cpu_percent: numeric('CPU usage, percent'),
    node_volume_size: numeric('Storage of the replication instance, GB'),
    node_memory_size: numeric('Memory of the replication instance, MB'),
    update_time: text('Time of the measurement'),
    apply_rate: numeric('Replay, bytes/s'),
  }),
})

export const incrementComponents = operation({
  id: 'increment-components',
  api: 'v5',
  method: 'GET',
  path: '/v5/{project_id}/jobs/{job_id}/increment-components-detail',
  title: { en: 'Query incremental components', 'zh-CN': '查询增量组件详情' },
  risk: 'read',
  section: '7.5.6',
  success: 200,
  params: jobParams,
  request: noBody,
  response: z.looseObject({
    update_time: text('Time of the measurement'),
    increment_components_list: list(
      {
        type: text('capture or apply'),
        status: text('STARTED, STARTING, STOPPED or STOPPING'),
        start_time: text('Start'),
        start_point: text('Position at the start'),
        current_point: text('Position now'),
        resolution_time: text('Time of the log that is being read'),
        delay: numeric('Delay, seconds'),
      },
      'Components',
    ),
  }),
})
