import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DrsError } from '../../src/drs/drs-error.ts'
import { keysOf } from '../../src/store/keys.ts'
import type { Engine } from '../../src/watch/engine.ts'
import { testRedis } from '../helpers/redis.ts'
import { watchOf, world } from './doubles.ts'

/** How replicas part the work of a round among them, and who gets the calls while they are short. */

let redis: Redis
let engines: Engine[]
let w: ReturnType<typeof world>

beforeEach(async () => {
  const { url } = await testRedis()
  redis = new Redis(url)
  w = world(url)
  engines = []
})
afterEach(async () => {
  await Promise.all(engines.map((engine) => engine.stop()))
  redis.disconnect()
})

function replica(deps: Parameters<typeof w.replica>[0] = {}) {
  const engine = w.replica(deps)
  engines.push(engine)
  return engine
}

function plant(count: number, status = 'PAUSING'): readonly string[] {
  const ids = Array.from({ length: count }, (_, i) => `t${i}`)
  for (const id of ids) w.drs.set(id, { status })
  return ids
}

it('a poll of many tasks is shared by all replicas, and no task is looked at twice', async () => {
  const ids = plant(60)
  const asked: { readonly who: string; readonly ids: readonly string[] }[] = []
  let bothAsk: () => void = () => {}
  const both = new Promise<void>((resolve) => {
    bothAsk = resolve
  })
  /** The first answers come only when both replicas have asked: one that does everything alone never ends. */
  const serviceOf = (who: string) => ({
    ...w.drs.service,
    statuses: async (some: readonly string[]) => {
      asked.push({ who, ids: some })
      if (new Set(asked.map((one) => one.who)).size === 2) bothAsk()
      await both
      return w.drs.service.statuses(some)
    },
  })
  // Long enough that nothing comes due a second time.
  const options = { motion: 3_000, chunk: 1, parallel: 4, claimMs: 60_000 }
  const [a, b] = ['a', 'b'].map((who) => replica({ services: () => serviceOf(who), options }))
  for (const taskId of ids) await a?.watch(watchOf({ taskId }))
  const looked = new Promise<void>((resolve) => {
    let count = 0
    const hear = (round: { looked: number }) => {
      count += round.looked
      if (count === ids.length) resolve()
    }
    for (const engine of [a, b]) engine?.events.on('poll:done', hear)
  })
  await Promise.all([a?.start(), b?.start()])
  await looked
  expect(asked.flatMap((one) => one.ids).toSorted()).toEqual([...ids].sort())
})

describe('while fewer calls are allowed than are needed', () => {
  /** A DRS that may be asked so many status questions a round; further ones find no budget. */
  function scarce(perRound: number) {
    let left = perRound
    const seen = new Map<string, number>()
    const statuses = async (ids: readonly string[]) => {
      if (left === 0) throw new DrsError({ code: 'budget', message: 'no call is left', operation: 'o' })
      left -= 1
      for (const id of ids) seen.set(id, (seen.get(id) ?? 0) + 1)
      return w.drs.service.statuses(ids)
    }
    return {
      seen,
      service: { ...w.drs.service, statuses },
      refill: () => {
        left = perRound
      },
    }
  }

  it('every task has its turn, and none has two before all have had one', async () => {
    const ids = plant(50)
    const { seen, service, refill } = scarce(2)
    const engine = replica({ services: () => service, options: { chunk: 5, parallel: 3 } })
    for (const taskId of ids) await engine.watch(watchOf({ taskId }))
    // 10 questions are needed every 30 s; 2 are allowed every 5 s.
    for (let round = 0; round < 5; round++) {
      refill()
      w.clock.pass(5_000)
      await engine.poll('prod')
    }
    expect([...seen.values()]).toEqual(Array.from({ length: 50 }, () => 1))
    for (let round = 0; round < 20; round++) {
      refill()
      w.clock.pass(5_000)
      await engine.poll('prod')
    }
    const counts = [...seen.values()]
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
  })

  it('what waits for a call stays claimed, so that nobody asks for it as well', async () => {
    plant(1)
    const options = { motion: 10, claimMs: 60 }
    const [a, b] = [replica({ options }), replica({ options })]
    await a.watch(watchOf({ taskId: 't0' }))
    const until = () => redis.zscore(keysOf('prod').due, 't0').then(Number)
    w.drs.hooks.during = async () => {
      delete w.drs.hooks.during
      // Each renewal puts the end of the claim further off; time goes by as the test says.
      for (let i = 0; i < 5; i++) {
        const before = await until()
        w.clock.pass(50)
        while ((await until()) === before) await redis.ping()
        await b.poll('prod')
      }
    }
    await a.poll('prod')
    expect(w.drs.calls.filter(({ question }) => question === 'status')).toHaveLength(1)
  })
})
