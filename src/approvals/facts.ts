import { createHash } from 'node:crypto'
import type { Principal } from '../domain/access/person.ts'
import { hasRole, type Role } from '../domain/access/roles.ts'
import type { Policy, PolicyRule } from '../domain/approvals/policy.ts'
import { policyOf } from '../domain/approvals/policy-of.ts'
import type { Facts, Ticket, TicketStep } from '../domain/approvals/request.ts'
import { isInGroup } from '../domain/approvals/rules.ts'
import type { ApprovalParts } from './deps.ts'

/** Lower-case hex. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** The rules in force: those given from Slack come first, so that they can narrow what the file says. */
export async function rulesOf({
  authority,
}: Pick<ApprovalParts, 'authority'>): Promise<readonly PolicyRule[]> {
  const { given, file } = await authority.rules()
  return [...given.map(({ value }) => value), ...file]
}

/** The consent that this needs under these rules; absent if nobody's. */
export function policyFor(
  rules: readonly PolicyRule[],
  draft: Pick<Ticket, 'connection' | 'wanted'>,
): Policy | undefined {
  const { wanted } = draft
  const tasks = wanted.kind === 'action' ? wanted.tasks : []
  return policyOf(rules, draft, (taskId) => tasks.find(({ id }) => id === taskId)?.tags)
}

/** Everybody whose standing matters for that step. */
export function peopleOf(ticket: Ticket, step?: TicketStep): readonly string[] {
  const voters = ticket.votes.map(({ by }) => by)
  const actor = step !== undefined && 'by' in step ? [step.by] : []
  return [...new Set([ticket.requester, ...voters, ...actor])]
}

const no = () => false

/** For steps of the bot itself, which rest on nobody: nobody may anything, and nothing has to be read. */
export const nobodysFacts: Facts = { digest, mayApprove: no, mayOperate: no, isAdmin: no, isIn: no }

/**
 * What a decision needs to know of the world. `fresh`: Slack was asked about every person in this interaction; whom Slack
 * does not confirm counts for nothing.
 */
export async function factsFor(
  parts: ApprovalParts,
  ticket: Pick<Ticket, 'connection' | 'channel' | 'wanted'>,
  people: readonly string[],
  { fresh }: { readonly fresh: boolean },
): Promise<Facts> {
  const { connection, channel } = ticket
  const [rules, grants, ...standings] = await Promise.all([
    rulesOf(parts),
    parts.authority.grants(),
    ...people.map((user) => parts.authority.principal(user, { fresh })),
  ])
  const known = new Map(people.map((user, i) => [user, standings[i]]))
  const sound = (user: string): Principal | undefined => {
    const standing = known.get(user)
    return standing?.refused === undefined ? standing : undefined
  }
  const has = (role: Role) => (user: string) => {
    const standing = sound(user)
    if (!standing) return false
    return hasRole(grants, { user, connection, channel, groups: standing.groups }, role)
  }
  const mayApprove = has('approver')
  const current = policyFor(rules, ticket)
  return {
    digest,
    mayApprove,
    mayOperate: has('operator'),
    isAdmin: has('admin'),
    isIn: (user, group) => {
      const standing = sound(user)
      if (!standing) return false
      return isInGroup(user, group, { userGroups: standing.groups, mayApprove: mayApprove(user) })
    },
    ...(current && { current }),
  }
}
