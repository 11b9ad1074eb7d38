import type * as z from 'zod'
import type { updateJob } from '../../drs/v5/index.ts'
import { isEnded, setOn } from '../change.ts'
import type { Call } from '../handler.ts'
import { isTakenName } from '../names.ts'
import { configurationRefusal, reconfigured } from '../perform.ts'
import { precheckRuns } from '../precheck.ts'
import type { Refusal } from '../refusal.ts'
import { chooseObjects } from '../selection.ts'
import { alarmFrom } from '../settings.ts'
import type { LocalTask } from '../task.ts'
import { allows } from './allowed.ts'
import { ask } from './asking.ts'
import { endFromV5 } from './endpoints.ts'
import { duplicateName, unknownNames } from './new-task.ts'
import { policyWith, speedLimitsFrom, tuningFrom } from './parts.ts'
import { wrongStatus } from './refused.ts'

/** Changes of a task (7.2.3); the type tells which part of the parameters counts. */

type Change = z.output<typeof updateJob.request>['job']
type Values = Change['params']
type Result = Refusal | { readonly queryId: string } | undefined

const invalid = 'DRS.10020002'
/** "The start time cannot be the same as the end time", "parameter check failed" (table A-5). */
const sameTime = 'DRS.10000012'
const checkFailed = 'DRS.10010024'
const policyFailed = 'DRS.10010009'

const changes: Readonly<Record<Change['type'], (call: Call, task: LocalTask, values: Values) => Result>> = {
  name: rename,
  description: describe,
  endpoint,
  policy,
  re_create: rebuild,
  expired_days: expire,
  db_object: objects,
  speed_limit: limit,
  tuning_params: tune,
  notify,
}

export function update(call: Call, task: LocalTask, { type, params }: Change): Result {
  if (params.job_id !== undefined && params.job_id !== task.id) {
    return { code: invalid, detail: 'job.params.job_id' }
  }
  return isEnded(task) ? { code: wrongStatus } : changes[type](call, task, params)
}

function put(call: Call, task: LocalTask, change: Partial<LocalTask>): void {
  call.world.putTask({ ...task, ...change, updatedAt: call.world.clock.moment().wall })
}

function rename(call: Call, task: LocalTask, { base_info }: Values): Result {
  const name = base_info?.name ?? task.name
  if (isTakenName(call.world.tasks(), name, task.id)) return { code: duplicateName }
  put(call, task, { name })
  return undefined
}

function describe(call: Call, task: LocalTask, { base_info }: Values): Result {
  put(call, task, { description: base_info?.description ?? task.description })
  return undefined
}

function expire(call: Call, task: LocalTask, { base_info }: Values): Result {
  const expiredDays = Number(base_info?.expired_days ?? task.life.expiredDays)
  put(call, task, { life: { ...task.life, expiredDays } })
  return undefined
}

/** Other databases have to be tested again. */
function endpoint(call: Call, task: LocalTask, { source_endpoint, target_endpoint }: Values): Result {
  const refusal = configurationRefusal(call.world, task)
  if (refusal) return { code: refusal }
  const [source] = source_endpoint ?? []
  const [target] = target_endpoint ?? []
  if (!source && !target) return { code: 'DRS.10020001', detail: 'job.params.source_endpoint' }
  if (source && source.endpoint_role !== 'so')
    return { code: invalid, detail: 'source_endpoint.endpoint_role' }
  if (target && target.endpoint_role !== 'ta')
    return { code: invalid, detail: 'target_endpoint.endpoint_role' }
  if (source && source.db_type !== task.source.db_type)
    return { code: invalid, detail: 'source_endpoint.db_type' }
  if (target && target.db_type !== task.target.db_type)
    return { code: invalid, detail: 'target_endpoint.db_type' }
  const databases = call.world.databases()
  call.world.putTask(
    reconfigured(call.world, task, {
      ...(source ? { source: endFromV5(source, databases, task.source) } : {}),
      ...(target ? { target: endFromV5(target, databases, task.target) } : {}),
      tested: { so: task.tested.so && !source, ta: task.tested.ta && !target },
      configured: false,
      targetReadOnly: target?.config?.is_target_readonly ?? task.targetReadOnly,
    }),
  )
  return undefined
}

/** A policy may only be changed before the start; conflicts are a matter of synchronizations. */
function policy(call: Call, task: LocalTask, { policy_config = {} }: Values): Result {
  const refusal = configurationRefusal(call.world, task)
  if (refusal) return { code: refusal }
  if (task.scenario !== 'sync' && policy_config.conflict_policy !== undefined) {
    return { code: policyFailed, detail: 'conflict_policy' }
  }
  const settings = { ...task.settings, policy: policyWith(task.settings.policy, policy_config) }
  call.world.putTask(reconfigured(call.world, task, { settings }))
  return undefined
}

/** The replication instance of a task that is configured is made anew; what was configured stays. */
function rebuild(call: Call, task: LocalTask): Result {
  const refusal = configurationRefusal(call.world, task)
  if (refusal) return { code: refusal }
  const { virtual } = call.world.clock.moment()
  put(call, task, { life: { ...task.life, status: 'CREATING', since: virtual } })
  return undefined
}

function objects(call: Call, task: LocalTask, { db_object }: Values): Result {
  if (!db_object) return { code: 'DRS.10020001', detail: 'job.params.db_object' }
  if (!allows(call.world, task, 'CHOOSE_OBJECT')) {
    return { code: precheckRuns(task, call.world.clock.moment()) ? 'DRS.M01504' : wrongStatus }
  }
  const unknown = unknownNames(task, db_object, call.world.databases())
  if (unknown.length > 0) return { code: checkFailed, detail: unknown.join(', ') }
  chooseObjects(call.world, task, db_object)
  return { queryId: ask(call.world, task, { kind: 'saving' }).id }
}

/** None for incremental tasks; an empty list takes the limit away (6.1.8). */
function limit(call: Call, task: LocalTask, { speed_limit = [] }: Values): Result {
  if (task.life.mode === 'INCR_TRANS') return { code: checkFailed, detail: 'speed_limit' }
  if (speed_limit.some(({ begin, end }) => begin === end)) return { code: sameTime }
  setOn(call.world, task, { speedLimits: speedLimitsFrom(speed_limit) })
  return undefined
}

/** Who is told about an alarm; the vendor's Terraform provider sets it so. */
function notify(call: Call, task: LocalTask, { alarm_notify }: Values): Result {
  if (!alarm_notify) return { code: 'DRS.10020001', detail: 'job.params.alarm_notify' }
  setOn(call.world, task, { alarm: alarmFrom(alarm_notify) })
  return undefined
}

function tune(call: Call, task: LocalTask, { tuning_params }: Values): Result {
  if (!tuning_params) return { code: 'DRS.10020001', detail: 'job.params.tuning_params' }
  const tuning = tuningFrom(task.settings.tuning, tuning_params)
  if ('bad' in tuning) return { code: checkFailed, detail: tuning.bad }
  setOn(call.world, task, { tuning })
  return undefined
}
