/** Where Redis is, as one URL says it: a server, the primary that Sentinels name, or a cluster. */
export type RedisAddress = RedisServerAddress | SentinelAddress | ClusterAddress

interface RedisServerAddress {
  readonly kind: 'server'
  readonly url: string
  readonly password: string
}

interface Shared {
  readonly nodes: readonly RedisNode[]
  readonly username: string
  readonly password: string
  readonly tls: boolean
}

/** `username` and `password` are those of the servers; Sentinels may want others. */
interface SentinelAddress extends Shared {
  readonly kind: 'sentinel'
  readonly primary: string
  readonly database: number
  readonly sentinelUsername: string
  readonly sentinelPassword: string
}

interface ClusterAddress extends Shared {
  readonly kind: 'cluster'
}

interface RedisNode {
  readonly host: string
  readonly port: number
}

/** The forms, for people who have to write one. */
export const redisAddressForms = [
  'redis://[user:password@]host[:port][/database]',
  'redis+sentinel://[user:password@]host[:port][,host[:port]…]/name-of-the-primary[/database][?sentinelPassword=…]',
  'redis+cluster://[user:password@]host[:port][,host[:port]…]',
] as const

const usualPorts = { sentinel: 26_379, cluster: 6_379 } as const

/** Undefined if it is none of the forms. With `rediss` for `redis` they are reached over TLS. */
export function parseRedisAddress(text: string): RedisAddress | undefined {
  const [, tls, kind] = /^redis(s?)(?:\+(sentinel|cluster))?:\/\//.exec(text) ?? []
  if (tls === undefined) return undefined
  if (kind === 'sentinel' || kind === 'cluster') return parseMany(text, kind, tls !== '')
  if (!URL.canParse(text)) return undefined
  return { kind: 'server', url: text, password: decoded(new URL(text).password) }
}

/** A URL has one host: the others are taken out before it is read. */
const manyHosts = /^(?<scheme>[a-z+]+:\/\/)(?<user>(?:[^@/?#]*@)?)(?<hosts>[^/?#@]+)(?<rest>.*)$/s

function parseMany(
  text: string,
  kind: 'sentinel' | 'cluster',
  tls: boolean,
): SentinelAddress | ClusterAddress | undefined {
  const { scheme, user, hosts, rest } = manyHosts.exec(text)?.groups ?? {}
  const nodes = hosts?.split(',').map((host) => nodeOf(host, usualPorts[kind])) ?? []
  const url = `${scheme}${user}host${rest}`
  if (!isComplete(nodes) || !URL.canParse(url)) return undefined
  const { username, password, pathname, searchParams } = new URL(url)
  const shared = { nodes, username: decoded(username), password: decoded(password), tls }
  const [primary = '', database = '0', ...more] = pathname.split('/').slice(1).map(decoded)
  if (kind === 'cluster') return primary === '' && more.length === 0 ? { kind, ...shared } : undefined
  if (primary === '' || !/^\d{1,5}$/.test(database) || more.length > 0) return undefined
  return {
    ...{ kind, ...shared, primary, database: Number(database) },
    sentinelUsername: searchParams.get('sentinelUsername') ?? '',
    sentinelPassword: searchParams.get('sentinelPassword') ?? '',
  }
}

function isComplete(nodes: readonly (RedisNode | undefined)[]): nodes is readonly RedisNode[] {
  return nodes.length > 0 && nodes.every((node) => node !== undefined)
}

/** An address of IPv6 stands in brackets. */
function nodeOf(text: string, usualPort: number): RedisNode | undefined {
  const [, bracketed, plain, given] = /^(?:\[([\da-f:.]+)\]|([\w.-]+))(?::(\d{1,5}))?$/i.exec(text) ?? []
  const host = bracketed ?? plain
  const port = Number(given ?? usualPort)
  return host === undefined || port < 1 || port > 65_535 ? undefined : { host, port }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // A percent sign that stands for itself.
    return text
  }
}

/** All that is secret in an address. */
export function secretsInAddress(text: string): readonly string[] {
  const address = parseRedisAddress(text)
  if (!address) return []
  const sentinel = address.kind === 'sentinel' ? [address.sentinelPassword] : []
  return [address.password, ...sentinel].filter((secret) => secret !== '')
}

/** For people: without what is secret. */
export function shownAddress(address: RedisAddress): string {
  if (address.kind === 'server') {
    const { protocol, host, pathname } = new URL(address.url)
    return `${protocol}//${host}${pathname}`
  }
  const hosts = address.nodes.map(({ host, port }) => `${host}:${port}`).join(',')
  const primary = address.kind === 'sentinel' ? `/${address.primary}/${address.database}` : ''
  return `redis${address.tls ? 's' : ''}+${address.kind}://${hosts}${primary}`
}
