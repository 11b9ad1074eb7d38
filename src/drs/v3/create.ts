import * as z from 'zod'
import {
  endNamedAsInstance,
  isDisasterRecovery,
  isModeOffered,
  isNetworkOffered,
  type TaskEnd,
} from '../conditions.ts'
import { effects, has, holds, when } from '../effects.ts'
import { means, numberText, obeying, type Rule, text, texts } from '../fields.ts'
import { operation } from '../operation.ts'
import { rule } from '../rule-words.ts'
import { batchAnswer, endpoint, itemError, jobResults, subscription, tag } from './shapes.ts'
import { direction, engineType, network, nodeType, scenario, taskId, taskMode } from './values.ts'

/** Creating tasks and changing what they were created with. */

/** The English edition asks for a leading letter, the Chinese one does not. */
const taskName = z
  .string()
  .min(4)
  .max(50)
  .regex(/^[A-Za-z][A-Za-z0-9_-]*$/, rule('letters, digits, - and _, a letter first'))

const description = z.string().max(256)

const periodOrder = z
  .strictObject({
    period_type: z.literal([2, 3]).meta(means('2 months, 3 years', '2 表示按月，3 表示按年')),
    period_num: z
      .int()
      .min(1)
      .max(9)
      .meta(means('Number of periods: up to 9 months or 3 years', '订购周期数：最多 9 个月或 3 年')),
    is_auto_renew: z
      .literal([0, 1])
      .optional()
      .meta(means('1 renews automatically, default 0', '1 表示自动续订，默认为 0')),
  })
  .refine((order) => order.period_type !== 3 || order.period_num <= 3, {
    path: ['period_num'],
    message: rule('at most 3 years'),
  })

const publicIp = z.strictObject({
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

const enterpriseProject = tag.extend({
  key: z.literal('_sys_enterprise_project_id').meta(means('Fixed key', '固定的键')),
})

const newJobFields = z.strictObject({
  name: taskName.meta(means('Task name', '任务名称')),
  db_use_type: scenario.meta(means('Scenario', '场景')),
  engine_type: engineType.meta(means('Engine type', '引擎类型')),
  job_direction: direction.meta(means('Direction', '方向')),
  bind_eip: z
    .boolean()
    .optional()
    .meta(
      means(
        'Bind an EIP; must be true when net_type is eip',
        '绑定弹性公网 IP；net_type 为 eip 时必须为 true',
      ),
    ),
  customize_sutnet_id: z.string().meta(means('Subnet of the replication instance', '复制实例的子网')),
  product_id: z.string().optional().meta(means('Product ID', '产品 ID')),
  is_target_readonly: z
    .boolean()
    .optional()
    .meta(means('Destination MySQL is read-only, default true', '目标 MySQL 是否只读，默认为是')),
  net_type: network.meta(means('Network type', '网络类型')),
  node_type: nodeType.meta(means('Node type', '规格')),
  node_num: z
    .int()
    .min(1)
    .max(32)
    .optional()
    .meta(means('Number of source shards of a MongoDB cluster', 'MongoDB 集群源库的分片数')),
  source_endpoint: endpoint.meta(means('Source database', '源库')),
  target_endpoint: endpoint.meta(means('Destination database', '目标库')),
  task_type: taskMode.meta(means('Task mode', '任务模式')),
  tags: z.array(tag).max(20).optional().meta(means('Tags', '标签')),
  description: description
    .regex(/^[^!<>'&"\\]*$/, rule('none of %s', '! < > \' & " \\'))
    .optional()
    .meta(means('Task description', '任务描述')),
  multi_write: z
    .boolean()
    .optional()
    .meta(means('Dual-active DR; mandatory in DR', '双主灾备；灾备场景必填')),
  sys_tags: z.array(enterpriseProject).max(1).optional().meta(means('Enterprise project', '企业项目')),
  expired_days: numberText(14, 100)
    .optional()
    .meta(
      means(
        'Days after which an abnormal task ends by itself, default 14',
        '任务异常多少天后自动结束，默认 14 天',
      ),
    ),
  master_az: z
    .string()
    .optional()
    .meta(
      means(
        'AZ of the primary task; counts only with slave_az',
        '主备任务中主任务的可用区；与 slave_az 一起填写才生效',
      ),
    ),
  slave_az: z
    .string()
    .optional()
    .meta(
      means(
        'AZ of the standby task; counts only with master_az',
        '主备任务中备任务的可用区；与 master_az 一起填写才生效',
      ),
    ),
  charging_mode: z
    .enum(['period', 'on_demand'])
    .optional()
    .meta(means('Billing mode, default on_demand', '计费模式，默认按需（on_demand）')),
  period_order: periodOrder
    .optional()
    .meta(
      means('Subscription; mandatory with charging_mode period', '订购信息；charging_mode 为 period 时必填'),
    ),
  public_ip_list: z.array(publicIp).optional().meta(means('EIPs to be bound', '要绑定的弹性公网 IP')),
  is_open_fast_clean: z
    .boolean()
    .optional()
    .meta(means('Fast clearing of RDS binlogs, default false', '快速清理 RDS 的 Binlog，默认为否')),
})

type NewJob = z.output<typeof newJobFields>

const isDr = (job: NewJob): boolean => isDisasterRecovery({ scenario: job.db_use_type })

function lacksInstance(job: NewJob, end: TaskEnd): boolean {
  const { inst_id, region } = end === 'source' ? job.source_endpoint : job.target_endpoint
  const named = endNamedAsInstance({ scenario: job.db_use_type, direction: job.job_direction })
  return named === end && !(inst_id && region)
}

const newJobRules: readonly Rule<NewJob>[] = [
  {
    path: ['bind_eip'],
    says: rule('must be true when net_type is eip'),
    broken: (job) => job.net_type === 'eip' && job.bind_eip !== true,
  },
  {
    path: ['net_type'],
    says: rule('vpc is not possible in DR'),
    broken: (job) => !isNetworkOffered({ scenario: job.db_use_type, network: job.net_type }),
  },
  {
    path: ['multi_write'],
    says: rule('mandatory in DR'),
    broken: (job) => isDr(job) && job.multi_write === undefined,
  },
  {
    path: ['task_type'],
    says: rule('single-active DR knows only FULL_INCR_TRANS'),
    broken: (job) =>
      job.multi_write === false && !isModeOffered({ scenario: job.db_use_type, mode: job.task_type }),
  },
  {
    path: ['source_endpoint'],
    says: rule('inst_id and region are mandatory in DR with direction down'),
    broken: (job) => lacksInstance(job, 'source'),
  },
  {
    path: ['target_endpoint'],
    says: rule('inst_id and region are mandatory in DR with direction up'),
    broken: (job) => lacksInstance(job, 'destination'),
  },
  {
    path: ['period_order'],
    says: rule('mandatory when charging_mode is period'),
    broken: (job) => job.charging_mode === 'period' && !job.period_order,
  },
  {
    path: ['charging_mode'],
    says: rule('period is not possible for a migration'),
    broken: (job) => job.charging_mode === 'period' && job.db_use_type === 'migration',
  },
]

const newJob = newJobFields.superRefine(obeying(newJobRules))

export const batchCreateJobs = operation({
  id: 'batch-create-jobs',
  api: 'v3',
  method: 'POST',
  path: '/v3/{project_id}/jobs/batch-creation',
  title: { en: 'Create tasks', 'zh-CN': '批量创建任务' },
  effects: [effects.created, when(effects.subscribed, holds('period_order'))],
  section: '6.1.1',
  success: 202,
  results: [{ operation: 'batch-job-status', from: { 'body.jobs': 'answer.results.*.id' } }],
  batch: { list: 'jobs', limit: 10 },
  request: z.strictObject({
    jobs: z.array(newJob).max(10).meta(means('Tasks to be created', '要创建的任务')),
  }),
  response: batchAnswer({
    id: text('Task ID', '任务 ID'),
    child_ids: texts('Subtask IDs, if there are subtasks', '子任务 ID（有子任务时）'),
    name: text('Task name', '任务名称'),
    status: text('Task status, for example CREATING', '任务状态，例如 CREATING'),
    create_time: text('Time of creation, milliseconds since the epoch', '创建时间，毫秒时间戳'),
    ...itemError,
  }),
})

/** Documented from 1 on, with the default 0 that the example sends too. */
const alarmDelay = z.int().min(0).max(3600).optional()

const alarmNotify = z.strictObject({
  delay_time: alarmDelay.meta(
    means('Delay that raises an alarm, seconds; default 0', '触发告警的时延，单位秒，默认为 0'),
  ),
  rto_delay: alarmDelay.meta(
    means('RTO that raises an alarm, seconds; default 0', '触发告警的 RTO，单位秒，默认为 0'),
  ),
  rpo_delay: alarmDelay.meta(
    means('RPO that raises an alarm, seconds; default 0', '触发告警的 RPO，单位秒，默认为 0'),
  ),
  alarm_to_user: z
    .boolean()
    .optional()
    .meta(means('Tell users about alarms, default false', '将告警通知用户，默认为否')),
  subscriptions: z.array(subscription).max(2).optional().meta(means('Whom to tell', '通知对象')),
})

const changedJobFields = z.strictObject({
  job_id: taskId,
  description: description.optional().meta(means('New task description', '新的任务描述')),
  name: z.string().optional().meta(means('New task name', '新的任务名称')),
  alarm_notify: alarmNotify.optional().meta(means('Exception notification', '异常通知')),
  task_type: taskMode
    .optional()
    .meta(means('New task mode, only MySQL to TaurusDB', '新的任务模式，仅支持 MySQL 到 TaurusDB')),
  source_endpoint: endpoint.optional().meta(means('Source database', '源库')),
  target_endpoint: endpoint.optional().meta(means('Destination database', '目标库')),
  node_type: nodeType.optional().meta(means('Node type', '规格')),
  engine_type: engineType.optional().meta(means('Engine type', '引擎类型')),
  net_type: network.optional().meta(means('Network type', '网络类型')),
  store_db_info: z
    .boolean()
    .optional()
    .meta(
      means('Store the databases; true after the connection tests', '保存数据库信息；测试连接通过后为 true'),
    ),
  is_recreate: z.boolean().optional().meta(means('The task is a rebuilding task', '该任务为重建任务')),
  job_direction: direction.optional().meta(means('Direction', '方向')),
  is_target_readonly: z.boolean().optional().meta(means('Destination is read-only', '目标库只读')),
  replace_definer: z
    .boolean()
    .optional()
    .meta(
      means(
        'MySQL: the destination user becomes definer of all objects',
        'MySQL：将所有对象的 Definer 改为目标库用户',
      ),
    ),
  tags: z.array(tag).optional().meta(means('Tags', '标签')),
  db_use_type: scenario.optional().meta(means('Scenario', '场景')),
  product_id: z.string().optional().meta(means('Product ID', '产品 ID')),
})

/** 6.1.4: what must be sent after the connection tests, which is when `store_db_info` is true. */
const storedWithDatabases = [
  'source_endpoint',
  'target_endpoint',
  'engine_type',
  'net_type',
  'job_direction',
] as const satisfies readonly (keyof z.output<typeof changedJobFields>)[]

const changedJob = changedJobFields.superRefine(
  obeying(
    storedWithDatabases.map((field) => ({
      path: [field],
      says: rule('mandatory when store_db_info is true'),
      broken: (job: z.output<typeof changedJobFields>) =>
        job.store_db_info === true && job[field] === undefined,
    })),
  ),
)

/** One call may change many things: those that stand in the entry of a task. */
const modifications = [
  when(effects.described, has('description')),
  when(effects.renamed, has('name')),
  when(effects.alarmsSet, has('alarm_notify')),
  when(effects.databasesSet, holds('source_endpoint', 'target_endpoint', 'store_db_info')),
  when(effects.passwordsGiven, holds('db_password')),
  when(effects.modeSet, holds('task_type', 'node_type', 'engine_type', 'net_type', 'job_direction')),
  when(effects.modeSet, holds('db_use_type', 'product_id')),
  when(effects.modeSet, has('is_target_readonly')),
  when(effects.rebuilt, has('is_recreate')),
  when(effects.definersSet, has('replace_definer')),
  when(effects.tagsReplaced, has('tags')),
] as const

export const batchModifyJobs = operation({
  id: 'batch-modify-jobs',
  api: 'v3',
  method: 'PUT',
  path: '/v3/{project_id}/jobs/batch-modification',
  title: { en: 'Modify tasks', 'zh-CN': '批量修改任务' },
  effects: modifications,
  section: '6.1.4',
  success: 200,
  batch: { list: 'jobs', limit: 10 },
  request: z.strictObject({
    jobs: z.array(changedJob).max(10).meta(means('Tasks to be modified', '要修改的任务')),
  }),
  response: jobResults,
})
