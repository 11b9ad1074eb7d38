import { createHash } from 'node:crypto'
import { policyAsksUserGroup } from '../access/authority.ts'
import type { Principal } from '../domain/access/person.ts'
import { hasRole, type Role } from '../domain/access/roles.ts'
import type { Policy, PolicyRule } from '../domain/approvals/policy.ts'
import { policyForDraft } from '../domain/approvals/policy-of.ts'
import { type Place, placesOf } from '../domain/approvals/reach.ts'
import type { ApprovalFacts, ApprovalRequest, RequestTransition } from '../domain/approvals/request.ts'
import { isInGroup } from '../domain/approvals/rules.ts'
import type { IssuedIds } from '../domain/audit/audit-chain.ts'
import type { AuthorizedApprovalDeps } from './deps.ts'

/** Lower-case hex. */
export function sha256Hex(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}

/** The rules in force: those given from Slack come first, so that they can narrow what the file says. */
export async function rulesInForce({
  authority,
}: Pick<AuthorizedApprovalDeps, 'authority'>): Promise<readonly PolicyRule[]> {
  const { given, file } = await authority.rules()
  return [...given.map(({ value }) => value), ...file]
}

/** Which grants and rules from Slack decisions rest on; read before the decision, so that they are never newer than it. */
export async function issuedIds({
  authority,
}: Pick<AuthorizedApprovalDeps, 'authority'>): Promise<IssuedIds> {
  const [grants, { given }] = await Promise.all([authority.grants(), authority.rules()])
  return { grants: grants.flatMap(({ id }) => id ?? []), rules: given.map(({ id }) => id) }
}

/** The approval that this needs under these rules; absent if nobody's. */
export function policyForRequest(
  rules: readonly PolicyRule[],
  draft: Pick<ApprovalRequest, 'connection' | 'payload'>,
): Policy | undefined {
  const { payload } = draft
  const tasks = payload.kind === 'change' ? [] : (payload.tasks ?? [])
  return policyForDraft(rules, draft, (taskId) => tasks.find(({ id }) => id === taskId)?.tags)
}

/** Everybody whose standing matters for that step. */
export function peopleConcerned(request: ApprovalRequest, step?: RequestTransition): readonly string[] {
  const voters = request.votes.map(({ by }) => by)
  const actor = step !== undefined && 'by' in step ? [step.by] : []
  return [...new Set([request.requester, ...voters, ...actor])]
}

const no = () => false

/** For steps of the bot itself, which rest on nobody: nobody may anything, and nothing has to be read. */
export const nobodysFacts: ApprovalFacts = {
  digest: sha256Hex,
  mayApprove: no,
  mayOperate: no,
  isAdmin: no,
  isIn: no,
}

/** What a decision needs to know of these people, in the places in which their roles have to hold. */
export async function standingFacts(
  deps: AuthorizedApprovalDeps,
  { places, policy }: { readonly places: readonly Place[]; readonly policy: Policy },
  people: readonly string[],
  { fresh }: { readonly fresh: boolean },
): Promise<ApprovalFacts> {
  const groups = policyAsksUserGroup(policy)
  const [grants, ...standings] = await Promise.all([
    deps.authority.grants(),
    ...people.map((user) => deps.authority.principal(user, { fresh, ...(groups && { groups }) })),
  ])
  const known = new Map(people.map((user, i) => [user, standings[i]]))
  const sound = (user: string): Principal | undefined => {
    const principal = known.get(user)
    return principal?.refused === undefined ? principal : undefined
  }
  const has = (role: Role) => (user: string) => {
    const principal = sound(user)
    if (!principal) return false
    const { groups } = principal
    return places.every((place) => hasRole(grants, { user, groups, ...place }, role))
  }
  const mayApprove = has('approver')
  return {
    digest: sha256Hex,
    mayApprove,
    mayOperate: has('operator'),
    isAdmin: has('admin'),
    isIn: (user, group) => {
      const principal = sound(user)
      if (!principal) return false
      return isInGroup(user, group, { userGroups: principal.groups, mayApprove: mayApprove(user) })
    },
  }
}

/**
 * What a decision needs to know of the world. `fresh`: Slack was asked about every person in this interaction; whom Slack
 * does not confirm counts for nothing.
 */
export async function approvalFactsFor(
  deps: AuthorizedApprovalDeps,
  request: Pick<ApprovalRequest, 'connection' | 'channel' | 'payload' | 'policy'>,
  people: readonly string[],
  how: { readonly fresh: boolean },
): Promise<ApprovalFacts> {
  const { policy } = request
  const [rules, facts] = await Promise.all([
    rulesInForce(deps),
    standingFacts(deps, { places: placesOf(request), policy }, people, how),
  ])
  const current = policyForRequest(rules, request)
  return { ...facts, ...(current && { current }) }
}
