import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keysOf } from '../../src/store/keys.ts'
import type { Engine } from '../../src/watch/engine.ts'
import type { EngineEvents } from '../../src/watch/events.ts'
import { testRedis } from '../helpers/redis.ts'
import { channelRef, shown, watchOf, world } from './doubles.ts'

// Rounds every 40 ms of real time; what is due is decided by the clock moved by hand.
const options = { motion: 40, steady: 40, backoffMs: 10 }

let url: string
let redis: Redis
let w: ReturnType<typeof world>
let engines: Engine[]

beforeEach(async () => {
  url = (await testRedis()).url
  redis = new Redis(url)
  w = world(url)
  engines = []
  told = []
  waiting = []
})
afterEach(async () => {
  await Promise.all(engines.map((engine) => engine.stop()))
  redis.disconnect()
})

interface Told {
  readonly name: keyof EngineEvents
  readonly key?: string
  readonly channel?: string
  readonly how?: string
}

/** Everything any replica told, and who waits for more. */
let told: Told[]
let waiting: (() => void)[]

function hear(one: Told) {
  told.push(one)
  for (const check of waiting) check()
}

/** Resolves when something of that kind was told since the test began. */
function until(isMeant: (one: Told) => boolean): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (told.some(isMeant)) resolve()
    }
    waiting.push(check)
    check()
  })
}

function sent(key: string, channel = 'C1') {
  return until((one) => one.name === 'delivery:sent' && one.key === key && one.channel === channel)
}

function edited(key: string) {
  return until((one) => one.name === 'delivery:sent' && one.key === key && one.how === 'edited')
}

async function started() {
  const engine = w.replica({ options })
  engines.push(engine)
  engine.events.on('delivery:sent', ({ key, how, channelRef: { channel } }) =>
    hear({ name: 'delivery:sent', key, how, channel }),
  )
  engine.events.on('delivery:held', () => hear({ name: 'delivery:held' }))
  engine.events.on('poll:failed', () => hear({ name: 'poll:failed' }))
  await engine.start()
  return engine
}

function titles() {
  return w.slack.messages.map((message) => message.card.title)
}

function change(status: string) {
  w.drs.set('t1', { status })
  w.clock.pass(60_000)
}

describe('running replicas', () => {
  it('post the card and bring every change to it by themselves, once', async () => {
    const a = await started()
    await started()
    w.drs.set('t1', { status: 'STARTJOBING' })
    await a.watch(watchOf())
    await sent('card:prod:t1')
    const statuses = ['FULL_TRANSFER_STARTED', 'FULL_TRANSFER_COMPLETE', 'INCRE_TRANSFER_STARTED']
    for (const [index, status] of statuses.entries()) {
      change(status)
      // What follows the end of the full phase is told by the reply that tells the end.
      await (index < 2 ? sent(`prod:t1:${index + 2}:status`) : edited('prod:t1:3:status'))
    }
    expect(w.slack.messages.slice(1).map(shown)).toEqual([
      'STARTJOBING>FULL_TRANSFER_STARTED',
      'FULL_TRANSFER_COMPLETE>INCRE_TRANSFER_STARTED',
    ])
    expect(shown(w.slack.messages[0])).toBe('t1 INCRE_TRANSFER_STARTED en')
  })

  it('go on when one of them stops', async () => {
    const a = await started()
    const b = await started()
    w.drs.set('t1', { status: 'STARTJOBING' })
    await b.watch(watchOf())
    await sent('card:prod:t1')
    await a.stop()
    engines = [b]
    change('FULL_TRANSFER_STARTED')
    await sent('prod:t1:2:status')
    expect(titles()).toHaveLength(2)
  })

  it('heal when the queue is emptied under them', async () => {
    const a = await started()
    w.drs.set('t1', { status: 'STARTJOBING' })
    await a.watch(watchOf())
    await sent('card:prod:t1')
    const jobs = await redis.keys('{drs:queue}*')
    expect(jobs.length).toBeGreaterThan(0)
    await redis.del(...jobs)
    change('FULL_TRANSFER_STARTED')
    await sent('prod:t1:2:status')
    expect(titles()).toHaveLength(2)
  })

  it('find what was committed but never handed to the queue', async () => {
    const crashed = w.replica()
    engines.push(crashed)
    w.drs.set('t1', { status: 'STARTJOBING' })
    await crashed.watch(watchOf())
    await crashed.poll('prod')
    expect(titles()).toEqual([])
    await started()
    await sent('card:prod:t1')
    expect(titles()).toEqual(['t1 STARTJOBING en'])
  })

  it('wait where Slack cannot take more, and deliver there and elsewhere', async () => {
    const a = await started()
    w.drs.set('t1', { status: 'STARTJOBING' })
    w.slack.fates.push('lost')
    await a.watch(watchOf())
    await until(({ name }) => name === 'delivery:held')
    await a.watch(watchOf({ channel: 'C2' }))
    await Promise.all([sent('card:prod:t1'), sent('card:prod:t1', 'C2')])
    expect(titles()).toHaveLength(2)
  })

  it('tell when DRS does not answer, and look again', async () => {
    const a = await started()
    w.drs.broken.add('status')
    w.drs.set('t1', { status: 'STARTJOBING' })
    await a.watch(watchOf())
    await until(({ name }) => name === 'poll:failed')
    w.drs.broken.clear()
    w.clock.pass(60_000)
    await sent('card:prod:t1')
    expect(titles()).toEqual(['t1 STARTJOBING en'])
  })
})

describe('stopping', () => {
  it('finishes the message at hand and leaves the channel to the next replica', async () => {
    const a = await started()
    w.drs.set('t1', { status: 'STARTJOBING' })
    await a.watch(watchOf())
    await sent('card:prod:t1')
    const landed = new Promise<void>((resolve) => {
      w.slack.hooks.afterLanding = async () => {
        delete w.slack.hooks.afterLanding
        resolve()
      }
    })
    change('FULL_TRANSFER_FAILED')
    await landed
    await a.stop()
    engines = []
    expect(await redis.exists(keysOf('prod').lease(channelRef))).toBe(0)

    await started()
    change('FULL_TRANSFER_STARTED')
    await sent('prod:t1:3:status')
    expect(titles().slice(1)).toEqual([
      'STARTJOBING>FULL_TRANSFER_FAILED',
      'FULL_TRANSFER_FAILED>FULL_TRANSFER_STARTED',
    ])
    expect(w.slack.finds()).toBe(0)
  })
})
