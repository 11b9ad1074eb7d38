import { missingBeforeStart } from './before-start.ts'
import { databaseKey } from './databases.ts'
import { isPair, onlySubtasks, waitsForForward, wrongLevel } from './dual-active.ts'
import { act, permission, type Verb } from './lifecycle.ts'
import { precheckPassed, precheckRuns, runPrecheck } from './precheck.ts'
import type { PrecheckMode } from './precheck-run.ts'
import type { Refusal } from './refusal.ts'
import type { End, LocalTask } from './task.ts'
import type { World } from './world.ts'

/** "Another operation is being performed", "cannot be called in the current task status" (A.3). */
const busy = 'DRS.M01504'
const wrongStatus = 'DRS.M00304'

export interface Details {
  /** Wall time of a scheduled start. */
  readonly startAt?: number | undefined
  /** Cause of a failure. */
  readonly error?: string | undefined
  /** force_terminate: a running operation is no obstacle. */
  readonly force?: boolean | undefined
}

/** Why this would be refused now, if it would. */
export function refusalOf(world: World, task: LocalTask, verb: Verb, force?: boolean): Refusal | undefined {
  const level = wrongLevel(task, verb)
  if (level) return { code: level }
  const allowed = permission(task.life, verb, world.clock.moment(), force)
  if (allowed !== 'yes') return { code: allowed === 'busy' ? busy : wrongStatus }
  return obstacles[verb]?.(world, task)
}

/** Does something to a task, or says why it is refused. Calls and the console share these rules. */
export function perform(
  world: World,
  task: LocalTask,
  verb: Verb,
  details: Details = {},
): Refusal | undefined {
  const refusal = refusalOf(world, task, verb, details.force)
  if (refusal) return refusal
  const moment = world.clock.moment()
  for (const one of isPair(task) ? world.partsOf(task) : [task]) {
    world.putTask({ ...one, life: act(one.life, verb, moment, details), updatedAt: moment.wall })
  }
  return undefined
}

/** Preconditions beyond the status (6.1.11, 6.1.14, 6.4.1). */
const obstacles: Partial<Record<Verb, (world: World, task: LocalTask) => Refusal | undefined>> = {
  start(world, task) {
    if (precheckRuns(task, world.clock.moment())) return { code: busy }
    const missing = missingBeforeStart(task)
    if (missing) return missing
    // Its forward task has been checked; the backward one need not be (6.1.6).
    if (task.partOf?.direction === 'backward') {
      const ready = task.configured && !waitsForForward(world, task, 'start')
      return ready ? undefined : { code: wrongStatus }
    }
    return precheckPassed(task, world.clock.moment()) ? undefined : { code: wrongStatus }
  },
  resume(_world, task) {
    const code = task.source.problem ?? task.target.problem
    return code === undefined ? undefined : { code }
  },
  switchover(world, task) {
    if (task.scenario !== 'cloudDataGuard' || task.dualActive) return { code: wrongStatus }
    const reached = reachable(world, task.target) && reachable(world, task.source)
    return reached ? undefined : { code: 'DRS.KE0001' }
  },
}

function reachable(world: World, end: End): boolean {
  const found = world.databases().find((database) => databaseKey(database) === end.database)
  return !found?.broken.some((item) => item === 'srcDbConnection' || item === 'dstDbConnection')
}

/** Where a precheck before a retry makes sense; before the first start it is CONFIGURATION alone (6.1.6). */
const retryStatuses: ReadonlySet<string> = new Set([
  'PAUSING',
  'START_JOB_FAILED',
  'FULL_TRANSFER_FAILED',
  'INCRE_TRANSFER_STARTED',
  'INCRE_TRANSFER_FAILED',
])

/** With which code a precheck would be refused now, if it would. */
export function precheckRefusal(
  world: World,
  task: LocalTask,
  mode: PrecheckMode = 'forStartJob',
): string | undefined {
  if (isPair(task)) return onlySubtasks
  const { status } = task.life
  const fits = mode === 'forStartJob' ? status === 'CONFIGURATION' : retryStatuses.has(status)
  if (!fits || !task.configured) return wrongStatus
  return precheckRuns(task, world.clock.moment()) ? busy : undefined
}

/** Starts a precheck, or says with which code it is refused. */
export function startPrecheck(
  world: World,
  task: LocalTask,
  mode: PrecheckMode = 'forStartJob',
): string | undefined {
  const refusal = precheckRefusal(world, task, mode)
  if (refusal) return refusal
  const moment = world.clock.moment()
  const precheck = runPrecheck(task, world.databases(), moment, mode)
  world.putTask({ ...task, precheck, updatedAt: moment.wall })
  return undefined
}

/** Whether the configuration may be changed now; the code that refuses it otherwise. */
export function configurationRefusal(world: World, task: LocalTask): string | undefined {
  if (isPair(task)) return onlySubtasks
  if (task.life.status !== 'CONFIGURATION') return wrongStatus
  return precheckRuns(task, world.clock.moment()) ? busy : undefined
}

/** The task with its configuration changed: what was prechecked before does not count any more. */
export function reconfigured(world: World, task: LocalTask, change: Partial<LocalTask>): LocalTask {
  const precheck = task.precheck && { precheck: { ...task.precheck, stale: true } }
  return { ...task, ...precheck, ...change, updatedAt: world.clock.moment().wall }
}
