import { configurationHistories, listConfigurations, modifyConfiguration } from '../../drs/v5/index.ts'
import { wallTime } from '../clock.ts'
import type { ParameterChange } from '../extras.ts'
import { type Call, handler } from '../handler.ts'
import type { LifeStatus } from '../lifecycle.ts'
import { RefusedCall } from '../refusal.ts'
import type { LocalTask } from '../task.ts'
import { zoneless } from '../times.ts'
import type { World } from '../world.ts'
import { between, extrasOf, jobInPath, note, pageOf, requireEngine, requireStatus } from './asking.ts'

interface Parameter {
  readonly name: string
  readonly standard: string
  readonly from: number
  readonly to: number
  readonly description: string
}

/** The parameters that the examples of 7.10 name; all of them are at work after a restart only. */
const parameters: readonly Parameter[] = [
  {
    name: 'applier_thread_num',
    standard: '10',
    from: 1,
    to: 512,
    description: 'Threads that write to the destination in the full phase',
  },
  {
    name: 'read_task_num',
    standard: '10',
    from: 1,
    to: 512,
    description: 'Threads that read from the source in the full phase',
  },
]

/** Destinations of the synchronizations from MySQL that have parameters, and when they have them (7.10.1). */
const destinations: ReadonlySet<string> = new Set([
  'mysql',
  'postgresql',
  'gaussdbv5',
  'gaussdbv5ha',
  'dws',
  'taurus',
  'kafka',
  'css',
  'oracle',
])
const statuses: readonly LifeStatus[] = [
  'CONFIGURATION',
  'FULL_TRANSFER_STARTED',
  'INCRE_TRANSFER_STARTED',
  'FULL_TRANSFER_FAILED',
  'INCRE_TRANSFER_FAILED',
  'PAUSING',
]

function withParameters(call: Call): LocalTask {
  const task = jobInPath(call)
  const { source, target, scenario } = task
  requireEngine(task, scenario === 'sync' && source.db_type === 'mysql' && destinations.has(target.db_type))
  requireStatus(task, statuses)
  return task
}

/** 7.10.1: all or nothing; an empty name changes nothing. */
export const changeConfiguration = handler(modifyConfiguration, ({ values }, call) => {
  const task = withParameters(call)
  const wishes = values.filter(({ parameter_name }) => parameter_name !== '')
  for (const { parameter_name, parameter_value } of wishes) requireValue(parameter_name, parameter_value)
  const at = call.world.clock.moment().virtual
  const parameterChanges = [...extrasOf(task).parameterChanges]
  for (const { parameter_name: name, parameter_value: to } of wishes) {
    parameterChanges.push({ name, from: valueAfter(parameterChanges, name), to, at })
  }
  note(call.world, task, { parameterChanges })
  return undefined
})

function requireValue(name: string, value: string): void {
  const known = parameters.find((parameter) => parameter.name === name)
  const fits = known && /^\d+$/.test(value) && Number(value) >= known.from && Number(value) <= known.to
  if (!fits) throw new RefusedCall('DRS.10020002', name)
}

function valueAfter(changes: readonly ParameterChange[], name: string): string {
  const last = changes.findLast((change) => change.name === name)
  return last?.to ?? parameters.find((parameter) => parameter.name === name)?.standard ?? ''
}

/** The changed parameters are at work from now on (action reload_parameters, 7.6.1). */
export function reloadParameters(world: World, task: LocalTask): void {
  const appliedAt = world.clock.moment().virtual
  const changes = extrasOf(task).parameterChanges
  note(world, task, { parameterChanges: changes.map((change) => ({ appliedAt, ...change })) })
}

/** Since when a change is at work: a reload, or the latest start of the task after it. */
function applied({ life }: LocalTask, { at, appliedAt }: ParameterChange): number | undefined {
  if (appliedAt !== undefined) return appliedAt
  const runs = life.status === 'FULL_TRANSFER_STARTED' || life.status === 'INCRE_TRANSFER_STARTED'
  return runs && life.since > at ? life.since : undefined
}

/** 7.10.2. */
export const configurations = handler(listConfigurations, (_none, call) => {
  const task = withParameters(call)
  const { clock } = call.world
  const changes = extrasOf(task).parameterChanges
  const found = parameters.filter(({ name }) => !call.query.name || name === call.query.name)
  return {
    count: found.length,
    parameter_config_list: pageOf(found, call).map(({ name, standard, from, to, description }) => {
      const last = changes.findLast((change) => change.name === name)
      const updated = last ? wallTime(last.at, clock.moment(), clock.speed()) : task.createdAt
      return {
        name,
        value: valueAfter(changes, name),
        default_value: standard,
        value_range: `${from}-${to}`,
        is_need_restart: true,
        description,
        created_at: zoneless(task.createdAt),
        updated_at: zoneless(updated),
      }
    }),
  }
})

/** 7.10.3: newest first. */
export const configurationHistory = handler(configurationHistories, (_none, call) => {
  const task = withParameters(call)
  const { clock } = call.world
  const time = (virtual: number) => wallTime(virtual, clock.moment(), clock.speed())
  const named = extrasOf(task).parameterChanges.filter(
    ({ name }) => !call.query.name || name === call.query.name,
  )
  const found = between(named, call, ({ at }) => time(at)).toReversed()
  return {
    count: found.length,
    parameter_history_config_list: pageOf(found, call).map((change) => {
      const since = applied(task, change)
      return {
        name: change.name,
        old_value: change.from,
        new_value: change.to,
        is_update_success: true,
        is_applied: since !== undefined,
        update_time: zoneless(time(change.at)),
        ...(since === undefined ? {} : { apply_time: zoneless(time(since)) }),
      }
    }),
  }
})
