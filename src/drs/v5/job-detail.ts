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
  base_info: answered(baseInfo, 'Basic information'),
  source_endpoint: answeredList(jobEndpoint, 'Source databases'),
  target_endpoint: answeredList(jobEndpoint, 'Destination databases'),
  alarm_notify: answered(alarmNotify, 'Exception notification'),
  speed_limit: answeredList(speedLimit, 'Flow control'),
  user_migration: answered(userMigration, 'Migrated users'),
  policy_config: answered(policyConfig, 'Policies'),
  db_param: answered(dbParam, 'Database parameters'),
  tuning_params: answered(tuningParams, 'Advanced settings'),
  period_order: answered(periodOrder, 'Subscription'),
  node_info: answered(nodeInfo, 'Replication instance'),
  public_ip_list: answeredList(publicIp, 'Bound EIPs'),
}

const networkResult = {
  ip: text('Tested address'),
  success: flag('The connection works'),
  result: text('Result'),
  status: text('success or failed'),
  error_code: text('Error code'),
  error_msg: text('Error message'),
}

const precheckItem = {
  item: text('Check item, as skipping takes it'),
  result: text('PASSED, ALARM or FAILED'),
  failed_reason: text('Why it failed'),
  data: text('What failed'),
  raw_error_message: text('Details of the failure'),
  group: text('Group of the item'),
  is_support_skip: flag('May be skipped'),
  is_skipped: flag('Was skipped'),
  failed_sub_jobs: list(
    { id: text('Subtask ID'), name: text('Subtask name'), check_result: text('Result of the subtask') },
    'Subtasks that failed',
  ),
}

const precheck = {
  result: flag('The precheck passed'),
  process: text('Percentage that is done; v3 writes 100% there'),
  total_passed_rate: text('Percentage that passed'),
  rds_instance_id: text('Database instance'),
  job_direction: text('Direction'),
  precheck_results: list(precheckItem, 'Result of each item'),
}

const progress = {
  progress: text('Percentage'),
  incr_trans_delay: numeric('Delay, seconds'),
  incr_trans_delay_millis: numeric('Delay, milliseconds'),
  task_mode: text('Task mode'),
  transfer_status: text('Status of the transfer'),
  // So in table 7-170.
  transfer_statuses: text('Status of the transfer'),
  process_time: text('Time that has passed'),
  remaining_time: text('Time that remains'),
  progress_map: mapOf(
    part({ completed: text('Part that is done'), remaining_time: text('Time that remains') }, 'Progress'),
    'Progress of the full phase by kind of object',
  ),
}

const objectProgress = {
  migration_object_overview: list(
    {
      type: text('Kind of object'),
      src_count: numeric('Number at the source'),
      dst_count: numeric('Number that is done'),
      status: text('State'),
      start_time: text('Start'),
      end_time: text('End'),
    },
    'Progress by kind of object',
  ),
  create_time: text('When this was found'),
  full_start_time: text('Start of the full phase'),
  full_complete_time: text('End of the full phase'),
  incr_start_time: text('Start of the incremental phase'),
  end_time: text('End'),
}

const metrics = {
  job_id: text('Task ID'),
  node_id: text('Replication instance'),
  time_stamp: text('Time of the measurement'),
  cpu_util: numeric('CPU usage'),
  mem_util: numeric('Memory usage'),
  network_incoming_bytes_rate: numeric('Network input'),
  network_outgoing_bytes_rate: numeric('Network output'),
  disk_read_bytes_rate: numeric('Disk reads'),
  disk_write_bytes_rate: numeric('Disk writes'),
  apply_rows_rate: numeric('Rows written to the destination'),
  apply_transactions_rate: numeric('Transactions per second'),
  apply_ddl_rate: numeric('DDL statements per second'),
  apply_average_execute_time: numeric('Average time to carry out a transaction'),
  apply_average_commit_time: numeric('Average time to commit a transaction'),
  apply_current_state: text('State of the synchronization'),
}

const connections = {
  driver_management: part({ driver_name: text('Driver file') }, 'JDBC driver'),
}

export const jobDetail = {
  id: text('Task ID'),
  status: text('Task status'),
  create_time: text('Time of creation, yyyy-MM-ddTHH:mm:ssZ'),
  total_count: numeric('Number of items on all pages'),
  master_job_id: text('Task ID that comparisons of a task with subtasks take'),
  ...settings,
  logs: list({ level: text('Level'), message: text('Message'), create_time: text('Time') }, 'Log entries'),
  network_results: list(networkResult, 'Connection test results'),
  precheck_result: part(precheck, 'Precheck result'),
  progress_info: part(progress, 'Progress'),
  migration_object_progress_info: part(objectProgress, 'Progress by object'),
  metrics: part(metrics, 'Measurements of the replication instance'),
  compare_result: part(compareResult, 'Comparison results'),
  support_import_file_resp: part(
    { file_size: text('Largest file'), previous_select: text('How objects were selected last') },
    'Selection by file',
  ),
  instance_features: mapOf(looseText, 'Features of the task'),
  task_version: text('Task version'),
  connection_management: part(connections, 'Connections'),
  bind_public_ip_state: text('Whether the EIP was bound'),
  children: list({ id: text('Subtask ID'), name: text('Subtask name') }, 'Subtasks without EIP'),
}
