import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { WatchOptions } from '../../src/domain/watch.ts'
import { keysOf } from '../../src/store/keys.ts'
import type { Engine, EngineParts } from '../../src/watch/engine.ts'
import { MessengerError } from '../../src/watch/messenger.ts'
import { testRedis } from '../helpers/redis.ts'
import { type Message, place, plainRender, shown, watchOf, world } from './doubles.ts'

const minute = 60_000
const hour = 60 * minute

let redis: Redis
let w: ReturnType<typeof world>
let engines: Engine[]

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

function replica(options: EngineParts['options'] = {}, parts: Partial<EngineParts> = {}): Engine {
  const engine = w.replica({ ...parts, options: { backoffMs: 0, ...options } })
  engines.push(engine)
  return engine
}

/** Tasks that are watched and running, with their cards in Slack. */
async function begin(engine: Engine, tasks: Readonly<Record<string, WatchOptions>>): Promise<void> {
  for (const [taskId, options] of Object.entries(tasks)) {
    w.drs.set(taskId, { status: 'INCRE_TRANSFER_STARTED' })
    await engine.watch(watchOf({ taskId, options }))
  }
  await look(engine)
  await engine.deliverPending()
}

/** Lets a minute pass, and looks. */
async function look(engine: Engine, statuses: Readonly<Record<string, string>> = {}): Promise<void> {
  for (const [taskId, status] of Object.entries(statuses)) w.drs.set(taskId, { status })
  w.clock.pass(minute)
  await engine.runRound('prod')
}

/** What was posted beside the cards. */
function said(): readonly Message[] {
  return w.slack.messages.filter(({ key }) => !key.startsWith('card:'))
}

function titles(): readonly string[] {
  return said().map(({ card }) => card.title)
}

const [failing, paused] = ['INCRE_TRANSFER_FAILED', 'PAUSING']
const three = { t1: {}, t2: {}, t3: {} }
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
    expect(await redis.hlen(keysOf('prod').attempts(place))).toBe(0)
  })

  it('are posted as the same message where the crash came before the post', async () => {
    const dying = replica(grouping, {
      reached: (point) => {
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
    await redis.del(keysOf('prod').lease(place))
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
    engine.events.on('entry:settled', ({ taskId, reason }) => reasons.push([taskId, reason]))
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

describe('what a watch does not want now', () => {
  it('is settled with its reason', async () => {
    const engine = replica()
    const reasons: unknown[] = []
    engine.events.on('entry:settled', ({ taskId, reason }) => reasons.push([taskId, reason]))
    await begin(engine, { t1: { events: ['direction'] } })
    await look(engine, { t1: paused })
    await engine.deliverPending()
    expect(reasons).toEqual([['t1', 'kind']])
    expect(said()).toEqual([])
    expect(w.slack.messages.map(shown)).toEqual([`t1 ${paused} en`])
  })

  it('comes as one digest, and a failure at once', async () => {
    const engine = replica()
    await begin(engine, { t1: { digestMs: hour }, t2: { digestMs: hour } })
    await look(engine, { t1: paused, t2: failing })
    await look(engine, { t1: 'INCRE_TRANSFER_STARTED' })
    await engine.deliverPending()
    expect(titles()).toEqual([`INCRE_TRANSFER_STARTED>${failing}`])
    w.clock.pass(hour)
    await engine.runRound('prod')
    await engine.deliverPending()
    expect(said()[1]?.card).toEqual({
      title: 'digest',
      lines: [`t1 INCRE_TRANSFER_STARTED>${paused}`, `t1 ${paused}>INCRE_TRANSFER_STARTED`],
    })
  })

  it('comes at the end of quiet hours, without what nobody watches any more', async () => {
    const engine = replica()
    const quiet = { from: '00:00', to: '08:00', zone: 'UTC' }
    await begin(engine, { t1: { quiet }, t2: { quiet } })
    await look(engine, { t1: paused, t2: paused })
    await engine.deliverPending()
    expect(said()).toEqual([])
    await engine.unwatch('prod', 't2', place)
    w.clock.pass(8 * hour - w.clock.now())
    await engine.runRound('prod')
    await engine.deliverPending()
    expect(said().map(({ card }) => card)).toEqual([
      { title: 'digest', lines: [`t1 INCRE_TRANSFER_STARTED>${paused}`] },
    ])
    expect(await redis.exists(keysOf('prod').alarms)).toBe(0)
  })

  it('is kept where the alarm of a dead replica rings again', async () => {
    const engine = replica({ claimMs: 5_000 })
    await begin(engine, { t1: { digestMs: hour } })
    await look(engine, { t1: paused })
    await engine.deliverPending()
    w.clock.pass(hour)
    // Another replica has taken the alarm and died.
    const [member = ''] = await redis.zrange(keysOf('prod').alarms, '0', '0')
    await redis.zadd(keysOf('prod').alarms, String(w.clock.now() + 5_000), member)
    await engine.runRound('prod')
    await engine.deliverPending()
    expect(said()).toEqual([])
    w.clock.pass(5_000)
    await Promise.all([engine.runRound('prod'), replica().runRound('prod')])
    await engine.deliverPending()
    expect(titles()).toEqual(['digest'])
  })
})

describe('a snooze', () => {
  const t1 = { connection: 'prod', taskId: 't1' }

  it('holds back even failures, leaves the card, and says at its end what there was', async () => {
    const engine = replica()
    await begin(engine, { t1: {}, t2: {} })
    await engine.snooze(place, t1, w.clock.now() + hour, 'U2')
    await look(engine, { t1: failing, t2: paused })
    await engine.deliverPending()
    expect(titles()).toEqual([`INCRE_TRANSFER_STARTED>${paused}`])
    expect(w.slack.messages.map(shown)).toContain(`t1 ${failing} en`)
    expect(await engine.snoozes(place)).toMatchObject([{ ...t1, by: 'U2' }])
    w.clock.pass(hour)
    await engine.runRound('prod')
    await engine.deliverPending()
    expect(said()[1]).toMatchObject({
      threadTs: w.slack.messages[0]?.ts,
      broadcast: true,
      card: { title: 'snooze-over', lines: [`t1 INCRE_TRANSFER_STARTED>${failing}`] },
    })
    expect(await engine.snoozes(place)).toEqual([])
  })

  it('of everything is announced in the channel, even if nothing happened', async () => {
    const engine = replica()
    await begin(engine, { t1: {} })
    await engine.snooze(place, { connection: 'prod' }, w.clock.now() + hour, 'U2')
    w.clock.pass(hour)
    await engine.runRound('prod')
    await engine.deliverPending()
    expect(said()).toMatchObject([{ card: { title: 'snooze-over', lines: [] } }])
    expect(said()[0]?.threadTs).toBeUndefined()
  })

  it('ends when somebody ends it', async () => {
    const engine = replica()
    await begin(engine, { t1: {} })
    await engine.snooze(place, t1, w.clock.now() + hour, 'U2')
    await look(engine, { t1: paused })
    await engine.deliverPending()
    await engine.snooze(place, t1, w.clock.now(), 'U1')
    expect(await engine.snoozes(place)).toEqual([])
    await engine.runRound('prod')
    await engine.deliverPending()
    expect(titles()).toEqual(['snooze-over'])
  })

  it('that is made longer ends when the new one does', async () => {
    const engine = replica()
    await begin(engine, { t1: {} })
    await engine.snooze(place, t1, w.clock.now() + hour, 'U2')
    await look(engine, { t1: paused })
    await engine.deliverPending()
    await engine.snooze(place, t1, w.clock.now() + 2 * hour, 'U2')
    w.clock.pass(hour)
    await engine.runRound('prod')
    await engine.deliverPending()
    expect(said()).toEqual([])
    w.clock.pass(hour)
    await engine.runRound('prod')
    await engine.deliverPending()
    expect(said()).toMatchObject([{ card: { lines: [`t1 INCRE_TRANSFER_STARTED>${paused}`] } }])
  })
})

describe('a failure that persists', () => {
  async function afterHours(engine: Engine, hours: number): Promise<void> {
    w.clock.pass(hours * hour)
    await engine.runRound('prod')
    await engine.deliverPending()
  }

  it('is repeated every four hours until it is over', async () => {
    const engine = replica()
    await begin(engine, { t1: {} })
    await look(engine, { t1: failing })
    await engine.deliverPending()
    await afterHours(engine, 3.9)
    expect(titles()).toHaveLength(1)
    await afterHours(engine, 0.2)
    await afterHours(engine, 4)
    expect(titles().slice(1)).toEqual(['repeat', 'repeat'])
    await look(engine, { t1: 'INCRE_TRANSFER_STARTED' })
    await engine.deliverPending()
    await afterHours(engine, 5)
    expect(titles().slice(3)).toEqual([`${failing}>INCRE_TRANSFER_STARTED`])
    expect(await redis.exists(keysOf('prod').alarms)).toBe(0)
  })

  it('is repeated at the end of a snooze instead', async () => {
    const engine = replica()
    await begin(engine, { t1: {} })
    await look(engine, { t1: failing })
    await engine.deliverPending()
    await engine.snooze(place, { connection: 'prod', taskId: 't1' }, w.clock.now() + 6 * hour, 'U2')
    await afterHours(engine, 4.5)
    expect(titles()).toHaveLength(1)
    await afterHours(engine, 1.5)
    expect(titles().slice(1).sort()).toEqual(['repeat', 'snooze-over'])
  })

  it('is not repeated where nobody watches it any more, or nobody wants that', async () => {
    const engine = replica()
    await begin(engine, { t1: {} })
    await look(engine, { t1: failing })
    await engine.deliverPending()
    await engine.unwatch('prod', 't1', place)
    await afterHours(engine, 5)
    const never = replica({ repeatMs: 0 })
    await begin(never, { t2: {} })
    await look(never, { t2: failing })
    await never.deliverPending()
    await afterHours(never, 5)
    expect(titles()).not.toContain('repeat')
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
    engine.events.on('delivery:refused', ({ because, entries }) =>
      refused.push([because, entries.map(({ kind, taskId }) => `${kind} ${taskId}`)]),
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
