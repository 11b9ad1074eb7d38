import type { Principal } from '../domain/access/person.ts'
import type { Grant } from '../domain/access/roles.ts'
import type { ApproverGroup, Policy, PolicyRule } from '../domain/approvals/policy.ts'
import type { Authority, PrincipalQuery } from '../ports/authority.ts'
import type { Directory } from '../ports/directory.ts'
import type { ApprovalStore } from '../store/approval-store.ts'

export interface AuthorityDeps {
  /** What the configuration file says. */
  readonly config: { readonly grants: readonly Grant[]; readonly approvals: readonly PolicyRule[] }
  /** What was given from Slack. */
  readonly store: Pick<ApprovalStore, 'grants' | 'rules'>
  readonly people: Pick<Directory, 'principal' | 'groups'>
  now(): number
}

/**
 * What was read serves for so long, in ms, which is all of an ordinary interaction. One that waits longer, for its turn at
 * DRS, reads again before it decides: a person who was an approver minutes ago is none on that account.
 */
const servesMs = 30_000

/** Everything that one interaction knows of rights, each part read when it is first asked for. */
export function createAuthority(deps: AuthorityDeps): Authority {
  let reads = openReads(deps)
  return {
    grants: () => reads.grants(),
    rules: () => reads.rules(),
    principal: (user, query = {}) => reads.principal(user, query),
    members: () => reads.members(),
    forget: () => {
      reads = openReads(deps)
    },
  }
}

function openReads({ config, store, people, now }: AuthorityDeps) {
  const grants = readOnce(now, async () => [
    ...config.grants,
    ...(await store.grants()).map(({ id, value }) => ({ ...value, id })),
  ])
  const rules = readOnce(now, async () => ({ given: await store.rules(), file: config.approvals }))
  const groups = byFreshness(now, (fresh) => people.groups({ fresh }))
  // Slack allows twenty questions a minute about user groups (tier 2): they are asked about only where somebody may do
  // something as a member of one. Where that cannot be told, they are asked about.
  const inFile = config.grants.some(namesUserGroup) || config.approvals.some(asksUserGroup)
  const groupsCount = async (): Promise<boolean> => {
    if (inFile) return true
    try {
      const [granted, { given }] = await Promise.all([grants.get(), rules.get()])
      return granted.some(namesUserGroup) || given.some(({ value }) => asksUserGroup(value))
    } catch {
      return true
    }
  }
  const principals = new Map<string, ByFreshness<Principal>>()
  const principalOf = (user: string, asked: boolean): ByFreshness<Principal> =>
    byFreshness(now, async (fresh) =>
      people.principal(user, { fresh, groups: (asked || (await groupsCount())) && (() => groups(fresh)) }),
    )
  return {
    grants: grants.get,
    rules: rules.get,
    members: () => groups(false),
    principal: (
      user: string,
      { fresh = false, groups: asked = false }: PrincipalQuery,
    ): Promise<Principal> => {
      const key = asked ? `${user} with groups` : user
      const known = principals.get(key) ?? principalOf(user, asked)
      principals.set(key, known)
      return known(fresh)
    },
  }
}

function namesUserGroup({ users }: Grant): boolean {
  return users.some((user) => user.startsWith('S'))
}

function asksUserGroup({ policy }: PolicyRule): boolean {
  return policyAsksUserGroup(policy)
}

/** Whether somebody may count for the policy as a member of a user group of Slack. */
export function policyAsksUserGroup({ need, escalateTo }: Pick<Policy, 'need' | 'escalateTo'>): boolean {
  const groups: readonly ApproverGroup[] = [
    ...need.map(({ group }) => group),
    ...(escalateTo ? [escalateTo] : []),
  ]
  return groups.some(({ userGroups }) => userGroups.length > 0)
}

interface ReadOnce<T> {
  /** A failed read fails for all that ask: in doubt the answer is no. */
  get(): Promise<T>
  /** Whether `get` would not read. */
  isThere(): boolean
}

function readOnce<T>(now: () => number, read: () => Promise<T>): ReadOnce<T> {
  let known: { readonly answer: Promise<T>; readonly since: number } | undefined
  const current = () => (known && now() - known.since < servesMs ? known : undefined)
  return {
    get() {
      known = current() ?? { answer: read(), since: now() }
      return known.answer
    },
    isThere: () => current() !== undefined,
  }
}

type ByFreshness<T> = (fresh: boolean) => Promise<T>

/** What was read anew serves those who would have been content with less, but not the other way round. */
function byFreshness<T>(now: () => number, read: (fresh: boolean) => Promise<T>): ByFreshness<T> {
  const anew = readOnce(now, () => read(true))
  const remembered = readOnce(now, () => read(false))
  return (fresh) => (fresh || anew.isThere() ? anew.get() : remembered.get())
}
