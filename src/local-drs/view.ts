import { type Moment, wallTime } from './clock.ts'
import { isAtIpv6 } from './databases.ts'
import { isPair } from './dual-active.ts'
import { currentAction, type LifeStatus } from './lifecycle.ts'
import { noise } from './random.ts'
import { settingsView } from './settings-view.ts'
import { type findSubtask, subtasksOf } from './subtasks.ts'
import type { End, LocalTask } from './task.ts'
import { spaced } from './times.ts'
import { factsOf } from './v5/facts.ts'
import type { World } from './world.ts'

/** What the examples of 6.1.19 show as available in a status; for the others it follows from the preconditions. */
const available: Partial<Record<LifeStatus, readonly string[]>> = {
  CREATE_FAILED: [
    'CREATE',
    'DELETE',
    'START',
    'CHANGE',
    'CHOOSE_OBJECT',
    'PRE_CHECK',
    'CHANGE_MODE',
    'MODIFY_DB_CONFIG',
    'API_CONFIGURATION_ACTION',
  ],
  CONFIGURATION: [
    'CREATE',
    'START',
    'CHANGE',
    'CHOOSE_OBJECT',
    'PRE_CHECK',
    'CHANGE_MODE',
    'FREE_RESOURCE',
    'MODIFY_DB_CONFIG',
    'API_CONFIGURATION_ACTION',
  ],
  START_JOB_FAILED: ['CREATE', 'FREE_RESOURCE', 'RETRY', 'RESET_DB_PWD'],
  FULL_TRANSFER_STARTED: ['CREATE', 'FREE_RESOURCE', 'RESET_DB_PWD', 'PAUSE'],
  FULL_TRANSFER_COMPLETE: ['CREATE', 'FREE_RESOURCE', 'RESET_DB_PWD'],
  FULL_TRANSFER_FAILED: ['CREATE', 'FREE_RESOURCE', 'RESET_DB_PWD', 'RETRY', 'RESET'],
  INCRE_TRANSFER_STARTED: [
    'CREATE',
    'CHOOSE_OBJECT',
    'PRE_CHECK',
    'CHANGE_MODE',
    'FREE_RESOURCE',
    'MODIFY_DB_CONFIG',
    'RESET_DB_PWD',
    'MODIFY_CONFIGURATION',
    'PAUSE',
  ],
  INCRE_TRANSFER_FAILED: [
    'CREATE',
    'CHOOSE_OBJECT',
    'PRE_CHECK',
    'CHANGE_MODE',
    'FREE_RESOURCE',
    'MODIFY_DB_CONFIG',
    'RESET_DB_PWD',
    'MODIFY_CONFIGURATION',
    'PAUSE',
    'RETRY',
    'RESET',
  ],
  PAUSING: ['CREATE', 'FREE_RESOURCE', 'RESET_DB_PWD', 'CONTINUE_JOB'],
  RELEASE_RESOURCE_FAILED: ['CREATE', 'FREE_RESOURCE'],
  RELEASE_RESOURCE_COMPLETE: ['CREATE', 'DELETE', 'PRE_CHECK', 'CHANGE_MODE', 'MODIFY_DB_CONFIG', 'CLONE'],
}

const everyAction: ReadonlySet<string> = new Set([
  ...Object.values(available).flat(),
  'QUERY_PRE_CHECK',
  'SWITCH_OVER',
  'STOP_JOB',
  'START_INCR',
])

function actionsOf(task: LocalTask, moment: Moment) {
  const switchable =
    task.scenario === 'cloudDataGuard' && !task.dualActive && task.life.status.startsWith('INCRE_TRANSFER')
  const possible = [
    ...(available[task.life.status] ?? ['CREATE']),
    ...(switchable ? ['SWITCH_OVER'] : []),
  ].filter((action) => isOfLevel(task, action))
  const current = currentAction(task.life, moment)
  return {
    available_actions: possible,
    unavailable_actions: [...everyAction].filter((action) => !possible.includes(action)),
    ...(current ? { current_action: current } : {}),
  }
}

/** Only the whole of a dual-active pair ends, and only its parts do anything else. */
const ofParent: ReadonlySet<string> = new Set(['CREATE', 'FREE_RESOURCE', 'DELETE'])

function isOfLevel(task: LocalTask, action: string): boolean {
  if (isPair(task)) return ofParent.has(action)
  return task.partOf === undefined || action === 'CREATE' || !ofParent.has(action)
}

/** A task in the list of 6.1.19. */
export function listView(task: LocalTask, world: World) {
  const moment = world.clock.moment()
  const whole = ownListView(task, moment)
  return {
    ...whole,
    children: subtasksOf(world, task).map(({ id, name, status, own }) =>
      own ? ownListView(own, moment) : { ...whole, id, name, status },
    ),
  }
}

function ownListView(task: LocalTask, moment: Moment) {
  return {
    id: task.id,
    name: task.name,
    status: task.life.status,
    description: task.description,
    create_time: spaced(task.createdAt),
    ...(task.life.error ? { error_msg: task.life.error } : {}),
    engine_type: task.engine,
    net_type: task.network,
    billing_tag: task.life.startedAt !== undefined,
    job_direction: task.direction,
    db_use_type: task.scenario,
    task_type: task.life.mode,
    node_newFramework: false,
    job_action: actionsOf(task, moment),
  }
}

/** An end without what is only ours. */
function endView({ database: _ours, problem: _too, ...end }: End) {
  return end
}

function address(task: LocalTask): string {
  return `192.168.0.${200 + Math.floor(noise(task.id, 'node') * 50)}`
}

/** Everything about a task (6.1.20); times are milliseconds in strings. */
export function detailsView(task: LocalTask, world: World) {
  const { life, partOf } = task
  const { clock } = world
  const moment = clock.moment()
  const { publicIps, order, node, startTime, fastClean = false, wholeDatabases = false } = factsOf(task)
  const position = task.extras?.startPosition?.position ?? task.settings.policy.file_and_position
  const time = (virtual: number) => String(wallTime(virtual, moment, clock.speed()))
  return {
    id: task.id,
    name: task.name,
    status: life.status,
    description: task.description,
    create_time: String(task.createdAt),
    task_type: life.mode,
    source_endpoint: endView(task.source),
    target_endpoint: endView(task.target),
    net_type: task.network,
    ...(life.error ? { failed_reason: life.error } : {}),
    inst_info: {
      ip: address(task),
      status: life.status === 'RELEASE_RESOURCE_COMPLETE' ? 'deleted' : 'ACTIVE',
      inst_type: task.nodeType,
      engine_type: task.engine,
      volume_size: 100,
      public_ip: publicIps[0]?.public_ip ?? '',
      start_time: String(life.startAt ?? startTime ?? 0),
    },
    ...(life.startedAt === undefined ? {} : { actual_start_time: time(life.startedAt) }),
    ...(life.fullCompleteAt === undefined ? {} : { full_transfer_complete_time: time(life.fullCompleteAt) }),
    update_time: String(task.updatedAt),
    job_direction: task.direction,
    db_use_type: task.scenario,
    is_target_readonly: task.targetReadOnly,
    schema_type: 'Tungsten',
    object_switch: task.objects !== undefined && !task.objects.all,
    replace_definer: task.replaceDefiner,
    multi_write: task.dualActive,
    ...(partOf ? { parent_id: partOf.id } : {}),
    tags: [...task.tags],
    ...zonesView(task, world),
    vpc_id: node?.vpc?.vpc_id ?? task.target.vpc_id,
    subnet_id: task.subnetId,
    security_group_id: node?.vpc?.security_group_id ?? task.target.security_group_id ?? '',
    public_ip_list: [...publicIps],
    bind_public_ip_state: publicIps.length > 0 ? 'bound' : 'unbound',
    is_open_fast_clean: fastClean,
    sync_database: wholeDatabases,
    ...(order ? { period_order: { charging_mode: 0, ...order } } : {}),
    ...(position === undefined ? {} : { incre_start_position: position }),
    support_ip_v6: [task.source, task.target].some(isAtIpv6),
    original_job_direction: task.originalDirection,
    object_infos: [...(task.objects?.list ?? [])],
    ...settingsView(task.settings),
  }
}

/** Where the node stands; with two zones it is two subtasks, of which the primary one is named (6.1.20). */
function zonesView(task: LocalTask, world: World) {
  const { zones } = factsOf(task)
  const subtasks = subtasksOf(world, task)
  return {
    az_code: zones?.master ?? 'az2xahz',
    is_multi_az: zones !== undefined,
    ...(zones ? { master_az: zones.master, slave_az: zones.slave } : {}),
    ...(zones ? { master_job_id: subtasks.find(({ role }) => role === 'master')?.id } : {}),
    children: subtasks.map(({ id, name }) => ({ id, name })),
  }
}

/** A subtask looked at on its own. */
export function subtaskDetails({ task, subtask }: NonNullable<ReturnType<typeof findSubtask>>, world: World) {
  const { id, name, status, role } = subtask
  const { children: _siblings, ...shared } = detailsView(task, world)
  return {
    ...shared,
    id,
    name,
    status,
    parent_id: task.id,
    children: [],
    ...(role ? { node_role: role } : {}),
  }
}
