import * as z from 'zod'
import { globFits } from '../base/glob.ts'
import { roles } from '../domain/access/roles.ts'
import type { SecretScope } from '../domain/secrets/secret-scope.ts'
import type { ConfigComplaint } from './approvals.ts'
import type { ConnectionConfig } from './types.ts'

/** The part of the configuration file about secrets that people refer to in Slack. */

export const secretReference = z.string().regex(/^(env:|file:\/)\S+$/, 'must begin with env: or file:/')

const host = z
  .string()
  .regex(
    /^(?:[a-z0-9*._-]+|[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*)$/i,
    'must be a host name, an IP address or the ID of an instance, without port; * stands for one part of a name',
  )

const some = z.array(z.string().min(1)).min(1)

/** A reference alone stands for one that may be named everywhere, and sent nowhere without approval. */
export const secretScope = z.preprocess(
  (given) => (typeof given === 'string' ? { reference: given } : given),
  z.strictObject({
    reference: z.union([secretReference, z.array(secretReference).min(1)], {
      error: 'must be env:NAME or file:/path, or a list of those; * stands for any letters',
    }),
    connections: some.default(['*']),
    roles: z.array(z.enum(roles)).min(1).optional(),
    hosts: z.array(host).min(1).optional(),
  }),
)

export const secretFields = { secrets: z.array(secretScope).optional() }

type Given = z.output<typeof secretScope>
export interface SecretSettings {
  readonly secrets?: readonly Given[] | undefined
}

/** What holds where the file says nothing. */
export const defaultScopes: readonly SecretScope[] = [
  { references: ['env:DB_*', 'file:/run/secrets/*'], connections: ['*'], roles: [], hosts: [] },
]

export function scopesIn({ secrets }: SecretSettings): readonly SecretScope[] {
  if (!secrets) return defaultScopes
  return secrets.map(({ reference: given, connections, roles: wanted = [], hosts = [] }) => ({
    references: [given].flat(),
    connections,
    roles: wanted,
    hosts,
  }))
}

/** What the bot itself works with: nobody may have it sent anywhere. `*` stands for any letters. */
const own = [
  'env:SLACK_*',
  'env:REDIS_URL',
  'env:DRS_CHATOPS_*',
  'env:HUAWEICLOUD_*',
  'env:NODE_*',
  'env:npm_*',
  'env:*_PROXY',
  'env:*_proxy',
  'env:LD_*',
  'env:PATH',
  'env:HOME',
  'file:/proc/*',
  'file:/sys/*',
  'file:/dev/*',
]

/** Of each family one that may be there, by which a wider pattern is recognised. */
const examples = [
  ...['env:SLACK_BOT_TOKEN', 'env:SLACK_APP_TOKEN', 'env:SLACK_SIGNING_SECRET', 'env:REDIS_URL'],
  ...['env:DRS_CHATOPS_KEY', 'env:HUAWEICLOUD_SDK_AK', 'env:HUAWEICLOUD_SDK_SK', 'env:NODE_OPTIONS'],
  ...['env:npm_config_token', 'env:HTTPS_PROXY', 'env:https_proxy', 'env:LD_PRELOAD', 'env:PATH', 'env:HOME'],
  ...['file:/proc/self/environ', 'file:/sys/kernel', 'file:/dev/stdin'],
]

/** Whether the reference leads to what the bot works with; `named`: the references of the file's connections. */
export function isOwnReference(reference: string, named: readonly string[] = []): boolean {
  return named.includes(reference) || own.some((glob) => globFits(glob, reference))
}

/** Where the keys, tokens and passwords of the connections are. */
export function referencesOf(
  connections: readonly Pick<ConnectionConfig, 'credentials'>[],
): readonly string[] {
  return connections.flatMap(({ credentials }) =>
    credentials.kind === 'user'
      ? [credentials.password]
      : [credentials.ak, credentials.sk, ...(credentials.securityToken ? [credentials.securityToken] : [])],
  )
}

/** References that would let people have what the bot works with, and names of connections that fit none. */
export function scopeComplaints(
  { secrets = [] }: SecretSettings,
  connections: readonly string[],
  named: readonly string[],
): readonly ConfigComplaint[] {
  return secrets.flatMap((given, index) => {
    const wide = [given.reference].flat().flatMap((pattern) => {
      const found = [...named, ...examples].find((one) => globFits(pattern, one))
      if (found === undefined && !isOwnReference(pattern)) return []
      return [{ path: ['secrets', index, 'reference'], why: tooWide(pattern, found ?? pattern) }]
    })
    const nowhere = given.connections
      .filter((glob) => !connections.some((name) => globFits(glob, name)))
      .map((glob) => ({
        path: ['secrets', index, 'connections'],
        why: `“${glob}” fits no connection: ${connections.join(', ')}`,
      }))
    return [...wide, ...nowhere]
  })
}

function tooWide(pattern: string, found: string): string {
  return `“${pattern}” fits ${found}, which the bot itself works with and nobody may have sent; name only what belongs to databases, for example env:DB_* or file:/run/secrets/databases/*`
}
