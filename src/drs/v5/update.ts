import * as z from 'zod'
import { effects, has, holds, when } from '../effects.ts'
import { obeying, type Rule } from '../fields.ts'
import type { BodyEntry } from '../operation.ts'
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
  job_id: z.string().optional().describe('Task ID'),
  base_info: baseInfo.optional().describe('Basic information'),
  source_endpoint: z.array(jobEndpoint).optional().describe('Source databases'),
  target_endpoint: z.array(jobEndpoint).optional().describe('Destination databases'),
  alarm_notify: alarmNotify.optional().describe('Exception notification'),
  speed_limit: z.array(speedLimit).optional().describe('Flow control'),
  user_migration: userMigration.optional().describe('Users to be migrated'),
  policy_config: policyConfig.optional().describe('Policies'),
  db_object: objectSelection.optional().describe('Objects of the task'),
  db_param: dbParam.optional().describe('Database parameters to be set'),
  tuning_params: tuningUpdate.optional().describe('Advanced settings'),
  period_order: periodOrder.optional().describe('Subscription'),
  node_info: nodeInfo.optional().describe('Replication instance'),
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
    says: `mandatory when type is ${type}`,
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
    type: z.enum(changeTypes).describe('What is changed; re_create rebuilds the replication instance'),
    params: newValues.describe('New values; those that belong to the type'),
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
    says: 'tells which task of the batch is meant',
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
      .describe('What is changed; precheck only checks again'),
    params: newValues.describe('Task ID and the new values'),
  })
  .superRefine(obeying(asyncChangeRules))
