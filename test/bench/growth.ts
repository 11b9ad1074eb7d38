import type { Redis } from 'ioredis'
import { openApprovalStore } from '../../src/store/approval-store.ts'
import type { Engine } from '../../src/watch/engine.ts'
import { sampleApprovalRequest } from '../helpers/approval-requests.ts'
import { benchWatch, connection, engineFor } from './in-process.ts'
import { type Measure, rounded } from './measure.ts'
import { onStage, plant, type Stage } from './stage.ts'

/** What a busy team does in a day: tasks that come, change so often, and go; requests, with an audit record for each step. */
const daily = { tasks: 10, changes: 6, requests: 10, steps: 4 }
const days = 30
const dayMs = 86_400_000

/** What a month leaves behind in Redis, and what bounds it. */
export function growth(): Promise<readonly Measure[]> {
  return onStage(async (stage) => {
    const clock = { now: Date.now() }
    const { engine, close } = engineFor(stage.drs, stage.redisUrl, () => clock.now)
    const log = { debug() {}, info() {}, warn() {}, error() {} }
    const store = openApprovalStore(stage.redis, { log })
    const sizes: Sizes[] = []
    try {
      for (let day = 0; day < days; day++) {
        await dayOfTasks(stage, engine, day, (ms) => {
          clock.now += ms
        })
        for (let i = 0; i < daily.requests; i++) {
          const id = `req-${day}-${i}`
          for (let version = 0; version < daily.steps; version++) {
            const state = version === daily.steps - 1 ? 'verified' : 'pending'
            const request = sampleApprovalRequest({ id, connection, version, state, createdAt: clock.now })
            await store.saveRequest(request, {
              kind: 'vote',
              at: clock.now,
              who: 'U0BENCH',
              team: 'T1',
              channel: 'C1',
              what: `step ${version}`,
              ticket: id,
            })
          }
        }
        sizes.push(await sizesOf(stage.redis))
      }
    } finally {
      await engine.stop()
      close()
    }
    return rows(sizes)
  })
}

async function dayOfTasks(stage: Stage, engine: Engine, day: number, pass: (ms: number) => void) {
  const ids = plant(stage, daily.tasks, { name: `day-${day}` })
  for (const id of ids) await engine.watch(benchWatch(id))
  await engine.poll(connection)
  await engine.deliverPending()
  for (let change = 0; change < daily.changes; change++) {
    for (const task of ids) stage.drs.control.act({ task, action: change % 2 === 0 ? 'pause' : 'resume' })
    stage.drs.control.advance({ ms: 60_000 })
    pass(dayMs / daily.changes)
    await engine.poll(connection)
    await engine.deliverPending()
  }
  for (const id of ids) await engine.unwatch(connection, id, { team: 'T0BENCH', channel: 'C0BENCH' })
}

/** Bytes by what they are for, of keys that expire and of those that stay. */
interface Sizes {
  readonly audit: number
  readonly history: number
  readonly other: number
  readonly expiring: number
}

async function sizesOf(redis: Redis): Promise<Sizes> {
  const sizes = { audit: 0, history: 0, other: 0, expiring: 0 }
  for (const key of await redis.keys('drs:*')) {
    const [bytes, ttl] = await Promise.all([redis.memory('USAGE', key, 'SAMPLES', 0), redis.pttl(key)])
    const kind =
      ttl > 0 || key.endsWith(':recent')
        ? 'expiring'
        : key.endsWith(':audit')
          ? 'audit'
          : key.endsWith(':history')
            ? 'history'
            : 'other'
    sizes[kind] += bytes ?? 0
  }
  return sizes
}

function rows(sizes: readonly Sizes[]): readonly Measure[] {
  const [early, late] = [sizes[days - 11], sizes[days - 1]]
  if (!early || !late) return []
  const of = (kind: keyof Sizes, perDay: number) => Math.round((late[kind] - early[kind]) / 10 / perDay)
  const events = daily.tasks * daily.changes
  const records = daily.requests * daily.steps
  return [
    {
      name: 'A month in Redis: an audit record, kept as long as the audit is',
      value: of('audit', records),
      unit: 'bytes',
    },
    {
      name: 'A month in Redis: an event, kept for a week and at most 50,000 a connection',
      value: of('history', events),
      unit: 'bytes',
    },
    {
      name: 'A month in Redis: a request or a task that is gone, until it expires',
      value: of('expiring', daily.requests + daily.tasks),
      unit: 'bytes',
    },
    {
      name: 'A month in Redis: what else grows a day',
      value: rounded(of('other', 1) / 1_024),
      limit: 1,
      unit: 'KB',
    },
  ]
}
