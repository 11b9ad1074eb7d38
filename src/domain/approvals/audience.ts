import { globsOverlap } from '../../base/glob.ts'
import { type Grant, roleIncludes } from '../access/roles.ts'
import type { ApproverGroup, GuardedVerb, Policy } from './policy.ts'
import type { Place } from './reach.ts'
import type { ApprovalFacts } from './request.ts'
import { areSeatsFilled } from './seats.ts'

/** Who is asked for an approval, as far as roles and groups name them. */
export interface Audience {
  /** Slack users (`U…`, `W…`) and user groups (`S…`) as they are named: whom to mention. */
  readonly named: readonly string[]
  /** Users, those of the user groups included. */
  readonly people: readonly string[]
  /** Some role is given to everybody: anybody may be among those who decide. */
  readonly anybody: boolean
}

/** Members of each user group by its id. */
type Members = ReadonlyMap<string, readonly string[]>

/** Who decides about access and policy has to be an admin, whatever group is asked. */
export function isForAdmins(verb: GuardedVerb): boolean {
  return verb === 'access' || verb === 'policy'
}

/** `places`: those in which the role has to be held. A name in it may still prove not to count. */
export function audienceOf(
  verb: GuardedVerb,
  groups: readonly ApproverGroup[],
  grants: readonly Grant[],
  places: readonly Place[],
  members: Members,
): Audience {
  const role = isForAdmins(verb) ? 'admin' : 'approver'
  const isThere = (grant: Grant) =>
    places.some(
      ({ connection, channel }) =>
        grant.connections.some((glob) => globsOverlap(glob, connection)) &&
        grant.channels.some((one) => one === '*' || one === channel),
    )
  const holders = grants.filter((grant) => roleIncludes(grant.role, role) && isThere(grant))
  const ids = groups.flatMap(({ users, userGroups }) =>
    users.includes('*') ? holders.flatMap((grant) => grant.users) : [...users, ...userGroups],
  )
  const named = [...new Set(ids.filter((id) => id !== '*'))]
  const people = named.flatMap((id) => (id.startsWith('S') ? (members.get(id) ?? []) : [id]))
  return { named, people: [...new Set(people)], anybody: ids.includes('*') }
}

/** Of these people, those whose approval would count; never the requester. */
export function votersAmong(
  people: readonly string[],
  {
    verb,
    policy,
    requester,
  }: { readonly verb: GuardedVerb; readonly policy: Policy; readonly requester: string },
  facts: Pick<ApprovalFacts, 'mayApprove' | 'isAdmin' | 'isIn'>,
): readonly string[] {
  return people.filter(
    (user) =>
      user !== requester &&
      facts.mayApprove(user) &&
      (!isForAdmins(verb) || facts.isAdmin(user)) &&
      policy.need.some(({ group }) => facts.isIn(user, group)),
  )
}

/** Whether these people can give all the approvals that the policy asks for. */
export function canApprove(
  voters: readonly string[],
  { need }: Policy,
  facts: Pick<ApprovalFacts, 'isIn'>,
): boolean {
  return areSeatsFilled(voters, need, (user, group) => facts.isIn(user, group))
}
