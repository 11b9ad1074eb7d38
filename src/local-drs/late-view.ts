import type { LocalTask } from './task.ts'
import type { World } from './world.ts'

/** Readers of the real service see an accepted action some seconds late: old statuses, and the previous pre-check report. */
export interface LateView {
  /** Carries out a change; whatever tasks it changes are shown as they were, for `ms` of the tasks' time. */
  change<T>(ms: number, work: () => T): T
  /** The world as readers see it. */
  readonly world: World
}

/** Calls that readers see late. */
export const lateChanges: ReadonlySet<string> = new Set([
  'batch-start-jobs',
  'batch-pause-jobs',
  'batch-retry-jobs',
  'batch-stop-or-delete-jobs',
  'batch-switchover',
  'batch-precheck',
  'job-action',
  'batch-job-action',
  'stop-job',
  'batch-stop-jobs',
])

/** Calls that see them late. */
export const lateReads: ReadonlySet<string> = new Set([
  'list-jobs',
  'batch-job-status',
  'batch-job-details',
  'batch-precheck-result',
  'v5-list-jobs',
])

interface Past {
  readonly task: LocalTask
  /** Virtual time. */
  readonly until: number
}

export function createLateView(world: World): LateView {
  const pasts = new Map<string, Past>()

  function shown(task: LocalTask): LocalTask {
    const past = pasts.get(task.id)
    if (!past) return task
    const over = past.until <= world.clock.moment().virtual || past.task.createdAt !== task.createdAt
    if (over) pasts.delete(task.id)
    return over ? task : past.task
  }

  return {
    change(ms, work) {
      const before = ms > 0 ? world.tasks().flatMap((task) => [task, ...world.partsOf(task)]) : []
      const result = work()
      const until = world.clock.moment().virtual + ms
      for (const task of before) {
        const after = world.task(task.id)
        if (after && isVisible(task, after)) pasts.set(task.id, { task: shown(task), until })
      }
      return result
    },
    world: {
      ...world,
      tasks: () => world.tasks().map(shown),
      partsOf: (task) => world.partsOf(task).map(shown),
      task: (id) => {
        const task = world.task(id)
        return task && shown(task)
      },
    },
  }
}

/** A change that readers could see; a task that was never checked has no report to show instead of the new one. */
function isVisible(before: LocalTask, after: LocalTask): boolean {
  if (after.life.status === 'DELETED') return false
  if (before.life !== after.life) return true
  return before.precheck !== undefined && before.precheck !== after.precheck
}
