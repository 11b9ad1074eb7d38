import { type Fresh, failsGates } from '../domain/approvals/gates.ts'
import { strictest } from '../domain/approvals/rules.ts'
import type { Ticket, WantedAction, WantedTask } from '../domain/approvals/ticket.ts'
import { permission } from '../domain/lifecycle.ts'
import { type FreshTask, readFresh } from '../kit/seen.ts'
import type { Text } from '../text.ts'
import { policyFor, rulesOf } from './facts.ts'
import type { ApprovalParts } from './parts.ts'

function freshOf(verb: WantedAction['verb'], { seen, task }: FreshTask): Fresh {
  if (!task) return seen
  return { ...seen, allowed: verb === 'password' ? { ok: true } : permission(verb, task) }
}

/** The tasks as they are now, or why they must not be touched. */
export interface Look {
  readonly objection?: Text
  readonly tasks: readonly WantedTask[]
}

/** Whether all that was consented to still holds. Unknown counts as changed. */
export async function lookNow(parts: ApprovalParts, ticket: Ticket, wanted: WantedAction): Promise<Look> {
  const current = policyFor(await rulesOf(parts), ticket)
  const { gates } = strictest(current ? [ticket.policy, current] : [ticket.policy]) ?? ticket.policy
  const drs = parts.service(ticket.connection, ticket.locale)
  const read = await readFresh(drs, wanted.tasks, {
    comparisons: gates.comparisonWithinMs !== undefined,
    failed: (err) => parts.log.warn({ err, ticket: ticket.id }, 'a fresh read before an execution failed'),
  })
  const seenNow = (task: WantedTask) => read.get(task.id) ?? { seen: {} }
  const failed = wanted.tasks.flatMap((task) => {
    const why = failsGates(wanted.verb, task, freshOf(wanted.verb, seenNow(task)), gates, parts.now())
    return why ? [named(task.name, why)] : []
  })
  const tasks = wanted.tasks.map((task) => ({ ...task, seen: { ...task.seen, ...seenNow(task).seen } }))
  return { tasks, ...(failed[0] && { objection: failed[0] }) }
}

function named(name: string, why: Text): Text {
  return { en: `${name}: ${why.en}`, 'zh-CN': `${name}：${why['zh-CN']}` }
}
