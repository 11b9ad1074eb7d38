import { Redis } from 'ioredis'
import { type LocalDrs, startLocalDrs } from '../../src/local-drs/server.ts'
import { startRedis } from '../../src/sandbox/redis.ts'
import type { Engine } from '../../src/watch/engine.ts'
import { benchWatch, connection, engineFor } from './in-process.ts'
import { type Measure, timed } from './measure.ts'
import { plant, redisFigures } from './stage.ts'

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
    const ids = plant({ drs }, tasks)
    // What Redis takes for itself grows with its first work; a task's own share shows from the first half to the second.
    await watchAndLook(engine, ids.slice(0, tasks / 2))
    const half = (await redisFigures(redis)).bytes
    await watchAndLook(engine, ids.slice(tasks / 2))
    const memory = (await redisFigures(redis)).bytes - half
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

async function watchAndLook(engine: Engine, ids: readonly string[]): Promise<void> {
  for (const taskId of ids) await engine.watch(benchWatch(taskId))
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
