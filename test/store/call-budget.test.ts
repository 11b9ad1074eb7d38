import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Permit, Priority } from '../../src/ports/call-budget.ts'
import { type CallBudgetOptions, callBudget, pollPaceOf } from '../../src/store/call-budget.ts'
import { closeRedis, connectRedis, type Redis } from '../../src/store/redis.ts'
import { testRedis } from '../helpers/redis.ts'

let redis: Redis
let time = 0

beforeAll(async () => {
  redis = await connectRedis((await testRedis()).url)
})
beforeEach(async () => {
  time = 1_700_000_000_000
  await redis.flushdb()
})
afterAll(() => closeRedis(redis))

const granted: Permit = { granted: true }
const wait = (waitMs: number): Permit => ({ granted: false, waitMs, gaveUp: false })

function aBudget(options: CallBudgetOptions = {}) {
  const budget = callBudget(redis, { limit: 3, windowMs: 60_000, reserved: 0, now: () => time, ...options })
  const ask = (callId: string, priority: Priority = 'people', patienceMs = 600_000) =>
    budget({ connection: 'prod', api: 'v3', priority, callId, longestWaitMs: patienceMs })
  return { budget, ask }
}

describe('the call budget', () => {
  it('grants as many calls as the limit in any window, not one more', async () => {
    const { ask } = aBudget()
    expect(await ask('a')).toEqual(granted)
    time += 10_000
    expect([await ask('b'), await ask('c')]).toEqual([granted, granted])
    expect(await ask('d')).toEqual(wait(50_000))
    time += 49_999
    expect(await ask('d')).toEqual(wait(1))
    time += 1
    expect(await ask('d')).toEqual(granted)
    expect(await ask('e')).toEqual(wait(10_000))
  })

  it('is shared by replicas, and apart for each connection and API', async () => {
    const [one, two] = [aBudget({ limit: 1 }), aBudget({ limit: 1 })]
    const turn = { priority: 'people', callId: 't', longestWaitMs: 0 } as const
    expect(await one.ask('a')).toEqual(granted)
    expect(await two.ask('b')).toMatchObject({ granted: false })
    expect(await two.budget({ ...turn, connection: 'prod', api: 'v5' })).toEqual(granted)
    expect(await two.budget({ ...turn, connection: 'lab', api: 'v3' })).toEqual(granted)
  })

  it('never grants more than the limit to replicas that ask at the same time', async () => {
    const asks = Array.from({ length: 40 }, (_, index) => aBudget({ limit: 7 }).ask(`t${index}`))
    const turns = await Promise.all(asks)
    expect(turns.filter((permit) => permit.granted)).toHaveLength(7)
  })

  it('serves in the order of arrival, and nobody overtakes those who are not back yet', async () => {
    const { ask } = aBudget({ limit: 2 })
    await ask('x')
    time += 1_000
    await ask('y')
    expect([await ask('a'), await ask('b'), await ask('c')]).toEqual([
      wait(59_000),
      wait(60_000),
      wait(119_000),
    ])
    time += 59_000
    expect(await ask('b')).toEqual(wait(1_000))
    expect(await ask('c')).toMatchObject({ granted: false })
    expect(await ask('a')).toEqual(granted)
    time += 1_000
    expect(await ask('c')).toMatchObject({ granted: false })
    expect(await ask('b')).toEqual(granted)
  })

  it('lets people go before polls that came earlier', async () => {
    const { ask } = aBudget({ limit: 1 })
    await ask('x')
    await ask('poll', 'rest')
    await ask('person')
    time += 60_000
    expect(await ask('poll', 'rest')).toMatchObject({ granted: false })
    expect(await ask('person')).toEqual(granted)
    time += 60_000
    expect(await ask('poll', 'rest')).toEqual(granted)
  })

  it('keeps a part of the limit for people', async () => {
    const { ask } = aBudget({ limit: 3, reserved: 1 })
    expect(await ask('r1', 'rest')).toEqual(granted)
    expect([await ask('p1'), await ask('p2')]).toEqual([granted, granted])
    expect(await ask('p3')).toEqual(wait(60_000))
  })

  it('spreads polls evenly after a small burst, whatever the number that asks', async () => {
    const { budget } = aBudget({ limit: 60, reserved: 10 })
    const grants: number[] = []
    const begin = time
    const caller = async (name: string, until: number) => {
      for (let call = 0; time < until; ) {
        const asked = { connection: 'prod', api: 'v3', priority: 'rest', callId: `${name}${call}` } as const
        const permit = await budget({ ...asked, longestWaitMs: 600_000 })
        if (permit.granted) {
          grants.push(time)
          call += 1
        } else await new Promise<void>((resolve) => sleepers.push({ at: time + permit.waitMs, resolve }))
      }
    }
    const sleepers: { readonly at: number; readonly resolve: () => void }[] = []
    const callers = Array.from({ length: 8 }, (_, index) => caller(`c${index}-`, begin + 120_000))
    while (time < begin + 120_000) {
      while (sleepers.length < callers.length) await new Promise((resolve) => setImmediate(resolve))
      sleepers.sort((a, b) => a.at - b.at)
      const next = sleepers.shift()
      time = next?.at ?? time
      next?.resolve()
    }
    for (const { resolve } of sleepers.splice(0)) resolve()
    await Promise.all(callers)
    const gaps = grants.slice(1).map((at, index) => at - (grants[index] ?? 0))
    const { burst, intervalMs } = pollPaceOf(60)
    expect(gaps.slice(0, burst - 1)).toEqual(Array(burst - 1).fill(0))
    expect(Math.max(...gaps)).toBeLessThanOrEqual(Math.ceil(intervalMs) + 1)
    const inFirst = grants.filter((at) => at < begin + 60_000)
    expect(inFirst).toHaveLength(50)
  })

  it('never grants polls more than their part in any window, also after a pause', async () => {
    const { ask } = aBudget({ limit: 60 })
    const grants: number[] = []
    for (let call = 0; call < 400; call++) {
      const permit = await ask(`r${call}`, 'rest', 0)
      if (permit.granted) grants.push(time)
      time += call % 100 === 50 ? 7_000 : 331
    }
    const most = Math.max(
      ...grants.map((at) => grants.filter((one) => one >= at && one < at + 60_000).length),
    )
    expect(most).toBeLessThanOrEqual(60)
    expect(most).toBeGreaterThan(50)
  })

  it('lets tasks in motion go before those at rest, which wait no more than a few seconds longer', async () => {
    const { ask } = aBudget({ limit: 1 })
    await ask('x', 'motion')
    await ask('rest', 'rest')
    time += 9_000
    await ask('motion', 'motion')
    time += 2_000
    await ask('late', 'motion')
    time += 49_000
    expect(await ask('rest', 'rest')).toMatchObject({ granted: false })
    expect(await ask('motion', 'motion')).toEqual(granted)
    time += 60_000
    expect(await ask('late', 'motion')).toMatchObject({ granted: false })
    expect(await ask('rest', 'rest')).toEqual(granted)
  })

  it('is not held up by a clock that was set back', async () => {
    const { ask } = aBudget({ limit: 2 })
    await Promise.all([ask('a'), ask('b', 'rest')])
    time -= 3_600_000
    await ask('c', 'rest')
    time += 60_000
    expect([await ask('c', 'rest'), await ask('d')]).toEqual([granted, granted])
  })

  it('keeps no place for a caller that does not want to wait so long', async () => {
    const { ask } = aBudget({ limit: 1 })
    await ask('x')
    expect(await ask('a', 'people', 59_999)).toEqual({ granted: false, waitMs: 60_000, gaveUp: true })
    time += 60_000
    expect(await ask('b')).toEqual(granted)
  })

  it('keeps the place of a caller that never comes back for a few seconds only', async () => {
    const { ask } = aBudget({ limit: 1 })
    await ask('x')
    await ask('dead')
    time += 60_000
    expect(await ask('b')).toMatchObject({ granted: false })
    time += 2_000
    expect(await ask('b')).toEqual(granted)
  })

  it('allows 60 a minute by default, by the clock of Redis, and few at once to polls', async () => {
    const budget = callBudget(redis)
    const ask = (priority: Priority, callId: string) =>
      budget({ connection: 'prod', api: 'v3', priority, callId, longestWaitMs: 0 })
    const polls = await Promise.all(Array.from({ length: 60 }, (_, index) => ask('rest', `r${index}`)))
    const served = polls.filter((permit) => permit.granted).length
    expect(served).toBeGreaterThanOrEqual(pollPaceOf(60).burst)
    expect(served).toBeLessThan(10)
    const people = await Promise.all(Array.from({ length: 60 }, (_, index) => ask('people', `p${index}`)))
    expect(people.filter((permit) => permit.granted)).toHaveLength(60 - served)
    const refused = people.find((permit) => !permit.granted)
    expect(refused).toMatchObject({ gaveUp: true })
    expect(refused && 'waitMs' in refused && refused.waitMs).toBeLessThanOrEqual(60_000)
  })

  it('leaves nothing behind for ever', async () => {
    const { ask } = aBudget({ limit: 1 })
    await ask('x')
    await ask('y')
    await ask('z', 'rest')
    for (const key of await redis.keys('*')) expect(await redis.pttl(key), key).toBeGreaterThan(0)
  })
})
