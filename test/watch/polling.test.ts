import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { figuresOfTasks } from '../../src/store/figures.ts'
import { closeRedis, connectRedis } from '../../src/store/redis.ts'
import type { Engine } from '../../src/watch/engine.ts'
import type { Failpoint } from '../../src/watch/failpoints.ts'
import { testRedis } from '../helpers/redis.ts'
import { channelRef, pendingOf, shown, watchOf, world } from './doubles.ts'

let engines: Engine[]
let a: Engine
let w: ReturnType<typeof world>
let url: string

beforeEach(async () => {
  url = (await testRedis()).url
  w = world(url)
  a = w.replica()
  engines = [a]
})
afterEach(() => Promise.all(engines.map((engine) => engine.stop())))

function another() {
  const engine = w.replica()
  engines.push(engine)
  return engine
}

/** A round in which everything is due, and its messages. */
async function look(engine = a) {
  w.clock.pass(60_000)
  await engine.poll('prod')
  await engine.deliverPending()
}

/** What can be read now. */
function readings() {
  return w.slack.messages.map(shown)
}

function titles() {
  return w.slack.messages.map((message) => message.card.title)
}

function heard(name: 'poll:failed' | 'task:failed') {
  const all: unknown[] = []
  a.events.on(name, (told: unknown) => all.push(told))
  return all
}

describe('a watched task', () => {
  it('has one card that shows the latest state, and its events in the thread', async () => {
    w.drs.set('t1', { status: 'STARTJOBING' })
    expect(await a.watch(watchOf())).toBe(true)
    await look()
    expect(titles()).toEqual(['t1 STARTJOBING en'])

    w.drs.set('t1', { status: 'FULL_TRANSFER_STARTED' })
    await look()
    const [card, reply] = w.slack.messages
    expect(shown(card)).toBe('t1 FULL_TRANSFER_STARTED en')
    expect(reply).toMatchObject({ threadTs: card?.ts, broadcast: false, key: 'prod:t1:2:status' })
    expect(titles()).toHaveLength(2)
  })

  it('tells the channel, not only the thread, about a failure', async () => {
    w.drs.set('t1', { status: 'STARTJOBING' })
    await a.watch(watchOf())
    await look()
    w.drs.set('t1', { status: 'START_JOB_FAILED', error: 'no route' })
    await look()
    expect(w.slack.messages[1]).toMatchObject({ broadcast: true })
  })

  it('is spoken of in the language of each watch', async () => {
    w.drs.set('t1', { status: 'STARTJOBING' })
    await a.watch(watchOf())
    await a.watch(watchOf({ channel: 'C2', locale: 'zh-CN' }))
    await look()
    expect(w.slack.in('C1').map(shown)).toEqual(['t1 STARTJOBING en'])
    expect(w.slack.in('C2').map(shown)).toEqual(['t1 STARTJOBING zh-CN'])
  })

  it('that is gone is said to be gone once, when that repeats, and seldom looked at for an hour', async () => {
    w.drs.set('t1', { status: 'CONFIGURATION' })
    await a.watch(watchOf())
    await look()
    w.drs.tasks.delete('t1')
    await look()
    expect(titles()).toEqual(['t1 CONFIGURATION en'])
    for (let i = 0; i < 70; i += 1) await look()
    const asked = w.drs.calls.length
    await look()
    expect(w.drs.calls).toHaveLength(asked)
    expect(titles()).toEqual(['t1 CONFIGURATION en', 'gone'])
  })

  it('that has ended is looked at again only when somebody asks', async () => {
    w.drs.set('t1', { status: 'RELEASE_RESOURCE_COMPLETE' })
    await a.watch(watchOf())
    await look()
    const asked = w.drs.calls.length
    await look()
    expect(w.drs.calls).toHaveLength(asked)
    w.drs.tasks.delete('t1')
    await a.pollSoon('prod', 't1')
    await look()
    expect(titles().at(-1)).toBe('gone')
  })

  it('whose precheck fails says so, whoever began it', async () => {
    w.drs.set('t1', { status: 'CONFIGURATION' })
    await a.watch(watchOf())
    await look()
    const items = [{ item: 'srcDbBinlogIsOff', verdict: 'FAILED' }]
    w.drs.set('t1', {
      status: 'CONFIGURATION',
      precheck: { percent: 100, finished: true, passed: false, items },
    })
    await look()
    expect(w.slack.messages[1]).toMatchObject({ card: { title: 'precheck' }, broadcast: true })
  })

  it('is looked at although its next look was set by a clock that was an hour ahead', async () => {
    w.drs.set('t1', { status: 'INCRE_TRANSFER_STARTED' })
    await a.watch(watchOf())
    await look()
    w.clock.pass(3_600_000)
    await look()
    w.clock.pass(-3_600_000)
    w.drs.set('t1', { status: 'INCRE_TRANSFER_FAILED' })
    await look()
    expect(w.slack.messages.map(({ key }) => key)).toContain('prod:t1:2:status')
  })

  it('is looked at as often as a task at rest although another replica’s clock is an hour ahead', async () => {
    const ahead = w.replica({ clock: () => w.clock.now() + 3_600_000 })
    engines.push(ahead)
    w.drs.set('t1', { status: 'INCRE_TRANSFER_STARTED' })
    await a.watch(watchOf())
    await look()
    await ahead.poll('prod')
    w.drs.set('t1', { status: 'INCRE_TRANSFER_FAILED' })
    for (let round = 0; round < 7; round++) {
      w.clock.pass(5_000)
      await a.poll('prod')
    }
    await a.deliverPending()
    expect(w.slack.messages.map(({ key }) => key)).toContain('prod:t1:2:status')
  })

  it('is looked at often in motion and seldom when steady', async () => {
    w.drs.set('t1', { status: 'FULL_TRANSFER_STARTED' })
    w.drs.set('t2', { status: 'INCRE_TRANSFER_STARTED' })
    await a.watch(watchOf())
    await a.watch(watchOf({ taskId: 't2' }))
    await a.poll('prod')
    w.drs.calls.length = 0
    for (let round = 0; round < 6; round++) {
      w.clock.pass(5_000)
      await a.poll('prod')
    }
    const asked = w.drs.calls.filter(({ question }) => question === 'status').flatMap(({ ids }) => ids)
    expect(asked.filter((id) => id === 't1')).toHaveLength(6)
    expect(asked.filter((id) => id === 't2')).toHaveLength(1)
  })
})

describe('a change', () => {
  const origins = async () => (await a.missed(channelRef, 0)).map(({ event }) => event.attribution)

  it('is put down to who asked for it, or to the console', async () => {
    w.drs.set('t1', { status: 'INCRE_TRANSFER_STARTED' })
    await a.watch(watchOf())
    await look()
    await a.trackAction(
      pendingOf({ verb: 'pause', by: 'U7', since: w.clock.now(), deadline: w.clock.now() + 600_000 }),
    )
    w.drs.set('t1', { status: 'PAUSING' })
    await look()
    w.drs.set('t1', { status: 'INCRE_TRANSFER_STARTED' })
    await look()
    w.drs.set('t1', { status: 'INCRE_TRANSFER_FAILED' })
    await look()
    expect(await origins()).toEqual([{ by: 'U7', verb: 'pause', order: 'o1' }, 'console', undefined])
  })

  it('of figures is kept, as far as a look has read them, until the status is another one', async () => {
    w.drs.set('t1', { status: 'FULL_TRANSFER_STARTED', progress: { percent: 40 } })
    await a.watch(watchOf())
    await look()
    w.drs.set('t1', { status: 'FULL_TRANSFER_STARTED', progress: { percent: 60, lagMs: 400 * 86_400_000 } })
    await look()
    await look()
    w.drs.set('t1', { status: 'PAUSING', progress: { percent: 60 } })
    await look()
    const redis = await connectRedis(url)
    const kept = (await figuresOfTasks(redis, 'prod', ['t1'], 0)).get('t1') ?? []
    await closeRedis(redis)
    expect(kept.map(({ at: _, ...figures }) => figures)).toEqual([{ percent: 40 }, { percent: 60 }, {}])
  })

  it('passes the moments at which a process may die, in their order', async () => {
    const passed: Failpoint[] = []
    const counted = w.replica({ onFailpoint: (point) => passed.push(point) })
    engines.push(counted)
    w.drs.set('t1', { status: 'STARTJOBING' })
    await counted.watch(watchOf())
    await counted.poll('prod')
    expect(passed).toEqual(['poll:claimed', 'poll:asked', 'commit:before', 'commit:after', 'poll:done'])
  })
})

describe('several replicas', () => {
  it('that look at the same moment say everything once', async () => {
    const b = another()
    const ids = Array.from({ length: 30 }, (_, i) => `t${i}`)
    for (const id of ids) w.drs.set(id, { status: 'STARTJOBING' })
    for (const taskId of ids) await a.watch(watchOf({ taskId }))
    await look()
    for (const id of ids) w.drs.set(id, { status: 'FULL_TRANSFER_STARTED' })
    w.clock.pass(60_000)
    await Promise.all([a, b, a, b].map((engine) => engine.poll('prod')))
    await Promise.all([a, b, a, b].map((engine) => engine.deliverPending()))
    await a.deliverPending()
    const events = w.slack.messages.filter(({ threadTs }) => threadTs !== undefined)
    expect(events).toHaveLength(30)
    expect(w.slack.messages).toHaveLength(60)
  })

  it('that both process one observation, because a claim ran out, commit it once', async () => {
    const b = another()
    w.drs.set('t1', { status: 'STARTJOBING' })
    await a.watch(watchOf())
    await look()
    w.drs.set('t1', { status: 'FULL_TRANSFER_STARTED' })
    w.clock.pass(60_000)
    w.drs.hooks.during = async (question) => {
      if (question !== 'status') return
      delete w.drs.hooks.during
      w.clock.pass(120_000)
      await b.poll('prod')
    }
    await a.poll('prod')
    await a.deliverPending()
    expect(titles()).toEqual(['t1 STARTJOBING en', 'STARTJOBING>FULL_TRANSFER_STARTED'])
  })

  it('do not take the state before an action for its result', async () => {
    w.drs.set('t1', { status: 'FULL_TRANSFER_STARTED' })
    await a.watch(watchOf())
    await look()
    w.drs.hooks.during = async () => {
      delete w.drs.hooks.during
      w.drs.set('t1', { status: 'PAUSING' })
      await another().trackAction(pendingOf({ verb: 'resume', status: 'PAUSING' }))
    }
    await look()
    expect(readings()).not.toContain('resume reached')
    w.drs.set('t1', { status: 'FULL_TRANSFER_STARTED' })
    await look()
    expect(readings()).toContain('resume reached')
  })
})

describe('trouble with DRS', () => {
  it('changes nothing, is told, and is over when DRS answers again', async () => {
    const failed = heard('poll:failed')
    w.drs.set('t1', { status: 'STARTJOBING' })
    await a.watch(watchOf())
    await look()
    w.drs.broken.add('status')
    await look()
    expect(failed).toHaveLength(1)
    expect(failed[0]).toMatchObject({ connection: 'prod', taskIds: ['t1'] })
    expect(titles()).toHaveLength(1)

    w.drs.broken.clear()
    w.drs.set('t1', { status: 'FULL_TRANSFER_STARTED' })
    w.clock.pass(5_000)
    await a.poll('prod')
    await a.deliverPending()
    expect(titles()).toHaveLength(2)
  })

  it('with one task leaves the others alone', async () => {
    const failed = heard('task:failed')
    w.drs.set('t1', { status: 'STARTJOBING' })
    w.drs.set('t2', { status: 'STARTJOBING' })
    w.drs.brokenTasks.add('status:t1')
    await a.watch(watchOf())
    await a.watch(watchOf({ taskId: 't2' }))
    await look()
    expect(titles()).toEqual(['t2 STARTJOBING en'])
    expect(failed).toMatchObject([{ taskId: 't1', question: 'status' }])
  })

  it('with the details does not hold back a new status', async () => {
    w.drs.set('t1', { status: 'STARTJOBING' })
    await a.watch(watchOf())
    await look()
    w.drs.broken.add('details')
    w.drs.set('t1', { status: 'START_JOB_FAILED' })
    await look()
    expect(titles().at(-1)).toBe('STARTJOBING>START_JOB_FAILED')
  })

  it('on first sight waits for the whole picture, so that an old report is no news later', async () => {
    const precheck = { percent: 100, finished: true, passed: false, items: [] }
    w.drs.set('t1', { status: 'CONFIGURATION', precheck })
    w.drs.broken.add('precheck')
    await a.watch(watchOf())
    await look()
    expect(titles()).toEqual([])
    w.drs.broken.clear()
    await look()
    expect(titles()).toEqual(['t1 CONFIGURATION en'])
  })
})

describe('a pending action', () => {
  it('ends with a reply in the thread, and the bot acts on it', async () => {
    const outcomes: string[] = []
    const acting = w.replica({ onOutcome: ({ outcome }) => void outcomes.push(outcome) })
    engines.push(acting)
    w.drs.set('t1', { status: 'STARTJOBING' })
    await acting.trackAction(pendingOf())
    await look(acting)
    expect(outcomes).toEqual([])
    w.drs.set('t1', { status: 'FULL_TRANSFER_STARTED' })
    await look(acting)
    expect(outcomes).toEqual(['reached'])
    const [card, outcome] = w.slack.messages
    expect(outcome).toMatchObject({ key: 'action:o1:t1', threadTs: card?.ts, broadcast: false })
    await look(acting)
    expect(outcomes).toEqual(['reached'])
    expect(readings()).toEqual(['t1 FULL_TRANSFER_STARTED en', 'start reached'])
  })

  it('that is not done in time is told to the channel', async () => {
    w.drs.set('t1', { status: 'FULL_TRANSFER_STARTED' })
    await a.trackAction(pendingOf({ verb: 'pause' }))
    await look()
    w.clock.pass(600_000)
    await look()
    expect(w.slack.messages.at(-1)).toMatchObject({ card: { title: 'pause overdue' }, broadcast: true })
  })

  it('is acted on again in the next poll if acting failed', async () => {
    let failures = 2
    const acted: string[] = []
    const acting = w.replica({
      onOutcome: ({ action }) => {
        if (failures-- > 0) throw new Error('not now')
        acted.push(action.id)
      },
    })
    engines.push(acting)
    w.drs.set('t1', { status: 'FULL_TRANSFER_STARTED' })
    await acting.trackAction(pendingOf())
    for (let round = 0; round < 4; round++) await look(acting)
    expect(acted).toEqual(['f1'])
  })

  it('of a switchover is reached when the direction has turned', async () => {
    const dr = { status: 'INCRE_TRANSFER_STARTED', scenario: 'cloudDataGuard' }
    w.drs.set('t1', { ...dr, direction: 'up' })
    await a.watch(watchOf())
    await look()
    await a.trackAction(pendingOf({ verb: 'switchover', direction: 'up' }))
    await look()
    w.drs.set('t1', { ...dr, direction: 'down' })
    await look()
    // A turn concerns the channel: the reply is posted anew, and the one before is taken away.
    expect(readings()).toEqual(['t1 INCRE_TRANSFER_STARTED en', 'switchover reached'])
    expect(w.slack.messages[1]).toMatchObject({ broadcast: true })
  })
})

it('the status of many tasks is asked for in hundreds', async () => {
  const ids = Array.from({ length: 250 }, (_, i) => `t${i}`)
  for (const id of ids) {
    w.drs.set(id, { status: 'PAUSING' })
    await a.watch(watchOf({ taskId: id }))
  }
  const look = async () => {
    w.clock.pass(60_000)
    w.drs.calls.length = 0
    await a.poll('prod')
    return w.drs.calls.map(({ question }) => question)
  }
  await look()
  // What they are like in detail is asked by turns.
  while ((await look()).includes('details'));
  expect(await look()).toEqual(['status', 'status', 'status'])
  expect(new Set(w.drs.calls.flatMap((call) => call.ids))).toEqual(new Set(ids))
})
