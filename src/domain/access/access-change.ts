import { globsOverlap } from '../../base/glob.ts'
import { say, type Text } from '../../base/i18n.ts'
import { type Grant, hasRole, type Role, roles } from './roles.ts'

/** A change of who may do what, as an approval request carries it. */
export type AccessChange =
  | ({ readonly kind: 'grant' } & Grant)
  /** Takes a grant back that was given from Slack; those of the configuration file are changed there. */
  | ({ readonly kind: 'revoke'; readonly id: string } & Grant)

/** Canonical: the same change is always the same text, whatever order its lists were named in. */
export function formatAccessChange(change: AccessChange): string {
  const { kind, role } = change
  const lists = {
    users: sorted(change.users),
    connections: sorted(change.connections),
    channels: sorted(change.channels),
  }
  return JSON.stringify(kind === 'grant' ? { kind, role, ...lists } : { kind, id: change.id, role, ...lists })
}

function sorted(list: readonly string[]): readonly string[] {
  return [...new Set(list)].sort()
}

/** `undefined` for a text that is no such change. */
export function parseAccessChange(text: string): AccessChange | undefined {
  const value = parsed(text)
  if (!isObject(value)) return undefined
  const { kind, id, role, users, connections, channels } = value
  if (!isRole(role) || !isList(users) || !isList(connections) || !isList(channels)) return undefined
  const grant = { role, users, connections, channels }
  if (kind === 'grant') return { kind, ...grant }
  return kind === 'revoke' && typeof id === 'string' ? { kind, id, ...grant } : undefined
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}

function isRole(value: unknown): value is Role {
  return roles.some((role) => role === value)
}

function isList(value: unknown): value is readonly string[] {
  return (
    Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === 'string' && one !== '')
  )
}

/** What is changed, in one sentence with ids, for the request, its audit record, and the person who decides. */
export function accessChangeTitle(change: AccessChange): Text {
  const [users, connections, channels] = [change.users, change.connections, change.channels].map((list) =>
    list.join(', '),
  )
  return change.kind === 'grant'
    ? say(
        `Give ${users} the role ${change.role} for connections ${connections} in channels ${channels}`,
        `授予 ${users} 角色 ${change.role}，连接：${connections}，频道：${channels}`,
      )
    : say(
        `Remove the role ${change.role} of ${users} for connections ${connections} in channels ${channels}`,
        `收回 ${users} 的角色 ${change.role}，连接：${connections}，频道：${channels}`,
      )
}

/**
 * Whether the person is an admin wherever the change reaches, so that nobody gives more than they have. A pattern is
 * covered only by one that is as wide.
 */
export function mayChange(
  grants: readonly Grant[],
  person: { readonly user: string; readonly groups: readonly string[] },
  change: Pick<Grant, 'connections' | 'channels'>,
): boolean {
  return change.connections.every((connection) =>
    change.channels.every((channel) => hasRole(grants, { ...person, connection, channel }, 'admin')),
  )
}

/** What a request about a change is asked for: its one connection, or `*`. */
export function connectionOfChange({ connections }: { readonly connections: readonly string[] }): string {
  const [only = '*', ...more] = connections
  return more.length > 0 || only.includes('*') ? '*' : only
}

/**
 * Whether somebody could still administer each connection, if these grants were all. `isThere`: whether the person may use
 * the bot at all; everybody and user groups count as there.
 */
export function adminsRemain(
  grants: readonly Grant[],
  connections: readonly string[],
  isThere: (user: string) => boolean,
): boolean {
  const admins = grants.filter(
    ({ role, users }) => role === 'admin' && users.some((one) => isUncounted(one) || isThere(one)),
  )
  return connections.every((connection) => admins.some((grant) => reaches(grant, connection)))
}

function isUncounted(user: string): boolean {
  return user === '*' || user.startsWith('S')
}

function reaches({ connections }: Grant, connection: string): boolean {
  return connections.some((glob) => globsOverlap(glob, connection))
}

/** Somebody of whom it is asked whether they administer something; without `groups` they may be in any user group. */
export interface Candidate {
  readonly user: string
  readonly groups?: readonly string[]
}

/** The people and user groups who administer one of the connections, by name; everybody is nobody to ask. */
export function adminsOf(grants: readonly Grant[], connections: readonly string[]): readonly string[] {
  const users = grants
    .filter((grant) => grant.role === 'admin' && connections.some((one) => reaches(grant, one)))
    .flatMap((grant) => grant.users)
  return [...new Set(users)].filter((user) => user !== '*')
}

/** Those who administer the connection by name or are among the candidates, and whether there are others, uncounted. */
export function adminsAmong(
  grants: readonly Grant[],
  connection: string,
  candidates: readonly Candidate[],
): { readonly people: readonly string[]; readonly more: boolean } {
  const users = grants
    .filter((grant) => grant.role === 'admin' && reaches(grant, connection))
    .flatMap((grant) => grant.users)
  const uncounted = users.filter(isUncounted)
  const isAdmin = ({ groups }: Candidate) =>
    uncounted.some((one) => one === '*' || groups === undefined || groups.includes(one))
  const named = users.filter((user) => !isUncounted(user))
  const found = [...named, ...candidates.filter(isAdmin).map(({ user }) => user)]
  return { people: [...new Set(found)], more: uncounted.length > 0 }
}
