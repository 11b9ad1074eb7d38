import * as z from 'zod'
import { effects, holds, when } from '../effects.ts'
import { epochMillis, flag, numeric, orEmpty, part, text } from '../fields.ts'
import { operation, secret } from '../operation.ts'
import { batchAnswer, itemError, jobResults } from './shapes.ts'
import { taskId } from './values.ts'

/** Start, pause, go on, stop, delete, switch over. */

export const batchStartJobs = operation({
  id: 'batch-start-jobs',
  api: 'v3',
  method: 'POST',
  path: '/v3/{project_id}/jobs/batch-starting',
  title: { en: 'Start tasks', 'zh-CN': '批量启动任务' },
  effects: [effects.started],
  section: '6.1.11',
  success: 202,
  request: z.strictObject({
    jobs: z
      .array(
        z.strictObject({
          job_id: taskId,
          is_only_init_task: z.boolean().optional().describe('Only initialize the task'),
          start_time: orEmpty(epochMillis)
            .optional()
            .describe('Milliseconds since the epoch; empty starts at once'),
          is_auto_create_compare: z.boolean().optional().describe('Create a comparison (only in the SDK)'),
        }),
      )
      .describe('Tasks to be started'),
  }),
  response: batchAnswer({
    id: text('Task ID'),
    status: text('success or failed'),
    order_id: text('Order ID of a yearly or monthly task'),
    ...itemError,
  }),
})

export const batchRetryJobs = operation({
  id: 'batch-retry-jobs',
  api: 'v3',
  method: 'POST',
  path: '/v3/{project_id}/jobs/batch-retry-task',
  title: { en: 'Resume or retry tasks', 'zh-CN': '批量续传或重试任务' },
  effects: [effects.goneOn, when(effects.editApplied, holds('is_sync_re_edit'))],
  section: '6.1.12',
  success: 200,
  request: z.strictObject({
    jobs: z
      .array(
        z.strictObject({
          job_id: taskId,
          is_sync_re_edit: z.boolean().optional().describe('true after the task was edited again'),
        }),
      )
      .describe('Tasks to go on'),
  }),
  response: jobResults,
})

export const batchPauseJobs = operation({
  id: 'batch-pause-jobs',
  api: 'v3',
  method: 'POST',
  path: '/v3/{project_id}/jobs/batch-pause-task',
  title: { en: 'Pause tasks', 'zh-CN': '批量暂停任务' },
  effects: [effects.replayPaused, when(effects.capturePaused, ({ pause_mode }) => pause_mode !== 'target')],
  section: '6.1.13',
  success: 200,
  request: z.strictObject({
    jobs: z
      .array(
        z.strictObject({
          job_id: taskId,
          pause_mode: z.enum(['target', 'all']).describe('target: replay; all: log capturing and replay'),
        }),
      )
      .describe('Tasks to be paused'),
  }),
  response: jobResults,
})

export const batchStopOrDeleteJobs = operation({
  id: 'batch-stop-or-delete-jobs',
  api: 'v3',
  method: 'DELETE',
  path: '/v3/{project_id}/jobs/batch-jobs',
  title: { en: 'Stop or delete tasks', 'zh-CN': '批量结束或删除任务' },
  effects: [
    when(effects.ended, ({ delete_type }) => delete_type !== 'delete'),
    when(effects.removed, ({ delete_type }) => delete_type === 'delete' || delete_type === undefined),
  ],
  section: '6.1.14',
  success: 202,
  request: z.strictObject({
    jobs: z
      .array(
        z.strictObject({
          delete_type: z
            .enum(['terminate', 'force_terminate', 'delete'])
            .describe('Stop, stop by force, delete'),
          job_id: taskId,
          is_show_breakpoint_position: z
            .boolean()
            .nullable()
            .optional()
            .describe('Show the breakpoint of a MySQL source at the end'),
        }),
      )
      .describe('Tasks to be stopped or deleted'),
  }),
  response: jobResults,
})

const switchedDatabase = {
  id: text('Database ID'),
  obj_id: text('Object ID'),
  instance_name: text('Instance name'),
  db_type: text('mysql or mongodb'),
  db_user: text('Database user'),
  db_password: secret(text('Database password')),
  manage_ip: text('Management address'),
  traffic_ip: text('Traffic address'),
  db_port: numeric('Database port'),
  region: text('Region of the instance'),
  created_at: text('Time of creation, yyyy-MM-ddTHH:mm:ssZ'),
  updated_at: text('Time of change, yyyy-MM-ddTHH:mm:ssZ'),
  ip: text('Private address of the replication instance'),
  public_ip: text('EIP of the replication instance'),
  az_code: text('AZ code'),
  security_group_id: text('Security group of the database'),
  subnet_id: text('Subnet of the database'),
  vpc_id: text('VPC of the database'),
  volume_size: numeric('Storage of the replication instance'),
  full_trans_user_pwd: secret(text('Password of the user of the full phase')),
  increment_trans_user_pwd: secret(text('Password of the user of the incremental phase')),
  ssl_link: flag('Connects with SSL'),
  ssl_cert_key: secret(text('SSL certificate')),
  ssl_cert_name: text('Name of the SSL certificate'),
  ssl_cert_check_sum: text('Checksum of the SSL certificate'),
  ssl_cert_password: secret(text('Password of the SSL certificate')),
  db_version: text('Database version'),
  mongo_ha_mode: text('Sharding, ReplicaSet or ReplicaSingle'),
  project_id: text('Project of the instance'),
  cluster_mode: text('Cluster mode, for example Single, Ha or Sharding'),
  instance_id: text('Instance ID'),
  db_name: text('Oracle service name'),
  topic: text('Kafka topic'),
  safe_mode: numeric('Kerberos authentication of Kafka: 0 no, 1 yes'),
  kerberos_vo: part(
    {
      krb5_conf_file: text('krb5 configuration file'),
      key_tab_file: secret(text('Key file')),
      domain_name: text('Domain name'),
      user_principal: text('Kerberos user'),
    },
    'Kerberos authentication',
  ),
  multi_write_db_id: text('ID of the multi-write database'),
}

export const batchSwitchover = operation({
  id: 'batch-switchover',
  api: 'v3',
  method: 'POST',
  path: '/v3/{project_id}/jobs/batch-switchover',
  title: { en: 'Switch over DR tasks', 'zh-CN': '批量主备倒换' },
  effects: [effects.turned],
  section: '6.4.1',
  success: 202,
  request: z.strictObject({ jobs: z.array(taskId).describe('Task IDs') }),
  response: batchAnswer({
    job_id: text('Task ID'),
    updated_at: text('Time of the switchover, yyyy-MM-ddTHH:mm:ssZ'),
    source_db: part(switchedDatabase, 'Source database'),
    target_db: part(switchedDatabase, 'Destination database'),
    job_direction: text('Direction'),
    is_target_readonly: flag('Destination is read-only'),
    ...itemError,
  }),
})
