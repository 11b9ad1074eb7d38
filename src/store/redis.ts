import { Redis as Client, Cluster, type RedisOptions } from 'ioredis'
import type { Text } from '../base/i18n.ts'
import type { Log } from '../base/log.ts'
import { parseRedisAddress, type RedisAddress, redisAddressForms, shownAddress } from './redis-address.ts'

/** A handle to the one Redis, which may be a cluster; functions of this room take it as their first argument. */
export type Redis = (Client | Cluster) & {
  /** Told of what is stored and cannot be read. */
  readonly log?: Log
}

export interface OpenRedisOptions {
  /** Told of what is stored and cannot be read. */
  readonly log?: Log
  /** Told about lost connections; ioredis reconnects by itself. */
  readonly onError?: (error: Error) => void
  /** For the job queue, whose blocking commands must wait however long Redis is away. */
  readonly patient?: boolean
  /** A command fails that is not answered within this time (ms), or when the connection is lost, without a second try. */
  readonly commandMs?: number
  /** For so long (ms) a server that refuses to write is taken for one that a failover has left behind; 1.5 s without it. */
  readonly failoverMs?: number
  /** Waits so long (ms) before it connects again for the nth time; default: more and more, up to 2 s. */
  readonly reconnectMs?: (attempt: number) => number
}

/** A handle that connects with its first command. */
export function openRedis(url: string, options: OpenRedisOptions = {}): Redis {
  const { log } = options
  const redis = Object.assign(handle(addressOf(url), options), log && { log })
  redis.on('error', options.onError ?? ignore)
  return redis
}

function addressOf(url: string): RedisAddress {
  const address = parseRedisAddress(url)
  if (address) return address
  throw new Error(`The address of Redis is none of these: ${redisAddressForms.join(', ')}`)
}

function handle(address: RedisAddress, options: OpenRedisOptions): Client | Cluster {
  const usual = connection(options)
  if (address.kind === 'server') return endable(new Client(address.url, usual))
  const { username, password } = address
  const tls = address.tls ? { tls: {} } : {}
  const given = { ...usual, ...(username && { username }), ...(password && { password }), ...tls }
  if (address.kind === 'cluster') return openCluster(address, given, options)
  const { sentinelUsername, sentinelPassword } = address
  return endable(
    new Client({
      ...given,
      sentinels: [...address.nodes],
      name: address.primary,
      db: address.database,
      // Sentinels say at once that they have named another primary; a server that is cut off says nothing.
      failoverDetector: true,
      ...(sentinelUsername && { sentinelUsername }),
      ...(sentinelPassword && { sentinelPassword }),
      ...(address.tls && { enableTLSForSentinelMode: true, sentinelTLS: {} }),
    }),
  )
}

/**
 * A cluster is waited for without end: ioredis keeps commands until it is there. Only the job queue wants that; for others
 * it is away after as long as a server would be.
 */
function openCluster(
  { nodes, tls }: RedisAddress & { readonly kind: 'cluster' },
  { lazyConnect, retryStrategy: clusterRetryStrategy, ...redisOptions }: ReturnType<typeof connection>,
  { patient = false, commandMs = clusterAwayMs }: OpenRedisOptions,
): Cluster {
  const cluster = new Cluster([...nodes], {
    ...{ lazyConnect, clusterRetryStrategy, redisOptions },
    // Certificates name hosts, not addresses.
    ...(tls && { dnsLookup: (address, callback) => callback(null, address) }),
  })
  if (patient) return cluster
  const { sendCommand } = cluster
  cluster.sendCommand = (command, ...more) => {
    if (cluster.status !== 'ready') command.setTimeout(commandMs)
    return sendCommand.call(cluster, command, ...more)
  }
  return cluster
}

/** A command that no server of a cluster has taken by then is given up, ms. */
const clusterAwayMs = 3_000

/** The servers that take writes. */
export function primariesOf(redis: Redis): readonly Client[] {
  return redis instanceof Cluster ? redis.nodes('master') : [redis]
}

/** The server that holds a key: in a cluster, what is asked without a key is asked of any. */
export async function holderOf(redis: Redis, key: string): Promise<Client> {
  if (!(redis instanceof Cluster)) return redis
  const slot = await redis.cluster('KEYSLOT', key)
  const [name] = redis.slots[slot] ?? []
  const holder = redis.nodes('master').find(({ options: { host, port } }) => `${host}:${port}` === name)
  if (holder) return holder
  throw new Error('CLUSTERDOWN No server of the cluster holds the key')
}

/**
 * Between two attempts to connect a handle has no socket whose end would end it: ioredis stops trying, and leaves whoever
 * waits for the end waiting. An attempt that is given up at once ends it. The job queue makes its own handles from ours.
 */
function endable(redis: Client): Client {
  const { disconnect, duplicate } = redis
  /** On the way to another connection: each of many refused commands would end the one that is ending. */
  let changing = false
  redis.on('close', () => {
    changing = false
  })
  redis.disconnect = (reconnect = false) => {
    if (reconnect && changing) return
    changing = reconnect
    if (!reconnect && redis.status === 'reconnecting') redis.connect().catch(ignore)
    disconnect.call(redis, reconnect)
  }
  redis.duplicate = ((given: RedisOptions) => endable(duplicate.call(redis, given))) as typeof duplicate
  return redis
}

/** A handle that is connected. Throws an error that names the server, without its password, if it cannot be reached. */
export async function connectRedis(url: string, options: OpenRedisOptions = {}): Promise<Redis> {
  const redis = openRedis(url, options)
  try {
    await redis.connect()
    return redis
  } catch (cause) {
    redis.disconnect()
    throw new Error(`Cannot reach Redis at ${shownAddress(addressOf(url))}: ${reasonOf(cause)}`, { cause })
  }
}

/** Ends a handle after its open commands; a server that is away does not hold it up. */
export async function closeRedis(redis: Redis): Promise<void> {
  if (redis.status !== 'ready') return redis.disconnect()
  await redis.quit()
}

function connection(options: OpenRedisOptions) {
  const { patient = false, commandMs, failoverMs = usualFailoverMs, reconnectMs = usualReconnectMs } = options
  const mayWait = patient ? () => true : withinFailover(failoverMs)
  return {
    connectionName: 'drs-chatops',
    lazyConnect: true,
    connectTimeout: 5_000,
    ...(commandMs !== undefined && { commandTimeout: commandMs }),
    maxRetriesPerRequest: patient ? null : commandMs === undefined ? 3 : 0,
    retryStrategy: reconnectMs,
    // After a failover the old server answers READONLY: reconnect, and send the command again.
    reconnectOnError: (error) => (isReadOnly(error) && mayWait() ? 2 : false),
  } satisfies RedisOptions
}

function usualReconnectMs(attempt: number): number {
  return Math.min(50 * 2 ** Math.min(attempt, 6), 2_000)
}

/** A failover is over by then, ms. After that whoever waits is told, instead of waiting for as long as it lasts. */
const usualFailoverMs = 1_500
/** Refusals that are further apart than this belong to two incidents, ms. */
const incidentMs = 10_000

/** Whether it may still be a failover that makes the server refuse to write. */
function withinFailover(failoverMs: number): () => boolean {
  let [since, last] = [-Infinity, -Infinity]
  return () => {
    const now = performance.now()
    if (now - last > incidentMs) since = now
    last = now
    return now - since < failoverMs
  }
}

function isReadOnly(error: Error): boolean {
  // Redis 6 puts the words of the script's error around it.
  return error.message.includes('READONLY')
}

/** Why Redis does not do what is asked; `alone`: it has fewer replicas than it wants for a write. */
export type RedisTrouble = 'away' | 'read-only' | 'full' | 'unsaved' | 'alone'

const troubleWords: Readonly<Record<RedisTrouble, Text>> = {
  'read-only': {
    en: 'The bot can’t save anything right now: its memory (Redis) is read-only. Try again in a few minutes.',
    'zh-CN': '目前无法保存任何内容：机器人的存储（Redis）处于只读状态，请几分钟后重试。',
  },
  full: {
    en: 'The bot can’t save anything right now: its memory (Redis) is full. An administrator has to give it more space.',
    'zh-CN': '目前无法保存任何内容：机器人的存储（Redis）已满，需由管理员扩容。',
  },
  unsaved: {
    en: 'The bot can’t save anything right now: its memory (Redis) can’t write to its disk. An administrator has to fix that.',
    'zh-CN': '目前无法保存任何内容：机器人的存储（Redis）无法写入磁盘，需由管理员处理。',
  },
  alone: {
    en: 'The bot can’t save anything right now: its memory (Redis) has too few replicas. Try again in a few minutes.',
    'zh-CN': '目前无法保存任何内容：机器人的存储（Redis）副本不足，请几分钟后重试。',
  },
  away: {
    en: 'The bot can’t reach its memory (Redis) right now. Try again in a moment.',
    'zh-CN': '目前无法连接机器人的存储（Redis），请稍后重试。',
  },
}

/** Of ioredis: a server that is away, and a cluster of which nobody answers. */
const awayNames: ReadonlySet<string> = new Set(['MaxRetriesPerRequestError', 'ClusterAllFailedError'])
const awayErrors =
  /^(?:Connection is closed|Command timed out|LOADING|CLUSTERDOWN|MASTERDOWN|None of startup nodes|Cluster is dis|Too many Cluster redirections)/

/** What is wrong with Redis, if that is what an error says. */
export function redisTroubleOf(error: unknown): RedisTrouble | undefined {
  if (!(error instanceof Error)) return undefined
  if (isReadOnly(error)) return 'read-only'
  // Redis 6 puts the words of the script's error around these as well.
  if (/\bOOM\b/.test(error.message)) return 'full'
  if (/\bMISCONF\b/.test(error.message)) return 'unsaved'
  if (/\bNOREPLICAS\b/.test(error.message)) return 'alone'
  return awayNames.has(error.name) || awayErrors.test(error.message) ? 'away' : undefined
}

/** The same in words. */
export function redisTrouble(error: unknown): Text | undefined {
  const trouble = redisTroubleOf(error)
  return trouble && troubleWords[trouble]
}

function reasonOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause)
}

/** Commands fail by themselves when the connection is lost; without a listener the process would die as well. */
function ignore(): void {}
