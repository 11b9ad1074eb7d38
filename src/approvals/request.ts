import { randomUUID } from 'node:crypto'
import { UserError } from '../base/user-error.ts'
import type { Actor } from '../domain/access/person.ts'
import { newApprovalRequest } from '../domain/approvals/decide.ts'
import type { ApproverGroup, Policy } from '../domain/approvals/policy.ts'
import { parsePolicyChange } from '../domain/approvals/policy-change.ts'
import type { ApprovalRequest, RequestDraft } from '../domain/approvals/request.ts'
import { unsatisfiableFor } from '../domain/approvals/satisfiable.ts'
import { lockOutNow } from './change.ts'
import type { AuthorizedApprovalDeps } from './deps.ts'
import { approvalFactsFor, policyForRequest, rulesInForce, sha256Hex } from './facts.ts'
import { postRequest } from './message.ts'
import { requestedRecord } from './records.ts'
import { applyTransition, requestErrorWords } from './transition.ts'

/** Asks for approval: refused before anybody is troubled if nobody could give it. */
export async function createApprovalRequest(
  deps: AuthorizedApprovalDeps,
  actor: Actor,
  draft: RequestDraft,
): Promise<ApprovalRequest> {
  const policy = policyForRequest(await rulesInForce(deps), draft)
  if (!policy || policy.need.length === 0) throw new Error('consent was asked for what needs nobody’s')
  await refuseUnmeetable(deps, actor, draft, policy)
  await refuseLockOut(deps, draft)
  const { team, channel, locale, user: requester } = actor
  const place = { id: randomUUID(), team, channel, locale, requester }
  const at = await deps.time()
  const asked = newApprovalRequest(draft, place, policy, { digest: sha256Hex }, at)
  const request = { ...asked, epoch: await deps.store.epoch() }
  if (!(await deps.store.saveRequest(request, requestedRecord(request, at))))
    throw new UserError(requestErrorWords.busy)
  return applyTransition(deps, request.id, { kind: 'posted', messageTs: await posted(deps, request) })
}

/** A request that nobody can see is none. */
async function posted(deps: AuthorizedApprovalDeps, request: ApprovalRequest): Promise<string> {
  try {
    return await postRequest(deps, request)
  } catch (error) {
    await applyTransition(deps, request.id, { kind: 'cancel', by: request.requester })
    throw error
  }
}

function listed({ users, userGroups }: ApproverGroup): readonly string[] | undefined {
  return users.includes('*') || userGroups.length > 0 ? undefined : users
}

/** Of groups that name their people, only those who may approve there now count. */
async function refuseUnmeetable(
  deps: AuthorizedApprovalDeps,
  { user, channel }: Actor,
  { connection, payload }: RequestDraft,
  policy: Policy,
): Promise<void> {
  const groups = [...policy.need.map(({ group }) => group), ...(policy.escalateTo ? [policy.escalateTo] : [])]
  const people = [...new Set(groups.flatMap((group) => listed(group) ?? []))]
  const facts = await approvalFactsFor(deps, { connection, channel, payload, policy }, people, {
    fresh: false,
  })
  const why = unsatisfiableFor(policy, user, (group) => listed(group)?.filter((one) => facts.mayApprove(one)))
  if (why) throw new UserError(why)
}

async function refuseLockOut(deps: AuthorizedApprovalDeps, { payload }: RequestDraft): Promise<void> {
  if (payload.kind !== 'change' || payload.verb !== 'policy') return
  const change = parsePolicyChange(payload.change)
  const why = change && 'add' in change ? await lockOutNow(deps, change.add) : undefined
  if (why) throw new UserError(why)
}
