import type { Principal } from '../domain/access/person.ts'
import type { Grant } from '../domain/access/roles.ts'
import type { ApproverGroup, PolicyRule } from '../domain/approvals/policy.ts'
import type { Directory } from '../ports/directory.ts'
import type { Ledger } from '../store/approval-store.ts'

function grantNames({ users }: Grant): boolean {
  return users.some((user) => user.startsWith('S'))
}

function ruleNames({ policy: { need, escalateTo } }: PolicyRule): boolean {
  const groups: readonly ApproverGroup[] = [
    ...need.map(({ group }) => group),
    ...(escalateTo ? [escalateTo] : []),
  ]
  return groups.some(({ userGroups }) => userGroups.length > 0)
}

/** Asks anew if `fresh`; otherwise the answer may be a minute old. Never throws: whom Slack does not confirm is refused. */
export type PrincipalOf = (user: string, options?: { readonly fresh?: boolean }) => Promise<Principal>

/**
 * Who people are. Slack allows twenty questions a minute about user groups (tier 2), and every vote asks afresh: they are
 * asked about only where somebody may do something as a member of one.
 */
export function standingOf(
  config: { readonly grants: readonly Grant[]; readonly approvals: readonly PolicyRule[] },
  ledger: Pick<Ledger, 'grants' | 'rules'>,
  people: Pick<Directory, 'standing'>,
): PrincipalOf {
  const always = config.grants.some(grantNames) || config.approvals.some(ruleNames)
  const named = async () => {
    const [grants, rules] = await Promise.all([ledger.grants(), ledger.rules()])
    return grants.some(({ value }) => grantNames(value)) || rules.some(({ value }) => ruleNames(value))
  }
  // Where it cannot be told whether groups count, they are asked about.
  const wanted = async () => always || (await named().catch(() => true))
  return async (user, options) => people.standing(user, { ...options, groups: await wanted() })
}
