import * as z from 'zod'
import { effects, holds, when } from '../effects.ts'
import { epochMillis, flag, means, numeric, orEmpty, part, text } from '../fields.ts'
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
          is_only_init_task: z.boolean().optional().meta(means('Only initialize the task', '仅初始化任务')),
          start_time: orEmpty(epochMillis)
            .optional()
            .meta(means('Milliseconds since the epoch; empty starts at once', '毫秒时间戳；留空则立即启动')),
          is_auto_create_compare: z
            .boolean()
            .optional()
            .meta(means('Create a comparison (only in the SDK)', '创建对比任务（仅 SDK 中有）')),
        }),
      )
      .meta(means('Tasks to be started', '要启动的任务')),
  }),
  response: batchAnswer({
    id: text('Task ID', '任务 ID'),
    status: text('Result: success or failed', '结果：success 或 failed'),
    order_id: text('Order ID of a yearly or monthly task', '包年/包月任务的订单 ID'),
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
          is_sync_re_edit: z
            .boolean()
            .optional()
            .meta(means('true after the task was edited again', '任务再编辑之后为 true')),
        }),
      )
      .meta(means('Tasks to go on', '要续传的任务')),
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
          pause_mode: z
            .enum(['target', 'all'])
            .meta(
              means('target: replay; all: log capturing and replay', 'target：停回放；all：停日志抓取和回放'),
            ),
        }),
      )
      .meta(means('Tasks to be paused', '要暂停的任务')),
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
            .meta(means('Stop, stop by force, delete', '结束、强制结束、删除')),
          job_id: taskId,
          is_show_breakpoint_position: z
            .boolean()
            .nullable()
            .optional()
            .meta(
              means('Show the breakpoint of a MySQL source at the end', '结束时显示 MySQL 源库的断点信息'),
            ),
        }),
      )
      .meta(means('Tasks to be stopped or deleted', '要结束或删除的任务')),
  }),
  response: jobResults,
})

const switchedDatabase = {
  id: text('Database ID', '数据库 ID'),
  obj_id: text('Object ID', '对象 ID'),
  instance_name: text('Instance name', '实例名称'),
  db_type: text('mysql or mongodb', 'mysql 或 mongodb'),
  db_user: text('Database user', '数据库用户名'),
  db_password: secret(text('Database password', '数据库密码')),
  manage_ip: text('Management address', '管理地址'),
  traffic_ip: text('Traffic address', '数据地址'),
  db_port: numeric('Database port', '数据库端口'),
  region: text('Region of the instance', '实例所在区域'),
  created_at: text('Time of creation, yyyy-MM-ddTHH:mm:ssZ', '创建时间，yyyy-MM-ddTHH:mm:ssZ'),
  updated_at: text('Time of change, yyyy-MM-ddTHH:mm:ssZ', '修改时间，yyyy-MM-ddTHH:mm:ssZ'),
  ip: text('Private address of the replication instance', '复制实例的内网地址'),
  public_ip: text('EIP of the replication instance', '复制实例的弹性公网 IP'),
  az_code: text('AZ code', '可用区编码'),
  security_group_id: text('Security group of the database', '数据库的安全组'),
  subnet_id: text('Subnet of the database', '数据库的子网'),
  vpc_id: text('VPC of the database', '数据库的虚拟私有云'),
  volume_size: numeric('Storage of the replication instance', '复制实例的存储'),
  full_trans_user_pwd: secret(text('Password of the user of the full phase', '全量阶段所用用户的密码')),
  increment_trans_user_pwd: secret(
    text('Password of the user of the incremental phase', '增量阶段所用用户的密码'),
  ),
  ssl_link: flag('Connects with SSL', '使用 SSL 连接'),
  ssl_cert_key: secret(text('SSL certificate', 'SSL 证书')),
  ssl_cert_name: text('Name of the SSL certificate', 'SSL 证书名称'),
  ssl_cert_check_sum: text('Checksum of the SSL certificate', 'SSL 证书的校验和'),
  ssl_cert_password: secret(text('Password of the SSL certificate', 'SSL 证书的密码')),
  db_version: text('Database version', '数据库版本'),
  mongo_ha_mode: text('Sharding, ReplicaSet or ReplicaSingle', 'Sharding、ReplicaSet 或 ReplicaSingle'),
  project_id: text('Project of the instance', '实例所属项目'),
  cluster_mode: text(
    'Cluster mode, for example Single, Ha or Sharding',
    '集群模式，例如 Single、Ha 或 Sharding',
  ),
  instance_id: text('Instance ID', '实例 ID'),
  db_name: text('Oracle service name', 'Oracle 服务名'),
  topic: text('Kafka topic', 'Kafka 主题'),
  safe_mode: numeric('Kerberos authentication of Kafka: 0 no, 1 yes', 'Kafka 的 Kerberos 认证：0 否，1 是'),
  kerberos_vo: part(
    {
      krb5_conf_file: text('krb5 configuration file', 'krb5 配置文件'),
      key_tab_file: secret(text('Key file', '密钥文件')),
      domain_name: text('Domain name', '域名'),
      user_principal: text('Kerberos user', 'Kerberos 用户'),
    },
    'Kerberos authentication',
    'Kerberos 认证',
  ),
  multi_write_db_id: text('ID of the multi-write database', '多写数据库的 ID'),
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
  request: z.strictObject({ jobs: z.array(taskId).meta(means('Task IDs', '任务 ID')) }),
  response: batchAnswer({
    job_id: text('Task ID', '任务 ID'),
    updated_at: text('Time of the switchover, yyyy-MM-ddTHH:mm:ssZ', '倒换时间，yyyy-MM-ddTHH:mm:ssZ'),
    source_db: part(switchedDatabase, 'Source database', '源库'),
    target_db: part(switchedDatabase, 'Destination database', '目标库'),
    job_direction: text('Direction', '方向'),
    is_target_readonly: flag('Destination is read-only', '目标库只读'),
    ...itemError,
  }),
})
