import type { Text, Words } from '../base/i18n.ts'
import type { Ticket } from '../domain/approvals/request.ts'
import { strictest } from '../domain/approvals/rules.ts'
import { targetsOf, unseenTasks } from '../domain/approvals/targets.ts'
import { type Look, lookAfresh } from '../execution/preconditions.ts'
import type { ApprovalParts } from './deps.ts'
import { policyFor, rulesOf } from './facts.ts'

const unseen: Words<[ids: string]> = {
  en: (ids) => `The request does not say how ${ids} stood when it was asked. Ask again.`,
  'zh-CN': (ids) => `该请求未记录 ${ids} 发起时的状态，请重新发起。`,
}

function unseenText(ids: readonly string[]): Text {
  return { en: unseen.en(ids.join(', ')), 'zh-CN': unseen['zh-CN'](ids.join('、')) }
}

/** Whether all that was consented to still holds, by the stricter of the policy of then and that of now. */
export async function lookNow(parts: ApprovalParts, ticket: Ticket): Promise<Look> {
  const missing = unseenTasks(ticket.wanted)
  if (missing.length > 0) return { tasks: [], objection: unseenText(missing) }
  const targets = targetsOf(ticket.wanted)
  if (targets.length === 0) return { tasks: [] }
  const current = policyFor(await rulesOf(parts), ticket)
  const { gates } = strictest(current ? [ticket.policy, current] : [ticket.policy]) ?? ticket.policy
  return lookAfresh(parts.service(ticket.connection, ticket.locale), targets, gates, {
    now: () => parts.now(),
    failed: (err) => parts.log.warn({ err, ticket: ticket.id }, 'a fresh read before an execution failed'),
  })
}
