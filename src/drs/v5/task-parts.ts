import * as z from 'zod'
import { commaJoined, means, numberText, obeying, orEmpty, type Rule } from '../fields.ts'
import { secret } from '../operation.ts'
import { rule } from '../rule-words.ts'
import { direction, network, scenario, taskMode } from '../values.ts'
import { engineType, nodeType } from './values.ts'

/** The parts that a v5 task is described by, beside its databases and objects. */

/** Letters, digits, `_`, `-` and Chinese characters (7.2.1). */
const tagText = /^[\p{Script=Han}A-Za-z0-9_-]*$/u

const jobTag = z.strictObject({
  key: z
    .string()
    .min(1)
    .max(36)
    .regex(tagText, rule('letters, digits, Chinese characters, _ and -'))
    .optional()
    .meta(means('Tag key', '标签键')),
  value: z
    .string()
    .min(1)
    .max(43)
    .regex(tagText, rule('letters, digits, Chinese characters, _ and -'))
    .optional()
    .meta(means('Tag value', '标签值')),
})

export const baseInfo = z.strictObject({
  name: z
    .string()
    .min(4)
    .max(50)
    .regex(/^[A-Za-z0-9_-]*$/, rule('letters, digits, - and _'))
    .optional()
    .meta(means('Task name', '任务名称')),
  job_type: scenario.optional().meta(means('Scenario', '场景')),
  multi_write: z
    .boolean()
    .optional()
    .meta(means('Dual-active DR; mandatory in DR', '双主灾备；灾备场景必填')),
  engine_type: engineType
    .optional()
    .meta(means('Engine type, for example oracle-to-gaussdbv5', '引擎类型，例如 oracle-to-gaussdbv5')),
  job_direction: direction.optional().meta(means('Direction', '方向')),
  task_type: taskMode.optional().meta(means('Task mode', '任务模式')),
  net_type: network.optional().meta(means('Network type', '网络类型')),
  charging_mode: z
    .enum(['period', 'on_demand'])
    .optional()
    .meta(means('Billing mode, default on_demand', '计费模式，默认按需（on_demand）')),
  enterprise_project_id: z
    .string()
    .optional()
    .meta(means('Enterprise project, default 0', '企业项目，默认为 0')),
  description: z
    .string()
    .max(256)
    .regex(/^[^!<>&"\\]*$/, rule('none of %s', '! < > & " \\'))
    .optional()
    .meta(means('Task description', '任务描述')),
  start_time: z.string().optional().meta(means('Scheduled start', '定时启动')),
  expired_days: numberText(14, 100)
    .optional()
    .meta(
      means(
        'Days after which an abnormal task ends by itself, default 14',
        '任务异常多少天后自动结束，默认 14 天',
      ),
    ),
  tags: z.array(jobTag).max(20).optional().meta(means('Tags', '标签')),
})

export const periodOrder = z.strictObject({
  period_type: z.literal([2, 3]).meta(means('2 months, 3 years', '2 表示按月，3 表示按年')),
  period_num: z.int().min(1).meta(means('Number of periods', '订购周期数')),
  is_auto_renew: z
    .literal([0, 1])
    .optional()
    .meta(means('1 renews and pays automatically, default 0', '1 表示自动续订并自动支付，默认为 0')),
})

const nodeVpc = z.strictObject({
  vpc_id: z.string().meta(means('VPC of the replication instance', '复制实例的虚拟私有云')),
  subnet_id: z.string().meta(means('Subnet of the replication instance', '复制实例的子网')),
  custom_node_ip: z
    .string()
    .optional()
    .meta(means('Free IPv4 addresses wanted, joined by commas', '想要使用的空闲 IPv4 地址，以逗号分隔')),
  security_group_id: z
    .string()
    .optional()
    .meta(means('Security group of the replication instance', '复制实例的安全组')),
})

const nodeBase = z.strictObject({
  instance_type: z.enum(['single', 'ha']).meta(means('One node, or primary and standby', '单节点，或主备')),
  arch: z.enum(['x86', 'arm']).meta(means('CPU architecture', 'CPU 架构')),
  availability_zone: z
    .string()
    .meta(means('AZ of each node, joined by commas', '各节点的可用区，以逗号分隔')),
  status: z.string().optional().meta(means('State', '状态')),
  role: z.string().optional().meta(means('Role in a primary/standby task', '在主备任务中的角色')),
})

/** The replication instance. */
export const nodeInfo = z.strictObject({
  spec: z.strictObject({ node_type: nodeType.meta(means('Node type', '规格')) }).meta(means('Size', '规格')),
  vpc: nodeVpc.optional().meta(means('Network; mandatory for self-built databases', '网络；自建数据库必填')),
  base_info: nodeBase.optional().meta(means('Nodes and their AZs', '节点及其可用区')),
})

export const publicIp = z.strictObject({
  id: z.string().meta(means('EIP ID', '弹性公网 IP 的 ID')),
  public_ip: z.string().meta(means('EIP', '弹性公网 IP')),
  type: z
    .enum(['master', 'slave'])
    .meta(
      means(
        'slave: standby of a primary/standby task; otherwise master',
        'slave 表示主备任务中的备任务；其他为 master',
      ),
    ),
})

/** Documented from 1 on, with the default 0. */
const alarmDelay = z.int().min(0).max(3600).optional()

/** The SMN topic is told when a value stays above its limit for six minutes, or the task becomes abnormal. */
export const alarmNotify = z.strictObject({
  alarm_to_user: z.boolean().meta(means('Tell users about alarms', '将告警通知用户')),
  topic_urn: z.string().optional().meta(means('URN of the SMN topic', 'SMN 主题的 URN')),
  delay_time: alarmDelay.meta(
    means('Delay that raises an alarm, seconds; default 0', '触发告警的时延，单位秒，默认为 0'),
  ),
  rpo_delay: alarmDelay.meta(
    means('RPO that raises an alarm, seconds; default 0', '触发告警的 RPO，单位秒，默认为 0'),
  ),
  rto_delay: alarmDelay.meta(
    means('RTO that raises an alarm, seconds; default 0', '触发告警的 RTO，单位秒，默认为 0'),
  ),
})

export const speedLimit = z.strictObject({
  begin: z
    .string()
    .regex(/^([01]\d|2[0-3]):[0-5]\d$/, rule('in the form hh:mm'))
    .meta(means('Start, hh:mm in UTC; the minutes are ignored', '开始时间，hh:mm（UTC），分钟不生效')),
  end: z
    .string()
    .regex(/^([01]\d|2[0-3]):59$/, rule('in the form hh:59'))
    .meta(means('End, hh:59 in UTC', '结束时间，hh:59（UTC）')),
  speed: numberText(1, 9999).meta(means('Speed in MB/s, 1 to 9999', '速度，单位 MB/s，1 至 9999')),
})

interface WithPassword {
  readonly is_set_password?: boolean | undefined
  readonly password?: string | undefined
}

const passwordRules: readonly Rule<WithPassword>[] = [
  {
    path: ['password'],
    says: rule('mandatory when passwords are set'),
    broken: (owner) => owner.is_set_password === true && !owner.password,
  },
]

const migratedUser = z
  .strictObject({
    id: z.string().meta(means('User ID', '用户 ID')),
    account: z.string().meta(means('User name', '用户名')),
    is_set_password: z
      .boolean()
      .optional()
      .meta(means('Reset the password of this user', '重置该用户的密码')),
    password: secret(z.string().optional().meta(means('New password', '新密码'))),
  })
  .superRefine(obeying(passwordRules))

export const userMigration = z
  .strictObject({
    is_migrate_user: z.boolean().meta(means('Migrate users', '迁移用户')),
    is_set_password: z
      .boolean()
      .meta(means('Give all users one password (MySQL migration)', '所有用户使用同一密码（MySQL 迁移）')),
    password: secret(z.string().optional().meta(means('Password of all users', '所有用户的密码'))),
    user_list: z.array(migratedUser).optional().meta(means('Users', '用户')),
    role_list: z
      .array(z.strictObject({ role: z.string().meta(means('Role', '角色')) }))
      .optional()
      .meta(means('Roles (MongoDB migration)', '要迁移的角色（MongoDB 迁移）')),
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
    .meta(
      means(
        'DDL filter: drop_database, empty for none (MySQL migration only)',
        'DDL 过滤：drop_database，留空表示不过滤（仅 MySQL 迁移）',
      ),
    ),
  conflict_policy: z
    .enum(['ignore', 'stop', 'overwrite'])
    .optional()
    .meta(means('When rows conflict', '行冲突时的处理方式')),
  index_trans: z
    .boolean()
    .optional()
    .meta(means('Synchronize ordinary indexes, default true', '同步普通索引，默认为是')),
  ddl_trans: z.boolean().optional().meta(means('Synchronize DDL, default true', '同步 DDL，默认为是')),
  data_sync_topology_type: z
    .enum(['one2one', 'one2many', 'many2one'])
    .optional()
    .meta(means('Topology, default one2one', '拓扑，默认为 one2one')),
  support_ddl_info: commaJoined(ddlKinds)
    .optional()
    .meta(means('DDL of the incremental phase, joined by commas', '增量阶段的 DDL，以逗号分隔')),
  sync_type_policy: z
    .union([commaJoined(['tableData', 'tableStructure', 'constraintData']), z.literal('supportAllType')])
    .optional()
    .meta(
      means(
        'What is synchronized: supportAllType, or kinds joined by commas',
        '同步的内容：supportAllType，或以逗号分隔的类型',
      ),
    ),
  increment_read_mode: z
    .enum(['logminer', 'xstream'])
    .optional()
    .meta(means('How Oracle logs are read', '读取 Oracle 日志的方式')),
  dml_types: commaJoined(['i', 'u', 'd'])
    .optional()
    .meta(means('DML: i, u and d, joined by commas', 'DML：i、u、d，以逗号分隔')),
})

const dbParamList = z
  .array(
    z.strictObject({
      key: z.string().meta(means('Parameter name', '参数名称')),
      target_value: z.string().meta(means('Value at the destination', '目标库的值')),
    }),
  )
  .optional()

export const dbParam = z.strictObject({
  common: dbParamList.meta(means('Common parameters, those that differ', '有差异的常规参数')),
  performance: dbParamList.meta(means('Performance parameters', '性能参数')),
})

const tuningList = z.array(
  z.strictObject({
    param_name: z.string().meta(means('Parameter name', '参数名称')),
    param_value: z.string().meta(means('Value', '值')),
    availability: z.boolean().meta(means('Usable', '可用')),
  }),
)

/** Advanced settings of a new task and in details. */
export const tuningParams = z.strictObject({
  full_sync: tuningList.meta(means('Full phase', '全量阶段')),
  incre_capture: tuningList.meta(means('Capturing of the incremental phase', '增量阶段的日志抓取')),
  incre_apply: tuningList.meta(means('Replay of the incremental phase', '增量阶段的回放')),
  incre_relay: tuningList.meta(means('Log relay of the incremental phase', '增量阶段的日志中转')),
})

const tuningMap = z.record(z.string(), z.string())

/** Advanced settings of an update: by name, and spelled with `incr` where `tuningParams` has `incre`. */
export const tuningUpdate = z.strictObject({
  full_sync: tuningMap.optional().meta(means('Full phase', '全量阶段')),
  incr_capture: tuningMap.meta(means('Capturing of the incremental phase', '增量阶段的日志抓取')),
  incr_apply: tuningMap.meta(means('Replay of the incremental phase', '增量阶段的回放')),
  incr_relay: tuningMap.optional().meta(means('Log relay of the incremental phase', '增量阶段的日志中转')),
  recovery: z.boolean().optional().meta(means('Back to the defaults', '恢复默认值')),
})
