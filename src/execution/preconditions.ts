import type { Text } from '../base/i18n.ts'
import { type Permission, permission } from '../domain/actions/permission.ts'
import { isAction } from '../domain/actions/rows.ts'
import type { Effect, Gates } from '../domain/approvals/policy.ts'
import { type Fresh, failsGates } from '../domain/approvals/preconditions.ts'
import type { WantedTask } from '../domain/approvals/request.ts'
import type { Target } from '../domain/approvals/targets.ts'
import type { Task } from '../domain/tasks/task.ts'
import { type FreshReads, type FreshTask, readFresh } from './fresh-reads.ts'

/** The last look before something is done to tasks, the same with the consent of others and where nobody's is needed. */

/** What the table of the statuses says; a call that no verb stands for is DRS's own business. */
export function permissionFor(verb: Effect, task: Task): Permission {
  return isAction(verb) ? permission(verb, task) : { ok: true }
}

function freshOf(verb: Effect, { seen, task }: FreshTask): Fresh {
  return task ? { ...seen, allowed: permissionFor(verb, task) } : seen
}

/** The tasks as they are now, and why they must not be touched, if so. */
export interface Look {
  readonly objection?: Text
  readonly tasks: readonly WantedTask[]
}

export interface Looking {
  now(): number
  /** Hears why something could not be read; it counts as unknown. */
  failed(error: unknown): void
  /** Figures are read though no gate asks for them: a request shows them. */
  readonly everything?: true
}

/** Whether all tasks are as they were and within the gates. Unknown counts as changed. */
export async function lookAfresh(
  drs: FreshReads,
  targets: readonly Target[],
  gates: Gates,
  { now, failed, everything = undefined }: Looking,
): Promise<Look> {
  if (targets.length === 0) return { tasks: [] }
  const comparisons = gates.comparisonWithinMs !== undefined
  const figures = everything === true || Object.keys(gates).length > 0
  const wanted = targets.map(({ task }) => task)
  const read = await readFresh(drs, wanted, { comparisons, figures, failed })
  const seenNow = ({ id }: WantedTask) => read.get(id) ?? { seen: {} }
  const [objection] = targets.flatMap(({ task, verbs }) =>
    verbs.flatMap((verb) => {
      const why = failsGates(verb, task, freshOf(verb, seenNow(task)), gates, now())
      return why ? [named(task.name, why)] : []
    }),
  )
  const tasks = wanted.map((task) => ({ ...task, seen: { ...task.seen, ...seenNow(task).seen } }))
  return { tasks, ...(objection && { objection }) }
}

function named(name: string, why: Text): Text {
  return { en: `${name}: ${why.en}`, 'zh-CN': `${name}：${why['zh-CN']}` }
}
