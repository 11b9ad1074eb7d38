import * as z from 'zod'
import { commaJoined, numberText, obeying, orEmpty, type Rule } from '../fields.ts'
import { secret } from '../operation.ts'
import { direction, network, scenario, taskMode } from '../values.ts'
import { engineType, nodeType } from './values.ts'

/** The parts that a v5 task is described by, beside its databases and objects. */

/** Letters, digits, `_`, `-` and Chinese characters (7.2.1). */
const tagText = /^[\p{Script=Han}A-Za-z0-9_-]*$/u

const jobTag = z.strictObject({
  key: z.string().min(1).max(36).regex(tagText).optional().describe('Tag key'),
  value: z.string().min(1).max(43).regex(tagText).optional().describe('Tag value'),
})

export const baseInfo = z.strictObject({
  name: z
    .string()
    .min(4)
    .max(50)
    .regex(/^[A-Za-z0-9_-]*$/, 'letters, digits, - and _')
    .optional()
    .describe('Task name'),
  job_type: scenario.optional().describe('Scenario'),
  multi_write: z.boolean().optional().describe('Dual-active DR; mandatory in DR'),
  engine_type: engineType.optional().describe('Engine type, for example oracle-to-gaussdbv5'),
  job_direction: direction.optional().describe('Direction'),
  task_type: taskMode.optional().describe('Task mode'),
  net_type: network.optional().describe('Network type'),
  charging_mode: z.enum(['period', 'on_demand']).optional().describe('Billing mode, default on_demand'),
  enterprise_project_id: z.string().optional().describe('Enterprise project, default 0'),
  description: z
    .string()
    .max(256)
    .regex(/^[^!<>&"\\]*$/, 'none of ! < > & " \\')
    .optional()
    .describe('Task description'),
  start_time: z.string().optional().describe('Scheduled start'),
  expired_days: numberText(14, 100)
    .optional()
    .describe('Days after which an abnormal task ends by itself, default 14'),
  tags: z.array(jobTag).max(20).optional().describe('Tags'),
})

export const periodOrder = z.strictObject({
  period_type: z.literal([2, 3]).describe('2 months, 3 years'),
  period_num: z.int().min(1).describe('Number of periods'),
  is_auto_renew: z.literal([0, 1]).optional().describe('1 renews and pays automatically, default 0'),
})

const nodeVpc = z.strictObject({
  vpc_id: z.string().describe('VPC of the replication instance'),
  subnet_id: z.string().describe('Subnet of the replication instance'),
  custom_node_ip: z.string().optional().describe('Free IPv4 addresses wanted, joined by commas'),
  security_group_id: z.string().optional().describe('Security group of the replication instance'),
})

const nodeBase = z.strictObject({
  instance_type: z.enum(['single', 'ha']).describe('One node, or primary and standby'),
  arch: z.enum(['x86', 'arm']).describe('CPU architecture'),
  availability_zone: z.string().describe('AZ of each node, joined by commas'),
  status: z.string().optional().describe('State'),
  role: z.string().optional().describe('Role in a primary/standby task'),
})

/** The replication instance. */
export const nodeInfo = z.strictObject({
  spec: z.strictObject({ node_type: nodeType.describe('Node type') }).describe('Size'),
  vpc: nodeVpc.optional().describe('Network; mandatory for self-built databases'),
  base_info: nodeBase.optional().describe('Nodes and their AZs'),
})

export const publicIp = z.strictObject({
  id: z.string().describe('EIP ID'),
  public_ip: z.string().describe('EIP'),
  type: z.enum(['master', 'slave']).describe('slave: standby of a primary/standby task; otherwise master'),
})

/** Documented from 1 on, with the default 0. */
const alarmDelay = z.int().min(0).max(3600).optional()

/** The SMN topic is told when a value stays above its limit for six minutes, or the task becomes abnormal. */
export const alarmNotify = z.strictObject({
  alarm_to_user: z.boolean().describe('Tell users about alarms'),
  topic_urn: z.string().optional().describe('URN of the SMN topic'),
  delay_time: alarmDelay.describe('Delay that raises an alarm, seconds; default 0'),
  rpo_delay: alarmDelay.describe('RPO that raises an alarm, seconds; default 0'),
  rto_delay: alarmDelay.describe('RTO that raises an alarm, seconds; default 0'),
})

export const speedLimit = z.strictObject({
  begin: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'hh:mm')
    .describe('Start, hh:mm in UTC; the minutes are ignored'),
  end: z
    .string()
    .regex(/^([01]\d|2[0-3]):59$/, 'hh:59')
    .describe('End, hh:59 in UTC'),
  speed: numberText(1, 9999).describe('Speed in MB/s, 1 to 9999'),
})

interface WithPassword {
  readonly is_set_password?: boolean | undefined
  readonly password?: string | undefined
}

const passwordRules: readonly Rule<WithPassword>[] = [
  {
    path: ['password'],
    says: 'mandatory when passwords are set',
    broken: (owner) => owner.is_set_password === true && !owner.password,
  },
]

const migratedUser = z
  .strictObject({
    id: z.string().describe('User ID'),
    account: z.string().describe('User name'),
    is_set_password: z.boolean().optional().describe('Reset the password of this user'),
    password: secret(z.string().optional().describe('New password')),
  })
  .superRefine(obeying(passwordRules))

export const userMigration = z
  .strictObject({
    is_migrate_user: z.boolean().describe('Migrate users'),
    is_set_password: z.boolean().describe('Give all users one password (MySQL migration)'),
    password: secret(z.string().optional().describe('Password of all users')),
    user_list: z.array(migratedUser).optional().describe('Users'),
    role_list: z
      .array(z.strictObject({ role: z.string().describe('Role') }))
      .optional()
      .describe('Roles (MongoDB migration)'),
  })
  .superRefine(obeying(passwordRules))

const ddlKinds = [
  'CREATE_TABLE',
  'ADD_COLUMN',
  'MODIFY_COLUMN',
  'CHANGE_COLUMN',
  'DROP_INDEX',
  'ADD_INDEX',
  'CREATE_INDEX',
  'RENAME_INDEX',
]

export const policyConfig = z.strictObject({
  filter_ddl_policy: orEmpty(z.enum(['drop_database']))
    .optional()
    .describe('DDL filter: drop_database, empty for none (MySQL migration only)'),
  conflict_policy: z.enum(['ignore', 'stop', 'overwrite']).optional().describe('When rows conflict'),
  index_trans: z.boolean().optional().describe('Synchronize ordinary indexes, default true'),
  ddl_trans: z.boolean().optional().describe('Synchronize DDL, default true'),
  data_sync_topology_type: z
    .enum(['one2one', 'one2many', 'many2one'])
    .optional()
    .describe('Topology, default one2one'),
  support_ddl_info: commaJoined(ddlKinds)
    .optional()
    .describe('DDL of the incremental phase, joined by commas'),
  sync_type_policy: z
    .union([commaJoined(['tableData', 'tableStructure', 'constraintData']), z.literal('supportAllType')])
    .optional()
    .describe('What is synchronized: supportAllType, or kinds joined by commas'),
  increment_read_mode: z.enum(['logminer', 'xstream']).optional().describe('How Oracle logs are read'),
  dml_types: commaJoined(['i', 'u', 'd']).optional().describe('DML: i, u and d, joined by commas'),
})

const dbParamList = z
  .array(
    z.strictObject({
      key: z.string().describe('Parameter name'),
      target_value: z.string().describe('Value at the destination'),
    }),
  )
  .optional()

export const dbParam = z.strictObject({
  common: dbParamList.describe('Common parameters, those that differ'),
  performance: dbParamList.describe('Performance parameters'),
})

const tuningList = z.array(
  z.strictObject({
    param_name: z.string().describe('Parameter name'),
    param_value: z.string().describe('Value'),
    availability: z.boolean().describe('Usable'),
  }),
)

/** Advanced settings of a new task and in details. */
export const tuningParams = z.strictObject({
  full_sync: tuningList.describe('Full phase'),
  incre_capture: tuningList.describe('Capturing of the incremental phase'),
  incre_apply: tuningList.describe('Replay of the incremental phase'),
  incre_relay: tuningList.describe('Log relay of the incremental phase'),
})

const tuningMap = z.record(z.string(), z.string())

/** Advanced settings of an update: by name, and spelled with `incr` where `tuningParams` has `incre`. */
export const tuningUpdate = z.strictObject({
  full_sync: tuningMap.optional().describe('Full phase'),
  incr_capture: tuningMap.describe('Capturing of the incremental phase'),
  incr_apply: tuningMap.describe('Replay of the incremental phase'),
  incr_relay: tuningMap.optional().describe('Log relay of the incremental phase'),
  recovery: z.boolean().optional().describe('Back to the defaults'),
})
