import type { Text } from '../base/i18n.ts'
import { type Permission, permission } from '../domain/actions/permission.ts'
import { isAction } from '../domain/actions/rows.ts'
import type { Effect, Preconditions } from '../domain/approvals/policy.ts'
import { type FreshState, failedPrecondition } from '../domain/approvals/preconditions.ts'
import type { PayloadTask } from '../domain/approvals/request.ts'
import type { PayloadTarget } from '../domain/approvals/targets.ts'
import type { Task } from '../domain/tasks/task.ts'
import { type FreshReads, type FreshTask, readFreshTasks } from './fresh-reads.ts'

/** The last look before something is done to tasks, the same with the approval of others and where nobody's is needed. */

/** What the table of the statuses says; a call that no verb stands for is DRS's own business. */
export function permissionFor(verb: Effect, task: Task): Permission {
  return isAction(verb) ? permission(verb, task) : { ok: true }
}

function freshOf(verb: Effect, { observed: seen, task }: FreshTask): FreshState {
  return task ? { ...seen, allowed: permissionFor(verb, task) } : seen
}

/** The tasks as they are now, and why they must not be touched, if so. */
export interface CheckedTasks {
  readonly objection?: Text
  readonly tasks: readonly PayloadTask[]
}

export interface CheckTasksDeps {
  now(): number
  /** Hears why something could not be read; it counts as unknown. */
  failed(error: unknown): void
  /** Figures are read though no precondition asks for them: a request shows them. */
  readonly everything?: boolean
}

/** Whether all tasks are as they were and within the preconditions. Unknown counts as changed. */
export async function checkTasksAfresh(
  drs: FreshReads,
  targets: readonly PayloadTarget[],
  preconditions: Preconditions,
  { now, failed, everything = false }: CheckTasksDeps,
): Promise<CheckedTasks> {
  if (targets.length === 0) return { tasks: [] }
  const comparisons = preconditions.comparisonWithinMs !== undefined
  const figures = everything || Object.keys(preconditions).length > 0
  const payload = targets.map(({ task }) => task)
  const read = await readFreshTasks(drs, payload, { comparisons, figures, failed, now: now() })
  const seenNow = ({ id }: PayloadTask) => read.get(id) ?? { observed: {} }
  const [objection] = targets.flatMap(({ task, verbs }) =>
    verbs.flatMap((verb) => {
      const why = failedPrecondition(verb, task, freshOf(verb, seenNow(task)), preconditions, now())
      return why ? [named(task.name, why)] : []
    }),
  )
  const tasks = payload.map(({ tags: _, ...task }) => {
    const { observed, task: now } = read.get(task.id) ?? { observed: {} }
    return { ...task, ...(now?.tags && { tags: now.tags }), observed: { ...task.observed, ...observed } }
  })
  return { tasks, ...(objection && { objection }) }
}

function named(name: string, why: Text): Text {
  return { en: `${name}: ${why.en}`, 'zh-CN': `${name}：${why['zh-CN']}` }
}
