import type { Settings } from './settings.ts'
import type { LocalTask } from './task.ts'
import type { World } from './world.ts'

/** Puts changed settings on a task. */
export function setOn(world: World, task: LocalTask, change: Partial<Settings>): void {
  const { wall } = world.clock.moment()
  world.putTask({ ...task, settings: { ...task.settings, ...change }, updatedAt: wall })
}

/** "This API cannot be called in the current task status" (A.3). */
export const wrongStatus = 'DRS.M00304'

/** Stopped, deleted or never made: nothing can be set any more. */
export function isEnded({ life: { status } }: LocalTask): boolean {
  return status.startsWith('RELEASE_RESOURCE') || status === 'CREATE_FAILED'
}
