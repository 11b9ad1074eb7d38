import { Redis } from 'ioredis'
import { describe, expect, it, onTestFinished } from 'vitest'
import { queuePrefix, replicasKey } from '../../src/store/keys.ts'
import { type QueueDeps, type Queues, startQueues } from '../../src/watch/queues.ts'
import { testRedis } from '../helpers/redis.ts'
import { silentLog } from './doubles.ts'

/** The ticks that carry the polls, and who takes part in them. */

const far = 3_600_000

interface Replica {
  readonly queues: Queues
  /** Every connection that was polled, or of which a part was taken, in order. */
  readonly polled: readonly string[]
  readonly taken: readonly string[]
  /** Waits until it is so; asked whenever something was polled or taken. */
  until(isSo: () => boolean): Promise<void>
  leave(): Promise<void>
}

async function replica(redisUrl: string, parts: Partial<QueueDeps>): Promise<Replica> {
  const polled: string[] = []
  const taken: string[] = []
  const waiting = new Set<() => void>()
  const note = (list: string[]) => async (connection: string) => {
    list.push(connection)
    for (const look of waiting) look()
  }
  const queues = await startQueues({
    ...{ redisUrl, connections: ['prod'], pollEveryMs: far, discoverEveryMs: far, log: silentLog },
    ...{ runPollJob: note(polled), runShareJob: note(taken), discover: async () => {} },
    ...parts,
  })
  let isThere = true
  const leave = async () => {
    if (isThere) await queues.close()
    isThere = false
  }
  onTestFinished(leave)
  const until = (isSo: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!isSo()) return
        waiting.delete(look)
        resolve()
      }
      waiting.add(look)
      look()
    })
  return { queues, polled, taken, until, leave }
}

async function redisOf(url: string): Promise<Redis> {
  const redis = new Redis(url)
  onTestFinished(() => redis.disconnect())
  return redis
}

const twenty = Array.from({ length: 20 }, (_, index) => `c${index}`)

describe('the ticks', () => {
  it('are one job for several connections, and reach all of them', async () => {
    const { url } = await testRedis()
    const redis = await redisOf(url)
    const { polled, until } = await replica(url, { connections: twenty, pollEveryMs: 50 })
    await until(() => twenty.every((name) => polled.filter((one) => one === name).length >= 3))
    const schedules = await redis.zrange(`${queuePrefix}:looks:repeat`, '0', '-1')
    const ticks = schedules.filter((id) => id.startsWith('tick-'))
    expect(ticks.sort()).toEqual(['tick-0', 'tick-1', 'tick-2'])
  })

  it('leave out what this replica does not know', async () => {
    const { url } = await testRedis()
    const former = await replica(url, { connections: ['gone', 'prod'], pollEveryMs: 50 })
    await former.until(() => former.polled.includes('gone'))
    const next = await replica(url, { connections: ['prod', 'new'], pollEveryMs: 50 })
    await former.leave()
    await next.until(() => next.polled.filter((one) => one === 'new').length >= 3)
    expect(new Set(next.polled)).toEqual(new Set(['prod', 'new']))
  })

  it('reach what only one replica knows, whichever was started last, as during a change of the configuration', async () => {
    const { url } = await testRedis()
    const times = { pollEveryMs: 50 }
    const newer = await replica(url, { ...times, connections: ['old', 'new'] })
    const older = await replica(url, { ...times, connections: ['old'] })
    await newer.until(() => newer.polled.includes('new'))
    await older.until(() => older.polled.length >= 3)
    expect(new Set(older.polled)).toEqual(new Set(['old']))
  })

  it('come again after Redis was emptied, those of the discoveries as well', async () => {
    const { url } = await testRedis()
    const redis = await redisOf(url)
    const { polled, until } = await replica(url, { pollEveryMs: 50 })
    await until(() => polled.length >= 2)
    await redis.flushdb()
    const before = polled.length
    await until(() => polled.length >= before + 3)
    expect(await redis.zcard(`${queuePrefix}:looks:repeat`)).toBe(2)
  })
})

/** How many parts were offered so far, whether they are taken or not. */
async function offered(redis: Redis): Promise<number> {
  const events = await redis.xrange(`${queuePrefix}:shares:events`, '-', '+')
  return events.filter(([, fields]) => fields.includes('added')).length
}

describe('parts of a poll', () => {
  it('are offered where there is another replica to take them, and only there', async () => {
    const { url } = await testRedis()
    const redis = await redisOf(url)
    const a = await replica(url, {})
    await a.queues.requestPollShares('prod', 8)
    expect(await offered(redis)).toBe(0)
    const b = await replica(url, {})
    await a.queues.requestPollShares('prod', 8)
    expect(await offered(redis)).toBe(2)
    const both = () => [...a.taken, ...b.taken]
    await Promise.race([a, b].map((one) => one.until(() => both().length === 2)))
    expect(both()).toEqual(['prod', 'prod'])
    await b.leave()
    await a.queues.requestPollShares('prod', 8)
    expect(await offered(redis)).toBe(2)
  })

  it('are not offered to a replica that died', async () => {
    const { url } = await testRedis()
    const redis = await redisOf(url)
    await redis.zadd(replicasKey, Date.now() - 2 * far, 'dead')
    const a = await replica(url, { pollEveryMs: 1_000 })
    await a.queues.requestPollShares('prod', 8)
    expect(await offered(redis)).toBe(0)
  })
})
