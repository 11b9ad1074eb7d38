import * as z from 'zod'
import { obeying, type Rule } from '../fields.ts'
import { jobEndpoint } from './endpoint.ts'
import { objectSelection } from './object-selection.ts'
import {
  alarmNotify,
  baseInfo,
  dbParam,
  nodeInfo,
  periodOrder,
  policyConfig,
  publicIp,
  speedLimit,
  tuningParams,
  userMigration,
} from './task-parts.ts'

/** A task to be created, alone (7.2.1) or in an asynchronous batch (7.3.1). */

const newJobFields = z.strictObject({
  base_info: baseInfo.describe('Basic information'),
  source_endpoint: z.array(jobEndpoint).describe('Source databases'),
  target_endpoint: z.array(jobEndpoint).describe('Destination databases'),
  period_order: periodOrder.optional().describe('Subscription; mandatory with charging_mode period'),
  node_info: nodeInfo.describe('Replication instance'),
  public_ip_list: z.array(publicIp).optional().describe('EIPs to be bound'),
})

type NewJob = z.output<typeof newJobFields>

const isDr = (job: NewJob): boolean => job.base_info.job_type === 'cloudDataGuard'

const newJobRules: readonly Rule<NewJob>[] = [
  {
    path: ['base_info', 'multi_write'],
    says: 'mandatory in DR',
    broken: (job) => isDr(job) && job.base_info.multi_write === undefined,
  },
  {
    path: ['base_info', 'net_type'],
    says: 'vpc is not possible in DR',
    broken: (job) => isDr(job) && job.base_info.net_type === 'vpc',
  },
  {
    path: ['period_order'],
    says: 'mandatory when charging_mode is period',
    broken: (job) => job.base_info.charging_mode === 'period' && !job.period_order,
  },
  {
    path: ['node_info', 'vpc'],
    says: 'mandatory for self-built databases',
    broken: (job) => job.base_info.job_direction === 'non-dbs' && !job.node_info.vpc,
  },
]

export const newJob = newJobFields.superRefine(obeying(newJobRules))

const tuning = tuningParams.optional().describe('Advanced settings')

/** Everything at once: the task can be started without further configuration. */
export const newAsyncJob = z
  .strictObject({
    ...newJobFields.shape,
    alarm_notify: alarmNotify.optional().describe('Exception notification'),
    speed_limit: z.array(speedLimit).optional().describe('Flow control; none is unlimited'),
    user_migration: userMigration.optional().describe('Users to be migrated'),
    policy_config: policyConfig.describe('Policies'),
    db_object: objectSelection.describe('Objects of the task'),
    db_param: dbParam.optional().describe('Database parameters to be set'),
    tuning_params: tuning,
    // So in the row of table 7-90; its own table and all other structures say tuning_params.
    tuning_parameters: tuning,
  })
  .superRefine(obeying(newJobRules))
