import fc from 'fast-check'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { keysOf } from '../../src/store/keys.ts'
import { acquireLease, pendingChannels, releaseIfEmpty } from '../../src/store/outbox.ts'
import type { Engine } from '../../src/watch/engine.ts'
import { testRedis } from '../helpers/redis.ts'
import { channelRef, type Fate, plainRender, shown, watchOf, world } from './doubles.ts'

let url: string
let redis: Redis
let engines: Engine[]
let a: Engine
let b: Engine
let w: ReturnType<typeof world>

beforeEach(async () => {
  url = (await testRedis()).url
  redis = new Redis(url)
  w = world(url)
  // Failures are retried at once here: the waiting is not what these tests are about.
  const options = { backoffMs: 0 }
  a = w.replica({ options })
  b = w.replica({ options })
  engines = [a, b]
})
afterEach(async () => {
  await Promise.all(engines.map((engine) => engine.stop()))
  redis.disconnect()
})

async function see(status: string, taskId = 't1') {
  w.drs.set(taskId, { status })
  w.clock.pass(60_000)
  await a.poll('prod')
}

async function begin(status = 'STARTJOBING') {
  w.drs.set('t1', { status })
  await a.watch(watchOf())
  await a.poll('prod')
}

function titles() {
  return w.slack.messages.map((message) => message.card.title)
}

/** The lease runs out while its holder still believes in it. */
async function expireLease() {
  await redis.del(keysOf('prod').lease(channelRef))
}

describe('after a crash', () => {
  it('between posting and noting, the card is found and not posted twice', async () => {
    await begin()
    w.slack.fates.push('lands-then-lost')
    await a.deliverPending()
    await b.deliverPending()
    await see('FULL_TRANSFER_STARTED')
    await b.deliverPending()
    expect(titles()).toEqual(['t1 STARTJOBING en', 'STARTJOBING>FULL_TRANSFER_STARTED'])
    expect(shown(w.slack.messages[0])).toBe('t1 FULL_TRANSFER_STARTED en')
  })

  it('between posting and noting, an event is found in its thread', async () => {
    await begin()
    await a.deliverPending()
    await see('FULL_TRANSFER_STARTED')
    w.slack.fates.push('ok', 'lands-then-lost')
    await a.deliverPending()
    await b.deliverPending()
    expect(titles()).toEqual(['t1 STARTJOBING en', 'STARTJOBING>FULL_TRANSFER_STARTED'])
    expect(w.slack.finds()).toBe(1)
  })

  it('before posting, the message is posted after all', async () => {
    await begin()
    w.slack.fates.push('lost', 'lost', 'lost')
    for (let i = 0; i < 4; i++) await b.deliverPending()
    expect(titles()).toEqual(['t1 STARTJOBING en'])
  })

  it('nothing is searched for as long as nothing goes wrong', async () => {
    await begin()
    await a.deliverPending()
    await see('FULL_TRANSFER_STARTED')
    await a.deliverPending()
    expect(w.slack.finds()).toBe(0)
  })
})

describe('a lost lease', () => {
  it('while a message is under way does not lead to a second one', async () => {
    await begin()
    w.slack.hooks.afterLanding = async () => {
      delete w.slack.hooks.afterLanding
      await expireLease()
      await b.deliverPending()
    }
    await a.deliverPending()
    expect(titles()).toEqual(['t1 STARTJOBING en'])
    expect(w.slack.finds()).toBe(1)
    await see('FULL_TRANSFER_STARTED')
    await a.deliverPending()
    expect(w.slack.messages[1]?.threadTs).toBe(w.slack.messages[0]?.ts)
  })

  it('keeps whoever lost it from taking out what the next holder has not sent', async () => {
    await begin()
    await a.deliverPending()
    await see('FULL_TRANSFER_STARTED')
    await see('FULL_TRANSFER_COMPLETE')
    w.slack.hooks.afterLanding = async () => {
      delete w.slack.hooks.afterLanding
      await redis.set(keysOf('prod').lease(channelRef), 'another replica')
    }
    await a.deliverPending()
    expect(await redis.llen(keysOf('prod').outbox(channelRef))).toBe(2)
    await expireLease()
    await b.deliverPending()
    expect(titles().slice(1)).toEqual([
      'STARTJOBING>FULL_TRANSFER_STARTED',
      'FULL_TRANSFER_STARTED>FULL_TRANSFER_COMPLETE',
    ])
  })
})

it('a lease is not given back while something waits that came after the last look', async () => {
  await begin()
  const asked = { token: 'mine', leaseMs: 5_000, limit: 10 }
  const acquired = await acquireLease(redis, 'prod', channelRef, asked)
  if (acquired === undefined) throw new Error('nobody else delivers here')
  expect(await releaseIfEmpty(redis, acquired.lease)).toBe(false)
  expect(await redis.get(keysOf('prod').lease(channelRef))).toBe('mine')
  expect(await pendingChannels(redis, 'prod')).toEqual([channelRef])
})

describe('what has piled up', () => {
  it('is one edit of the card, and one reply that says all changes', async () => {
    await begin()
    await a.deliverPending()
    const sent: unknown[] = []
    a.events.on('delivery:sent', ({ key, how, merged }) => sent.push([key, how, merged]))
    await see('FULL_TRANSFER_STARTED')
    await see('FULL_TRANSFER_FAILED')
    await see('FULL_TRANSFER_COMPLETE')
    await a.deliverPending()
    expect(sent).toEqual([
      ['card:prod:t1', 'edited', 3],
      ['merged:prod:t1:2:status:3', 'posted', 3],
    ])
    expect(w.slack.messages[0]?.edits.map(({ title }) => title)).toEqual(['t1 FULL_TRANSFER_COMPLETE en'])
    expect(w.slack.messages[1]?.card.footer).toBe('FULL_TRANSFER_COMPLETE')
  })

  it('in one channel does not wait for another that is limited', async () => {
    await begin()
    await a.watch(watchOf({ channel: 'C2' }))
    await redis.set(keysOf('prod').lease(channelRef), 'hold')
    await a.deliverPending()
    expect(w.slack.in('C1')).toEqual([])
    expect(w.slack.in('C2')).toHaveLength(1)
  })
})

describe('when Slack says', () => {
  it('not so fast, the message waits and nothing is searched for', async () => {
    const held: unknown[] = []
    a.events.on('delivery:held', ({ reason }) => held.push(reason))
    await begin()
    w.slack.fates.push('rate-limited')
    await a.deliverPending()
    expect(titles()).toEqual([])
    await a.deliverPending()
    expect(titles()).toEqual(['t1 STARTJOBING en'])
    expect(held).toEqual(['rate-limited'])
    expect(w.slack.finds()).toBe(0)
  })

  it('the card was deleted, a new one is posted and the thread goes on there', async () => {
    await begin()
    await a.deliverPending()
    w.slack.remove(w.slack.messages[0]?.ts ?? '')
    await see('FULL_TRANSFER_STARTED')
    await a.deliverPending()
    const [card, reply] = w.slack.messages
    expect(card?.card.title).toBe('t1 FULL_TRANSFER_STARTED en')
    expect(reply?.threadTs).toBe(card?.ts)
  })

  it('the thread is gone, a new card comes before the reply', async () => {
    await begin()
    await a.deliverPending()
    await see('FULL_TRANSFER_STARTED')
    w.slack.fates.push('ok', 'message-gone')
    await a.deliverPending()
    const [, card, reply] = w.slack.messages
    expect(card?.key).toBe('card:prod:t1')
    expect(reply).toMatchObject({ threadTs: card?.ts, card: { title: 'STARTJOBING>FULL_TRANSFER_STARTED' } })
  })

  it('the thread is gone again and again, the reply is dropped instead of trying for ever', async () => {
    await begin()
    await a.deliverPending()
    await see('FULL_TRANSFER_STARTED')
    w.slack.fates.push('ok', 'message-gone', 'ok', 'message-gone')
    const refused: unknown[] = []
    a.events.on('delivery:refused', ({ key }) => refused.push(key))
    await a.deliverPending()
    expect(refused).toEqual(['prod:t1:2:status'])
    expect(await redis.llen(keysOf('prod').outbox(channelRef))).toBe(0)
  })

  it('no to one message, it is dropped, told, and the next ones are sent', async () => {
    const refused: unknown[] = []
    a.events.on('delivery:refused', ({ key }) => refused.push(key))
    await begin()
    await a.deliverPending()
    await see('FULL_TRANSFER_STARTED')
    await see('FULL_TRANSFER_COMPLETE')
    w.slack.fates.push('ok', 'refused')
    await a.deliverPending()
    expect(refused).toEqual(['prod:t1:2:status'])
    expect(titles()).toEqual(['t1 STARTJOBING en', 'FULL_TRANSFER_STARTED>FULL_TRANSFER_COMPLETE'])
  })

  it('the channel is gone, its watches are suspended and that is told', async () => {
    const gone: unknown[] = []
    a.events.on('channel:unreachable', ({ watches }) => gone.push(watches.map(({ taskId }) => taskId).sort()))
    await begin()
    await a.watch(watchOf({ taskId: 't2' }))
    await a.watch(watchOf({ channel: 'C2' }))
    w.slack.fates.push('channel-gone')
    await redis.srem(keysOf('prod').pending, 'T1/C2')
    await a.deliverPending()
    expect(gone).toEqual([['t1', 't2']])
    expect(await a.watchesOfChannel(channelRef)).toHaveLength(2)
    expect(await a.watchesOfTask('prod', 't1')).toEqual([watchOf({ channel: 'C2' })])
    await see('FULL_TRANSFER_STARTED')
    await a.deliverPending()
    expect(w.slack.in('C1')).toEqual([])
  })
})

it('a card that cannot be drawn is dropped and told, and holds nobody up', async () => {
  const broken = { ...plainRender, eventCard: () => failToDraw() }
  const c = w.replica({ render: broken })
  engines.push(c)
  const refused: unknown[] = []
  c.events.on('delivery:refused', ({ key }) => refused.push(key))
  await begin()
  await c.deliverPending()
  await see('FULL_TRANSFER_STARTED')
  await c.deliverPending()
  expect(refused).toEqual(['prod:t1:2:status'])
  expect(shown(w.slack.messages[0])).toBe('t1 FULL_TRANSFER_STARTED en')
})

function failToDraw(): never {
  throw new TypeError('fault in a view')
}

it('watching again after unwatching posts a new card', async () => {
  await begin()
  await a.deliverPending()
  await a.unwatch('prod', 't1', channelRef)
  expect(shown(w.slack.messages[0])).toMatch(/ unwatched$/)
  await see('FULL_TRANSFER_STARTED')
  await a.deliverPending()
  expect(titles()).toHaveLength(1)
  await a.watch(watchOf())
  await see('FULL_TRANSFER_COMPLETE')
  await a.deliverPending()
  expect(titles()).toContain('t1 FULL_TRANSFER_COMPLETE en')
})

describe('whatever happens in whatever order', () => {
  const states = ['STARTJOBING', 'FULL_TRANSFER_STARTED', 'FULL_TRANSFER_FAILED', 'FULL_TRANSFER_COMPLETE']
  const step = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({ see: fc.constantFrom(...states), task: fc.constantFrom('t1', 't2') }),
    },
    { weight: 4, arbitrary: fc.record({ deliver: fc.constantFrom('a', 'b', 'both') }) },
    {
      weight: 3,
      arbitrary: fc.record({
        fate: fc.constantFrom<Fate>('ok', 'lands-then-lost', 'lost', 'rate-limited'),
      }),
    },
    { weight: 1, arbitrary: fc.record({ steal: fc.constant(true) }) },
  )

  it('every event is posted once, in order, under one card that shows the last state', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 25 }), async (steps) => {
        await redis.flushdb()
        w.slack.messages.length = 0
        w.slack.fates.length = 0
        delete w.slack.hooks.afterLanding
        const expected = { t1: [] as string[], t2: [] as string[] }
        const last = { t1: 'CREATING', t2: 'CREATING' }
        for (const taskId of ['t1', 't2']) {
          w.drs.set(taskId, { status: 'CREATING' })
          await a.watch(watchOf({ taskId }))
        }
        w.clock.pass(120_000)
        await a.poll('prod')

        for (const one of steps) {
          if ('see' in one) {
            if (last[one.task] !== one.see) expected[one.task].push(`${last[one.task]}>${one.see}`)
            last[one.task] = one.see
            w.drs.set(one.task, { status: one.see })
            w.clock.pass(60_000)
            await Promise.all([a.poll('prod'), b.poll('prod')])
          } else if ('fate' in one) {
            w.slack.fates.push(one.fate)
          } else if ('steal' in one) {
            w.slack.hooks.afterLanding = async () => {
              delete w.slack.hooks.afterLanding
              await expireLease()
              await b.deliverPending()
            }
          } else {
            const replicas = { a: [a], b: [b], both: [a, b] }[one.deliver]
            await Promise.all(replicas.map((replica) => replica.deliverPending()))
          }
        }
        w.slack.fates.length = 0
        await a.deliverPending()

        for (const taskId of ['t1', 't2'] as const) {
          const cards = w.slack.messages.filter(({ key }) => key === `card:prod:${taskId}`)
          expect(cards.map(shown)).toEqual([`${taskId} ${last[taskId]} en`])
          const replies = w.slack.messages.filter(({ threadTs }) => threadTs === cards[0]?.ts)
          expect(replies.flatMap(({ card }) => card.title.split(', '))).toEqual(expected[taskId])
        }
        expect(await redis.llen(keysOf('prod').outbox(channelRef))).toBe(0)
        expect(await redis.hlen(keysOf('prod').attempts(channelRef))).toBe(0)
      }),
      { numRuns: 100 },
    )
  })
})
