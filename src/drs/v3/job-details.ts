import * as z from 'zod'
import { flag, list, means, numeric, part, text } from '../fields.ts'
import { endpointAnswer, itemErrorMessage, tagAnswer } from './shapes.ts'

/** Everything that 6.1.20 tells about one task. */

const instance = {
  engine_type: text('Engine type', '引擎类型'),
  inst_type: text('Node type', '规格'),
  ip: text('Private address', '内网地址'),
  public_ip: text('EIP', '弹性公网 IP'),
  start_time: text('Scheduled start', '定时启动'),
  status: text('active or deleted, possibly in capitals', 'active 或 deleted，可能为大写'),
  volume_size: numeric('Storage', '存储'),
}

const notification = {
  subscriptions: list(
    {
      endpoints: z
        .array(z.string())
        .nullish()
        .meta(means('Phone numbers or mail addresses', '手机号码或邮箱地址')),
      protocol: text('sms or email', 'sms 或 email'),
    },
    'Whom to tell',
    '通知对象',
  ),
  topic_name: text('SMN topic', 'SMN 主题'),
  delay_time: numeric('Delay that raises an alarm, seconds', '触发告警的时延，单位秒'),
  rto_delay: numeric('RTO that raises an alarm, seconds', '触发告警的 RTO，单位秒'),
  rpo_delay: numeric('RPO that raises an alarm, seconds', '触发告警的 RPO，单位秒'),
  alarm_to_user: flag('Users are told about alarms', '告警会通知用户'),
}

const order = {
  status: text('Order status', '订单状态'),
  order_id: text('Order ID', '订单 ID'),
  charging_mode: numeric('0 yearly or monthly, 1 pay-per-use', '0 包年/包月，1 按需'),
  period_type: numeric('2 months, 3 years', '2 表示按月，3 表示按年'),
  period_num: numeric('Number of periods', '订购周期数'),
  is_auto_renew: numeric('1: renewed automatically', '1：自动续订'),
  eff_time: text('Beginning, UTC, yyyy-MM-ddTHH:mm:ssZ', '起始时间（UTC），yyyy-MM-ddTHH:mm:ssZ'),
  exp_time: text('End, UTC, yyyy-MM-ddTHH:mm:ssZ', '结束时间（UTC），yyyy-MM-ddTHH:mm:ssZ'),
}

const speedLimit = {
  begin: text('Start, hh:mm', '开始时间，hh:mm'),
  end: text('End, hh:59', '结束时间，hh:59'),
  speed: text('Speed in MB/s', '速度，单位 MB/s'),
  is_utc: flag('Times are UTC', '时间为 UTC'),
}

const selectedObject = {
  id: text('Database name, or database-*-*-table', '库名，或 database-*-*-table'),
  parent_id: text('Database of a table or view', '表或视图所在的库'),
  type: text('database, table, schema or view', 'database、table、schema 或 view'),
  name: text('Object name', '对象名称'),
  alias_name: text('New name', '新名称'),
  select: text('Transferred (only in the example)', '是否同步（仅示例中有）'),
}

const filterCondition = {
  transformation_info: part(
    {
      transformation_type: text('Kind of rule', '规则类型'),
      value: text('SQL condition, or config', 'SQL 条件，或 config'),
    },
    'Rule',
    '规则',
  ),
  config_transformation: part(
    {
      db_table_name: text('database.table', 'database.table'),
      db_name: text('Database name', '库名'),
      table_name: text('Table name', '表名'),
      col_names: text('Column names', '列名'),
      prim_key_or_index: text('Primary key or unique index', '主键或唯一索引'),
      indexs: text('Index to be optimized', '要优化的索引'),
      values: text('Filter condition', '过滤条件'),
    },
    'Advanced settings of the rule',
    '规则的高级设置',
  ),
  data_transformation_object_infos: list(
    {
      id: text('Database, table and kind of rule', '库、表和规则类型'),
      data_transformation_type: text('Kind of rule', '规则类型'),
      schema_name: text('Schema name', 'Schema 名称'),
      table_name: text('Table name', '表名'),
      db_name: text('Database name', '库名'),
    },
    'Objects of the rule',
    '规则作用的对象',
  ),
}

const transformation = part(
  {
    total_count: numeric('Number of filter conditions', '过滤条件数'),
    filter_conditions: list(filterCondition, 'Filter conditions', '过滤条件'),
  },
  'Data filtering',
  '数据过滤',
)

/** The table has a list of keys and values, the example one object whose keys are the tags'. */
const tags = z
  .union([z.array(z.looseObject(tagAnswer)), z.looseObject({})])
  .nullish()
  .meta(means('Tags', '标签'))

const settings = {
  need_restart: flag('The destination must be restarted', '需要重启目标库'),
  is_target_readonly: flag('Destination is read-only', '目标库只读'),
  conflict_policy: text('ignore, overwrite or stop', 'ignore、overwrite 或 stop'),
  filter_ddl_policy: text('DDL filter', 'DDL 过滤'),
  speed_limit: list(speedLimit, 'Flow control', '限速'),
  schema_type: text('Scheme, for example Replication', '方案，例如 Replication'),
  node_num: text('Number of nodes', '节点数'),
  object_switch: flag('Objects are selected', '已选择对象'),
  full_mode: text('Full snapshot mode', '全量快照模式'),
  struct_trans: flag('Structures are transferred', '传输结构'),
  index_trans: flag('Indexes are transferred', '传输索引'),
  replace_definer: flag('The destination user becomes definer', 'Definer 改为目标库用户'),
  migrate_user: flag('Users are migrated', '迁移用户'),
  sync_database: flag('Database-level synchronization', '库级同步'),
  target_root_db: part(
    { db_name: text('Database name', '库名'), db_encoding: text('Encoding', '编码') },
    'Root database',
    '根数据库',
  ),
  multi_write: flag('Dual-active DR', '双主灾备'),
  support_ip_v6: flag('IPv6 is supported', '支持 IPv6'),
  is_open_fast_clean: flag('Fast clearing of RDS binlogs', '快速清理 RDS 的 Binlog'),
}

const placement = {
  az_code: text('AZ of the node', '节点所在可用区'),
  az_name: text('AZ name of the node', '节点所在可用区的名称'),
  vpc_id: text('VPC of the node', '节点的虚拟私有云'),
  subnet_id: text('Subnet of the node', '节点的子网'),
  security_group_id: text('Security group of the node', '节点的安全组'),
  is_multi_az: flag('Primary/standby task', '主备任务'),
  master_az: text('AZ of the primary task', '主任务所在可用区'),
  slave_az: text('AZ of the standby task', '备任务所在可用区'),
  node_role: text('Role in a primary/standby task', '在主备任务中的角色'),
  public_ip_list: list(
    {
      id: text('EIP ID', '弹性公网 IP 的 ID'),
      public_ip: text('EIP', '弹性公网 IP'),
      type: text('master or slave', 'master 或 slave'),
    },
    'EIPs',
    '弹性公网 IP 列表',
  ),
  bind_public_ip_state: text('Whether the EIP was bound', '是否已绑定弹性公网 IP'),
  children: list(
    { id: text('Subtask ID', '子任务 ID'), name: text('Subtask name', '子任务名称') },
    'Subtasks without EIP',
    '没有弹性公网 IP 的子任务',
  ),
}

export const jobDetails = {
  id: text('Task ID', '任务 ID'),
  parent_id: text('Parent task ID', '父任务 ID'),
  name: text('Task name', '任务名称'),
  status: text('Task status', '任务状态'),
  description: text('Task description', '任务描述'),
  create_time: text('Time of creation, milliseconds since the epoch', '创建时间，毫秒时间戳'),
  task_type: text('Task mode', '任务模式'),
  source_endpoint: part(endpointAnswer, 'Source database', '源库'),
  dmq_endpoint: part(endpointAnswer, 'DMQ', 'DMQ'),
  source_sharding: list(endpointAnswer, 'Physical source databases', '物理源库'),
  target_endpoint: part(endpointAnswer, 'Destination database', '目标库'),
  net_type: text('Network type', '网络类型'),
  failed_reason: text('Cause of failure', '失败原因'),
  inst_info: part(instance, 'Replication instance', '复制实例'),
  actual_start_time: text('Start, milliseconds since the epoch', '开始时间，毫秒时间戳'),
  full_transfer_complete_time: text(
    'End of the full phase, milliseconds since the epoch',
    '全量结束时间，毫秒时间戳',
  ),
  update_time: text('Last change, milliseconds since the epoch', '最近修改时间，毫秒时间戳'),
  job_direction: text('Direction', '方向'),
  original_job_direction: text('Direction at creation', '创建时的方向'),
  job_kernel_direction: text('Direction of the kernel (only in the SDK)', '内核方向（仅 SDK 中有）'),
  db_use_type: text('Scenario', '场景'),
  master_job_id: text('Main task ID', '主任务 ID'),
  inherit_id: text('ID of the task it descends from', '来源任务 ID'),
  gtid: text('GTID set of the breakpoint', '断点的 GTID 集合'),
  incre_start_position: text('Start position of the incremental phase', '增量阶段的启动位点'),
  alarm_notify: part(notification, 'Exception notification', '异常通知'),
  period_order: part(order, 'Subscription', '订购信息'),
  object_infos: list(selectedObject, 'Selected objects', '已选对象'),
  data_transformation: transformation,
  tags,
  ...settings,
  ...placement,
  ...itemErrorMessage,
}
