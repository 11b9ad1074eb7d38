import * as z from 'zod'
import { flag, list, numeric, part, text } from '../fields.ts'
import { endpointAnswer, itemErrorMessage, tagAnswer } from './shapes.ts'

/** Everything that 6.1.20 tells about one task. */

const instance = {
  engine_type: text('Engine type'),
  inst_type: text('Node type'),
  ip: text('Private address'),
  public_ip: text('EIP'),
  start_time: text('Scheduled start'),
  status: text('active or deleted, possibly in capitals'),
  volume_size: numeric('Storage'),
}

const notification = {
  subscriptions: list(
    {
      endpoints: z.array(z.string()).nullish().describe('Phone numbers or mail addresses'),
      protocol: text('sms or email'),
    },
    'Whom to tell',
  ),
  topic_name: text('SMN topic'),
  delay_time: numeric('Delay that raises an alarm, seconds'),
  rto_delay: numeric('RTO that raises an alarm, seconds'),
  rpo_delay: numeric('RPO that raises an alarm, seconds'),
  alarm_to_user: flag('Users are told about alarms'),
}

const order = {
  status: text('Order status'),
  order_id: text('Order ID'),
  charging_mode: numeric('0 yearly or monthly, 1 pay-per-use'),
  period_type: numeric('2 months, 3 years'),
  period_num: numeric('Number of periods'),
  is_auto_renew: numeric('1: renewed automatically'),
  eff_time: text('Beginning, UTC, yyyy-MM-ddTHH:mm:ssZ'),
  exp_time: text('End, UTC, yyyy-MM-ddTHH:mm:ssZ'),
}

const speedLimit = {
  begin: text('Start, hh:mm'),
  end: text('End, hh:59'),
  speed: text('Speed in MB/s'),
  is_utc: flag('Times are UTC'),
}

const selectedObject = {
  id: text('Database name, or database-*-*-table'),
  parent_id: text('Database of a table or view'),
  type: text('database, table, schema or view'),
  name: text('Object name'),
  alias_name: text('New name'),
  select: text('Transferred (only in the example)'),
}

const filterCondition = {
  transformation_info: part(
    { transformation_type: text('Kind of rule'), value: text('SQL condition, or config') },
    'Rule',
  ),
  config_transformation: part(
    {
      db_table_name: text('database.table'),
      db_name: text('Database name'),
      table_name: text('Table name'),
      col_names: text('Column names'),
      prim_key_or_index: text('Primary key or unique index'),
      indexs: text('Index to be optimized'),
      values: text('Filter condition'),
    },
    'Advanced settings of the rule',
  ),
  data_transformation_object_infos: list(
    {
      id: text('Database, table and kind of rule'),
      data_transformation_type: text('Kind of rule'),
      schema_name: text('Schema name'),
      table_name: text('Table name'),
      db_name: text('Database name'),
    },
    'Objects of the rule',
  ),
}

const transformation = part(
  {
    total_count: numeric('Number of filter conditions'),
    filter_conditions: list(filterCondition, 'Filter conditions'),
  },
  'Data filtering',
)

/** The table has a list of keys and values, the example one object whose keys are the tags'. */
const tags = z
  .union([z.array(z.looseObject(tagAnswer)), z.looseObject({})])
  .nullish()
  .describe('Tags')

const settings = {
  need_restart: flag('The destination must be restarted'),
  is_target_readonly: flag('Destination is read-only'),
  conflict_policy: text('ignore, overwrite or stop'),
  filter_ddl_policy: text('DDL filter'),
  speed_limit: list(speedLimit, 'Flow control'),
  schema_type: text('Scheme, for example Replication'),
  node_num: text('Number of nodes'),
  object_switch: flag('Objects are selected'),
  full_mode: text('Full snapshot mode'),
  struct_trans: flag('Structures are transferred'),
  index_trans: flag('Indexes are transferred'),
  replace_definer: flag('The destination user becomes definer'),
  migrate_user: flag('Users are migrated'),
  sync_database: flag('Database-level synchronization'),
  target_root_db: part({ db_name: text('Database name'), db_encoding: text('Encoding') }, 'Root database'),
  multi_write: flag('Dual-active DR'),
  support_ip_v6: flag('IPv6 is supported'),
  is_open_fast_clean: flag('Fast clearing of RDS binlogs'),
}

const placement = {
  az_code: text('AZ of the node'),
  az_name: text('AZ name of the node'),
  vpc_id: text('VPC of the node'),
  subnet_id: text('Subnet of the node'),
  security_group_id: text('Security group of the node'),
  is_multi_az: flag('Primary/standby task'),
  master_az: text('AZ of the primary task'),
  slave_az: text('AZ of the standby task'),
  node_role: text('Role in a primary/standby task'),
  public_ip_list: list({ id: text('EIP ID'), public_ip: text('EIP'), type: text('master or slave') }, 'EIPs'),
  bind_public_ip_state: text('Whether the EIP was bound'),
  children: list({ id: text('Subtask ID'), name: text('Subtask name') }, 'Subtasks without EIP'),
}

export const jobDetails = {
  id: text('Task ID'),
  parent_id: text('Parent task ID'),
  name: text('Task name'),
  status: text('Task status'),
  description: text('Task description'),
  create_time: text('Time of creation, milliseconds since the epoch'),
  task_type: text('Task mode'),
  source_endpoint: part(endpointAnswer, 'Source database'),
  dmq_endpoint: part(endpointAnswer, 'DMQ'),
  source_sharding: list(endpointAnswer, 'Physical source databases'),
  target_endpoint: part(endpointAnswer, 'Destination database'),
  net_type: text('Network type'),
  failed_reason: text('Cause of failure'),
  inst_info: part(instance, 'Replication instance'),
  actual_start_time: text('Start, milliseconds since the epoch'),
  full_transfer_complete_time: text('End of the full phase, milliseconds since the epoch'),
  update_time: text('Last change, milliseconds since the epoch'),
  job_direction: text('Direction'),
  original_job_direction: text('Direction at creation'),
  job_kernel_direction: text('Direction of the kernel (only in the SDK)'),
  db_use_type: text('Scenario'),
  master_job_id: text('Main task ID'),
  inherit_id: text('ID of the task it descends from'),
  gtid: text('GTID set of the breakpoint'),
  incre_start_position: text('Start position of the incremental phase'),
  alarm_notify: part(notification, 'Exception notification'),
  period_order: part(order, 'Subscription'),
  object_infos: list(selectedObject, 'Selected objects'),
  data_transformation: transformation,
  tags,
  ...settings,
  ...placement,
  ...itemErrorMessage,
}
