import * as z from 'zod'
import type { DeepReadonly } from '../../base/deep-readonly.ts'
import { globFits } from '../../base/glob.ts'
import type { Risk } from '../../drs/operation.ts'

/**
 * Who may do what. `operator` and `approver` both may look; an operator cannot vote and an approver cannot act,
 * so that the two hands of a dangerous step stay apart unless somebody is given both. `admin` may do everything.
 */
export const roles = ['viewer', 'operator', 'approver', 'admin'] as const
export type Role = (typeof roles)[number]

/** Whoever approves or administers must be who they are now, not a minute ago. */
export function needsFreshPrincipal(role: Role): boolean {
  return role === 'approver' || role === 'admin'
}

const includes: Readonly<Record<Role, readonly Role[]>> = {
  viewer: ['viewer'],
  operator: ['viewer', 'operator'],
  approver: ['viewer', 'approver'],
  admin: roles,
}

/** One line of the access list: these people have this role there. `*` alone stands for everybody or everywhere. */
export const grantSchema = z.strictObject({
  role: z.enum(roles),
  /** Slack users (`U…`, `W…`) and user groups (`S…`), whose members count. */
  users: z.array(z.string()),
  /** Names, in which `*` stands for any letters. */
  connections: z.array(z.string()),
  channels: z.array(z.string()),
})
export type Grant = DeepReadonly<z.output<typeof grantSchema>>

/** A grant as it is in force; `id` is that of one given from Slack, which can be taken back there. */
export interface EffectiveGrant extends Grant {
  readonly id?: string
}

export interface AccessSubject {
  readonly user: string
  /** User groups of which the person is a member now; without them only grants to the person count. */
  readonly groups?: readonly string[]
  readonly connection: string
  readonly channel: string
}

/** What of a grant fits: all three have to. */
export interface GrantCoverage {
  readonly person: boolean
  readonly connection: boolean
  readonly channel: boolean
}

export function grantCoverage(
  grant: Grant,
  { user, groups = [], connection, channel }: AccessSubject,
): GrantCoverage {
  return {
    person: grant.users.some((one) => one === '*' || one === user || groups.includes(one)),
    connection: grant.connections.some((pattern) => globFits(pattern, connection)),
    channel: grant.channels.some((one) => one === '*' || one === channel),
  }
}

function covers(grant: Grant, subject: AccessSubject): boolean {
  const { person, connection, channel } = grantCoverage(grant, subject)
  return person && connection && channel
}

/** Whether somebody with the role `given` may do what `wanted` is asked for. */
export function roleIncludes(given: Role, wanted: Role): boolean {
  return includes[given].includes(wanted)
}

/** Deny by default: true only if some grant names the person, the connection and the channel. */
export function hasRole(grants: readonly Grant[], subject: AccessSubject, role: Role): boolean {
  return grants.some((grant) => roleIncludes(grant.role, role) && covers(grant, subject))
}

/** The least role for an operation of that risk. Destructive ones stay with operators; an approval is asked for on top. */
export function roleForRisk(risk: Risk): Role {
  return risk === 'read' ? 'viewer' : 'operator'
}
