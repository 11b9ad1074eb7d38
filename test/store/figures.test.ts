import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { FiguresAt } from '../../src/domain/tasks/figures.ts'
import { figuresBytes, figuresOfTasks } from '../../src/store/figures.ts'
import { keysOf } from '../../src/store/keys.ts'
import { closeRedis, connectRedis, type Redis } from '../../src/store/redis.ts'
import { commitTask } from '../../src/store/task-states.ts'
import { addWatch } from '../../src/store/watches.ts'
import { snapshot } from '../domain/fixtures.ts'
import { testRedis } from '../helpers/redis.ts'
import { watchOf } from '../watch/doubles.ts'

const minute = 60_000
const hour = 60 * minute
/** At the beginning of an hour. */
const start = 472_000 * hour
const keys = keysOf('prod')
let redis: Redis
let version: number

beforeAll(async () => {
  redis = await connectRedis((await testRedis()).url)
})
beforeEach(async () => {
  await redis.flushdb()
  await addWatch(redis, watchOf(), 1)
  version = 0
})
afterAll(() => closeRedis(redis))

async function commit(figures: FiguresAt | undefined, expected = version) {
  const done = await commitTask(redis, {
    connection: 'prod',
    taskId: 't1',
    expected,
    snapshot: snapshot({ id: 't1', version: expected + 1 }),
    figures,
    messages: [],
    outcomes: [],
    claimed: 1,
    next: 2,
  })
  if (done !== undefined) version = expected + 1
  return done
}

async function figures(since = 0) {
  return (await figuresOfTasks(redis, 'prod', ['t1'], since)).get('t1')
}

describe('figures', () => {
  it('are kept with the state that they belong to, and not without it', async () => {
    await commit({ at: start, lagMs: 9000, percent: 100 })
    await commit(undefined)
    expect(await commit({ at: start + minute, lagMs: 1000 }, 7)).toBeUndefined()
    expect(await figures()).toEqual([{ at: start, lagMs: 9000, percent: 100 }])
  })

  it('of one minute are the highest of it, and those of an hour as well', async () => {
    await commit({ at: start + 1000, lagMs: 4000, rpoMs: 2000 })
    await commit({ at: start + 20_000, lagMs: 9000 })
    await commit({ at: start + 40_000, lagMs: 10_000, rpoMs: 1000, rtoMs: 0 })
    await commit({ at: start + 50_000, lagMs: 5000 })
    await commit({ at: start + minute, lagMs: 20_000 })
    expect(await figures()).toEqual([
      { at: start, lagMs: 10_000, rpoMs: 2000, rtoMs: 0 },
      { at: start + minute, lagMs: 20_000 },
    ])
    await redis.del(keys.minutes('t1'))
    expect(await figures()).toEqual([{ at: start, lagMs: 20_000, rpoMs: 2000, rtoMs: 0 }])
  })

  it('end where nothing is told any more', async () => {
    await commit({ at: start, lagMs: 9000 })
    await commit({ at: start + minute })
    expect(await figures()).toEqual([{ at: start, lagMs: 9000 }, { at: start + minute }])
    expect(await figures(start + 1)).toEqual([{ at: start + minute }])
  })

  it('are forgotten a month after the last of them', async () => {
    await commit({ at: start, lagMs: 9000 })
    const left = await Promise.all([redis.pttl(keys.minutes('t1')), redis.pttl(keys.hours('t1'))])
    for (const ms of left) expect(Math.round(ms / hour)).toBe(31 * 24)
  })

  it('of tasks that nobody has watched are none', async () => {
    expect(await figures()).toEqual([])
  })
})

describe('the figures of one task', () => {
  /** Every minute of a month, without the way through commits. */
  async function fill(row: string) {
    const slots = (ms: number, count: number) =>
      Array.from({ length: count }, (_, i) => `${Math.floor((start + i * ms) / ms).toString(36)},${row}`)
    await redis.rpush(keys.minutes('t1'), ...slots(minute, 1440))
    await redis.rpush(keys.hours('t1'), ...slots(hour, 720))
  }

  async function bytes() {
    const taken = await Promise.all(
      [keys.minutes('t1'), keys.hours('t1')].map((key) => redis.memory('USAGE', key, 'SAMPLES', 0)),
    )
    return taken.reduce<number>((sum, one) => sum + Number(one), 0)
  }

  it('never take more than the catalogue of keys says', async () => {
    await fill('31622400,1000,31622400,31622400')
    expect(await bytes()).toBeLessThanOrEqual(figuresBytes)
    await redis.del(keys.minutes('t1'), keys.hours('t1'))
    await fill('120,1000,,')
    expect(await bytes()).toBeLessThanOrEqual(figuresBytes / 2)
  })

  it('make room for the latest', async () => {
    await fill('1,,,')
    const later = start + 1440 * hour
    await commit({ at: later, lagMs: 9000 })
    expect(await redis.llen(keys.minutes('t1'))).toBe(1440)
    expect(await redis.llen(keys.hours('t1'))).toBe(720)
    expect((await figures())?.at(-1)).toEqual({ at: later, lagMs: 9000 })
  })
})
