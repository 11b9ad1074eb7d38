import { type Database, databaseKey } from './databases.ts'
import { currentAction, verbs } from './lifecycle.ts'
import { precheckRefusal, refusalOf } from './perform.ts'
import { precheckReport } from './precheck.ts'
import { fullPercent, recoveryDelays, shownLag } from './progress.ts'
import type { LocalTask } from './task.ts'
import type { World } from './world.ts'

export type DatabaseState = Omit<Database, 'password'> & { readonly key: string }
export type TaskState = ReturnType<typeof taskState>

/** A task with everything that the API shows only in parts. */
export function taskState(world: World, task: LocalTask) {
  const moment = world.clock.moment()
  const { precheck, life, ...configuration } = task
  return {
    ...configuration,
    status: life.status,
    mode: life.mode,
    error: life.error,
    startAt: life.startAt,
    switchovers: life.switched,
    currentAction: currentAction(life, moment),
    percent: fullPercent(life, moment),
    lagMs: shownLag(task, moment),
    rpoMs: task.scenario === 'cloudDataGuard' ? recoveryDelays(task, moment)?.rpo : undefined,
    allowed: allowedFor(world, task),
    precheck: precheck && { ...precheckReport(task, precheck, moment), stale: precheck.stale },
  }
}

export function databaseState({ password: _hidden, ...database }: Database): DatabaseState {
  return { ...database, key: databaseKey(database) }
}

/** What the console can do to a task. */
export const actions = [...verbs, 'precheck'] as const

function allowedFor(world: World, task: LocalTask): readonly (typeof actions)[number][] {
  return actions.filter((action) =>
    action === 'precheck' ? !precheckRefusal(world, task) : !refusalOf(world, task, action),
  )
}
