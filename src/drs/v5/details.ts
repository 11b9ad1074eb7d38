import * as z from 'zod'
import { flag, list, means, noBody, noContent, numeric, obeying, part, type Rule, text } from '../fields.ts'
import { operation } from '../operation.ts'
import { rule } from '../rule-words.ts'
import { jobParams } from '../values.ts'
import { jobDetail } from './job-detail.ts'
import { largestPage, limitedPage, offsetPage } from './values.ts'

/** What can be read of one task (7.5). */

const detailQuery = z.strictObject({
  type: z
    .enum(['detail', 'network', 'precheck', 'progress', 'log', 'compare', 'file'])
    .meta(means('What is asked for', '查询内容')),
  query_id: z
    .string()
    .optional()
    .meta(
      means(
        'ID that the action answered; for network and precheck',
        '操作返回的 ID；用于 network 和 precheck',
      ),
    ),
  ...offsetPage,
  compare_type: z
    .enum(['object_compare', 'line_compare', 'content_compare', 'data_compare'])
    .optional()
    .meta(means('Kind of comparison; for compare', '对比类型；用于 compare')),
  query_type: z
    .enum(['overview', 'list', 'detail', 'diff'])
    .optional()
    .meta(means('Part of the comparison; for compare', '对比的部分；用于 compare')),
  object_type: z
    .enum(['DB', 'TABLE', 'INDEX'])
    .optional()
    .meta(means('Kind of object in the details', '明细中的对象类型')),
  compare_task_id: z.string().optional().meta(means('Comparison task ID', '对比任务 ID')),
  source_db_name: z.string().optional().meta(means('Source database', '源库')),
  target_db_name: z.string().optional().meta(means('Destination database', '目标库')),
  compare_detail_type: z
    .enum(['compare', 'uncompare'])
    .optional()
    .meta(means('What could, or could not, be compared', '可以对比或无法对比的内容')),
})

const detailRules: readonly Rule<z.output<typeof detailQuery>>[] = [
  {
    path: ['query_id'],
    says: rule('mandatory for network and precheck'),
    broken: ({ type, query_id }) => (type === 'network' || type === 'precheck') && !query_id,
  },
  {
    path: ['compare_type'],
    says: rule('mandatory for compare'),
    broken: ({ type, compare_type }) => type === 'compare' && !compare_type,
  },
  {
    path: ['query_type'],
    says: rule('mandatory for compare'),
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
  response: z.looseObject({ job: part(jobDetail, 'The task', '任务') }),
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
        id: text('ID within the inquiry', '询价中的 ID'),
        cloud_service_type: text(
          'Service, for example hws.service.type.drs',
          '服务，例如 hws.service.type.drs',
        ),
        resource_type: text(
          'Kind of resource, for example hws.resource.type.drs.vm',
          '资源类型，例如 hws.resource.type.drs.vm',
        ),
        resource_spec_code: text('Size of the resource', '资源规格'),
        resource_size: numeric(
          'Capacity (the texts of this row and the next look swapped)',
          '容量（此行与下一行的说明疑似互换）',
        ),
        resource_size_measure_id: numeric('Unit of the capacity', '容量单位'),
        usage_factor: text('Duration or flow', '时长或流量'),
        usage_value: numeric('Amount of usage', '用量'),
        usage_measure_id: numeric(
          'Unit of the usage: 4 hours, 10 GB, 11 MB, 13 bytes, 17 GB of traffic',
          '用量单位：4 小时，10 GB，11 MB，13 字节，17 GB（流量）',
        ),
      },
      'Products',
      '产品列表',
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
    begin_time: dirtyTime.meta(
      means('From, for example 2020-09-01T18:50:20Z', '开始时间，例如 2020-09-01T18:50:20Z'),
    ),
    end_time: dirtyTime.meta(
      means('To, for example 2020-09-01T19:50:20Z', '结束时间，例如 2020-09-01T19:50:20Z'),
    ),
    ...limitedPage,
  }),
  request: noBody,
  response: z.looseObject({
    count: numeric('Number of abnormal rows on all pages', '各页异常行总数'),
    dirty_data_list: list(
      {
        db_name: text('Database', '数据库'),
        schema_name: text('Schema', 'Schema'),
        table_name: text('Table', '表'),
        error_sql: text('Statement that failed', '失败的语句'),
        error_time: text('Time of the failure, UTC', '失败时间（UTC）'),
        error_msg: text('Error message', '错误信息'),
      },
      'Abnormal rows',
      '异常行列表',
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
    bandwidth: numeric('EIP bandwidth, MB/s', '弹性公网 IP 带宽，单位 MB/s'),
    is_src_normal: flag('The source can be reached', '源库可连接'),
    is_dst_normal: flag('The destination can be reached', '目标库可连接'),
    src_offset: text('Position of the source', '源库位点'),
    node_offset: text('Position of the replication instance', '复制实例位点'),
    dst_offset: text('Position of the destination', '目标库位点'),
    src_delay: numeric('Delay at the source', '源库时延'),
    dst_delay: numeric('Delay at the destination', '目标库时延'),
    src_rps: numeric('Rows per second at the source', '源库每秒行数'),
    src_io: numeric('I/O at the source', '源库 I/O'),
    dst_rps: numeric('Rows per second at the destination', '目标库每秒行数'),
    dst_io: numeric('I/O at the destination', '目标库 I/O'),
    trans_data: numeric('Data transferred, MB', '已传输数据量，单位 MB'),
    trans_lines: numeric('Rows transferred', '已传输行数'),
    used_volumes: numeric('Used storage, GB', '已用存储，单位 GB'),
    used_memory: numeric('Used memory, MB', '已用内存，单位 MB'),
    used_cpu_percent: numeric('CPU usage, percent', 'CPU 使用率，百分比'),
    node_volume_size: numeric('Storage of the replication instance, GB', '复制实例的存储，单位 GB'),
    node_memory_size: numeric('Memory of the replication instance, MB', '复制实例的内存，单位 MB'),
    update_time: text('Time of the measurement', '测量时间'),
    apply_rate: numeric('Replay, bytes/s', '回放速度，字节/秒'),
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
    update_time: text('Time of the measurement', '测量时间'),
    increment_components_list: list(
      {
        type: text('capture or apply', 'capture 或 apply'),
        status: text('STARTED, STARTING, STOPPED or STOPPING', 'STARTED、STARTING、STOPPED 或 STOPPING'),
        start_time: text('Start', '开始时间'),
        start_point: text('Position at the start', '启动时的位点'),
        current_point: text('Position now', '当前位点'),
        resolution_time: text('Time of the log that is being read', '正在读取的日志的时间'),
        delay: numeric('Delay, seconds', '时延，单位秒'),
      },
      'Components',
      '组件列表',
    ),
  }),
})
