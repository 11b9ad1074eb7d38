import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes, randomInt } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { createInterface } from 'node:readline'
import { findServer } from './redis-find.ts'
import type { ServerProgram } from './redis-unpack.ts'

export interface RedisServer {
  /** With the password in it: not for logs. */
  readonly url: string
  stop(): Promise<void>
}

export interface RedisOptions {
  /** Where the data stays between runs; without it nothing is kept. */
  readonly dataDir?: string
  /** Empty the data folder first, unless another process serves it. */
  readonly fresh?: boolean
  /** Write an append-only file; on by default if there is a `dataDir`. */
  readonly aof?: boolean
  /** A server of a Redis Cluster, or one that watches others; for tests of both. */
  readonly as?: 'cluster' | 'sentinel'
}

/** Every test takes a database of its own; an unused one costs a few hundred bytes. */
const databases = 4096

const attempts = 20

/**
 * The Redis of `REDIS_URL` if that is set (its owner stops it), else a private server on 127.0.0.1 with a random
 * port and password. The private one ends with this process, even if that is killed. Throws if no server is to be
 * had, or if another process already serves `dataDir`.
 */
export async function startRedis(options: RedisOptions = {}, env = process.env): Promise<RedisServer> {
  if (env.REDIS_URL) return { url: env.REDIS_URL, stop: async () => {} }
  const program = await findServer(env)
  const temp = await mkdtemp(join(tmpdir(), 'drs-chatops-redis-'))
  try {
    const dataDir =
      options.dataDir === undefined ? temp : await claim(resolve(options.dataDir), options.fresh ?? false)
    const { aof = options.dataDir !== undefined, as = 'server' } = options
    return await launch(program, { temp, dataDir, aof, as })
  } catch (error) {
    await rm(temp, { recursive: true, force: true })
    throw error
  }
}

interface Folders {
  /** Configuration (it holds the password); gone when the server is. */
  readonly temp: string
  readonly dataDir: string
  readonly aof: boolean
  readonly as: 'server' | 'cluster' | 'sentinel'
}

/**
 * Redis cannot take a free port by itself and tell us, so a port is drawn and bound by Redis or not; then another
 * one is drawn.
 */
async function launch(program: ServerProgram, folders: Folders): Promise<RedisServer> {
  for (let attempt = 1; ; attempt++) {
    // Nodes of a cluster talk on the port 10,000 above.
    const port = randomInt(20_000, 55_000)
    const password = randomBytes(24).toString('base64url')
    const url = `redis://:${password}@127.0.0.1:${port}`
    const configuration = join(folders.temp, 'redis.conf')
    await writeFile(configuration, configurationOf(port, password, folders), { mode: 0o600 })
    const child = spawnGuarded(program, configuration, folders)
    const outcome = await readiness(child)
    if (outcome.ready) {
      await writeFile(urlFile(folders.dataDir), url, { mode: 0o600 })
      return { url, stop: () => stop(child, folders) }
    }
    if (!outcome.portTaken || attempt === attempts) {
      throw new Error(`Redis did not start: ${outcome.said.join(' | ')}`)
    }
    await mkdir(folders.temp, { recursive: true })
  }
}

/** Passed as a file because a command line can be read by everybody on the machine. */
function configurationOf(port: number, password: string, { dataDir, aof, as }: Folders): string {
  const lines = [
    'bind 127.0.0.1',
    `port ${port}`,
    `requirepass ${password}`,
    `dir ${JSON.stringify(dataDir)}`,
    'loglevel notice',
    'logfile ""',
    ...(as === 'sentinel' ? [] : dataLines(aof)),
    ...(as === 'server' ? [`databases ${databases}`] : []),
    ...(as === 'cluster' ? ['cluster-enabled yes', 'cluster-config-file nodes.conf'] : []),
  ]
  return `${lines.join('\n')}\n`
}

/** BullMQ loses jobs if Redis may evict keys. */
function dataLines(aof: boolean): readonly string[] {
  return [`appendonly ${aof ? 'yes' : 'no'}`, 'save ""', 'maxmemory-policy noeviction']
}

/**
 * The server runs beside a shell that reads a pipe nobody writes to. The pipe ends when this process closes it or
 * dies, however it dies; then the server is ended and the temporary folder removed. The process group is its own, so
 * that Ctrl+C in a terminal reaches the bot, which may still want Redis while it stops.
 *
 * It is asked to end until it does: Redis refuses while it writes its first append-only file, as after a failover.
 */
const guard = `
temp=$1; shift
"$@" 3<&- </dev/null & server=$!
(read -r _ <&3; while kill "$server"; do sleep 1; done) >/dev/null 2>&1 & watcher=$!
wait "$server"; code=$?
kill "$watcher" 2>/dev/null
rm -rf "$temp"
exit "$code"`

function spawnGuarded(
  program: ServerProgram,
  configuration: string,
  { temp, as }: Pick<Folders, 'temp' | 'as'>,
): ChildProcess {
  const script = `exec 3<&0\n${guard}`
  const command = [program.path, configuration, ...(as === 'sentinel' ? ['--sentinel'] : [])]
  return spawn('sh', ['-c', script, 'redis-guard', temp, ...command], {
    detached: true,
    env: { ...process.env, ...program.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
}

type Readiness =
  | { readonly ready: true }
  | { readonly ready: false; readonly portTaken: boolean; readonly said: readonly string[] }

/** Redis says on its log when it answers; if it ends before, its last lines say why. */
async function readiness(child: ChildProcess): Promise<Readiness> {
  const said: string[] = []
  const { promise: ready, resolve: settle } = newPromise<Readiness>()
  for (const stream of [child.stdout, child.stderr]) {
    if (stream === null) continue
    createInterface(stream).on('line', (line) => {
      if (/Ready to accept connections|Sentinel ID is/.test(line)) settle({ ready: true })
      said.push(line)
      said.splice(0, said.length - 5)
    })
  }
  child.once('error', (error) => settle({ ready: false, portTaken: false, said: [error.message] }))
  child.once('close', () =>
    settle({ ready: false, portTaken: said.some((line) => line.includes('Address already in use')), said }),
  )
  const outcome = await ready
  release(child)
  return outcome
}

function newPromise<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let settle: (value: T) => void = () => {}
  const promise = new Promise<T>((done) => {
    settle = done
  })
  return { promise, resolve: settle }
}

/** A server that runs does not keep this process alive; that would be the wrong way round. */
function release(child: ChildProcess): void {
  child.unref()
  for (const stream of child.stdio) {
    if (stream && 'unref' in stream && typeof stream.unref === 'function') stream.unref()
  }
}

async function stop(child: ChildProcess, folders: Folders): Promise<void> {
  await rm(urlFile(folders.dataDir), { force: true })
  if (child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.ref()
  child.stdin?.end()
  await exited
}

/** While a server runs, its address lies in its data folder: handy for redis-cli, and it keeps out a second server. */
function urlFile(dataDir: string): string {
  return join(dataDir, 'redis.url')
}

/** Two servers that append to the same file would ruin it. */
async function claim(dataDir: string, fresh: boolean): Promise<string> {
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const url = await readFile(urlFile(dataDir), 'utf8').catch(() => undefined)
  if (url !== undefined && (await staysUp(url))) {
    throw new Error(`A Redis already runs on ${dataDir}: stop the other sandbox, or choose another folder`)
  }
  if (fresh) {
    await rm(dataDir, { recursive: true, force: true })
    await mkdir(dataDir, { recursive: true, mode: 0o700 })
  }
  return dataDir
}

/**
 * Whether the server that wrote this address still runs (only that one knows its password). One whose parent was just
 * killed is about to end, so it gets some seconds.
 */
async function staysUp(url: string): Promise<boolean> {
  const { port, password } = new URL(url)
  const socket = connect(Number(port), '127.0.0.1')
  const signal = AbortSignal.timeout(3_000)
  try {
    await once(socket, 'connect', { signal })
    socket.write(`AUTH ${password}\r\n`)
    const [answer] = await once(socket, 'data', { signal })
    if (!String(answer).startsWith('+OK')) return false
    return await once(socket, 'close', { signal }).then(
      () => false,
      () => signal.aborted,
    )
  } catch {
    // Refused, reset, silent or not speaking Redis: not our server.
    return false
  } finally {
    socket.destroy()
  }
}
