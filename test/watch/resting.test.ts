import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, it, onTestFinished } from 'vitest'
import type { TaskService } from '../../src/domain/tasks/task-service.ts'
import { limitsOfConnection } from '../../src/domain/watching/usual-limits.ts'
import type { FilterWatch } from '../../src/domain/watching/watch.ts'
import { parseTerms } from '../../src/domain/watching/watch-filter.ts'
import { startRedis } from '../../src/sandbox/redis.ts'
import { keysOf } from '../../src/store/keys.ts'
import type { Engine, EngineDeps } from '../../src/watch/engine.ts'
import { testRedis } from '../helpers/redis.ts'
import { channelRef, type DrsTask, watchOf, world } from './doubles.ts'

/** What many tasks cost: at rest, at first sight, and over an API that answers for one task at a time. */

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

function replica(parts: Partial<EngineDeps> = {}): Engine {
  const engine = w.replica(parts)
  engines.push(engine)
  return engine
}

const healthy: DrsTask = { status: 'INCRE_TRANSFER_STARTED', progress: { percent: 100, lagMs: 900 } }

function plant(count: number, task: DrsTask = healthy) {
  for (let i = 0; i < count; i += 1) w.drs.set(`t${i}`, { ...task, name: `task ${i}` })
}

async function watchAll(engine: Engine) {
  for (const taskId of w.drs.tasks.keys()) await engine.watch(watchOf({ taskId }))
}

/** A round after so long, and what was asked in it. */
async function round(engine: Engine, ms = 30_000) {
  w.clock.pass(ms)
  w.drs.calls.length = 0
  await engine.poll('prod')
  return counted()
}

/** Rounds until all is known of every task; what many tasks are like in detail is asked by turns. */
async function settle(engine: Engine) {
  for (let rounds = 0; rounds < 3; rounds += 1) await round(engine)
  while ('details' in (await round(engine)));
}

function counted(): Readonly<Record<string, number>> {
  const questions = w.drs.calls.map(({ question }) => question)
  return Object.fromEntries(
    [...new Set(questions)].sort().map((one) => [one, questions.filter((other) => other === one).length]),
  )
}

/** Commands of a server, those of scripts included. */
async function commands(server: Redis): Promise<number> {
  const stats = await server.info('commandstats')
  return [...stats.matchAll(/calls=(\d+)/g)].reduce((sum, [, calls]) => sum + Number(calls), 0)
}

async function limitsCrossed(engine: Engine) {
  return (await engine.missed(channelRef, 0)).filter(({ event }) => event.kind === 'limit')
}

const all: FilterWatch = {
  ...channelRef,
  ...{ id: 'f1', connection: 'prod', by: 'U1', locale: 'en', createdAt: 1 },
  terms: parseTerms('name:*').terms,
}

describe('tasks at rest', () => {
  it('go on being looked at when two replicas have looked at them at the same time', async () => {
    plant(3)
    const [slow, quick] = [replica(), replica()]
    await watchAll(slow)
    // The slow one asks for so long that its claims run out: the quick one is first, and lays the tasks to rest.
    w.drs.hooks.during = async () => {
      delete w.drs.hooks.during
      w.clock.pass(60_000)
      await settle(quick)
    }
    await slow.poll('prod')
    plant(3, { ...healthy, status: 'INCRE_TRANSFER_FAILED' })
    for (let rounds = 0; rounds < 3; rounds += 1) await round(quick)
    const failed = (await quick.missed(channelRef, 0)).filter(({ event }) => event.kind === 'status')
    expect(failed.map(({ taskId }) => taskId).toSorted()).toEqual(['t0', 't1', 't2'])
  })

  it('cost few commands for a hundred of them, and none is read, compared or written by itself', async () => {
    // Of the server that all tests share, nobody knows whose commands they are.
    const { REDIS_URL: _, ...withoutUrl } = process.env
    const server = await startRedis({}, withoutUrl)
    onTestFinished(() => server.stop())
    w = world(server.url)
    const own = new Redis(server.url)
    onTestFinished(() => own.disconnect())
    plant(1_000)
    const engine = replica()
    await watchAll(engine)
    await settle(engine)
    const versions = await own.hgetall(keysOf('prod').versions)
    const asked = []
    for (let rounds = 0; rounds < 2; rounds += 1) {
      const before = await commands(own)
      asked.push(await round(engine))
      expect(((await commands(own)) - before) / 10).toBeLessThan(4.5)
    }
    expect(asked).toContainEqual({ pulse: 10 })
    expect(asked).toContainEqual({ status: 10 })
    const before = await commands(own)
    expect(await round(engine, 1)).toEqual({})
    expect((await commands(own)) - before).toBeLessThan(10)
    expect(await own.hgetall(keysOf('prod').versions)).toEqual(versions)
  })

  it('are seen to change, whatever it is that changes', async () => {
    plant(250)
    const engine = replica()
    await watchAll(engine)
    for (let rounds = 0; rounds < 3; rounds += 1) await round(engine)
    w.drs.set('t7', { ...healthy, progress: { percent: 100, lagMs: 31_000 } })
    w.drs.set('t8', { ...healthy, status: 'INCRE_TRANSFER_FAILED', error: 'lost' })
    w.drs.tasks.delete('t9')
    for (let rounds = 0; rounds < 4; rounds += 1) await round(engine)
    expect(await engine.snapshot('prod', 't7')).toMatchObject({ progress: { lagMs: 31_000 } })
    expect(await engine.snapshot('prod', 't8')).toMatchObject({ status: 'INCRE_TRANSFER_FAILED' })
    expect(await engine.snapshot('prod', 't9')).toMatchObject({ status: null })
    const seen = (await engine.missed(channelRef, 0)).map(({ taskId, event }) => [taskId, event.kind])
    expect(seen.sort()).toEqual([
      ['t8', 'status'],
      ['t9', 'gone'],
    ])
  })

  it('are judged by limits that are set on the filter that found them', async () => {
    plant(20, { ...healthy, progress: { percent: 100, lagMs: 40_000 } })
    const engine = replica()
    await engine.watchFilter(all)
    await engine.discover('prod')
    await settle(engine)
    expect(await redis.zcard(keysOf('prod').due)).toBe(0)
    const limits = [{ metric: 'lag', aboveMs: 30_000, forMs: 0 } as const]
    await engine.watchFilter({ ...all, options: { limits } })
    await engine.discover('prod')
    for (let rounds = 0; rounds < 2; rounds += 1) await round(engine)
    expect(await limitsCrossed(engine)).toHaveLength(20)
    // What changes nothing about the limits wakes nobody.
    await engine.watchFilter({ ...all, options: { limits, mention: ['U2'] } })
    const due = await redis.zrange(keysOf('prod').due, '0', '-1', 'WITHSCORES')
    await engine.discover('prod')
    expect(await redis.zrange(keysOf('prod').due, '0', '-1', 'WITHSCORES')).toEqual(due)
  })

  it('are judged by limits of their own, which let them rest while no time runs', async () => {
    plant(20)
    const engine = replica()
    const limits = [{ metric: 'lag', aboveMs: 30_000, forMs: 120_000 } as const]
    for (const taskId of w.drs.tasks.keys()) await engine.watch(watchOf({ taskId, options: { limits } }))
    await settle(engine)
    const alone = () => redis.zrange(keysOf('prod').due, '0', '-1')
    expect(await alone()).toEqual([])
    w.drs.set('t3', { ...healthy, progress: { percent: 100, lagMs: 40_000 } })
    for (let rounds = 0; rounds < 2; rounds += 1) await round(engine)
    expect(await limitsCrossed(engine)).toEqual([])
    expect(await alone()).toEqual(['t3'])
    for (let rounds = 0; rounds < 6; rounds += 1) await round(engine)
    expect(await limitsCrossed(engine)).toMatchObject([{ taskId: 't3', event: { state: 'crossed' } }])
    expect(await alone()).toEqual([])
    w.drs.set('t3', healthy)
    for (let rounds = 0; rounds < 2; rounds += 1) await round(engine)
    expect(await limitsCrossed(engine)).toMatchObject([{}, { event: { state: 'recovered' } }])
    expect(await alone()).toEqual(['t3'])
    for (let rounds = 0; rounds < 25; rounds += 1) await round(engine)
    expect(await alone()).toEqual([])
  })

  it('are judged by the limits of their connection when those are others', async () => {
    plant(20, { ...healthy, progress: { percent: 100, lagMs: 40_000 } })
    const before = replica()
    await watchAll(before)
    await settle(before)
    expect(await redis.zcard(keysOf('prod').due)).toBe(0)
    const limits = () => limitsOfConnection({ lag: { metric: 'lag', aboveMs: 30_000, forMs: 0 } })
    const after = replica({ options: { limits } })
    for (let rounds = 0; rounds < 2; rounds += 1) await round(after)
    expect(await limitsCrossed(after)).toHaveLength(20)
  })

  it('have deadlines that run all the same', async () => {
    plant(20, { status: 'PAUSING' })
    const engine = replica()
    await watchAll(engine)
    await round(engine)
    for (let hours = 0; hours < 24; hours += 1) await round(engine, 3_600_000)
    const told = (await engine.missed(channelRef, 0)).filter(({ event }) => event.kind === 'clock')
    expect(told).toHaveLength(20)
  })

  it('that nobody watches any more are not asked for, and leave nothing behind', async () => {
    plant(120)
    const engine = replica()
    await watchAll(engine)
    await settle(engine)
    for (let i = 0; i < 119; i += 1) await engine.unwatch('prod', `t${i}`, channelRef)
    await round(engine)
    expect(w.drs.calls.flatMap(({ ids }) => ids)).toEqual(['t119'])
    await engine.unwatch('prod', 't119', channelRef)
    const { due, rests, groups } = keysOf('prod')
    expect(await redis.exists(due, rests, groups)).toBe(0)
    expect(await round(engine)).toEqual({})
  })

  it('of two replicas are looked at once', async () => {
    plant(800)
    const [a, b] = [replica(), replica()]
    await watchAll(a)
    await settle(a)
    w.clock.pass(30_000)
    w.drs.calls.length = 0
    await Promise.all([a.poll('prod'), b.poll('prod')])
    expect(w.drs.calls).toHaveLength(8)
  })
})

describe('many tasks that somebody watches at once', () => {
  it('have their cards after the first walk of the lists, which all looks wait for', async () => {
    plant(300)
    const [a, b] = [replica(), replica()]
    await watchAll(a)
    w.drs.calls.length = 0
    await Promise.all([a.poll('prod'), b.poll('prod')])
    expect(counted()).toEqual({ list: 3 })
    for (const id of w.drs.tasks.keys()) expect(await a.snapshot('prod', id)).toBeDefined()
  })

  it('are asked for one by one where DRS does not list them', async () => {
    plant(30)
    const engine = replica()
    w.drs.broken.add('list')
    await watchAll(engine)
    await engine.poll('prod')
    expect(await engine.snapshot('prod', 't7')).toMatchObject({ status: healthy.status })
  })
})

describe('many tasks that a filter finds', () => {
  it('have their cards after the pages of the list, and their details later, by turns', async () => {
    plant(300)
    w.drs.set('t5', { status: 'FULL_TRANSFER_FAILED', name: 'task 5', error: 'lost' })
    const engine = replica()
    await engine.watchFilter(all)
    w.drs.calls.length = 0
    await engine.discover('prod')
    await engine.poll('prod')
    expect(counted()).toEqual({ list: 3 })
    expect(await engine.snapshot('prod', 't5')).toMatchObject({
      status: 'FULL_TRANSFER_FAILED',
      listed: true,
    })
    const asked: string[] = []
    for (let rounds = 0; rounds < 30; rounds += 1) {
      await round(engine)
      asked.push(...w.drs.calls.filter(({ question }) => question === 'details').flatMap(({ ids }) => ids))
      expect(w.drs.calls.filter(({ question }) => question === 'details').length).toBeLessThanOrEqual(3)
    }
    expect(asked.slice(0, 30)).toContain('t5')
    expect(new Set(asked).size).toBe(300)
    expect(asked).toHaveLength(300)
    expect(await engine.missed(channelRef, 0)).toEqual([])
    expect(await round(engine)).not.toHaveProperty('details')
  })

  it('have no news in what is seen of them for the first time', async () => {
    const precheck = { percent: 100, finished: true, passed: false, items: [] }
    plant(20, { status: 'CONFIGURATION', precheck })
    const engine = replica()
    await engine.watchFilter(all)
    await engine.discover('prod')
    for (let rounds = 0; rounds < 4; rounds += 1) await round(engine)
    expect(await engine.missed(channelRef, 0)).toEqual([])
    expect(await engine.snapshot('prod', 't0')).toMatchObject({ precheck })
    w.drs.set('t0', { status: 'CONFIGURATION', precheck: { ...precheck, passed: true } })
    await round(engine)
    expect(await engine.missed(channelRef, 0)).toMatchObject([{ taskId: 't0', event: { kind: 'precheck' } }])
  })
})

describe('over an API that answers for one task at a time', () => {
  function v5(): Engine {
    const { progressProbes: _, ...service } = w.drs.service
    const own: TaskService = { ...service, toldByListsOnly: (ids) => ids }
    return replica({ services: () => own })
  }

  it('a round costs the pages of the list, or as many questions for progress, by turns', async () => {
    plant(500)
    const engine = v5()
    await engine.discover('prod')
    await watchAll(engine)
    for (let rounds = 0; rounds < 60; rounds += 1) await round(engine)
    const rounds = [await round(engine), await round(engine), await round(engine), await round(engine)]
    for (const calls of rounds) {
      const sum = Object.values(calls).reduce((total, count) => total + count, 0)
      // One group may be half full.
      expect(sum).toBeLessThanOrEqual(5 + 1)
    }
    expect(rounds.map((calls) => Object.keys(calls).join()).sort()).toEqual([
      'list',
      'list',
      'progress',
      'progress',
    ])
  })

  it('a change costs a question for the task, and one that is gone is believed when DRS says so', async () => {
    plant(300)
    const engine = v5()
    await watchAll(engine)
    for (let rounds = 0; rounds < 60; rounds += 1) await round(engine)
    w.drs.set('t3', { ...healthy, status: 'INCRE_TRANSFER_FAILED' })
    w.drs.tasks.delete('t4')
    for (let rounds = 0; rounds < 8; rounds += 1) await round(engine)
    const told = (await engine.missed(channelRef, 0)).map(({ taskId, event }) => [taskId, event.kind])
    expect(told.sort()).toEqual([
      ['t3', 'status'],
      ['t4', 'gone'],
    ])
  })
})
