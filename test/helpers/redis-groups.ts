import { Redis } from 'ioredis'
import { startRedis } from '../../src/sandbox/redis.ts'

/** Several servers that are one Redis, and what happens when one of them dies. */
export interface RedisGroup {
  /** For `REDIS_URL`. */
  readonly url: string
  /** SIGKILL to the primary that holds requests and audit, once its replica has all of it. Done when the replica has taken over. */
  failOver(): Promise<void>
  stop(): Promise<void>
}

/** A server of our own, whatever REDIS_URL names. */
const { REDIS_URL: _, ...environment } = process.env

const password = 'of-the-group'
/** The tag of requests and audit. */
const ledger = 'drs:{ledger}'

interface Server {
  readonly port: number
  readonly redis: Redis
  stop(): Promise<void>
}

async function serverOf(as?: 'cluster' | 'sentinel'): Promise<Server> {
  const started = await startRedis(as ? { as } : {}, environment)
  const redis = new Redis(started.url)
  redis.on('error', () => undefined)
  const stop = async () => {
    redis.disconnect()
    await started.stop()
  }
  return { port: Number(new URL(started.url).port), redis, stop }
}

/** All servers of a group have the same password. */
async function withPassword({ redis }: Server): Promise<void> {
  await redis.config('SET', 'masterauth', password)
  await redis.config('SET', 'requirepass', password)
  // A server that takes over ends its connections.
  redis.options.password = password
}

function until(done: () => Promise<boolean>): Promise<void> {
  return done().then((is) => (is ? undefined : until(done)))
}

async function saysOf(redis: Redis, part: string, text: string): Promise<boolean> {
  return (await redis.info(part)).includes(text)
}

async function killOnceCopied({ redis }: Server): Promise<void> {
  // With the requests, and so on the same server of a cluster.
  await redis.set(`${ledger}:copied`, '1')
  await redis.wait(1, 10_000)
  const [, pid] = /^process_id:(\d+)/m.exec(await redis.info('server')) ?? []
  redis.disconnect()
  process.kill(Number(pid), 'SIGKILL')
}

/** A primary, its replica, and a Sentinel that looks at both. */
export async function startSentinelGroup(): Promise<RedisGroup> {
  const servers = await Promise.all([serverOf(), serverOf(), serverOf('sentinel')])
  const [primary, replica, sentinel] = servers
  for (const server of [primary, replica]) {
    await withPassword(server)
    await server.redis.config('SET', 'repl-diskless-sync-delay', '0')
  }
  await replica.redis.replicaof('127.0.0.1', primary.port)
  await until(() => saysOf(replica.redis, 'replication', 'master_link_status:up'))
  const ask = (...args: readonly (string | number)[]) => sentinel.redis.call('SENTINEL', ...args)
  await ask('MONITOR', 'main', '127.0.0.1', primary.port, 1)
  await ask('SET', 'main', 'auth-pass', password)
  await ask('SET', 'main', 'down-after-milliseconds', 300)
  await until(() => saysOf(sentinel.redis, 'sentinel', 'slaves=1'))
  const own = encodeURIComponent(sentinel.redis.options.password ?? '')
  return {
    url: `redis+sentinel://:${password}@127.0.0.1:${sentinel.port}/main/2?sentinelPassword=${own}`,
    async failOver() {
      await killOnceCopied(primary)
      await until(() => saysOf(replica.redis, 'replication', 'role:master'))
    },
    stop: async () => void (await Promise.all(servers.map((server) => server.stop()))),
  }
}

const slots = 16_384

/** Three primaries with a third of the slots each, and a replica of the one that holds requests and audit. */
export async function startClusterGroup(): Promise<RedisGroup> {
  const primaries = await Promise.all([serverOf('cluster'), serverOf('cluster'), serverOf('cluster')])
  const replica = await serverOf('cluster')
  const servers = [...primaries, replica]
  const share = Math.ceil(slots / primaries.length)
  for (const [index, { redis }] of primaries.entries()) {
    const end = Math.min(slots, (index + 1) * share)
    await redis.cluster(
      'ADDSLOTS',
      ...Array.from({ length: end - index * share }, (_, at) => index * share + at),
    )
  }
  const [first] = primaries
  for (const server of servers) {
    await withPassword(server)
    await server.redis.config('SET', 'cluster-node-timeout', '1000')
    await server.redis.config('SET', 'repl-diskless-sync-delay', '0')
    if (server !== first) await server.redis.cluster('MEET', '127.0.0.1', first?.port ?? 0)
  }
  const knowsAll = async ({ redis }: Server) => {
    const known = await redis.cluster('INFO')
    return known.includes(`cluster_known_nodes:${servers.length}`) && known.includes('cluster_state:ok')
  }
  for (const server of servers) await until(() => knowsAll(server))
  const slot = await replica.redis.cluster('KEYSLOT', ledger)
  const holder = primaries[Math.floor(slot / share)]
  if (!holder) throw new Error('nobody holds the slot')
  await replica.redis.cluster('REPLICATE', await holder.redis.cluster('MYID'))
  await until(() => saysOf(replica.redis, 'replication', 'master_link_status:up'))
  return {
    url: `redis+cluster://:${password}@${servers.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
    async failOver() {
      await killOnceCopied(holder)
      await until(() => saysOf(replica.redis, 'replication', 'role:master'))
      await until(async () => (await replica.redis.cluster('INFO')).includes('cluster_state:ok'))
    },
    stop: async () => void (await Promise.all(servers.map((server) => server.stop()))),
  }
}
