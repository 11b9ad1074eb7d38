import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { DrsError } from '../../src/drs/drs-error.ts'
import { startRedis } from '../../src/sandbox/redis.ts'
import { keysOf } from '../../src/store/keys.ts'
import type { Engine, EngineDeps } from '../../src/watch/engine.ts'
import { testRedis } from '../helpers/redis.ts'
import { channelRef, plainRender, watchOf, world } from './doubles.ts'

const second = 1_000
/** A server of our own, whatever REDIS_URL names. */
const { REDIS_URL: _, ...withoutUrl } = process.env
const render = {
  ...plainRender,
  noticeCard: (notice) => ({
    title: `${noticeTitle(notice)}${'tasks' in notice ? ` (${notice.tasks?.join(', ')})` : ''}`,
  }),
} satisfies EngineDeps['render']

function noticeTitle(notice: Parameters<EngineDeps['render']['noticeCard']>[0]): string {
  if (notice.kind === 'blind') return `blind: ${notice.cause.en}`
  if (notice.kind !== 'sighted') return notice.kind
  return `sighted: ${notice.missed.map(({ taskId, event }) => `${taskId} ${event.kind}`).join(', ')}`
}

let engines: Engine[]
let w: ReturnType<typeof world>
let url: string

beforeEach(async () => {
  url = (await testRedis()).url
  w = world(url)
  engines = []
})
afterEach(() => Promise.all(engines.map((engine) => engine.stop())))

/** Steady interval 30 s: blindness is told after a minute. */
function replica(deps: Partial<EngineDeps> = {}) {
  const engine = w.replica({
    render,
    steadyClock: w.clock.now,
    random: () => 0,
    wait: async () => {},
    ...deps,
  })
  engines.push(engine)
  return engine
}

async function watched(engine: Engine) {
  w.drs.set('t1', { status: 'INCRE_TRANSFER_STARTED' })
  w.drs.set('t2', { status: 'INCRE_TRANSFER_STARTED' })
  await engine.watch(watchOf())
  await engine.watch(watchOf({ taskId: 't2' }))
  await engine.watch(watchOf({ taskId: 't2', channel: 'C2' }))
  await engine.checkHealth()
  await engine.poll('prod')
  await engine.deliverPending()
}

/** Time goes by with a round every 5 s and a check every 10 s, or without rounds. */
async function pass(seconds: number, engine: Engine, rounds = true) {
  for (let passed = 5; passed <= seconds; passed += 5) {
    w.clock.pass(5 * second)
    if (passed % 10 === 0) await engine.checkHealth()
    if (rounds) await engine.poll('prod')
    // What is said twice must not become one message by waiting together.
    await engine.deliverPending()
  }
}

function said(channel = 'C1') {
  return w.slack
    .in(channel)
    .map(({ card }) => card.title)
    .filter((title) => /^(blind|sighted)/.test(title))
}

const causes = {
  stopped: 'blind: the bot was not checking tasks.',
  network: 'blind: DRS can’t be reached over the network.',
  redis: 'blind: the bot’s memory (Redis) can’t be reached.',
}

describe('when DRS does not answer', () => {
  it('every watching channel is told once, and again with what it missed', async () => {
    const engine = replica()
    await watched(engine)
    w.drs.broken.add('status').add('pulse')
    await pass(55, engine)
    expect(said()).toEqual([])
    await pass(120, engine)
    expect(said()).toEqual([causes.network])
    expect(said('C2')).toEqual([causes.network])
    w.drs.broken.clear()
    w.drs.set('t1', { status: 'INCRE_TRANSFER_FAILED' })
    await pass(30, engine)
    expect(said()).toEqual([causes.network, 'sighted: t1 status'])
    expect(said('C2')).toEqual([causes.network, 'sighted: '])
  })

  it.each([
    [
      new DrsError({ code: 'APIGW.0301', message: 'm', operation: 'o', httpStatus: 401 }),
      /rejects the credentials/,
    ],
    [new DrsError({ code: 'x', message: 'm', operation: 'o', httpStatus: 503 }), /answers with errors/],
    [new DrsError({ code: 'budget', message: 'm', operation: 'o' }), /more calls are needed/],
  ])('%s is told in words', async (error, words) => {
    const engine = replica()
    await watched(engine)
    w.drs.hooks.error = error
    w.drs.broken.add('status').add('pulse')
    await pass(120, engine)
    expect(said()).toEqual([expect.stringMatching(words)])
  })

  it('one of two replicas tells it', async () => {
    const [a, b] = [replica(), replica()]
    await watched(a)
    await b.checkHealth()
    w.drs.broken.add('status').add('pulse')
    await pass(55, a)
    expect(said()).toEqual([])
    w.clock.pass(10 * second)
    await Promise.all([a.checkHealth(), b.checkHealth(), a.checkHealth(), b.checkHealth()])
    await Promise.all([a.deliverPending(), b.deliverPending()])
    expect(said()).toHaveLength(1)
    w.drs.broken.clear()
    w.clock.pass(10 * second)
    await Promise.all([a.poll('prod'), b.poll('prod')])
    await pass(10, b)
    expect(said()).toHaveLength(2)
  })

  it('a poll that ends late with answers from before ends nothing, and hides nothing that was seen since', async () => {
    let askedAt: number | undefined
    const a = replica()
    // Redis hung after DRS had answered: what was to be noted then reaches it only now.
    const b = replica({
      clock: () => askedAt ?? w.clock.now(),
      onFailpoint: (point) => {
        if (point === 'poll:done') askedAt = undefined
      },
    })
    await watched(a)
    await pass(35, a, false)
    const before = w.clock.now()
    await pass(70, a, false)
    expect(said()).toEqual([causes.stopped])
    askedAt = before
    await b.poll('prod')
    await a.deliverPending()
    expect(said()).toEqual([causes.stopped])
    await pass(5, a)
    expect(said()).toEqual([causes.stopped, 'sighted: '])
    askedAt = before
    await b.poll('prod')
    await pass(30, a)
    expect(said()).toHaveLength(2)
  })

  it('and its answer is waited for, that is silence, too, whatever polls find nothing due meanwhile', async () => {
    const engine = replica({ options: { claimMs: 600 * second } })
    await watched(engine)
    let answer = () => {}
    const asked = new Promise<void>((begun) => {
      w.drs.hooks.during = () => {
        begun()
        return new Promise((resolve) => (answer = resolve))
      }
    })
    w.clock.pass(35 * second)
    const waiting = engine.poll('prod')
    await asked
    await pass(40, engine)
    expect(said()).toHaveLength(1)
    delete w.drs.hooks.during
    answer()
    await waiting
    await engine.deliverPending()
    expect(said()).toHaveLength(2)
  })

  it('and each task fails by itself, that is told once like any other silence', async () => {
    const engine = replica()
    await watched(engine)
    for (const id of ['t1', 't2']) w.drs.brokenTasks.add(`status:${id}`).add(`pulse:${id}`)
    await pass(300, engine)
    expect(said()).toEqual([causes.network])
    w.drs.brokenTasks.clear()
    await pass(60, engine)
    expect(said()).toEqual([causes.network, 'sighted: '])
  })

  it('about one task, only those who watch it are told, by name', async () => {
    const engine = replica()
    await watched(engine)
    w.drs.brokenTasks.add('status:t1').add('pulse:t1')
    await pass(180, engine)
    expect(said()).toEqual([`${causes.network} (name of t1)`])
    expect(said('C2')).toEqual([])
    w.drs.brokenTasks.clear()
    await pass(60, engine)
    expect(said()).toHaveLength(2)
    expect(said()[1]).toBe('sighted:  (name of t1)')
    expect(said('C2')).toEqual([])
  })
})

describe('when calls are short and DRS is well', () => {
  const short = new DrsError({ code: 'budget', message: 'm', operation: 'o' })

  it('nothing is told before more than a window of calls has passed without an answer', async () => {
    const engine = replica()
    await watched(engine)
    w.drs.hooks.error = short
    for (let windows = 0; windows < 10; windows += 1) {
      w.drs.broken.add('status').add('pulse')
      await pass(75, engine)
      w.drs.broken.clear()
      await pass(10, engine)
    }
    expect(said()).toEqual([])
  })

  it('no single task is said not to answer', async () => {
    const engine = replica({ options: { chunk: 1, parallel: 1 } })
    await watched(engine)
    const progress = { percent: 100, lagMs: 900 }
    for (const id of ['t1', 't2']) w.drs.set(id, { status: 'INCRE_TRANSFER_STARTED', progress })
    await pass(120, engine)
    w.drs.hooks.error = short
    let calls = 0
    // One task in two gets its call.
    w.drs.hooks.during = async () => {
      calls += 1
      if (calls % 2 === 0) w.drs.broken.add('status').add('pulse')
      else w.drs.broken.clear()
    }
    await pass(600, engine)
    expect(said()).toEqual([])
  })
})

describe('when the machine stands still', () => {
  it('a stop that is shorter than an outage is none, and a longer one has its own cause', async () => {
    const engine = replica()
    await watched(engine)
    await pass(60, engine)
    w.clock.pass(75 * second)
    await engine.checkHealth()
    await pass(30, engine)
    expect(said()).toEqual([])
    w.clock.pass(600 * second)
    await engine.checkHealth()
    await pass(30, engine)
    expect(said()).toEqual([
      'blind: the bot’s machine was overloaded or suspended, and the bot could not check tasks.',
      'sighted: ',
    ])
  })
})

describe('when some tasks cannot be seen', () => {
  it('each channel is told of its own, and afterwards of what it has not been told', async () => {
    const engine = replica()
    await watched(engine)
    for (const taskId of ['t3', 't4']) {
      w.drs.set(taskId, { status: 'STARTJOBING' })
      await engine.watch(watchOf({ taskId }))
    }
    await pass(60, engine)
    for (const id of ['t1', 't2', 't3']) w.drs.brokenTasks.add(`status:${id}`).add(`pulse:${id}`)
    await pass(180, engine)
    expect(said()).toEqual([`${causes.network} (name of t3, name of t1, name of t2)`])
    expect(said('C2')).toEqual([`${causes.network} (name of t2)`])
    for (const id of ['t3', 't4']) w.drs.set(id, { status: 'FULL_TRANSFER_STARTED' })
    await pass(60, engine)
    w.drs.brokenTasks.clear()
    await pass(60, engine)
    expect(said()[1]).toBe('sighted: t3 status (name of t3, name of t1, name of t2)')
    expect(said('C2')[1]).toBe('sighted:  (name of t2)')
  })
})

describe('when more tasks fail later', () => {
  it('only of them is told anew, and the end when all are back', async () => {
    const engine = replica()
    await watched(engine)
    w.drs.set('t3', { status: 'STARTJOBING' })
    await engine.watch(watchOf({ taskId: 't3', channel: 'C3' }))
    w.drs.brokenTasks.add('status:t1').add('pulse:t1')
    await pass(180, engine)
    w.drs.brokenTasks.add('status:t2').add('pulse:t2')
    await pass(180, engine)
    expect(said()).toEqual([`${causes.network} (name of t1)`, `${causes.network} (name of t2)`])
    expect(said('C3')).toEqual([])
    expect(said('C2')).toEqual([`${causes.network} (name of t2)`])
    w.drs.brokenTasks.clear()
    await pass(60, engine)
    expect(said()[2]).toBe('sighted:  (name of t1, name of t2)')
    expect(said('C2')[1]).toBe('sighted:  (name of t2)')
  })
})

describe('when nobody looks', () => {
  it('a replica whose own polls stand still finds out, whatever the queue does', async () => {
    const engine = replica()
    await watched(engine)
    await pass(120, engine, false)
    expect(said()).toEqual([causes.stopped])
    await pass(10, engine)
    expect(said()).toEqual([causes.stopped, 'sighted: '])
  })

  it('because all replicas were down, the first one that is back tells it before it looks', async () => {
    await watched(replica())
    w.clock.pass(3_600 * second)
    w.drs.set('t1', { status: 'INCRE_TRANSFER_FAILED' })
    const next = replica({ options: { motion: 50 } })
    const back = sent(next, 'notice:prod::sighted:')
    await next.start()
    await back
    expect(said()).toEqual([causes.stopped, 'sighted: t1 status'])
  })

  it('nothing is said where nobody watches, nor of the time before somebody did', async () => {
    const engine = replica()
    await engine.checkHealth()
    await pass(3_600, engine, false)
    await watched(engine)
    await pass(60, engine)
    expect(said()).toEqual([])
  })

  it('nothing is said if only the clock was set', async () => {
    let steady = 0
    const engine = replica({ steadyClock: () => steady })
    await watched(engine)
    w.clock.pass(3_600 * second)
    await engine.checkHealth()
    await engine.poll('prod')
    steady += 30 * second
    w.clock.pass(30 * second)
    await engine.checkHealth()
    await engine.deliverPending()
    expect(said()).toEqual([])
  })

  it('a clock that was set says nothing of how long it was silent, also if the next look is late', async () => {
    let steady = 0
    const engine = replica({ steadyClock: () => steady })
    const silence = async (seconds: number) => {
      steady += seconds * second
      w.clock.pass(seconds * second)
      await engine.checkHealth()
      await engine.deliverPending()
    }
    await watched(engine)
    w.clock.pass(3_600 * second)
    await engine.checkHealth()
    await silence(30)
    await silence(30)
    expect(said()).toEqual([])
    await silence(1)
    expect(said()).toHaveLength(1)
  })

  it('nothing is said if the clock is set while a check waits for Redis', async () => {
    let [ahead, setsClock] = [0, false]
    const clock = () => {
      const now = w.clock.now() + ahead
      // Whoever reads the clock after the beginning of the check reads the new time.
      if (setsClock) ahead = 3_600 * second
      return now
    }
    const engine = replica({ clock })
    await watched(engine)
    setsClock = true
    await engine.checkHealth()
    await pass(20, engine)
    expect(said()).toEqual([])
  })

  it('nothing is said while there is nothing to look at', async () => {
    const engine = replica()
    w.drs.set('t1', { status: 'RELEASE_RESOURCE_COMPLETE' })
    await engine.watch(watchOf())
    await pass(600, engine)
    expect(said()).toEqual([])
  })
})

function sent(engine: Engine, key: string): Promise<void> {
  return new Promise((resolve) => {
    engine.events.on('delivery:sent', (one) => {
      if (one.key.startsWith(key) && one.channelRef.channel === channelRef.channel) resolve()
    })
  })
}

describe('when Redis is away', () => {
  it('the channels are told without it, once by all replicas, and that it is back', async () => {
    const server = await startRedis({}, withoutUrl)
    w = world(server.url)
    // The second replica is more patient than the first: it comes when that one has posted.
    let first: Promise<void> = Promise.resolve()
    const [a, b] = [replica(), replica({ wait: () => first })]
    const redis = new Redis(server.url)
    try {
      await watched(a)
      await b.checkHealth()
      // The server refuses everybody, like one that has run out of memory or is being replaced.
      await redis.config('SET', 'maxclients', '1')
      await redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
      for (let i = 0; i < 4; i++) {
        w.clock.pass(20 * second)
        first = a.checkHealth()
        await Promise.all([first, b.checkHealth()])
      }
      expect(said()).toEqual([causes.redis])
      expect(said('C2')).toEqual([causes.redis])
      await redis.config('SET', 'maxclients', '100')
      await a.checkHealth()
      // An attempt to connect that was refused a moment before may be the last one for what waits.
      await vi.waitFor(() => a.deliverPending(), { timeout: 10_000 })
      await pass(30, a)
      expect(said()).toEqual([causes.redis, 'sighted: '])
      expect(said('C2')).toEqual([causes.redis, 'sighted: '])
      expect(await redis.exists(keysOf('prod').blind)).toBe(0)
    } finally {
      await Promise.all(engines.map((engine) => engine.stop()))
      engines = []
      redis.disconnect()
      await server.stop()
    }
  })
})

it('without Redis a clock that was set says nothing of how long it was silent', async () => {
  const server = await startRedis({}, withoutUrl)
  w = world(server.url)
  let steady = 0
  const engine = replica({ steadyClock: () => steady })
  const redis = new Redis(server.url)
  const silence = async (seconds: number) => {
    steady += seconds * second
    w.clock.pass(seconds * second)
    await engine.checkHealth()
  }
  try {
    await watched(engine)
    w.clock.pass(3_600 * second)
    await redis.config('SET', 'maxclients', '1')
    await redis.call('CLIENT', 'KILL', 'TYPE', 'normal', 'SKIPME', 'yes')
    await silence(0)
    await silence(30)
    await silence(30)
    expect(said()).toEqual([])
    await silence(30)
    expect(said()).toEqual([causes.redis])
    await redis.config('SET', 'maxclients', '100')
  } finally {
    await Promise.all(engines.map((one) => one.stop()))
    engines = []
    redis.disconnect()
    await server.stop()
  }
})

it('without Redis two replicas that looked before either had posted leave one message', async () => {
  const server = await startRedis({}, withoutUrl)
  w = world(server.url)
  const looked: (() => void)[] = []
  /** The first two looks at a channel end together. */
  const find: EngineDeps['messenger']['find'] = async (where) => {
    const found = await w.slack.messenger.find(where)
    if (looked.length < 2) {
      await new Promise<void>((resolve) => {
        looked.push(resolve)
        if (looked.length === 2) for (const go of looked) go()
      })
    }
    return found
  }
  const messenger = { ...w.slack.messenger, find }
  const [a, b] = [replica({ messenger }), replica({ messenger })]
  w.drs.set('t1', { status: 'INCRE_TRANSFER_STARTED' })
  await a.watch(watchOf())
  await Promise.all([a.checkHealth(), b.checkHealth()])
  await server.stop()
  for (let i = 0; i < 4; i++) {
    w.clock.pass(20 * second)
    await Promise.all([a.checkHealth(), b.checkHealth()])
  }
  expect(looked).toHaveLength(2)
  expect(said()).toEqual([causes.redis])
})

it('a channel whose watches are suspended is told nothing', async () => {
  const engine = replica()
  await watched(engine)
  const redis = new Redis(url)
  await redis.hset(keysOf('prod').paused, `${channelRef.team}/${channelRef.channel}`, 1)
  redis.disconnect()
  await pass(120, engine, false)
  expect(said()).toEqual([])
  expect(said('C2')).toHaveLength(1)
})
