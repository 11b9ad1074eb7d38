import { type Comparison, isOver, type NewComparison, newComparison } from './comparison.ts'
import { uuid } from './random.ts'
import type { LocalTask } from './task.ts'
import type { World } from './world.ts'

/** What is done to the comparisons of a task, for the calls of both generations. */

/** "Another operation is being performed on the task, or it is abnormal" (6.1.35, example). */
export const occupied = 'DRS.10000024'

/** A comparison can be created only in the incremental phase (6.1.17). */
export function canCompare(task: LocalTask): boolean {
  return task.life.status === 'INCRE_TRANSFER_STARTED'
}

/** The data-level comparison that is not over; there is at most one (6.1.17). */
export function unfinishedData(task: LocalTask): Comparison | undefined {
  return task.comparisons.find((comparison) => comparison.kind !== 'objects' && !isOver(comparison))
}

export function unfinishedObjects(task: LocalTask): Comparison | undefined {
  return task.comparisons.find((comparison) => comparison.kind === 'objects' && !isOver(comparison))
}

/** Adds a comparison and gives its id. */
export function addComparison(world: World, task: LocalTask, wish: NewComparison): string {
  const id = uuid(task.id, 'comparison', task.comparisons.length)
  const comparison = newComparison(id, wish, world.clock.moment())
  world.putTask({ ...task, comparisons: [...task.comparisons, comparison] })
  return id
}

export function putComparison(world: World, task: LocalTask, changed: Comparison): void {
  const comparisons = task.comparisons.map((comparison) =>
    comparison.id === changed.id ? changed : comparison,
  )
  world.putTask({ ...task, comparisons })
}

export function latestObjects(task: LocalTask): Comparison | undefined {
  return task.comparisons.findLast(({ kind }) => kind === 'objects')
}
