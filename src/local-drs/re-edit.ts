import type { TaskStatusName } from '../drs/statuses.ts'
import { wrongStatus } from './change.ts'
import type { Moment } from './clock.ts'
import { precheckPassed } from './precheck.ts'
import { applied } from './selection.ts'
import { type LocalTask, type ReEdit, taskId } from './task.ts'
import type { World } from './world.ts'

/** Objects that were chosen anew while changes are replicated: a subtask brings them up to date, then it is merged. */

/** The life of such a subtask at speed 1: each status with its end, in milliseconds since the start. */
const stages: readonly { readonly until: number; readonly status: TaskStatusName }[] = [
  { until: 10_000, status: 'CHILD_TRANSFER_STARTING' },
  { until: 120_000, status: 'CHILD_TRANSFER_STARTED' },
  { until: 130_000, status: 'CHILD_TRANSFER_COMPLETE' },
  { until: 150_000, status: 'RELEASE_CHILD_TRANSFER_STARTED' },
]

const merged = 'RELEASE_CHILD_TRANSFER_COMPLETE'
/** "The subtask already exists" (A.3). */
const stillOpen = 'DRS.M00402'

export function reEditStatus({ startedAt }: ReEdit, { virtual }: Moment): TaskStatusName {
  const elapsed = virtual - startedAt
  return stages.find(({ until }) => elapsed < until)?.status ?? merged
}

/** Takes over what was edited, after a precheck for it that v3 or v5 has made; or says with which code it is refused. */
export function takeEdits(world: World, task: LocalTask): string | undefined {
  const { life, scenario, precheck } = task
  const moment = world.clock.moment()
  const ready =
    scenario === 'sync' &&
    life.status === 'INCRE_TRANSFER_STARTED' &&
    precheck?.mode === 'forRetryJob' &&
    precheckPassed(task, moment)
  if (!ready) return wrongStatus
  const { reEdits = [] } = task
  if (reEdits.some((edit) => reEditStatus(edit, moment) !== merged)) return stillOpen
  const id = taskId(`${task.id}/edit`, reEdits.length)
  world.putTask({
    ...applied(task),
    reEdits: [...reEdits, { id, startedAt: moment.virtual }],
    updatedAt: moment.wall,
  })
  return undefined
}
