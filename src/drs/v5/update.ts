import * as z from 'zod'
import { effects, has, holds, when } from '../effects.ts'
import { means, obeying, type Rule } from '../fields.ts'
import type { BodyEntry } from '../operation.ts'
import { rule } from '../rule-words.ts'
import { jobEndpoint } from './endpoint.ts'
import { objectSelection } from './object-selection.ts'
import {
  alarmNotify,
  baseInfo,
  dbParam,
  nodeInfo,
  periodOrder,
  policyConfig,
  speedLimit,
  tuningUpdate,
  userMigration,
} from './task-parts.ts'

/** Changes of a task (7.2.3) and of the tasks of an asynchronous batch (7.3.5): the type tells which part is read. */

const newValues = z.strictObject({
  job_id: z.string().optional().meta(means('Task ID', '任务 ID')),
  base_info: baseInfo.optional().meta(means('Basic information', '基本信息')),
  source_endpoint: z.array(jobEndpoint).optional().meta(means('Source databases', '源库列表')),
  target_endpoint: z.array(jobEndpoint).optional().meta(means('Destination databases', '目标库列表')),
  alarm_notify: alarmNotify.optional().meta(means('Exception notification', '异常通知')),
  speed_limit: z.array(speedLimit).optional().meta(means('Flow control', '限速')),
  user_migration: userMigration.optional().meta(means('Users to be migrated', '要迁移的用户')),
  policy_config: policyConfig.optional().meta(means('Policies', '策略')),
  db_object: objectSelection.optional().meta(means('Objects of the task', '任务的对象')),
  db_param: dbParam.optional().meta(means('Database parameters to be set', '要设置的数据库参数')),
  tuning_params: tuningUpdate.optional().meta(means('Advanced settings', '高级设置')),
  period_order: periodOrder.optional().meta(means('Subscription', '订购信息')),
  node_info: nodeInfo.optional().meta(means('Replication instance', '复制实例')),
})

type NewValues = z.output<typeof newValues>

/**
 * `db_object`, `speed_limit` and `tuning_params` stand only in the table of `params` and in an example, `notify` only in the
 * vendor's Terraform provider.
 */
const changeTypes = [
  'name',
  'description',
  'endpoint',
  'policy',
  're_create',
  'expired_days',
  'db_object',
  'speed_limit',
  'tuning_params',
  'notify',
] as const

interface Change {
  readonly type: string
  readonly params: NewValues
}

function wanted<Given extends Change>(
  type: string,
  path: readonly string[],
  given: (params: NewValues) => unknown,
): Rule<Given> {
  return {
    path: ['params', ...path],
    says: rule('mandatory when type is %s', type),
    broken: (change) => change.type === type && given(change.params) === undefined,
  }
}

const changeRules: readonly Rule<Change>[] = [
  wanted('name', ['base_info', 'name'], (params) => params.base_info?.name),
  wanted('description', ['base_info', 'description'], (params) => params.base_info?.description),
  wanted('expired_days', ['base_info', 'expired_days'], (params) => params.base_info?.expired_days),
  wanted('endpoint', ['source_endpoint'], (params) => params.source_endpoint ?? params.target_endpoint),
  wanted('policy', ['policy_config'], (params) => params.policy_config),
  wanted('db_object', ['db_object'], (params) => params.db_object),
  wanted('speed_limit', ['speed_limit'], (params) => params.speed_limit),
  wanted('tuning_params', ['tuning_params'], (params) => params.tuning_params),
  wanted('notify', ['alarm_notify'], (params) => params.alarm_notify),
]

export const changedJob = z
  .strictObject({
    type: z
      .enum(changeTypes)
      .meta(
        means(
          'What is changed; re_create rebuilds the replication instance',
          '修改类型；re_create 表示重建复制实例',
        ),
      ),
    params: newValues.meta(
      means('New values; those that belong to the type', '新的值；填写与修改类型对应的部分'),
    ),
  })
  .superRefine(obeying(changeRules))

/** Whether the type names this part, or the part is given beside another type, where it may count as well. */
function changes(type: string, ...part: readonly [string, ...string[]]): (change: BodyEntry) => boolean {
  const given = has('params', ...part)
  return (change) => change.type === type || given(change)
}

const modeFields = [
  'job_type',
  'multi_write',
  'engine_type',
  'job_direction',
  'task_type',
  'net_type',
] as const

/** What a change of a task may do. */
export const updates = [
  when(effects.renamed, changes('name', 'base_info', 'name')),
  when(effects.described, changes('description', 'base_info', 'description')),
  when(effects.endSet, changes('expired_days', 'base_info', 'expired_days')),
  when(effects.tagsReplaced, has('params', 'base_info', 'tags')),
  when(effects.modeSet, holds(...modeFields, 'node_info', 'enterprise_project_id', 'is_target_readonly')),
  when(effects.modeSet, holds('is_target_read_only')),
  when(effects.subscribed, holds('period_order', 'charging_mode')),
  when(effects.databasesSet, changes('endpoint', 'source_endpoint')),
  when(effects.databasesSet, changes('endpoint', 'target_endpoint')),
  when(effects.passwordsGiven, holds('db_password')),
  when(effects.rebuilt, ({ type }) => type === 're_create'),
  when(effects.alarmsSet, has('params', 'alarm_notify')),
  when(effects.slowed, changes('speed_limit', 'speed_limit')),
  when(effects.usersSet, has('params', 'user_migration')),
  when(effects.userPasswordsSet, holds('password', 'is_set_password')),
  when(effects.policySet, changes('policy', 'policy_config')),
  when(effects.objectsSelected, changes('db_object', 'db_object')),
  when(effects.parametersSet, has('params', 'db_param')),
  when(effects.tuned, changes('tuning_params', 'tuning_params')),
] as const

/** What a batch holds becomes tasks when it is committed. */
export const batchPreparations = [
  effects.batchPrepared,
  when(effects.subscribed, holds('period_order')),
  when(effects.parametersSet, holds('db_param')),
  when(effects.userPasswordsSet, holds('password', 'is_set_password')),
] as const

const asyncChangeRules: readonly Rule<Change>[] = [
  {
    path: ['params', 'job_id'],
    says: rule('tells which task of the batch is meant'),
    broken: (change) => !change.params.job_id,
  },
  wanted('endpoint', ['source_endpoint'], (params) => params.source_endpoint ?? params.target_endpoint),
  wanted('policy', ['policy_config'], (params) => params.policy_config),
  wanted('db_object', ['db_object'], (params) => params.db_object),
]

export const changedAsyncJob = z
  .strictObject({
    type: z
      .enum(['all', 'endpoint', 'network', 'policy', 'db_object', 'precheck'])
      .meta(means('What is changed; precheck only checks again', '修改的内容；precheck 表示仅重新检查')),
    params: newValues.meta(means('Task ID and the new values', '任务 ID 和新的值')),
  })
  .superRefine(obeying(asyncChangeRules))
