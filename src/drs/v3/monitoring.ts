import * as z from 'zod'
import { flag, list, mapOf, means, numeric, part, text } from '../fields.ts'
import { operation } from '../operation.ts'
import { batchAnswer, itemError, itemErrorMessage, pageRequest } from './shapes.ts'
import { taskId } from './values.ts'

/** How far a task is, and how far behind. */

const jobs = z.array(taskId).meta(means('Task IDs', '任务 ID'))

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
    job_id: text('Task ID', '任务 ID'),
    progress: text('Percent, without a sign', '百分比，不带百分号'),
    incre_trans_delay: text(
      'Delay of the incremental phase in seconds; -1 before it',
      '增量阶段的时延，单位秒；增量前为 -1',
    ),
    incre_trans_delay_millis: text(
      'Delay of the incremental phase in milliseconds',
      '增量阶段的时延，单位毫秒',
    ),
    task_mode: text('Task mode', '任务模式'),
    transfer_status: text('Task status', '任务状态'),
    process_time: text('Time of transfer, as a timestamp', '传输时间，时间戳'),
    remaining_time: text('Estimated remaining time, unit not documented', '预计剩余时间，文档未说明单位'),
    progress_map: mapOf(
      part(
        {
          completed: text('Percent, with a sign', '百分比，带百分号'),
          remaining_time: text('Estimated remaining time', '预计剩余时间'),
        },
        'Progress of a part',
        '该部分的进度',
      ),
      'Progress by part: struct, data, index',
      '各部分的进度：结构、数据、索引',
    ),
    ...itemError,
  }),
})

const recoveryPoint = {
  check_point: text('Check point', '检查点'),
  delay: text('Delay in milliseconds', '时延，单位毫秒'),
  gtid_set: text('GTID set', 'GTID 集合'),
  time: text('Time of measurement, yyyy-MM-dd HH:mm:ss', '测量时间，yyyy-MM-dd HH:mm:ss'),
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
    job_id: text('Task ID', '任务 ID'),
    rpo_info: part(recoveryPoint, 'RPO', 'RPO'),
    rto_info: part(recoveryPoint, 'RTO', 'RTO'),
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
  request: z.strictObject({ jobs: jobs.max(10).meta(means('Task IDs', '任务 ID')) }),
  response: batchAnswer({
    id: text('Task ID', '任务 ID'),
    data_guard_minitor: part(
      {
        bandwidth: text('Bandwidth', '带宽'),
        cpuUsed_percent: text('CPU usage', 'CPU 使用率'),
        dst_delay: numeric('Delay of the destination', '目标库的时延'),
        dst_io: text('I/O of the destination', '目标库的 I/O'),
        dst_normal: flag('Destination can be reached', '目标库可连接'),
        dst_offset: text('Offset of the destination', '目标库的位点'),
        dst_rps: text('Rows per second at the destination', '目标库每秒行数'),
        mem_used_inMB: text('Memory in use', '已用内存'),
        node_mem_inMB: numeric('Memory of the node', '节点的内存'),
        node_offset: text('Offset of the replication instance', '复制实例的位点'),
        node_volume_inGB: numeric('Disk of the node', '节点的磁盘'),
        sr_delay: numeric('Delay of the source', '源库的时延'),
        sr_offset: text('Offset of the source', '源库的位点'),
        src_io: text('I/O of the source', '源库的 I/O'),
        src_normal: flag('Source can be reached', '源库可连接'),
        src_rps: text('Rows per second at the source', '源库每秒行数'),
        trans_inMB: text('Data transferred', '已传输数据量'),
        trans_lines: text('Rows transferred', '已传输行数'),
        volume_used_inGB: text('Disk in use', '已用磁盘'),
        migration_bytes_per_second: numeric('Bytes per second', '每秒字节数'),
      },
      'Monitoring data',
      '监控数据',
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
    job_id: text('Task ID', '任务 ID'),
    ...itemErrorMessage,
    struct_process: part(
      {
        create_time: text('Time of the data, milliseconds since the epoch', '数据的时间，毫秒时间戳'),
        result: list(
          {
            type: text('Kind of object', '对象类型'),
            status: numeric('Status, values not documented', '状态，文档未说明取值'),
            src_count: numeric('Objects at the source', '源库的对象数'),
            dst_count: numeric('Objects at the destination', '目标库的对象数'),
            start_time: numeric('Start', '开始时间'),
            end_time: numeric('End', '结束时间'),
          },
          'Progress per kind of object',
          '各类对象的进度',
        ),
      },
      'Initialization',
      '初始化',
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
      .meta(means('Kind of object', '对象类型')),
  }),
  request: z.strictObject({ jobs, page_req: pageRequest.optional().meta(means('Page', '页码')) }),
  response: batchAnswer({
    job_id: text('Task ID', '任务 ID'),
    ...itemErrorMessage,
    struct_detail: part(
      {
        total_record: numeric('Number of objects', '对象数'),
        create_time: text('Time of the data, milliseconds since the epoch', '数据的时间，毫秒时间戳'),
        list: list(
          {
            progress: numeric('Percent', '百分比'),
            src_DB: text('Source database, possibly database.schema', '源库，可能为 database.schema'),
            src_TB: text('Source object', '源对象'),
            dst_DB: text('Destination database', '目标库'),
            dst_TB: text('Destination object', '目标对象'),
          },
          'Objects',
          '对象',
        ),
      },
      'Initialization',
      '初始化',
    ),
  }),
})
