import { mkdtemp, rm } from 'node:fs/promises'
import { connect, createServer, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { type RedisServer, startRedis } from '../../src/sandbox/redis.ts'
import { queuePrefix } from '../../src/store/keys.ts'

/** A Redis, usually with an append-only file, and the way to it, which can be cut: the bots know the way only. */
export interface RedisWay {
  /** For the bots. */
  readonly url: string
  /** Past the way, for looking at what is stored. */
  look<T>(at: (redis: Redis) => Promise<T>): Promise<T>
  /** Breaks all connections and lets none through any more. */
  cut(): void
  /** Breaks all connections; new ones are let through at once. */
  blink(): void
  /** The server answers nothing any more, and keeps its connections: it is stopped in the midst of its work. */
  hang(): Promise<void>
  /** Connections get through, and a server that hangs goes on. */
  mend(): void
  /** SIGKILL to the server, and another one over the same file. Away for as long as that takes. */
  killServer(): Promise<void>
  /** A server with all that is stored now; `takeOver` puts it in the place of the other, which is killed. */
  copy(): Promise<{ takeOver(): Promise<void> }>
  /** Removes every key of the job queue, and nothing else. */
  flushQueues(): Promise<void>
  /** Removes everything. */
  clear(): Promise<void>
  stop(): Promise<void>
}

/**
 * By default the file is written a moment after the answer, up to two seconds on a busy disk: what is acknowledged may be lost
 * with the process, and nobody could tell the bot's loss from that of Redis.
 */
async function syncAlways(url: string): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true })
  await redis.config('SET', 'appendfsync', 'always')
  redis.disconnect()
}

/** Without `aof` only what SAVE has written outlives the server. */
export async function openRedisWay({ aof = true } = {}): Promise<RedisWay> {
  const servers: RedisServer[] = []
  const dataDirs: string[] = []
  const start = async (dir: string) => {
    const started = await startRedis({ dataDir: dir, aof }, { ...process.env, REDIS_URL: '' })
    servers.push(started)
    dataDirs.push(dir)
    if (aof) await syncAlways(started.url)
    return started
  }
  let dataDir = await newDataDir()
  let server = await start(dataDir)
  let redis = new Redis(server.url, { lazyConnect: true })
  let open = true
  let hanging: number | undefined
  const goOn = () => {
    if (hanging !== undefined) process.kill(hanging, 'SIGCONT')
    hanging = undefined
  }
  const sockets = new Set<Socket>()
  const keep = (socket: Socket) => {
    sockets.add(socket)
    socket.on('error', () => socket.destroy())
    socket.on('close', () => sockets.delete(socket))
  }
  const gate = createServer((inner) => {
    keep(inner)
    if (!open) return void inner.destroy()
    const { port, password } = new URL(server.url)
    const outer = connect(Number(port), '127.0.0.1')
    keep(outer)
    letThrough(inner, outer, password)
  })
  await new Promise<void>((resolve) => gate.listen(0, '127.0.0.1', resolve))
  const breakAll = () => sockets.forEach((socket) => void socket.destroy())
  return {
    url: `redis://127.0.0.1:${portOf(gate.address())}`,
    look: (at) => at(redis),
    cut() {
      open = false
      breakAll()
    },
    blink: breakAll,
    async hang() {
      const pid = await pidOf(redis)
      process.kill(pid, 'SIGSTOP')
      hanging = pid
    },
    mend() {
      open = true
      goOn()
    },
    async killServer() {
      await kill(redis)
      server = await start(dataDir)
      redis = new Redis(server.url, { lazyConnect: true })
    },
    async copy() {
      const itsDir = await newDataDir()
      const next = await start(itsDir)
      const other = new Redis(next.url, { lazyConnect: true })
      await redis.config('SET', 'repl-diskless-sync-delay', '0')
      await follow(other, server.url)
      return {
        async takeOver() {
          await kill(redis)
          server = next
          redis = other
          dataDir = itsDir
          breakAll()
        },
      }
    },
    async flushQueues() {
      const keys = await redis.keys(`${queuePrefix}*`)
      if (keys.length > 0) await redis.del(...keys)
    },
    clear: async () => void (await redis.flushall()),
    async stop() {
      goOn()
      breakAll()
      await new Promise((resolve) => gate.close(resolve))
      redis.disconnect()
      await Promise.all(servers.map((one) => one.stop()))
      await Promise.all(dataDirs.map((dir) => rm(dir, { recursive: true, force: true })))
    },
  }
}

function newDataDir(): Promise<string> {
  return mkdtemp(join(tmpdir(), 'drs-chatops-faults-'))
}

async function kill(redis: Redis): Promise<void> {
  const pid = await pidOf(redis)
  redis.disconnect()
  process.kill(pid, 'SIGKILL')
}

async function pidOf(redis: Redis): Promise<number> {
  const [, pid] = /^process_id:(\d+)/m.exec(await redis.info('server')) ?? []
  return Number(pid)
}

/** Until it has all that the server at that address has; then it goes its own way. */
async function follow(replica: Redis, address: string): Promise<void> {
  const { port, password } = new URL(address)
  await replica.config('SET', 'masterauth', password)
  await replica.replicaof('127.0.0.1', port)
  while (!(await replica.info('replication')).includes('master_link_status:up')) await replica.ping()
  await replica.replicaof('NO', 'ONE')
}

/** Each server has a password of its own: the way gives it, so that the bots need not know of another server. */
function letThrough(inner: Socket, outer: Socket, password: string): void {
  const end = () => {
    inner.destroy()
    outer.destroy()
  }
  inner.on('close', end)
  outer.on('close', end)
  outer.once('connect', () => outer.write(`AUTH ${password}\r\n`))
  outer.once('data', () => {
    inner.pipe(outer)
    outer.pipe(inner)
  })
}

function portOf(address: ReturnType<ReturnType<typeof createServer>['address']>): number {
  return typeof address === 'object' && address ? address.port : 0
}
