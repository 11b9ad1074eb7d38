import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { FilterWatch } from '../../src/domain/watching/watch.ts'
import { parseTerms } from '../../src/domain/watching/watch-filter.ts'
import { keysOf } from '../../src/store/keys.ts'
import { claimTask } from '../../src/store/task-locks.ts'
import type { Engine } from '../../src/watch/engine.ts'
import { testRedis } from '../helpers/redis.ts'
import { channelRef, shown, watchOf, world } from './doubles.ts'

let redis: Redis
let engine: Engine
let w: ReturnType<typeof world>

beforeEach(async () => {
  const { url } = await testRedis()
  redis = new Redis(url)
  w = world(url)
  engine = w.replica()
})
afterEach(async () => {
  await engine.stop()
  redis.disconnect()
})

function filterOf(terms: string, fields: Partial<FilterWatch> = {}): FilterWatch {
  const own = { id: 'f1', connection: 'prod', by: 'U1', locale: 'en', createdAt: 1 } as const
  return { ...channelRef, ...own, terms: parseTerms(terms).terms, ...fields }
}

function set(id: string, status = 'INCRE_TRANSFER_STARTED', name = id) {
  w.drs.set(id, { status, name })
}

/** What the filters and then a round make of what DRS has now, and its messages. */
async function look() {
  w.clock.pass(60_000)
  await engine.discover('prod')
  await engine.poll('prod')
  await engine.deliverPending()
}

async function watched() {
  const watches = await engine.watchesOfChannel(channelRef)
  return watches.map(({ taskId, via }) => [taskId, via]).sort()
}

function titles() {
  return w.slack.messages.map(({ card }) => card.title)
}

describe('a filter watch', () => {
  it('gives each task that fits a card, those to come included', async () => {
    set('orders-1')
    set('billing')
    expect(await engine.watchFilter(filterOf('name:orders-*'))).toBe(true)
    await look()
    expect(titles()).toEqual(['orders-1 INCRE_TRANSFER_STARTED en'])
    set('orders-2', 'CONFIGURATION')
    await look()
    expect(w.slack.messages.map(shown)).toEqual([
      'orders-1 INCRE_TRANSFER_STARTED en',
      'orders-2 CONFIGURATION en',
      'appeared',
    ])
    expect(await watched()).toEqual([
      ['orders-1', 'f1'],
      ['orders-2', 'f1'],
    ])
  })

  it('says of a new task who created it, and nothing of those that were there before', async () => {
    await engine.watchFilter(filterOf('name:*'))
    set('old')
    await look()
    set('by-console')
    set('by-bot')
    const act = { by: 'U9', verb: 'create', token: 'x' }
    await claimTask(redis, 'prod', 'by-bot', act, 1_000, w.clock.now() + 60_000)
    await look()
    const missed = await engine.missed(channelRef, 0)
    expect(missed.map(({ taskId, event }) => [taskId, event.kind, event.attribution])).toEqual([
      ['by-bot', 'appeared', { by: 'U9', verb: 'create', order: 'x' }],
      ['by-console', 'appeared', 'console'],
    ])
  })

  it('tells a new task once, with two replicas and two filters of one channel', async () => {
    const other = w.replica()
    try {
      await engine.watchFilter(filterOf('name:*'))
      await engine.watchFilter(filterOf('engine:mysql', { id: 'f2', createdAt: 2 }))
      await look()
      set('new')
      w.clock.pass(60_000)
      await Promise.all([engine.discover('prod'), other.discover('prod'), engine.discover('prod')])
      await look()
      expect(titles()).toEqual(['new INCRE_TRANSFER_STARTED en', 'appeared'])
    } finally {
      await other.stop()
    }
  })

  it('by status tells the change with which a task leaves it, and then lets go', async () => {
    set('t1', 'FULL_TRANSFER_STARTED')
    await engine.watchFilter(filterOf('status:running'))
    await look()
    set('t1', 'FULL_TRANSFER_FAILED')
    // Discovery sees it first and must not take the watch away before the change is told.
    w.clock.pass(60_000)
    await engine.discover('prod')
    expect(await watched()).toHaveLength(1)
    await engine.poll('prod')
    // Nor before it is said.
    await engine.discover('prod')
    expect(await watched()).toHaveLength(1)
    await engine.deliverPending()
    expect(titles().at(-1)).toBe('FULL_TRANSFER_STARTED>FULL_TRANSFER_FAILED')
    await engine.discover('prod')
    expect(await watched()).toEqual([])
    expect(shown(w.slack.messages[0])).toBe('t1 FULL_TRANSFER_FAILED en unwatched')
    set('t1', 'FULL_TRANSFER_STARTED')
    await look()
    expect(await watched()).toHaveLength(1)
    // It goes on with its old card.
    expect(w.slack.messages.filter(({ key }) => key === 'card:prod:t1')).toHaveLength(1)
    expect(shown(w.slack.messages[0])).toBe('t1 FULL_TRANSFER_STARTED en')
  })

  it('tells that a task is gone, and lets go', async () => {
    set('t1', 'RELEASE_RESOURCE_STARTED')
    await engine.watchFilter(filterOf('name:*'))
    await look()
    set('t1', 'RELEASE_RESOURCE_COMPLETE')
    await look()
    w.drs.tasks.delete('t1')
    await look()
    expect(titles().at(-1)).toBe('gone')
    await look()
    expect(await watched()).toEqual([])
  })

  it('by tag reads the details of what fits else, once, and leaves out what it must not have', async () => {
    for (const [id, tags] of [
      ['a', ['env=test']],
      ['b', ['env=prod']],
      ['c', []],
    ] as const) {
      w.drs.set(id, { status: 'PAUSING', name: id, tags })
    }
    w.drs.set('other', { status: 'CONFIGURATION', name: 'other' })
    await engine.watchFilter(filterOf('status:paused !tag:env=test'))
    w.drs.broken.add('details')
    await engine.discover('prod')
    expect(await watched()).toEqual([])
    w.drs.broken.clear()
    w.drs.calls.length = 0
    await engine.discover('prod')
    expect(w.drs.calls.at(-1)).toEqual({ question: 'details', ids: ['a', 'b', 'c'] })
    expect(await watched()).toEqual([
      ['b', 'f1'],
      ['c', 'f1'],
    ])
    w.drs.set('a', { status: 'PAUSING', name: 'a', tags: ['env=prod'] })
    await engine.discover('prod')
    expect(await watched()).toHaveLength(3)
  })

  it('leaves what is watched by name as it is, while it lasts and after it', async () => {
    set('t1')
    set('t2')
    await engine.watch(watchOf({ taskId: 't1' }))
    await engine.watchFilter(filterOf('name:t*'))
    await look()
    expect(await watched()).toEqual([
      ['t1', undefined],
      ['t2', 'f1'],
    ])
    expect(await engine.unwatchFilter('prod', 'f1', channelRef)).toBe(true)
    expect(await watched()).toEqual([['t1', undefined]])
    expect(w.slack.messages.map(shown).sort()).toEqual([
      't1 INCRE_TRANSFER_STARTED en',
      't2 INCRE_TRANSFER_STARTED en unwatched',
    ])
    expect(await engine.filtersOfChannel(channelRef)).toEqual([])
    expect(await engine.unwatchFilter('prod', 'f1', channelRef)).toBe(false)
  })

  it('that ends leaves its tasks, and their cards, to another one of the channel', async () => {
    set('orders')
    set('orders-2')
    await engine.watchFilter(filterOf('name:orders*'))
    await engine.watchFilter(filterOf('name:orders', { id: 'f2', createdAt: 2 }))
    await look()
    await engine.unwatchFilter('prod', 'f1', channelRef)
    const both = () => w.slack.messages.map(shown).sort()
    const left = ['orders INCRE_TRANSFER_STARTED en', 'orders-2 INCRE_TRANSFER_STARTED en unwatched']
    expect(both()).toEqual(left)
    await look()
    expect(await watched()).toEqual([['orders', 'f2']])
    expect(both()).toEqual(left)
  })

  it('costs the pages of the list, whatever the number of filters, and leaves nothing behind', async () => {
    set('t1')
    await engine.watchFilter(filterOf('name:* tag:env'))
    await engine.watchFilter(filterOf('engine:mysql', { id: 'f2', createdAt: 2 }))
    await engine.discover('prod')
    expect(w.drs.calls.filter(({ question }) => question === 'list')).toHaveLength(1)
    await engine.unwatchFilter('prod', 'f1', channelRef)
    await engine.unwatchFilter('prod', 'f2', channelRef)
    expect(await redis.exists(keysOf('prod').tagged, keysOf('prod').filters)).toBe(0)
  })

  it('changes nothing while the list cannot be had', async () => {
    set('t1')
    await engine.watchFilter(filterOf('name:*'))
    await look()
    w.drs.broken.add('list')
    await expect(engine.discover('prod')).rejects.toThrow('scripted failure')
    expect(await watched()).toHaveLength(1)
  })
})

describe('the history', () => {
  it('has what happened, oldest first, of the kinds that the channel chose', async () => {
    set('t1', 'STARTJOBING')
    await engine.watch(watchOf({ options: { events: ['failure'] } }))
    await engine.watch(watchOf({ channel: 'C2' }))
    await look()
    set('t1', 'FULL_TRANSFER_STARTED')
    await look()
    const between = w.clock.now() + 1
    set('t1', 'FULL_TRANSFER_FAILED')
    await look()
    const kinds = async (channel: string, since: number) => {
      const events = await engine.missed({ ...channelRef, channel }, since)
      return events.map(({ event }) => (event.kind === 'status' ? event.to : event.kind))
    }
    expect(await kinds('C1', 0)).toEqual(['FULL_TRANSFER_FAILED'])
    expect(await kinds('C2', 0)).toEqual(['FULL_TRANSFER_STARTED', 'FULL_TRANSFER_FAILED'])
    expect(await kinds('C2', between)).toEqual(['FULL_TRANSFER_FAILED'])
    expect(await kinds('C3', 0)).toEqual([])
  })
})

describe('a limit', () => {
  const limits = [{ metric: 'lag', aboveMs: 10_000, forMs: 90_000 } as const]

  async function lag(lagMs: number) {
    w.drs.set('t1', { status: 'INCRE_TRANSFER_STARTED', progress: { percent: 100, lagMs } })
    await look()
  }

  it('is told where it was set, after its time, and again when it is over', async () => {
    await engine.watch(watchOf({ options: { limits } }))
    await engine.watch(watchOf({ channel: 'C2' }))
    await lag(1_000)
    // The delay stays the same, so that nothing but the time passes.
    for (let i = 0; i < 8; i++) await lag(30_000)
    for (let i = 0; i < 3; i++) await lag(1_000)
    const told = (await engine.missed(channelRef, 0)).map(({ event }) => event)
    expect(told).toMatchObject([
      { kind: 'limit', state: 'crossed', valueMs: 30_000 },
      { kind: 'limit', state: 'recovered', valueMs: 1_000 },
    ])
    const [crossed] = told
    expect(crossed?.kind === 'limit' && crossed.at - crossed.since).toBeGreaterThanOrEqual(90_000)
    expect(w.slack.in('C1').filter(({ card }) => card.title === 'limit')).toHaveLength(2)
    // The card shows it as well, though the task is as it was; the end comes with another figure for both.
    const edits = (channel: string) => w.slack.in(channel)[0]?.edits.length ?? 0
    expect(edits('C1') - edits('C2')).toBe(1)
    expect(w.slack.in('C2').filter(({ card }) => card.title === 'limit')).toHaveLength(0)
    expect(await engine.missed({ ...channelRef, channel: 'C2' }, 0)).toEqual([])
  })

  it('is told once by two replicas that look at the same time', async () => {
    const other = w.replica()
    try {
      await engine.watch(watchOf({ options: { limits: [{ metric: 'lag', aboveMs: 10_000, forMs: 0 }] } }))
      await lag(30_000)
      w.drs.set('t1', { status: 'INCRE_TRANSFER_STARTED', progress: { percent: 100, lagMs: 1_000 } })
      for (let i = 0; i < 4; i++) {
        w.clock.pass(60_000)
        await Promise.all([engine.poll('prod'), other.poll('prod')])
      }
      await engine.deliverPending()
      const states = (await engine.missed(channelRef, 0)).map(
        ({ event }) => event.kind === 'limit' && event.state,
      )
      expect(states).toEqual(['crossed', 'recovered'])
    } finally {
      await other.stop()
    }
  })

  it('is forgotten with its watch', async () => {
    await engine.watch(watchOf({ options: { limits } }))
    await lag(30_000)
    await engine.unwatch('prod', 't1', channelRef)
    const { limits: of, limited } = keysOf('prod')
    expect(await redis.exists(of('t1'), limited)).toBe(0)
  })
})
