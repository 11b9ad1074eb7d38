import type * as z from 'zod'
import { enginePair } from '../../drs/engines.ts'
import {
  batchCreateJobs,
  batchModifyJobs,
  batchPrecheck,
  batchSelectObjects,
  batchTestConnections,
} from '../../drs/index.ts'
import { testEnd } from '../connection-test.ts'
import { isPair, onlySubtasks, waitsForForward } from '../dual-active.ts'
import { type EndpointRequest, endFrom } from '../ends.ts'
import { type Call, distinct, handler, isRefusal, itemError, jobResult, lookUp, unique } from '../handler.ts'
import { newLife } from '../lifecycle.ts'
import { isTakenName, isTaskName } from '../names.ts'
import { configurationRefusal, reconfigured, startPrecheck } from '../perform.ts'
import type { Refusal } from '../refusal.ts'
import { alarmFrom, noSettings } from '../settings.ts'
import { subtasksOf } from '../subtasks.ts'
import type { LocalTask } from '../task.ts'
import { noFacts, withFacts } from '../v5/facts.ts'
import type { Facts } from '../v5/task-facts.ts'

type NewJob = z.output<typeof batchCreateJobs.request>['jobs'][number]
type Tested = z.output<typeof batchTestConnections.request>['jobs'][number]
type Change = z.output<typeof batchModifyJobs.request>['jobs'][number]
type Selection = z.output<typeof batchSelectObjects.request>['jobs'][number]

const wrongStatus = 'DRS.M00304'

/** 6.1.1: `status` is the task's status here, not success or failed. */
export const createJobs = handler(batchCreateJobs, ({ jobs }, call) => {
  const results = jobs.map((job) => {
    const code = creationRefusal(call, job)
    if (code) return { name: job.name, ...itemError(call, { code }) }
    const task = call.world.addTask(newTask(call, job))
    const parts = subtasksOf(call.world, task)
    return {
      id: task.id,
      ...(parts.length > 0 ? { child_ids: parts.map(({ id }) => id) } : {}),
      name: task.name,
      status: task.life.status,
      create_time: String(task.createdAt),
    }
  })
  return { results, count: results.length }
})

/** Which databases go together is in 1.4. */
function creationRefusal(call: Call, job: NewJob): string | undefined {
  if (isTakenName(call.world.tasks(), job.name)) return 'DRS.M00277'
  const pair = enginePair(job.engine_type)
  const fits =
    pair?.scenarios.includes(job.db_use_type) &&
    (job.source_endpoint.db_type ?? pair.source) === pair.source &&
    (job.target_endpoint.db_type ?? pair.destination) === pair.destination
  return fits ? undefined : 'DRS.M00302'
}

function newTask(call: Call, job: NewJob): Omit<LocalTask, 'id'> {
  const moment = call.world.clock.moment()
  const databases = call.world.databases()
  return {
    name: job.name,
    life: newLife(job.task_type, Number(job.expired_days ?? 14), moment),
    scenario: job.db_use_type,
    engine: job.engine_type,
    direction: job.job_direction,
    originalDirection: job.job_direction,
    network: job.net_type,
    nodeType: job.node_type,
    description: job.description ?? '',
    subnetId: job.customize_sutnet_id,
    targetReadOnly: job.is_target_readonly ?? true,
    dualActive: job.multi_write ?? false,
    replaceDefiner: true,
    tags: (job.tags ?? []).map(({ key = '', value = '' }) => ({ key, value })),
    source: endFrom(job.source_endpoint, 'so', databases),
    target: endFrom(job.target_endpoint, 'ta', databases),
    tested: { so: false, ta: false },
    configured: false,
    settings: noSettings,
    comparisons: [],
    differences: {},
    rolesAfter: 0,
    createdAt: moment.wall,
    updatedAt: moment.wall,
    v5: madeWith(job),
  }
}

/** One availability zone alone does not count. */
function madeWith(job: NewJob): Facts {
  const { master_az, slave_az, sys_tags = [] } = job
  return {
    ...noFacts,
    enterpriseProject: sys_tags[0]?.value ?? noFacts.enterpriseProject,
    charging: job.charging_mode ?? noFacts.charging,
    order: job.period_order,
    publicIps: job.public_ip_list ?? [],
    zones: master_az && slave_az ? { master: master_az, slave: slave_az } : undefined,
    fastClean: job.is_open_fast_clean,
  }
}

/** 6.1.2: each end point of a task is an item of its own. */
export const testConnections = handler(batchTestConnections, ({ jobs }, call) => {
  unique(
    jobs.map((job) => `${job.id}/${job.end_point_type}`),
    'id',
  )
  const results = jobs.map((job) => {
    const result = jobResult(call, job.id, (task) => testConnection(call, task, job))
    return { ...result, success: result.status === 'success' }
  })
  return { results, count: results.length }
})

function testConnection(call: Call, task: LocalTask, job: Tested): string | undefined {
  const refusal = configurationRefusal(call.world, task)
  if (refusal) return refusal
  if (waitsForForward(call.world, task, 'test')) return wrongStatus
  return testEnd(call.world, task, {
    engine: job.db_type,
    end: job.end_point_type,
    ip: job.ip,
    port: job.db_port === undefined ? undefined : Number(job.db_port),
    instanceId: job.inst_id,
    user: job.db_user,
    password: job.db_password,
    dbName: job.db_name,
  })
}

/** 6.1.4: stores the databases, or changes name, description and the like. */
export const modifyJobs = handler(batchModifyJobs, ({ jobs }, call) => {
  distinct(jobs)
  const results = jobs.map((job) => jobResult(call, job.job_id, (task) => modify(call, task, job)))
  return { results, count: results.length }
})

function modify(call: Call, task: LocalTask, job: Change): string | Refusal | undefined {
  if (isPair(task)) return onlySubtasks
  const ended = task.life.status.startsWith('RELEASE_RESOURCE') ? wrongStatus : undefined
  const refusal = (job.store_db_info ? storeRefusal(call, task) : ended) ?? nameRefusal(call, task, job)
  if (refusal) return refusal
  const plain = { ...task, ...plainChange(task, job), updatedAt: call.world.clock.moment().wall }
  call.world.putTask(
    job.store_db_info
      ? reconfigured(call.world, plain, { ...databaseChange(call, task, job), configured: true })
      : plain,
  )
  return undefined
}

function storeRefusal(call: Call, task: LocalTask): string | undefined {
  const refusal = configurationRefusal(call.world, task)
  if (refusal) return refusal
  return task.tested.so && task.tested.ta ? undefined : wrongStatus
}

/** Names stay what they must be at the creation. */
function nameRefusal(call: Call, task: LocalTask, { name }: Change): string | Refusal | undefined {
  if (name === undefined) return undefined
  if (!isTaskName(name)) return { code: 'DRS.M00202', detail: 'name' }
  return isTakenName(call.world.tasks(), name, task.id) ? 'DRS.M00277' : undefined
}

function plainChange(task: LocalTask, job: Change): Partial<LocalTask> {
  return {
    name: job.name ?? task.name,
    description: job.description ?? task.description,
    nodeType: job.node_type ?? task.nodeType,
    targetReadOnly: job.is_target_readonly ?? task.targetReadOnly,
    replaceDefiner: job.replace_definer ?? task.replaceDefiner,
    tags: job.tags?.map(({ key = '', value = '' }) => ({ key, value })) ?? task.tags,
    settings: job.alarm_notify ? { ...task.settings, alarm: alarmFrom(job.alarm_notify) } : task.settings,
  }
}

function databaseChange(call: Call, task: LocalTask, job: Change): Pick<LocalTask, 'source' | 'target'> {
  const databases = call.world.databases()
  const kept = (request: EndpointRequest | undefined, end: 'so' | 'ta') => {
    const previous = end === 'so' ? task.source : task.target
    return request ? endFrom(request, end, databases, previous) : previous
  }
  return { source: kept(job.source_endpoint, 'so'), target: kept(job.target_endpoint, 'ta') }
}

/** 6.1.5: `all_counts` instead of `count`, and a boolean `status`. */
export const selectObjects = handler(batchSelectObjects, ({ jobs }, call) => {
  distinct(jobs)
  const results = jobs.map((job) => {
    const found = lookUp(call, job.job_id)
    const code = isRefusal(found) ? found.code : select(call, found, job)
    const outcome = { job_id: job.job_id, status: code === undefined }
    return code === undefined ? outcome : { ...outcome, ...itemError(call, { code }) }
  })
  return { all_counts: results.length, results }
})

function select(call: Call, task: LocalTask, job: Selection): string | undefined {
  const refusal = configurationRefusal(call.world, task)
  if (refusal) return refusal
  if (!task.configured || task.scenario === 'cloudDataGuard') return wrongStatus
  const list = (job.job ?? []).map((object) => ({
    id: object.id ?? '',
    type: object.object_type ?? 'database',
    name: object.object_name ?? '',
    select: object.select ?? 'false',
    ...(object.parent_id ? { parent_id: object.parent_id } : {}),
    ...(object.object_alias_name ? { alias_name: object.object_alias_name } : {}),
  }))
  const chosen = withFacts(task, { wholeDatabases: job.sync_database })
  call.world.putTask(reconfigured(call.world, chosen, { objects: { all: !job.selected, list } }))
  return undefined
}

/** 6.1.6: the check goes on after the answer; its id is the task's, as in the example. */
export const precheckJobs = handler(batchPrecheck, ({ jobs }, call) => {
  distinct(jobs)
  const results = jobs.map(({ job_id, precheck_mode }) => {
    const result = jobResult(call, job_id, (task) => startPrecheck(call.world, task, precheck_mode))
    return result.status === 'success' ? { ...result, precheck_id: job_id } : result
  })
  return { results, count: results.length }
})
