import * as z from 'zod'
import { effects, has, holds, when } from '../effects.ts'
import { numberText, obeying, type Rule, text, texts } from '../fields.ts'
import { operation } from '../operation.ts'
import { batchAnswer, endpoint, itemError, jobResults, subscription, tag } from './shapes.ts'
import { direction, engineType, network, nodeType, scenario, taskId, taskMode } from './values.ts'

/** Creating tasks and changing what they were created with. */

/** The English edition asks for a leading letter, the Chinese one does not. */
const taskName = z
  .string()
  .min(4)
  .max(50)
  .regex(/^[A-Za-z][A-Za-z0-9_-]*$/, 'letters, digits, - and _, a letter first')

const description = z.string().max(256)

const periodOrder = z
  .strictObject({
    period_type: z.literal([2, 3]).describe('2 months, 3 years'),
    period_num: z.int().min(1).max(9).describe('Number of periods: up to 9 months or 3 years'),
    is_auto_renew: z.literal([0, 1]).optional().describe('1 renews automatically, default 0'),
  })
  .refine((order) => order.period_type !== 3 || order.period_num <= 3, {
    path: ['period_num'],
    message: 'at most 3 years',
  })

const publicIp = z.strictObject({
  id: z.string().describe('EIP ID'),
  public_ip: z.string().describe('EIP'),
  type: z.enum(['master', 'slave']).describe('slave: standby of a primary/standby task; otherwise master'),
})

const enterpriseProject = tag.extend({ key: z.literal('_sys_enterprise_project_id').describe('Fixed key') })

const newJobFields = z.strictObject({
  name: taskName.describe('Task name'),
  db_use_type: scenario.describe('Scenario'),
  engine_type: engineType.describe('Engine type'),
  job_direction: direction.describe('Direction'),
  bind_eip: z.boolean().optional().describe('Bind an EIP; must be true when net_type is eip'),
  customize_sutnet_id: z.string().describe('Subnet of the replication instance'),
  product_id: z.string().optional().describe('Product ID'),
  is_target_readonly: z.boolean().optional().describe('Destination MySQL is read-only, default true'),
  net_type: network.describe('Network type'),
  node_type: nodeType.describe('Node type'),
  node_num: z.int().min(1).max(32).optional().describe('Number of source shards of a MongoDB cluster'),
  source_endpoint: endpoint.describe('Source database'),
  target_endpoint: endpoint.describe('Destination database'),
  task_type: taskMode.describe('Task mode'),
  tags: z.array(tag).max(20).optional().describe('Tags'),
  description: description
    .regex(/^[^!<>'&"\\]*$/, 'none of ! < > \' & " \\')
    .optional()
    .describe('Task description'),
  multi_write: z.boolean().optional().describe('Dual-active DR; mandatory in DR'),
  sys_tags: z.array(enterpriseProject).max(1).optional().describe('Enterprise project'),
  expired_days: numberText(14, 100)
    .optional()
    .describe('Days after which an abnormal task ends by itself, default 14'),
  master_az: z.string().optional().describe('AZ of the primary task; counts only with slave_az'),
  slave_az: z.string().optional().describe('AZ of the standby task; counts only with master_az'),
  charging_mode: z.enum(['period', 'on_demand']).optional().describe('Billing mode, default on_demand'),
  period_order: periodOrder.optional().describe('Subscription; mandatory with charging_mode period'),
  public_ip_list: z.array(publicIp).optional().describe('EIPs to be bound'),
  is_open_fast_clean: z.boolean().optional().describe('Fast clearing of RDS binlogs, default false'),
})

type NewJob = z.output<typeof newJobFields>

const isDr = (job: NewJob): boolean => job.db_use_type === 'cloudDataGuard'

/** In DR the database on this cloud must be named as an instance. */
function cloudEnd(job: NewJob): 'source_endpoint' | 'target_endpoint' | undefined {
  if (!isDr(job)) return undefined
  return job.job_direction === 'down' ? 'source_endpoint' : 'target_endpoint'
}

function lacksInstance(job: NewJob, end: 'source_endpoint' | 'target_endpoint'): boolean {
  return cloudEnd(job) === end && !(job[end].inst_id && job[end].region)
}

const newJobRules: readonly Rule<NewJob>[] = [
  {
    path: ['bind_eip'],
    says: 'must be true when net_type is eip',
    broken: (job) => job.net_type === 'eip' && job.bind_eip !== true,
  },
  {
    path: ['net_type'],
    says: 'vpc is not possible in DR',
    broken: (job) => isDr(job) && job.net_type === 'vpc',
  },
  {
    path: ['multi_write'],
    says: 'mandatory in DR',
    broken: (job) => isDr(job) && job.multi_write === undefined,
  },
  {
    path: ['task_type'],
    says: 'single-active DR knows only FULL_INCR_TRANS',
    broken: (job) => isDr(job) && job.multi_write === false && job.task_type !== 'FULL_INCR_TRANS',
  },
  {
    path: ['source_endpoint'],
    says: 'inst_id and region are mandatory in DR with direction down',
    broken: (job) => lacksInstance(job, 'source_endpoint'),
  },
  {
    path: ['target_endpoint'],
    says: 'inst_id and region are mandatory in DR with direction up',
    broken: (job) => lacksInstance(job, 'target_endpoint'),
  },
  {
    path: ['period_order'],
    says: 'mandatory when charging_mode is period',
    broken: (job) => job.charging_mode === 'period' && !job.period_order,
  },
  {
    path: ['charging_mode'],
    says: 'period is not possible for a migration',
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
  batch: { list: 'jobs', limit: 10 },
  request: z.strictObject({ jobs: z.array(newJob).max(10).describe('Tasks to be created') }),
  response: batchAnswer({
    id: text('Task ID'),
    child_ids: texts('Subtask IDs, if there are subtasks'),
    name: text('Task name'),
    status: text('Task status, for example CREATING'),
    create_time: text('Time of creation, milliseconds since the epoch'),
    ...itemError,
  }),
})

/** Documented from 1 on, with the default 0 that the example sends too. */
const alarmDelay = z.int().min(0).max(3600).optional()

const alarmNotify = z.strictObject({
  delay_time: alarmDelay.describe('Delay that raises an alarm, seconds; default 0'),
  rto_delay: alarmDelay.describe('RTO that raises an alarm, seconds; default 0'),
  rpo_delay: alarmDelay.describe('RPO that raises an alarm, seconds; default 0'),
  alarm_to_user: z.boolean().optional().describe('Tell users about alarms, default false'),
  subscriptions: z.array(subscription).max(2).optional().describe('Whom to tell'),
})

const changedJobFields = z.strictObject({
  job_id: taskId,
  description: description.optional().describe('New task description'),
  name: z.string().optional().describe('New task name'),
  alarm_notify: alarmNotify.optional().describe('Exception notification'),
  task_type: taskMode.optional().describe('New task mode, only MySQL to TaurusDB'),
  source_endpoint: endpoint.optional().describe('Source database'),
  target_endpoint: endpoint.optional().describe('Destination database'),
  node_type: nodeType.optional().describe('Node type'),
  engine_type: engineType.optional().describe('Engine type'),
  net_type: network.optional().describe('Network type'),
  store_db_info: z.boolean().optional().describe('Store the databases; true after the connection tests'),
  is_recreate: z.boolean().optional().describe('The task is a rebuilding task'),
  job_direction: direction.optional().describe('Direction'),
  is_target_readonly: z.boolean().optional().describe('Destination is read-only'),
  replace_definer: z
    .boolean()
    .optional()
    .describe('MySQL: the destination user becomes definer of all objects'),
  tags: z.array(tag).optional().describe('Tags'),
  db_use_type: scenario.optional().describe('Scenario'),
  product_id: z.string().optional().describe('Product ID'),
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
      says: 'mandatory when store_db_info is true',
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
  request: z.strictObject({ jobs: z.array(changedJob).max(10).describe('Tasks to be modified') }),
  response: jobResults,
})
