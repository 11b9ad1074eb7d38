import { globFits } from '../../base/glob.ts'
import type { Role } from '../access/roles.ts'

/** What people may refer to in Slack, who, where, and to which addresses the bot sends what lies there. */
export interface SecretScope {
  /** `env:NAME` and `file:/path`; `*` stands for any letters. */
  readonly references: readonly string[]
  /** Names, in which `*` stands for any letters. */
  readonly connections: readonly string[]
  /** One of them is needed; empty: that of the command. */
  readonly roles: readonly Role[]
  /** Host names, IP addresses and ids of instances, see `hostFits`. Empty: none, so that each use needs approval. */
  readonly hosts: readonly string[]
}

/** What a secret is about to be used for. */
export interface SecretUse {
  readonly connection: string
  /** What is kept of what people handed over opens for this alone, see stored-secret.ts. */
  readonly about: string
  /** Where it would be sent, as the request writes it; several with commas. Empty: the request does not say it. */
  readonly addresses: readonly string[]
  /** Roles of the person who asks; absent where others have approved it. */
  readonly has?: (role: Role) => boolean
  /** Others have approved it as they would a new password, or the rules ask nobody for that. */
  readonly approved?: boolean
}

/** `unlisted`, `connection`, `role`: not to be had by any approval. `address`: only with approval. */
export type ScopeObjection = 'unlisted' | 'connection' | 'role' | 'address'

/** What stands against this use. The whole of it has to fit one and the same scope. */
export function scopeObjection(
  scopes: readonly SecretScope[],
  reference: string,
  { connection, addresses, has, approved = false }: Omit<SecretUse, 'about'>,
): ScopeObjection | undefined {
  const listed = scopes.filter(({ references }) => references.some((glob) => globFits(glob, reference)))
  if (listed.length === 0) return 'unlisted'
  const here = listed.filter(({ connections }) => connections.some((glob) => globFits(glob, connection)))
  if (here.length === 0) return 'connection'
  const mayName = has ?? (() => approved)
  const theirs = here.filter(({ roles }) => roles.length === 0 || roles.some(mayName))
  if (theirs.length === 0) return 'role'
  return approved || theirs.some(({ hosts }) => areAmong(hosts, addresses)) ? undefined : 'address'
}

function areAmong(hosts: readonly string[], addresses: readonly string[]): boolean {
  if (hosts.includes(anyHost)) return true
  const wanted = addresses.flatMap((address) => address.split(',').map((one) => one.trim()))
  return wanted.length > 0 && wanted.every((address) => hosts.some((host) => hostFits(host, address)))
}

const anyHost = '*'

/**
 * Whether the address, with or without a port, is that host. `*` stands for letters, digits and hyphens but for no dot, as
 * in certificates: otherwise `10.1.*` would also be a name of somebody else, such as 10.1.evil.example.
 */
export function hostFits(host: string, address: string): boolean {
  const pattern = host
    .toLowerCase()
    .replace(/[.+?^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '[a-z0-9_-]*')
  return new RegExp(`^${pattern}$`).test(withoutPort(address.toLowerCase()))
}

function withoutPort(address: string): string {
  const [, bracketed, plain] = /^(?:\[([^\]]+)\](?::\d+)?|([^:]+):\d+)$/.exec(address) ?? []
  return bracketed ?? plain ?? address
}
