import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type WatchBackend, watchingFor } from '../../src/app/watching.ts'
import type { PrecheckReport } from '../../src/domain/tasks/task.ts'
import type { Snapshot } from '../../src/domain/watching/snapshot.ts'
import { taskCard } from '../../src/views/task-card.ts'
import type { Engine } from '../../src/watch/engine.ts'
import { testRedis } from '../helpers/redis.ts'
import { channelRef, pendingOf, shown, watchOf, world } from './doubles.ts'

/** What the engine believes of what it sees. */

const healthy = 'INCRE_TRANSFER_STARTED'
const minute = 60_000

let engine: Engine
let w: ReturnType<typeof world>

beforeEach(async () => {
  w = world((await testRedis()).url)
  engine = w.replica()
})
afterEach(() => engine.stop())

/** A poll after so many milliseconds, and its messages. */
async function look(afterMs = minute) {
  w.clock.pass(afterMs)
  await engine.poll('prod')
  await engine.deliverPending()
}

async function now(): Promise<Snapshot> {
  const snapshot = await engine.snapshot('prod', 't1')
  if (!snapshot) throw new Error('nothing is stored')
  return snapshot
}

const titles = () => w.slack.messages.map(({ card }) => card.title)
const readings = () => w.slack.messages.map(shown)

describe('a delay whose question is not answered any more', () => {
  const limits = [{ metric: 'lag', aboveMs: 10_000, forMs: 0 } as const]

  it('is told once, ages on the card, which does not stay green, and is told when it is back', async () => {
    w.drs.set('t1', { status: healthy, progress: { percent: 100, lagMs: 900 } })
    await engine.watch(watchOf({ options: { limits } }))
    await look()
    w.drs.broken.add('progress').add('pulse')
    for (let i = 0; i < 8; i += 1) await look()
    expect(titles().filter((title) => title === 'limit')).toHaveLength(1)
    const snapshot = await now()
    const card = taskCard(snapshot, 'en', w.clock.now())
    const since = snapshot.unread?.lag?.since
    expect(card.mark).toBe('🟠')
    expect(card.state).toEqual([
      'Incremental phase running',
      ' · ',
      'delay ',
      '900 ms · ',
      'not readable since ',
      { time: since },
    ])

    w.drs.broken.clear()
    for (let i = 0; i < 2; i += 1) await look()
    expect(titles().filter((title) => title === 'limit')).toHaveLength(2)
    expect((await now()).unread).toBeUndefined()
  })

  it('leaves the card alone where one question fails', async () => {
    w.drs.set('t1', { status: healthy, progress: { percent: 100, lagMs: 900 } })
    await engine.watch(watchOf({ options: { limits } }))
    await look()
    const { version } = await now()
    w.drs.broken.add('progress').add('pulse')
    await look()
    w.drs.broken.clear()
    for (let i = 0; i < 2; i += 1) await look()
    expect((await now()).version).toBe(version)
    expect(titles()).toHaveLength(1)
  })
})

describe('a task that DRS says it does not know', () => {
  const watched = async () => {
    w.drs.set('t1', { status: healthy })
    await engine.watch(watchOf())
    await look()
  }

  it('for seven seconds is not said to be gone', async () => {
    await watched()
    w.drs.tasks.delete('t1')
    await look()
    await look(7_000)
    w.drs.set('t1', { status: healthy })
    await look()
    expect((await now()).missingSince).toBeUndefined()
    w.drs.tasks.delete('t1')
    await look()
    expect(titles()).toHaveLength(1)
    expect((await now()).status).toBe(healthy)
  })

  it('again and again is gone, may come back by itself, and says so', async () => {
    await watched()
    w.drs.tasks.delete('t1')
    for (let i = 0; i < 4; i += 1) await look()
    expect(titles().slice(1)).toEqual(['gone'])
    w.drs.set('t1', { status: healthy })
    await look()
    expect(titles().slice(1)).toEqual(['gone', 'returned'])
    expect((await now()).status).toBe(healthy)
  })

  it('is looked at again when somebody watches it, however long it has been gone', async () => {
    await watched()
    w.drs.tasks.delete('t1')
    for (let i = 0; i < 80; i += 1) await look()
    w.drs.set('t1', { status: healthy })
    await look()
    expect((await now()).status).toBeNull()
    const backend: WatchBackend = {
      knowledge: {
        extras: async () => ({}),
        seen: async () => new Map(),
        figures: async () => new Map(),
        needing: async () => new Set(),
        limits: () => [],
        prices: () => undefined,
        consoleUrl: () => undefined,
        taskAt: () => undefined,
        history: async () => [],
      },
      checks: {
        notes: async () => [],
        put: async () => undefined,
        assignedTo: async () => [],
        redraw: async () => undefined,
        tell: async () => undefined,
      },
      comparisons: {
        put: async () => undefined,
        all: async () => [],
        remove: async () => false,
        claim: async () => [],
        settle: async () => undefined,
        tell: async () => undefined,
      },
      watch: (watch) => engine.watch(watch),
      watchFilter: async () => undefined,
      unwatch: async () => false,
      unwatchFilter: async () => false,
      snooze: async () => undefined,
      snoozes: async () => [],
      missed: async () => [],
      batch: async () => undefined,
      watches: async () => [watchOf()],
      filters: async () => [],
      suspended: async () => [],
    }
    const { watch } = watchingFor({
      backend,
      actor: { ...channelRef, user: 'U1', locale: 'en' },
      maySee: () => true,
      voice: async () => undefined,
      now: w.clock.now,
    })
    expect(await watch({ connection: 'prod', id: 't1' })).toBe('already')
    await look()
    expect((await now()).status).toBe(healthy)
  })

  it('because somebody deleted it is gone at once', async () => {
    await watched()
    await engine.trackAction(pendingOf({ verb: 'delete', taskId: 't1' }))
    w.drs.tasks.delete('t1')
    await look()
    expect((await now()).status).toBeNull()
  })
})

describe('a pre-check that was asked for again', () => {
  const failing: PrecheckReport = {
    percent: 100,
    finished: true,
    passed: false,
    items: [{ item: 'srcDbBinlogIsOff', verdict: 'FAILED' }],
  }
  const passing: PrecheckReport = { ...failing, passed: true, items: [{ item: 'a', verdict: 'PASSED' }] }

  const begin = async () => {
    w.drs.set('t1', { status: 'CONFIGURATION', precheck: failing })
    await engine.watch(watchOf())
    await look()
    const since = w.clock.now()
    await engine.trackAction(pendingOf({ verb: 'precheck', since, deadline: since + 60 * minute }))
  }

  it('has no result while DRS still shows the report of the last run', async () => {
    await begin()
    await look(4_000)
    await look(5_000)
    expect(readings()).toEqual(['t1 CONFIGURATION en', 'precheck begun'])
    expect((await now()).precheck).toMatchObject({ finished: false, percent: 0 })
    w.drs.set('t1', { status: 'CONFIGURATION', precheck: { ...passing, finished: false, percent: 40 } })
    await look(5_000)
    w.drs.set('t1', { status: 'CONFIGURATION', precheck: passing })
    await look(5_000)
    expect(readings().slice(1)).toEqual(['precheck reached'])
    expect((await now()).precheck).toMatchObject({ passed: true })
  })

  it('that finds the same once more has that result, though nobody saw it run', async () => {
    await begin()
    for (let i = 0; i < 3; i += 1) await look(5_000)
    expect(readings().slice(1)).toEqual(['precheck begun'])
    for (let i = 0; i < 2; i += 1) await look(5_000)
    expect(readings().at(-1)).toBe('precheck reached')
    expect((await now()).oldPrecheck).toBeUndefined()
  })

  it('has its result as soon as the report says something else', async () => {
    await begin()
    await look(4_000)
    w.drs.set('t1', { status: 'CONFIGURATION', precheck: passing })
    await look(4_000)
    expect(readings().slice(1)).toEqual(['precheck reached'])
  })
})

describe('a task that fails and recovers again and again', () => {
  const flip = async (times: number) => {
    for (let i = 0; i < times; i += 1) {
      w.drs.set('t1', { status: 'INCRE_TRANSFER_FAILED', error: 'lost' })
      await look(30_000)
      w.drs.set('t1', { status: healthy })
      await look(30_000)
    }
  }

  it('is loud at first, then one message that is edited, and has an end', async () => {
    w.drs.set('t1', { status: healthy })
    await engine.watch(watchOf())
    await look()
    await flip(20)
    const broadcasts = w.slack.messages.filter(({ broadcast }) => broadcast)
    expect(broadcasts.map(({ card }) => card.title)).toEqual([
      'INCRE_TRANSFER_STARTED>INCRE_TRANSFER_FAILED',
      'INCRE_TRANSFER_STARTED>INCRE_TRANSFER_FAILED',
      'unstable',
    ])
    expect(broadcasts.at(-1)?.edits.length).toBeGreaterThanOrEqual(2)
    expect(await now()).toMatchObject({ unstable: { times: 20 } })
    const told = w.slack.messages.length
    for (let i = 0; i < 6; i += 1) await look()
    expect(w.slack.messages.slice(told)).toMatchObject([{ card: { title: 'unstable' }, broadcast: false }])
    expect((await now()).unstable).toBeUndefined()
    await look()
    expect(w.slack.messages).toHaveLength(told + 1)
  })

  it('and stays failed in the end is told to have failed', async () => {
    w.drs.set('t1', { status: healthy })
    await engine.watch(watchOf())
    await look()
    await flip(4)
    w.drs.set('t1', { status: 'INCRE_TRANSFER_FAILED' })
    for (let i = 0; i < 7; i += 1) await look()
    expect(titles().slice(-2)).toEqual(['unstable', 'INCRE_TRANSFER_STARTED>INCRE_TRANSFER_FAILED'])
  })

  it('is stable at once when somebody pauses it', async () => {
    w.drs.set('t1', { status: healthy })
    await engine.watch(watchOf())
    await look()
    await flip(3)
    w.drs.set('t1', { status: 'PAUSING' })
    await look(30_000)
    expect(titles().slice(-2)).toEqual(['unstable', 'INCRE_TRANSFER_STARTED>PAUSING'])
  })
})
