import * as z from 'zod'
import { flag, list, mapOf, numeric, part, text } from '../fields.ts'
import { operation } from '../operation.ts'
import { batchAnswer, itemError, itemErrorMessage, pageRequest } from './shapes.ts'
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
      part(
        { completed: text('Percent, with a sign'), remaining_time: text('Estimated remaining time') },
        'Progress of a part',
      ),
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

export const drMonitoringData = operation({
  id: 'dr-monitoring-data',
  api: 'v3',
  method: 'POST',
  path: '/v3/{project_id}/jobs/disaster-recovery-monitoring-data',
  title: { en: 'Query DR monitoring data', 'zh-CN': '查询容灾监控数据' },
  risk: 'read',
  section: '6.4.2',
  success: 200,
  batch: { list: 'jobs', limit: 10 },
  request: z.strictObject({ jobs: jobs.max(10).describe('Task IDs') }),
  response: batchAnswer({
    id: text('Task ID'),
    data_guard_minitor: part(
      {
        bandwidth: text('Bandwidth'),
        cpuUsed_percent: text('CPU usage'),
        dst_delay: numeric('Delay of the destination'),
        dst_io: text('I/O of the destination'),
        dst_normal: flag('Destination can be reached'),
        dst_offset: text('Offset of the destination'),
        dst_rps: text('Rows per second at the destination'),
        mem_used_inMB: text('Memory in use'),
        node_mem_inMB: numeric('Memory of the node'),
        node_offset: text('Offset of the replication instance'),
        node_volume_inGB: numeric('Disk of the node'),
        sr_delay: numeric('Delay of the source'),
        sr_offset: text('Offset of the source'),
        src_io: text('I/O of the source'),
        src_normal: flag('Source can be reached'),
        src_rps: text('Rows per second at the source'),
        trans_inMB: text('Data transferred'),
        trans_lines: text('Rows transferred'),
        volume_used_inGB: text('Disk in use'),
        migration_bytes_per_second: numeric('Bytes per second'),
      },
      'Monitoring data',
    ),
  }),
})

export const batchStructProcess = operation({
  id: 'batch-struct-process',
  api: 'v3',
  method: 'POST',
  path: '/v3/{project_id}/jobs/batch-struct-process',
  title: { en: 'Query DR initialization progress', 'zh-CN': '批量查询灾备初始化进度' },
  risk: 'read',
  section: '6.4.3',
  success: 200,
  request: z.strictObject({ jobs }),
  response: batchAnswer({
    job_id: text('Task ID'),
    ...itemErrorMessage,
    struct_process: part(
      {
        create_time: text('Time of the data, milliseconds since the epoch'),
        result: list(
          {
            type: text('Kind of object'),
            status: numeric('Status, values not documented'),
            src_count: numeric('Objects at the source'),
            dst_count: numeric('Objects at the destination'),
            start_time: numeric('Start'),
            end_time: numeric('End'),
          },
          'Progress per kind of object',
        ),
      },
      'Initialization',
    ),
  }),
})

export const batchStructDetail = operation({
  id: 'batch-struct-detail',
  api: 'v3',
  method: 'POST',
  path: '/v3/{project_id}/jobs/{type}/batch-struct-detail',
  title: { en: 'Query DR initialization objects', 'zh-CN': '批量查询灾备初始化对象详情' },
  risk: 'read',
  section: '6.4.4',
  success: 200,
  paging: { style: 'page_req', max: 100 },
  params: z.strictObject({
    type: z
      .enum([
        'database',
        'schema',
        'table',
        'view',
        'procedure',
        'trigger',
        'index',
        'table_indexs',
        'table_structure',
      ])
      .describe('Kind of object'),
  }),
  request: z.strictObject({ jobs, page_req: pageRequest.optional().describe('Page') }),
  response: batchAnswer({
    job_id: text('Task ID'),
    ...itemErrorMessage,
    struct_detail: part(
      {
        total_record: numeric('Number of objects'),
        create_time: text('Time of the data, milliseconds since the epoch'),
        list: list(
          {
            progress: numeric('Percent'),
            src_DB: text('Source database, possibly database.schema'),
            src_TB: text('Source object'),
            dst_DB: text('Destination database'),
            dst_TB: text('Destination object'),
          },
          'Objects',
        ),
      },
      'Initialization',
    ),
  }),
})
