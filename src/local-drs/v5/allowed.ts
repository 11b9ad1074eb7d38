import { isPair } from '../dual-active.ts'
import { currentAction, type LifeStatus, permission } from '../lifecycle.ts'
import { precheckPassed, precheckRuns } from '../precheck.ts'
import type { LocalTask } from '../task.ts'
import type { World } from '../world.ts'

/** What a task allows, in the words of 7.2.2 and 7.6.6; the calls ask the same conditions. */

type Condition = (task: LocalTask, world: World) => boolean

/** Not while it is created, configured, started or waits for its start, nor once it is deleted (7.2.6). */
const notCloned: ReadonlySet<LifeStatus> = new Set<LifeStatus>([
  'CREATING',
  'CREATE_FAILED',
  'CONFIGURATION',
  'WAITING_FOR_START',
  'STARTJOBING',
  'DELETED',
])

/** 7.2.6 copies the configuration of synchronizations. */
export function canClone({ life, scenario }: LocalTask): boolean {
  return scenario === 'sync' && !notCloned.has(life.status)
}

/** Statuses in which task parameters can be changed (7.10.1). */
const adjustable: ReadonlySet<LifeStatus> = new Set<LifeStatus>([
  'CONFIGURATION',
  'FULL_TRANSFER_STARTED',
  'FULL_TRANSFER_FAILED',
  'INCRE_TRANSFER_STARTED',
  'INCRE_TRANSFER_FAILED',
  'PAUSING',
])

/** Statuses in which an edited task is prechecked again (6.1.6, 7.6.1). */
const checkedAgain: ReadonlySet<LifeStatus> = new Set<LifeStatus>([
  'PAUSING',
  'START_JOB_FAILED',
  'FULL_TRANSFER_FAILED',
  'INCRE_TRANSFER_STARTED',
  'INCRE_TRANSFER_FAILED',
])

function may(verb: Parameters<typeof permission>[1]): Condition {
  return ({ life }, { clock }) => permission(life, verb, clock.moment()) === 'yes'
}

const isPaused: Condition = ({ life }) => life.status === 'PAUSING'
const isConfigured: Condition = ({ life }) => life.status === 'CONFIGURATION'
const all =
  (...conditions: readonly Condition[]): Condition =>
  (task, world) =>
    conditions.every((holds) => holds(task, world))

const canStart: Condition = (task, { clock }) => precheckPassed(task, clock.moment())
const isQuiet: Condition = (task, { clock }) => !precheckRuns(task, clock.moment())
const worksWithDatabases: Condition = ({ life }) =>
  life.startedAt !== undefined && !life.status.startsWith('RELEASE_RESOURCE')

/** Before the start, and for synchronizations again while changes are replicated (7.6.6, CHOOSE_OBJECT). */
const takesObjects: Condition = ({ scenario, life }) =>
  (scenario !== 'cloudDataGuard' && life.status === 'CONFIGURATION') ||
  (scenario === 'sync' && life.status === 'INCRE_TRANSFER_STARTED')

const available: Readonly<Record<string, Condition>> = {
  CHOOSE_OBJECT: all(takesObjects, isQuiet),
  PRE_CHECK: all(isQuiet, ({ configured, life }) =>
    configured ? life.status === 'CONFIGURATION' || checkedAgain.has(life.status) : false,
  ),
  QUERY_PRE_CHECK: ({ precheck }) => precheck !== undefined,
  FREE_RESOURCE: may('stop'),
  MODIFY_DB_CONFIG: all(isConfigured, isQuiet),
  RESET_DB_PWD: worksWithDatabases,
  MODIFY_CONFIGURATION: ({ life }) => adjustable.has(life.status),
  PAUSE: may('pause'),
  START: all(may('start'), canStart),
  CHANGE: all(isConfigured, isQuiet),
  RETRY: all(may('resume'), (task, world) => !isPaused(task, world)),
  CONTINUE_JOB: all(may('resume'), isPaused),
  RESET: may('reset'),
  DELETE: may('delete'),
  CLONE: canClone,
  SWITCH_OVER: all(
    may('switchover'),
    ({ scenario, dualActive }) => scenario === 'cloudDataGuard' && !dualActive,
  ),
}

/** Commands for databases and bills that are not here. */
const never = [
  'CREATE',
  'CHANGE_MODE',
  'JUMP_RETRY',
  'START_INCR',
  'MODIFY_TASK_NUMBER',
  'STOP_JOB',
  'CONTINUE_CAPTURE',
  'STOP_CAPTURE',
  'CONTINUE_APPLY',
  'STOP_APPLY',
  'API_CONFIGURATION_ACTION',
  'PAY_ORDER',
  'ORDER_INFO',
  'UNSUBSCRIBE',
  'TO_PERIOD',
  'TO_RENEW',
  'CHANGE_FLAVOR',
] as const

/** Only the whole of a dual-active pair ends, and only its parts do anything else. */
const ofParent: ReadonlySet<string> = new Set(['FREE_RESOURCE', 'DELETE'])

/** Whether a command of 7.6.6 can be given now. */
export function allows(world: World, task: LocalTask, command: string): boolean {
  if (task.dualActive && ofParent.has(command) !== isPair(task)) return false
  return available[command]?.(task, world) ?? false
}

export function actionsView(world: World, task: LocalTask) {
  const known = Object.keys(available)
  return {
    available_actions: known.filter((command) => allows(world, task, command)),
    unavailable_actions: [...known.filter((command) => !allows(world, task, command)), ...never],
    current_action: currentAction(task.life, world.clock.moment()) ?? null,
  }
}
