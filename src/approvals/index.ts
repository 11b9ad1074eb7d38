import { Refusal } from '../base/user-error.ts'
import type { Actor } from '../domain/access/person.ts'
import { refusedBy } from '../domain/actions/exclusion.ts'
import { readRule } from '../domain/approvals/policy-change.ts'
import type { Ticket } from '../domain/approvals/request.ts'
import { policyFor as policyOfRules } from '../domain/approvals/rules.ts'
import { targetsOf } from '../domain/approvals/targets.ts'
import { underWay } from '../execution/task-lock.ts'
import type { Approvals } from '../ports/approvals.ts'
import type { Authority } from '../ports/authority.ts'
import type { ApprovalDeps, ApprovalParts } from './deps.ts'
import { executeTicket } from './execute.ts'
import { policyFor, rulesOf } from './facts.ts'
import { drawTicket } from './message.ts'
import { requestConsent } from './request.ts'
import { takeStep, ticketOf, words } from './transition.ts'

export type { ApprovalDeps } from './deps.ts'
export { finishTicket } from './outcome.ts'
export { createSweeper } from './sweep.ts'

/** Closed requests are looked through as far back as this many. */
const recent = 100
/** Fewer signs name too many. */
const leastSigns = 4

/** Requests for consent as one person in one place may use them, in one interaction. */
export function approvalsFor(deps: ApprovalDeps, actor: Actor, authority: Authority): Approvals {
  const parts: ApprovalParts = { ...deps, authority }
  const { team, user } = actor
  return {
    policy: async (draft) => policyFor(await rulesOf(parts), draft),
    mayNeed: async (verb, connection) => {
      const policy = policyOfRules(await rulesOf(parts), { verb, connection })
      return policy !== undefined && policy.need.length > 0
    },
    request: (draft) => requestConsent(parts, actor, draft),
    get: (given) => named(parts, given, team),
    async step(id, step) {
      const ticket = await ticketOf(parts, id, team)
      if (step.kind === 'vote') await requireUseful(parts, ticket)
      return takeStep(parts, id, step)
    },
    execute: (id, hash) => executeTicket(parts, team, id, { kind: 'start', by: user, hash }),
    breakGlass: (id, typed, why) =>
      executeTicket(parts, team, id, { kind: 'break-glass', by: user, typed, why }),
    list: async (which) => {
      if (which === 'open') return parts.ledger.openTickets(team)
      return (await parts.ledger.recentTickets(team, recent)).filter(isClosed)
    },
    card: (ticket) => drawTicket(parts, ticket),
    rules: () => authority.rules(),
    readRule: (text) => readRule(text, parts.groups),
  }
}

const closed: ReadonlySet<Ticket['state']> = new Set([
  'verified',
  'failed',
  'rejected',
  'cancelled',
  'expired',
  'stale',
])

function isClosed({ state }: Ticket): boolean {
  return closed.has(state)
}

/** By the whole id, or by a beginning that only one open request has. */
async function named(parts: ApprovalParts, given: string, team: string): Promise<Ticket> {
  const whole = await parts.ledger.loadTicket(given)
  if (whole?.team === team) return whole
  const open = given.length < leastSigns ? [] : await parts.ledger.openTickets(team)
  const [only, ...more] = open.filter(({ id }) => id.startsWith(given.toLowerCase()))
  if (!only || more.length > 0) throw new Refusal(words.unknown)
  return only
}

/** Nobody consents to what there is no use in any more, because something else ends the task. */
async function requireUseful(
  { execution }: ApprovalParts,
  { id: token, connection, wanted }: Ticket,
): Promise<void> {
  for (const { task, verbs } of targetsOf(wanted)) {
    const others = await underWay(execution, connection, task.id, { token })
    const [why] = verbs.flatMap((verb) => refusedBy(verb, task.name, others) ?? [])
    if (why) throw new Refusal(why)
  }
}
