import { UserError } from '../base/user-error.ts'
import type { Actor } from '../domain/access/person.ts'
import { refusedBy } from '../domain/actions/exclusion.ts'
import { parsePolicyRule } from '../domain/approvals/policy-change.ts'
import type { ApprovalRequest } from '../domain/approvals/request.ts'
import { policyForScope as policyOfRules } from '../domain/approvals/rules.ts'
import { payloadTargets } from '../domain/approvals/targets.ts'
import { actionsUnderWay } from '../execution/task-lock.ts'
import type { Approvals } from '../ports/approvals.ts'
import type { Authority } from '../ports/authority.ts'
import type { ApprovalDeps, AuthorizedApprovalDeps } from './deps.ts'
import { executeRequest } from './execute.ts'
import { policyForRequest, rulesInForce } from './facts.ts'
import { drawRequest } from './message.ts'
import { createApprovalRequest } from './request.ts'
import { applyTransition, loadOwnRequest, requestErrorWords } from './transition.ts'

export type { ApprovalDeps } from './deps.ts'
export { recordOutcome } from './settle.ts'
export { createSweeper, tellOfLostRequests } from './sweep.ts'

/** Closed requests are looked through as far back as this many. */
const recent = 100
/** Fewer signs name too many. */
const leastSigns = 4

/** Approval requests as one person in one place may use them, in one interaction. */
export function approvalsFor(deps: ApprovalDeps, actor: Actor, authority: Authority): Approvals {
  const parts: AuthorizedApprovalDeps = { ...deps, authority }
  const { team, user } = actor
  return {
    policy: async (draft) => policyForRequest(await rulesInForce(parts), draft),
    mayNeed: async (verb, connection) => {
      const policy = policyOfRules(await rulesInForce(parts), { verb, connection })
      return policy !== undefined && policy.need.length > 0
    },
    request: (draft) => createApprovalRequest(parts, actor, draft),
    get: (given) => named(parts, given, team),
    async transition(id, step) {
      const request = await loadOwnRequest(parts, id, team)
      if (step.kind === 'vote') await requireUseful(parts, request)
      return applyTransition(parts, id, step)
    },
    execute: (id, hash) => executeRequest(parts, team, id, { kind: 'start', by: user, hash }),
    breakGlass: (id, typed, why) =>
      executeRequest(parts, team, id, { kind: 'break-glass', by: user, typed, why }),
    list: async (which) => {
      if (which === 'open') return parts.store.openRequests(team)
      return (await parts.store.recentRequests(team, recent)).filter(isClosed)
    },
    card: (request) => drawRequest(parts, request),
    rules: () => authority.rules(),
    parseRule: (text) => parsePolicyRule(text, parts.groups),
  }
}

const closed: ReadonlySet<ApprovalRequest['state']> = new Set([
  'verified',
  'failed',
  'rejected',
  'cancelled',
  'expired',
  'stale',
])

function isClosed({ state }: ApprovalRequest): boolean {
  return closed.has(state)
}

/** By the whole id, or by a beginning that only one open request has. */
async function named(deps: AuthorizedApprovalDeps, given: string, team: string): Promise<ApprovalRequest> {
  const whole = await deps.store.loadRequest(given)
  if (whole?.team === team) return whole
  const open = given.length < leastSigns ? [] : await deps.store.openRequests(team)
  const [only, ...more] = open.filter(({ id }) => id.startsWith(given.toLowerCase()))
  if (!only || more.length > 0) throw new UserError(requestErrorWords.unknown)
  return only
}

/** Nobody consents to what there is no use in any more, because something else ends the task. */
async function requireUseful(
  { execution }: AuthorizedApprovalDeps,
  { id: token, connection, payload }: ApprovalRequest,
): Promise<void> {
  for (const { task, verbs } of payloadTargets(payload)) {
    const others = await actionsUnderWay(execution, connection, task.id, { token })
    const [why] = verbs.flatMap((verb) => refusedBy(verb, task.name, others) ?? [])
    if (why) throw new UserError(why)
  }
}
