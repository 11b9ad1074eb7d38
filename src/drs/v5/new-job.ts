import * as z from 'zod'
import { isDisasterRecovery, isNetworkOffered, needsVpcOfNode, type TaskShape } from '../conditions.ts'
import { means, obeying, type Rule } from '../fields.ts'
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
  publicIp,
  speedLimit,
  tuningParams,
  userMigration,
} from './task-parts.ts'

/** A task to be created, alone (7.2.1) or in an asynchronous batch (7.3.1). */

const newJobFields = z.strictObject({
  base_info: baseInfo.meta(means('Basic information', '基本信息')),
  source_endpoint: z.array(jobEndpoint).meta(means('Source databases', '源库列表')),
  target_endpoint: z.array(jobEndpoint).meta(means('Destination databases', '目标库列表')),
  period_order: periodOrder
    .optional()
    .meta(
      means('Subscription; mandatory with charging_mode period', '订购信息；charging_mode 为 period 时必填'),
    ),
  node_info: nodeInfo.meta(means('Replication instance', '复制实例')),
  public_ip_list: z.array(publicIp).optional().meta(means('EIPs to be bound', '要绑定的弹性公网 IP')),
})

type NewJob = z.output<typeof newJobFields>

/** As conditions.ts calls what a task is. */
function shapeOf({ base_info: base }: NewJob): TaskShape {
  return {
    scenario: base.job_type ?? '',
    direction: base.job_direction ?? '',
    network: base.net_type ?? '',
  }
}

const newJobRules: readonly Rule<NewJob>[] = [
  {
    path: ['base_info', 'multi_write'],
    says: rule('mandatory in DR'),
    broken: (job) => isDisasterRecovery(shapeOf(job)) && job.base_info.multi_write === undefined,
  },
  {
    path: ['base_info', 'net_type'],
    says: rule('vpc is not possible in DR'),
    broken: (job) => !isNetworkOffered(shapeOf(job)),
  },
  {
    path: ['period_order'],
    says: rule('mandatory when charging_mode is period'),
    broken: (job) => job.base_info.charging_mode === 'period' && !job.period_order,
  },
  {
    path: ['node_info', 'vpc'],
    says: rule('mandatory for self-built databases'),
    broken: (job) => needsVpcOfNode(shapeOf(job)) && !job.node_info.vpc,
  },
]

export const newJob = newJobFields.superRefine(obeying(newJobRules))

const tuning = tuningParams.optional().meta(means('Advanced settings', '高级设置'))

/** Everything at once: the task can be started without further configuration. */
export const newAsyncJob = z
  .strictObject({
    ...newJobFields.shape,
    alarm_notify: alarmNotify.optional().meta(means('Exception notification', '异常通知')),
    speed_limit: z
      .array(speedLimit)
      .optional()
      .meta(means('Flow control; none is unlimited', '限速；不填表示不限速')),
    user_migration: userMigration.optional().meta(means('Users to be migrated', '要迁移的用户')),
    policy_config: policyConfig.meta(means('Policies', '策略')),
    db_object: objectSelection.meta(means('Objects of the task', '任务的对象')),
    db_param: dbParam.optional().meta(means('Database parameters to be set', '要设置的数据库参数')),
    tuning_params: tuning,
    // So in the row of table 7-90; its own table and all other structures say tuning_params.
    tuning_parameters: tuning,
  })
  .superRefine(obeying(newJobRules))
