import { flag, list, looseText, mapOf, numeric, part, text } from '../fields.ts'
import { answered, answeredList } from './answered.ts'
import { compareResult } from './comparison-result.ts'
import { jobEndpoint } from './endpoint.ts'
import {
  alarmNotify,
  baseInfo,
  dbParam,
  nodeInfo,
  periodOrder,
  policyConfig,
  publicIp,
  speedLimit,
  tuningParams,
  userMigration,
} from './task-parts.ts'

/** Everything that 7.3.4 and 7.5.1 tell about one task; what is filled depends on the `type` of the query. */

const settings = {
  base_info: answered(baseInfo, 'Basic information', '基本信息'),
  source_endpoint: answeredList(jobEndpoint, 'Source databases', '源库列表'),
  target_endpoint: answeredList(jobEndpoint, 'Destination databases', '目标库列表'),
  alarm_notify: answered(alarmNotify, 'Exception notification', '异常通知'),
  speed_limit: answeredList(speedLimit, 'Flow control', '限速'),
  user_migration: answered(userMigration, 'Migrated users', '已迁移的用户'),
  policy_config: answered(policyConfig, 'Policies', '策略'),
  db_param: answered(dbParam, 'Database parameters', '数据库参数'),
  tuning_params: answered(tuningParams, 'Advanced settings', '高级设置'),
  period_order: answered(periodOrder, 'Subscription', '订购信息'),
  node_info: answered(nodeInfo, 'Replication instance', '复制实例'),
  public_ip_list: answeredList(publicIp, 'Bound EIPs', '已绑定的弹性公网 IP'),
}

const networkResult = {
  ip: text('Tested address', '测试的地址'),
  success: flag('The connection works', '连接正常'),
  result: text('Result', '结果'),
  status: text('Result: success or failed', '结果：success 或 failed'),
  error_code: text('Error code', '错误码'),
  error_msg: text('Error message', '错误信息'),
}

const precheckItem = {
  item: text('Check item, as skipping takes it', '检查项，跳过时使用此名称'),
  result: text('PASSED, ALARM or FAILED', 'PASSED、ALARM 或 FAILED'),
  failed_reason: text('Why it failed', '失败原因'),
  data: text('What failed', '失败内容'),
  raw_error_message: text('Details of the failure', '失败详情'),
  group: text('Group of the item', '检查项的分组'),
  is_support_skip: flag('May be skipped', '可以跳过'),
  is_skipped: flag('Was skipped', '已跳过'),
  failed_sub_jobs: list(
    {
      id: text('Subtask ID', '子任务 ID'),
      name: text('Subtask name', '子任务名称'),
      check_result: text('Result of the subtask', '子任务的结果'),
    },
    'Subtasks that failed',
    '失败的子任务',
  ),
}

const precheck = {
  result: flag('The precheck passed', '预检查通过'),
  process: text('Percentage that is done; v3 writes 100% there', '完成百分比；v3 此处为 100%'),
  total_passed_rate: text('Percentage that passed', '通过百分比'),
  rds_instance_id: text('Database instance', '数据库实例'),
  job_direction: text('Direction', '方向'),
  precheck_results: list(precheckItem, 'Result of each item', '各项结果'),
}

const progress = {
  progress: text('Percentage', '百分比'),
  incr_trans_delay: numeric('Delay, seconds', '时延，单位秒'),
  incr_trans_delay_millis: numeric('Delay, milliseconds', '时延，单位毫秒'),
  task_mode: text('Task mode', '任务模式'),
  transfer_status: text('Status of the transfer', '传输状态'),
  // So in table 7-170.
  transfer_statuses: text('Status of the transfer', '传输状态'),
  process_time: text('Time that has passed', '已用时间'),
  remaining_time: text('Time that remains', '剩余时间'),
  progress_map: mapOf(
    part(
      {
        completed: text('Part that is done', '已完成的部分'),
        remaining_time: text('Time that remains', '剩余时间'),
      },
      'Progress',
      '进度',
    ),
    'Progress of the full phase by kind of object',
    '全量阶段各类对象的进度',
  ),
}

const objectProgress = {
  migration_object_overview: list(
    {
      type: text('Kind of object', '对象类型'),
      src_count: numeric('Number at the source', '源库数量'),
      dst_count: numeric('Number that is done', '已完成数量'),
      status: text('State', '状态'),
      start_time: text('Start', '开始时间'),
      end_time: text('End', '结束时间'),
    },
    'Progress by kind of object',
    '各类对象的进度',
  ),
  create_time: text('When this was found', '查询时间'),
  full_start_time: text('Start of the full phase', '全量阶段开始时间'),
  full_complete_time: text('End of the full phase', '全量阶段结束时间'),
  incr_start_time: text('Start of the incremental phase', '增量阶段开始时间'),
  end_time: text('End', '结束时间'),
}

const metrics = {
  job_id: text('Task ID', '任务 ID'),
  node_id: text('Replication instance', '复制实例'),
  time_stamp: text('Time of the measurement', '测量时间'),
  cpu_util: numeric('CPU usage', 'CPU 使用率'),
  mem_util: numeric('Memory usage', '内存使用率'),
  network_incoming_bytes_rate: numeric('Network input', '网络流入'),
  network_outgoing_bytes_rate: numeric('Network output', '网络流出'),
  disk_read_bytes_rate: numeric('Disk reads', '磁盘读'),
  disk_write_bytes_rate: numeric('Disk writes', '磁盘写'),
  apply_rows_rate: numeric('Rows written to the destination', '写入目标库的行数'),
  apply_transactions_rate: numeric('Transactions per second', '每秒事务数'),
  apply_ddl_rate: numeric('DDL statements per second', '每秒 DDL 数'),
  apply_average_execute_time: numeric('Average time to carry out a transaction', '事务执行平均耗时'),
  apply_average_commit_time: numeric('Average time to commit a transaction', '事务提交平均耗时'),
  apply_current_state: text('State of the synchronization', '同步状态'),
}

const connections = {
  driver_management: part({ driver_name: text('Driver file', '驱动文件') }, 'JDBC driver', 'JDBC 驱动'),
}

export const jobDetail = {
  id: text('Task ID', '任务 ID'),
  status: text('Task status', '任务状态'),
  create_time: text('Time of creation, yyyy-MM-ddTHH:mm:ssZ', '创建时间，yyyy-MM-ddTHH:mm:ssZ'),
  total_count: numeric('Number of items on all pages', '各页条目总数'),
  master_job_id: text(
    'Task ID that comparisons of a task with subtasks take',
    '有子任务时，对比操作所用的任务 ID',
  ),
  ...settings,
  logs: list(
    { level: text('Level', '级别'), message: text('Message', '消息'), create_time: text('Time', '时间') },
    'Log entries',
    '日志列表',
  ),
  network_results: list(networkResult, 'Connection test results', '连接测试结果'),
  precheck_result: part(precheck, 'Precheck result', '预检查结果'),
  progress_info: part(progress, 'Progress', '进度'),
  migration_object_progress_info: part(objectProgress, 'Progress by object', '各对象的进度'),
  metrics: part(metrics, 'Measurements of the replication instance', '复制实例的监控数据'),
  compare_result: part(compareResult, 'Comparison results', '对比结果'),
  support_import_file_resp: part(
    {
      file_size: text('Largest file', '文件大小上限'),
      previous_select: text('How objects were selected last', '上次选择对象的方式'),
    },
    'Selection by file',
    '通过文件选择对象',
  ),
  instance_features: mapOf(looseText, 'Features of the task', '任务支持的特性'),
  task_version: text('Task version', '任务版本'),
  connection_management: part(connections, 'Connections', '连接数'),
  bind_public_ip_state: text('Whether the EIP was bound', '是否已绑定弹性公网 IP'),
  children: list(
    { id: text('Subtask ID', '子任务 ID'), name: text('Subtask name', '子任务名称') },
    'Subtasks without EIP',
    '没有弹性公网 IP 的子任务',
  ),
}
