import type { Risk } from '../drs/operation.ts'

/**
 * Who may do what. `operator` and `approver` both may look; an operator cannot vote and an approver cannot act,
 * so that the two hands of a dangerous step stay apart unless somebody is given both. `admin` may do everything.
 */
export const roles = ['viewer', 'operator', 'approver', 'admin'] as const
export type Role = (typeof roles)[number]

const includes: Readonly<Record<Role, readonly Role[]>> = {
  viewer: ['viewer'],
  operator: ['viewer', 'operator'],
  approver: ['viewer', 'approver'],
  admin: roles,
}

/** One line of the access list: these people have this role there. `*` stands for everybody or everywhere. */
export interface Grant {
  readonly role: Role
  readonly users: readonly string[]
  readonly connections: readonly string[]
  readonly channels: readonly string[]
}

export interface Subject {
  readonly user: string
  readonly connection: string
  readonly channel: string
}

function covers(list: readonly string[], value: string): boolean {
  return list.includes('*') || list.includes(value)
}

/** Deny by default: true only if some grant names the person, the connection and the channel. */
export function hasRole(grants: readonly Grant[], subject: Subject, role: Role): boolean {
  return grants.some(
    (grant) =>
      includes[grant.role].includes(role) &&
      covers(grant.users, subject.user) &&
      covers(grant.connections, subject.connection) &&
      covers(grant.channels, subject.channel),
  )
}

/** The least role for an operation of that risk. Destructive ones stay with operators; consent is asked on top. */
export function roleForRisk(risk: Risk): Role {
  return risk === 'read' ? 'viewer' : 'operator'
}
