import { describe, expect, it } from 'vitest'
import { MessengerError } from '../../src/ports/messenger.ts'
import { keysOf } from '../../src/store/keys.ts'
import {
  begin,
  failing,
  hour,
  layGround,
  look,
  paused,
  redis,
  replica,
  said,
  three,
  titles,
  w,
} from './delivery-ground.ts'
import { channelRef, plainRender, shown, watchOf } from './doubles.ts'

layGround()

const grouping = { groupMs: 2_000 }

describe('events of several tasks', () => {
  it('change the cards at once and wait for each other to become one message', async () => {
    const engine = replica(grouping)
    await begin(engine, three)
    await look(engine, { t1: failing, t2: failing, t3: failing })
    await engine.deliverPending()
    expect(w.slack.messages.map(shown)).toEqual([`t1 ${failing} en`, `t2 ${failing} en`, `t3 ${failing} en`])
    w.clock.pass(2_000)
    await engine.deliverPending()
    const [group, ...more] = said()
    expect(
      group?.card.title
        .split(', ')
        .map((line) => line.slice(0, 2))
        .sort(),
    ).toEqual(['t1', 't2', 't3'])
    expect(group?.threadTs).toBeUndefined()
    expect(more).toEqual([])
  })

  it('are found again as the same message after a crash, whatever has come since', async () => {
    const engine = replica(grouping)
    await begin(engine, { ...three, t4: {} })
    await look(engine, { t1: failing, t2: failing, t3: failing })
    await engine.deliverPending()
    w.clock.pass(2_000)
    w.slack.fates.push('lands-then-lost')
    await engine.deliverPending()
    await look(engine, { t4: failing })
    const other = replica(grouping)
    await other.deliverPending()
    w.clock.pass(2_000)
    await other.deliverPending()
    expect(titles()).toHaveLength(2)
    expect(titles()[1]).toBe(`INCRE_TRANSFER_STARTED>${failing}`)
    expect(await redis.hlen(keysOf('prod').attempts(channelRef))).toBe(0)
  })

  it('are posted as the same message where the crash came before the post', async () => {
    const dying = replica(grouping, {
      onFailpoint: (point) => {
        if (point === 'delivery:noted' && armed) throw new Error('killed')
      },
    })
    let armed = false
    await begin(dying, { ...three, t4: {} })
    await look(dying, { t1: failing, t2: failing, t3: failing })
    await dying.deliverPending()
    w.clock.pass(2_000)
    armed = true
    await dying.deliverPending()
    expect(said()).toEqual([])
    await look(dying, { t4: failing })
    await redis.del(keysOf('prod').lease(channelRef))
    await replica(grouping).deliverPending()
    expect(titles()[0]?.split(', ')).toHaveLength(3)
  })

  it('say what a failure stands for', async () => {
    const absorbed: unknown[] = []
    const engine = replica(
      {},
      {
        render: {
          ...plainRender,
          eventCard: (event, snapshot, _locale, extras) => {
            absorbed.push([snapshot.id, extras?.absorbed])
            return plainRender.eventCard(event)
          },
        },
      },
    )
    const reasons: unknown[] = []
    engine.events.on('message:settled', ({ taskId, reason }) => reasons.push([taskId, reason]))
    await begin(engine, { t1: {}, t2: {} })
    const snapshot = keysOf('prod').snapshot('t2')
    await redis.set(
      snapshot,
      JSON.stringify({ ...JSON.parse((await redis.get(snapshot)) ?? ''), parentId: 't1' }),
    )
    await look(engine, { t1: failing, t2: failing })
    await engine.deliverPending()
    expect(absorbed).toEqual([['t1', 1]])
    expect(reasons).toEqual([
      ['t1', 'sent'],
      ['t2', 'absorbed'],
    ])
  })
})

describe('the rate of messages', () => {
  const pacing = { paceMs: 1_000 }
  const four = { ...three, t4: {} }
  const allFail = { t1: failing, t2: failing, t3: failing, t4: failing }

  it('is three at once and then one a second, over all replicas', async () => {
    const engine = replica(pacing)
    await begin(engine, {})
    w.clock.pass(hour)
    for (const taskId of Object.keys(four)) {
      w.drs.set(taskId, { status: 'CREATING' })
      await engine.watch(watchOf({ taskId }))
    }
    await look(engine)
    await engine.deliverPending()
    expect(w.slack.messages).toHaveLength(3)
    await replica(pacing).deliverPending()
    expect(w.slack.messages).toHaveLength(3)
    w.clock.pass(1_000)
    await replica(pacing).deliverPending()
    expect(w.slack.messages).toHaveLength(4)
  })

  it('does not hold up edits of cards', async () => {
    const plain = replica()
    await begin(plain, four)
    const engine = replica(pacing)
    await look(engine, allFail)
    await engine.deliverPending()
    expect(said()).toHaveLength(3)
    expect(w.slack.messages.slice(0, 4).map(shown)).toEqual(
      Object.keys(four).map((id) => `${id} ${failing} en`),
    )
    await look(engine, { t4: paused })
    await engine.deliverPending()
    expect(w.slack.messages.map(shown)).toContain(`t4 ${paused} en`)
  })

  it('that Slack limits for edits leaves posts alone, in all channels of the team', async () => {
    const engine = replica()
    await begin(engine, { t1: {} })
    await engine.watch(watchOf({ taskId: 't1', channel: 'C2' }))
    await look(engine)
    await engine.deliverPending()
    const edited = w.slack.messenger.update
    const limited = { edits: 0 }
    w.slack.messenger.update = async () => {
      limited.edits += 1
      throw new MessengerError('rate-limited', 'slow', { retryAfter: 30_000, scope: 'edit' })
    }
    await look(engine, { t1: paused })
    await engine.deliverPending()
    await engine.deliverPending()
    w.slack.messenger.update = edited
    expect(titles()).toHaveLength(2)
    expect(limited.edits).toBeLessThanOrEqual(2)
    await engine.deliverPending()
    expect(shown(w.slack.messages[0])).toBe('t1 INCRE_TRANSFER_STARTED en')
    w.clock.pass(30_000)
    await engine.deliverPending()
    expect(shown(w.slack.messages[0])).toBe(`t1 ${paused} en`)
  })

  it('that was too high makes all events of a task one reply', async () => {
    const engine = replica()
    await begin(engine, { t1: {} })
    w.drs.set('t1', { status: paused })
    await look(engine, { t1: paused })
    w.slack.fates.push('ok')
    w.slack.messenger.post = limitOnce(w.slack.messenger.post)
    await engine.deliverPending()
    await look(engine, { t1: 'INCRE_TRANSFER_STARTED' })
    await engine.deliverPending()
    expect(titles()).toEqual([`INCRE_TRANSFER_STARTED>${paused}, ${paused}>INCRE_TRANSFER_STARTED`])
  })

  type Post = typeof w.slack.messenger.post
  function limitOnce(post: Post): Post {
    let limits = true
    return async (message) => {
      if (!limits) return post(message)
      limits = false
      throw new MessengerError('rate-limited', 'slow', { retryAfter: 59_000 })
    }
  }
})

describe('a Slack that cannot be reached', () => {
  it('for a day is given up, with everything that is as old, and somebody can be told', async () => {
    const engine = replica()
    const refused: unknown[] = []
    engine.events.on('delivery:refused', ({ because, entries: messages }) =>
      refused.push([because, messages.map(({ kind, taskId }) => `${kind} ${taskId}`)]),
    )
    await begin(engine, three)
    await look(engine, { t1: failing })
    await look(engine, { t2: paused })
    w.slack.fates.push('ok', 'lost')
    await engine.deliverPending()
    w.clock.pass(12 * hour)
    await look(engine, { t3: paused })
    w.slack.fates.push('lost')
    await engine.deliverPending()
    expect(refused).toEqual([])
    w.clock.pass(12 * hour)
    w.slack.fates.push('lost')
    await engine.deliverPending()
    expect(refused).toEqual([['given-up', ['event t1', 'event t2']]])
    expect(said().map(({ key, card }) => [key.split(':')[1], card.title])).toEqual([
      ['t3', `INCRE_TRANSFER_STARTED>${paused}`],
    ])
    expect(w.slack.messages.map(shown)).toContain(`t2 ${paused} en`)
  })
})

it('a watch says who is mentioned with failures, and whether all replies are shown in the channel', async () => {
  const mentioned: unknown[] = []
  const engine = replica(
    {},
    {
      render: {
        ...plainRender,
        eventCard: (event, _snapshot, _locale, extras) => {
          mentioned.push(extras?.mention)
          return plainRender.eventCard(event)
        },
      },
    },
  )
  await begin(engine, { t1: { mention: ['U7', 'S1'], where: 'channel' }, t2: {} })
  await look(engine, { t1: paused, t2: paused })
  await engine.deliverPending()
  await look(engine, { t1: failing })
  await engine.deliverPending()
  expect(mentioned.filter(Boolean)).toEqual([['U7', 'S1']])
  expect(mentioned).toHaveLength(3)
  const broadcast = said().map((message) => [message.key.split(':')[1], message.broadcast])
  expect(broadcast.toSorted()).toEqual([
    ['t1', true],
    ['t1', true],
    ['t2', false],
  ])
})
