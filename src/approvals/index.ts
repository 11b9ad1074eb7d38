import { AccessDenied, UserError } from '../base/user-error.ts'
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
import { executeRequest, runApproved } from './execute.ts'
import { policyForRequest, rulesInForce } from './facts.ts'
import { drawRequest } from './message.ts'
import { createApprovalRequest, refuseInVain } from './request.ts'
import { redrawRequestsIn } from './sweep.ts'
import { applyTransition, loadOwnRequest, requestErrorWords } from './transition.ts'
import { visibleTo, waitingFor } from './waiting.ts'

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
    mayNeed: async (verb, connection, tasks = []) => {
      const policy = policyOfRules(await rulesInForce(parts), { verb, connection })
      if (policy === undefined || policy.need.length === 0) return false
      await refuseInVain(parts, actor, verb, connection, tasks)
      return true
    },
    request: (draft) => createApprovalRequest(parts, actor, draft),
    get: (given) => named(parts, actor, given),
    async transition(id, step) {
      const request = await loadOwnRequest(parts, id, team)
      if (step.kind === 'vote') await requireUseful(parts, request)
      const after = await applyTransition(parts, id, step)
      const isLastApproval = request.state === 'pending' && after.state === 'approved'
      return isLastApproval && after.runs ? runApproved(parts, after) : after
    },
    execute: (id, hash) => executeRequest(parts, team, id, { kind: 'start', by: user, hash }),
    breakGlass: (id, typed, why) =>
      executeRequest(parts, team, id, { kind: 'break-glass', by: user, typed, why }),
    waitingFor: (requests) => waitingFor(parts, user, requests),
    list: async (which) => {
      const all =
        which === 'open'
          ? await parts.store.openRequests(team)
          : (await parts.store.recentRequests(team, recent)).filter(isClosed)
      return visibleTo(parts, actor, all)
    },
    redrawHere: () => redrawRequestsIn(parts, actor),
    card: (request, locale) => drawRequest(parts, request, locale),
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

/** By the whole id, or by a beginning that only one open request has. What the person may not see is not there. */
async function named(deps: AuthorizedApprovalDeps, actor: Actor, given: string): Promise<ApprovalRequest> {
  const { team } = actor
  const whole = await deps.store.loadRequest(given)
  const open = whole || given.length < leastSigns ? [] : await deps.store.openRequests(team)
  const meant = whole?.team === team ? [whole] : open.filter(({ id }) => id.startsWith(given.toLowerCase()))
  const [only, ...more] = await visibleTo(deps, actor, meant)
  // It is written down that somebody tried; they are not told that there is something.
  if (!only && meant.length > 0) throw new AccessDenied(requestErrorWords.unknown)
  if (!only || more.length > 0) throw new UserError(requestErrorWords.unknown)
  return only
}

/** Nobody approves what there is no use in any more, because something else ends the task. */
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
