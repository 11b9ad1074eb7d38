import { randomUUID } from 'node:crypto'
import { Refusal } from '../base/user-error.ts'
import type { Actor } from '../domain/access/person.ts'
import { newTicket } from '../domain/approvals/decide.ts'
import type { ApproverGroup, Policy } from '../domain/approvals/policy.ts'
import type { Draft, Ticket } from '../domain/approvals/request.ts'
import { unmeetableFor } from '../domain/approvals/satisfiable.ts'
import type { ApprovalParts } from './deps.ts'
import { digest, factsFor, policyFor, rulesOf } from './facts.ts'
import { postTicket } from './message.ts'
import { askedRecord } from './records.ts'
import { takeStep, words } from './transition.ts'

/** Asks for consent: refused before anybody is troubled if nobody could give it. */
export async function requestConsent(parts: ApprovalParts, actor: Actor, draft: Draft): Promise<Ticket> {
  const policy = policyFor(await rulesOf(parts), draft)
  if (!policy || policy.need.length === 0) throw new Error('consent was asked for what needs nobody’s')
  await refuseUnmeetable(parts, actor, draft, policy)
  const { team, channel, locale, user: requester } = actor
  const place = { id: randomUUID(), team, channel, locale, requester }
  const ticket = newTicket(draft, place, policy, { digest }, parts.now())
  if (!(await parts.ledger.saveTicket(ticket, askedRecord(ticket, parts.now()))))
    throw new Refusal(words.busy)
  return takeStep(parts, ticket.id, { kind: 'posted', messageTs: await posted(parts, ticket) })
}

/** A request that nobody can see is none. */
async function posted(parts: ApprovalParts, ticket: Ticket): Promise<string> {
  try {
    return await postTicket(parts, ticket)
  } catch (error) {
    await takeStep(parts, ticket.id, { kind: 'cancel', by: ticket.requester })
    throw error
  }
}

function listed({ users, userGroups }: ApproverGroup): readonly string[] | undefined {
  return users.includes('*') || userGroups.length > 0 ? undefined : users
}

/** Of groups that name their people, only those who may approve there now count. */
async function refuseUnmeetable(
  parts: ApprovalParts,
  { user, channel }: Actor,
  { connection, wanted }: Draft,
  policy: Policy,
): Promise<void> {
  const groups = [...policy.need.map(({ group }) => group), ...(policy.escalateTo ? [policy.escalateTo] : [])]
  const people = [...new Set(groups.flatMap((group) => listed(group) ?? []))]
  const facts = await factsFor(parts, { connection, channel, wanted }, people, { fresh: false })
  const why = unmeetableFor(policy, user, (group) => listed(group)?.filter((one) => facts.mayApprove(one)))
  if (why) throw new Refusal(why)
}
