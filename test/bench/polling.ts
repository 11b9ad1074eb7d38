import { Redis } from 'ioredis'
import { createClient, createTaskServiceV3 } from '../../src/client/index.ts'
import { type LocalDrs, startLocalDrs } from '../../src/local-drs/server.ts'
import type { Messenger } from '../../src/ports/messenger.ts'
import { startRedis } from '../../src/sandbox/redis.ts'
import { createEngine, type Engine } from '../../src/watch/engine.ts'
import { type Measure, timed } from './measure.ts'

const tasks = 2_000

/** Tasks whose state is turned behind the bot's back before the last round. */
const changes = 20

/** A moment after which steady tasks are due again. */
const roundMs = 30_000

/**
 * Rounds of the real engine over a real Redis and real HTTP. The stand-in for DRS runs in this process too, so the times
 * are an upper bound of the bot's own.
 */
export async function polling(): Promise<readonly Measure[]> {
  const drs = await startLocalDrs({ speed: 0 })
  const server = await startRedis({}, {})
  const redis = new Redis(server.url)
  const clock = { now: Date.now() }
  const { engine, close } = engineFor(drs, server.url, () => clock.now)
  try {
    const ids = plant(drs)
    // What Redis takes for itself grows with its first work; a task's own share shows from the first half to the second.
    await watchAndLook(engine, ids.slice(0, tasks / 2))
    const half = await usedMemory(redis)
    await watchAndLook(engine, ids.slice(tasks / 2))
    const memory = (await usedMemory(redis)) - half
    const next = async () => {
      clock.now += roundMs
      return countedRound(engine, drs)
    }
    // Healthy tasks are asked for progress and status by turns.
    const progress = await next()
    const status = await next()
    const turned = []
    for (const part of [ids.slice(0, changes), ids.slice(changes, 2 * changes)]) {
      for (const task of part) drs.control.act({ task, action: 'pause' })
      drs.control.advance({ ms: 60_000 })
      turned.push(await next())
    }
    const slowest = Math.max(progress.ms, status.ms)
    return [
      calls('DRS calls of a round, nothing changed', Math.max(progress.calls, status.calls), 0),
      calls(
        `DRS calls of a round, ${changes} tasks changed`,
        Math.max(...turned.map((round) => round.calls)),
        changes,
      ),
      { name: 'Time of a round for 100,000 tasks', value: scaled(slowest), limit: roundMs, unit: 'ms' },
      {
        name: 'Redis memory of a watched task',
        value: Math.round(memory / (tasks / 2)),
        limit: 1536,
        unit: 'bytes',
      },
    ]
  } finally {
    await engine.stop()
    close()
    redis.disconnect()
    await server.stop()
    await drs.stop()
  }
}

const connection = 'bench'

function engineFor(drs: LocalDrs, redisUrl: string, clock: () => number) {
  const { endpoint, projectId, ak, sk } = drs
  const client = createClient(
    { name: connection, endpoint, projectId, region: 'local', credentials: { ak, sk } },
    { now: Date.now, random: Math.random, sleep: () => Promise.resolve() },
  )
  const services = { en: createTaskServiceV3(client, 'en'), 'zh-CN': createTaskServiceV3(client, 'zh-CN') }
  const card = () => ({ title: 'bench' })
  const engine = createEngine({
    redisUrl,
    services: (_, locale) => services[locale],
    connections: [connection],
    messenger: instant,
    render: {
      taskCard: card,
      eventCard: card,
      actionCard: card,
      batchCard: card,
      mergedCard: card,
      groupCard: card,
      noticeCard: card,
    },
    clock,
    log: { debug() {}, info() {}, warn: complain, error: complain },
  })
  return { engine, close: () => client.close() }
}

/** A measure of rounds that failed would be a lie. */
function complain(_: object, sentence: string): never {
  throw new Error(sentence)
}

let sent = 0

const instant: Messenger = {
  post: async () => ({ ts: `1.${++sent}` }),
  update: async () => {},
  find: async () => undefined,
  remove: async () => {},
}

function plant(drs: LocalDrs): readonly string[] {
  const [source, destination] = drs.control.databases().filter(({ engine }) => engine === 'mysql')
  if (!source || !destination) throw new Error('The local DRS has no two MySQL databases')
  return Array.from({ length: tasks }, (_, index) => {
    const task = drs.control.create({
      name: `bench-${index}`,
      scenario: 'sync',
      engine: 'mysql',
      status: 'INCRE_TRANSFER_STARTED',
      source: source.key,
      destination: destination.key,
    })
    return task.id
  })
}

async function watchAndLook(engine: Engine, ids: readonly string[]): Promise<void> {
  for (const taskId of ids) {
    await engine.watch({
      connection,
      taskId,
      team: 'T0BENCH',
      channel: 'C0BENCH',
      by: 'U0BENCH',
      locale: 'en',
      createdAt: 0,
    })
  }
  await engine.poll(connection)
  await engine.deliverPending()
}

async function countedRound(engine: Engine, drs: LocalDrs) {
  const last = drs.control.requests(1)[0]?.requestId
  const { ms } = await timed(() => engine.poll(connection))
  const log = drs.control.requests(Number.MAX_SAFE_INTEGER)
  return { ms, calls: log.length - 1 - log.findIndex(({ requestId }) => requestId === last) }
}

/** DRS calls per round ≤ ceil(tasks / 100) + changed tasks. */
function calls(name: string, value: number, changed: number): Measure {
  return { name, value, limit: Math.ceil(tasks / 100) + changed, unit: 'calls' }
}

function scaled(ms: number): number {
  return Math.round((ms * 100_000) / tasks)
}

async function usedMemory(redis: Redis): Promise<number> {
  return Number(/^used_memory:(\d+)/m.exec(await redis.info('memory'))?.[1])
}
