import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { cardMessage, eventMessage, outcomeMessage } from '../../src/domain/delivery/outbox-message.ts'
import { eventsSince } from '../../src/store/history.ts'
import { keysOf } from '../../src/store/keys.ts'
import { peekOutbox, pendingChannels } from '../../src/store/outbox.ts'
import { pendingOutcomes } from '../../src/store/outcomes.ts'
import {
  acceptPendingAction,
  addPendingAction,
  pendingActionsOfTask,
} from '../../src/store/pending-actions.ts'
import { closeRedis, connectRedis, type Redis } from '../../src/store/redis.ts'
import {
  type ClaimOrder,
  claimDue,
  commitTask,
  loadSnapshot,
  loadTasks,
  makeDue,
  reschedulePolls,
  type TaskCommit,
} from '../../src/store/task-states.ts'
import { addWatch, removeWatch } from '../../src/store/watches.ts'
import { snapshot as anySnapshot } from '../domain/fixtures.ts'
import { testRedis } from '../helpers/redis.ts'
import { channelRef, pendingOf, watchOf } from '../watch/doubles.ts'

const other = { team: 'T1', channel: 'C2' }
const due = keysOf('prod').due
let url: string
let redis: Redis

beforeAll(async () => {
  url = (await testRedis()).url
  redis = await connectRedis(url)
})
beforeEach(() => redis.flushdb())
afterAll(() => closeRedis(redis))

function state(version: number, status = 'STARTJOBING') {
  return anySnapshot({ id: 't1', version, status })
}

function change(fields: Partial<TaskCommit> = {}): TaskCommit {
  const next = state(1)
  return {
    connection: 'prod',
    taskId: 't1',
    expected: 0,
    snapshot: next,
    messages: [cardMessage('prod', 't1', '1')],
    outcomes: [],
    claimed: 60,
    next: 500,
    ...fields,
  }
}

async function outbox(where = channelRef) {
  const queued = await peekOutbox(redis, 'prod', where, 100)
  return queued.map(({ message }) => message.id)
}

/** A connection that carries so many commands, and then none any more. */
async function cutAfter(commands: number): Promise<Redis> {
  const cut = await connectRedis(url)
  const send = cut.sendCommand.bind(cut)
  let left = commands
  cut.sendCommand = (...[command, stream]: Parameters<Redis['sendCommand']>) => {
    if (left-- > 0) return send(command, stream)
    command.reject(new Error('the connection was cut'))
    return command.promise
  }
  return cut
}

async function empty(where = channelRef) {
  await redis.del(keysOf('prod').outbox(where))
}

describe('commit', () => {
  it('stores the state and what is to be said at every watching channel', async () => {
    await addWatch(redis, watchOf(), 1)
    await addWatch(redis, watchOf(other), 1)
    await empty()
    await empty(other)
    const event = { id: 'e1', at: 1, kind: 'gone', from: 'X' } as const
    const channelRefs = await commitTask(
      redis,
      change({ messages: [cardMessage('prod', 't1', '1'), eventMessage(event, state(1))] }),
    )

    expect(channelRefs).toHaveLength(2)
    expect(channelRefs).toEqual(expect.arrayContaining([channelRef, other]))
    expect(await outbox()).toEqual(['card:prod:t1:1', 'e1'])
    expect(await outbox(other)).toEqual(['card:prod:t1:1', 'e1'])
    expect(await loadSnapshot(redis, 'prod', 't1')).toEqual(state(1))
    expect(await pendingChannels(redis, 'prod')).toHaveLength(2)
  })

  it('is one step: wherever the connection is cut, all of it is there or nothing', async () => {
    const event = { id: 'e1', at: 1, kind: 'gone', from: 'X' } as const
    const messages = [cardMessage('prod', 't1', '1'), eventMessage(event, state(1))]
    const seen = async () => ({
      state: (await loadSnapshot(redis, 'prod', 't1'))?.version ?? 0,
      said: await Promise.all([channelRef, other].map(outbox)),
      told: (await eventsSince(redis, 'prod', 0, channelRef)).length,
      waiting: (await pendingChannels(redis, 'prod')).length,
    })
    const all = ['card:prod:t1:1', 'e1']
    const done = { state: 1, said: [all, all], told: 1, waiting: 2 }
    let committed = false
    for (let commands = 0; !committed; commands++) {
      await redis.flushdb()
      for (const place of [channelRef, other]) {
        await addWatch(redis, watchOf(place), 1)
        await empty(place)
      }
      await redis.del(keysOf('prod').pending)
      const cut = await cutAfter(commands)
      committed = await commitTask(cut, change({ messages })).then(
        () => true,
        () => false,
      )
      cut.disconnect()
      const there = await seen()
      expect(there, `cut after ${commands} commands`).toEqual(
        there.state === 0 ? { state: 0, said: [[], []], told: 0, waiting: 0 } : done,
      )
    }
    expect(await seen()).toEqual(done)
  })

  it('lets one of many replicas win that saw the same', async () => {
    await addWatch(redis, watchOf(), 1)
    await empty()
    const results = await Promise.all(Array.from({ length: 20 }, () => commitTask(redis, change())))
    expect(results.filter((channelRefs) => channelRefs !== undefined)).toHaveLength(1)
    expect(await outbox()).toEqual(['card:prod:t1:1'])
  })

  it('refuses an older version and changes nothing', async () => {
    await addWatch(redis, watchOf(), 1)
    await commitTask(redis, change())
    const before = await outbox()
    expect(await commitTask(redis, change({ snapshot: state(1, 'CREATING') }))).toBeUndefined()
    expect(await loadSnapshot(redis, 'prod', 't1')).toEqual(state(1))
    expect(await outbox()).toEqual(before)
  })

  it('ends a pending action once, where it was asked for', async () => {
    await addWatch(redis, watchOf(other), 1)
    await addPendingAction(redis, pendingOf(), 1)
    await empty()
    await empty(other)
    const outcomes = [outcomeMessage(pendingOf(), 'reached', state(2))]
    const ended = change({ expected: 1, snapshot: undefined, messages: [], outcomes })
    expect(await commitTask(redis, ended)).toEqual([channelRef])
    expect(await commitTask(redis, ended)).toEqual([])
    expect(await outbox()).toEqual(['outcome:f1'])
    expect(await outbox(other)).toEqual([])
    expect(await pendingActionsOfTask(redis, 'prod', 't1')).toEqual([])
    expect(await pendingOutcomes(redis, 'prod')).toEqual(outcomes)
  })

  it('ends no pending action by what was seen before somebody else', async () => {
    await addPendingAction(redis, pendingOf(), 1)
    await commitTask(redis, change({ expected: 1, snapshot: state(2), messages: [] }))
    const before = [await outbox(), await pendingActionsOfTask(redis, 'prod', 't1')]
    const outcomes = [outcomeMessage(pendingOf(), 'reached', state(1))]
    expect(
      await commitTask(redis, change({ expected: 1, snapshot: undefined, messages: [], outcomes })),
    ).toBe(undefined)
    expect([await outbox(), await pendingActionsOfTask(redis, 'prod', 't1')]).toEqual(before)
    expect(await pendingOutcomes(redis, 'prod')).toEqual([])
  })

  it('of more than a thousand events is replayed whole', async () => {
    await addWatch(redis, watchOf(), 1)
    const events = Array.from(
      { length: 1_100 },
      (_, at) => ({ id: `e${at}`, at, kind: 'gone', from: 'X' }) as const,
    )
    const messages = events.map((event) => eventMessage(event, state(1)))
    await commitTask(redis, change({ messages }))
    const told = await eventsSince(redis, 'prod', 0, channelRef)
    expect(told.map(({ event }) => event.id)).toEqual(events.map(({ id }) => id))
    const late = await eventsSince(redis, 'prod', 1_050, channelRef, new Set(['t1']))
    expect(late).toHaveLength(50)
    expect(await eventsSince(redis, 'prod', 0, channelRef, new Set(['t2']))).toEqual([])
  })

  it('tells channels that only wait for an action, and stops looking when nobody is left', async () => {
    await addPendingAction(redis, pendingOf(), 1)
    await empty()
    const last = change({
      expected: 1,
      snapshot: state(2),
      outcomes: [outcomeMessage(pendingOf(), 'reached', state(2))],
    })
    expect(await commitTask(redis, last)).toEqual([channelRef])
    expect(await outbox()).toEqual(['card:prod:t1:1', 'outcome:f1'])
    expect(await redis.zscore(due, 't1')).toBeNull()
    expect(await redis.pttl(keysOf('prod').snapshot('t1'))).toBeGreaterThan(0)
  })

  it('sets the next look only if nobody asked for one since the claim', async () => {
    await addWatch(redis, watchOf(), 1)
    await claimDue(redis, 'prod', { due: 10, until: 60, limit: 10 })
    await commitTask(redis, change())
    expect(await redis.zscore(due, 't1')).toBe('500')

    await claimDue(redis, 'prod', { due: 500, until: 560, limit: 10 })
    await makeDue(redis, 'prod', 't1', 510)
    await commitTask(redis, change({ expected: 1, snapshot: state(2), claimed: 560, next: 900 }))
    expect(await redis.zscore(due, 't1')).toBe('510')
  })

  it('keeps empty lists and unusual texts as they are', async () => {
    await addWatch(redis, watchOf(), 1)
    const odd = {
      ...state(1),
      name: '<!channel> "\\u0000" 数据库 {}',
      precheck: { percent: 0, finished: false, passed: false, items: [] },
    }
    await commitTask(redis, change({ snapshot: odd }))
    expect(await loadSnapshot(redis, 'prod', 't1')).toEqual(odd)
  })
})

describe('claims', () => {
  it('give each due task to one of two replicas', async () => {
    for (let i = 0; i < 30; i++) await addWatch(redis, watchOf({ taskId: `t${i}` }), i)
    const claim = { due: 19, until: 1_000, limit: 15 }
    const [a, b] = await Promise.all([claimDue(redis, 'prod', claim), claimDue(redis, 'prod', claim)])
    expect([...a, ...b].map(({ id }) => id).sort()).toEqual(
      Array.from({ length: 20 }, (_, i) => `t${i}`).sort(),
    )
  })

  it('take tasks in motion first where more are due than fit, and by themselves', async () => {
    for (const [at, taskId] of ['t0', 't1', 't2', 't3'].entries()) {
      await addWatch(redis, watchOf({ taskId }), at)
      const moves = taskId === 't2' || taskId === 't3'
      await commitTask(
        redis,
        change({
          taskId,
          moves,
          claimed: at,
          next: moves ? 9 : at,
          snapshot: anySnapshot({ id: taskId, version: 1 }),
        }),
      )
    }
    const claim = (limit: number, order: ClaimOrder) =>
      claimDue(redis, 'prod', { due: 10, until: 1_000, limit, order })
    expect((await claim(3, 'moving-first')).map(({ id }) => id).sort()).toEqual(['t2', 't3'])
    expect(await claim(3, 'moving-only')).toEqual([])
    expect((await claim(3, 'moving-first')).map(({ id }) => id)).toEqual(['t0', 't1'])
  })

  it('come due again by themselves if the replica dies', async () => {
    await addWatch(redis, watchOf(), 1)
    await claimDue(redis, 'prod', { due: 1, until: 1_000, limit: 15 })
    expect(await claimDue(redis, 'prod', { due: 999, until: 2_000, limit: 15 })).toEqual([])
    expect(await claimDue(redis, 'prod', { due: 1_000, until: 2_000, limit: 15 })).toEqual([
      { id: 't1', due: 1_000 },
    ])
  })

  it('tell when the look was due, to the half millisecond', async () => {
    await addWatch(redis, watchOf(), 1)
    await claimDue(redis, 'prod', { due: 1, until: 1_000, limit: 15 })
    const next = 1_795_298_922_885.5
    await reschedulePolls(redis, 'prod', 1_000, [{ id: 't1', next }])
    expect(await claimDue(redis, 'prod', { due: next, until: 2 * next, limit: 15 })).toEqual([
      { id: 't1', due: next },
    ])
  })

  it('are settled only by who claimed last', async () => {
    await addWatch(redis, watchOf(), 1)
    await claimDue(redis, 'prod', { due: 1, until: 1_000, limit: 15 })
    await claimDue(redis, 'prod', { due: 1_000, until: 2_000, limit: 15 })
    await reschedulePolls(redis, 'prod', 1_000, [{ id: 't1', next: undefined }])
    expect(await redis.zscore(due, 't1')).toBe('2000')
    await reschedulePolls(redis, 'prod', 2_000, [{ id: 't1', next: undefined }])
    expect(await redis.zscore(due, 't1')).toBeNull()
  })

  it('are not made for tasks that nobody watches', async () => {
    expect(await makeDue(redis, 'prod', 't1', 1)).toBe(false)
    expect(await claimDue(redis, 'prod', { due: 9, until: 99, limit: 9 })).toEqual([])
  })
})

describe('a pending action', () => {
  it('makes looks that began before it too old to be committed', async () => {
    await addWatch(redis, watchOf(), 1)
    await commitTask(redis, change())
    const [seenBefore] = await loadTasks(redis, 'prod', ['t1'])
    await addPendingAction(redis, pendingOf(), 5)
    expect(seenBefore?.version).toBe(1)
    expect(await commitTask(redis, change({ expected: 1, snapshot: state(2) }))).toBeUndefined()
    expect(await commitTask(redis, change({ expected: 2, snapshot: state(3) }))).toEqual([channelRef])
  })

  it('of a precheck forgets the report of the one before', async () => {
    await addWatch(redis, watchOf(), 1)
    const precheck = { percent: 100, finished: true, passed: true, items: [] }
    await commitTask(redis, change({ snapshot: { ...state(1), precheck } }))
    await addPendingAction(redis, pendingOf({ verb: 'precheck' }), 5)
    expect(await loadSnapshot(redis, 'prod', 't1')).toEqual(state(2))
  })

  it('remembers the status before the action where the caller does not say it', async () => {
    await addWatch(redis, watchOf(), 1)
    await commitTask(redis, change({ snapshot: state(1, 'INCRE_TRANSFER_FAILED') }))
    await addPendingAction(redis, pendingOf({ id: 'a' }), 5)
    await addPendingAction(redis, pendingOf({ id: 'b', status: 'PAUSING' }), 5)
    const actions = await pendingActionsOfTask(redis, 'prod', 't1')
    expect(actions.map(({ id, status }) => [id, status]).sort()).toEqual([
      ['a', 'INCRE_TRANSFER_FAILED'],
      ['b', 'PAUSING'],
    ])
  })

  it('is not lost when many are added at the same moment', async () => {
    const ids = Array.from({ length: 12 }, (_, i) => `f${i}`)
    await Promise.all(ids.map((id) => addPendingAction(redis, pendingOf({ id }), 5)))
    const actions = await pendingActionsOfTask(redis, 'prod', 't1')
    expect(actions.map(({ id }) => id).sort()).toEqual(ids.sort())
    expect((await loadTasks(redis, 'prod', ['t1']))[0]?.version).toBe(12)
  })
})

describe('a pending action that DRS has accepted', () => {
  it('is no longer being asked for, in a task that is due and of a new version, and draws no second card', async () => {
    await addPendingAction(redis, pendingOf({ asked: true, status: 'PAUSING' }), 1)
    await redis.zadd(due, 900, 't1')
    await acceptPendingAction(redis, pendingOf({ status: 'PAUSING' }), 2)
    expect(await outbox()).toEqual(['card:prod:t1:follow:f1', 'begun:f1'])
    expect(await pendingActionsOfTask(redis, 'prod', 't1')).toEqual([pendingOf({ status: 'PAUSING' })])
    expect((await loadTasks(redis, 'prod', ['t1']))[0]?.version).toBe(2)
    expect(await redis.zscore(due, 't1')).toBe('2')
  })

  it('keeps the status that the task had before DRS was asked, and what was seen since', async () => {
    await addWatch(redis, watchOf(), 1)
    await commitTask(redis, change({ snapshot: state(1, 'CONFIGURATION') }))
    await addPendingAction(redis, pendingOf({ asked: true }), 1)
    await commitTask(redis, change({ expected: 2, snapshot: state(3, 'STARTJOBING') }))
    await acceptPendingAction(redis, pendingOf(), 2)
    expect(await pendingActionsOfTask(redis, 'prod', 't1')).toEqual([pendingOf({ status: 'CONFIGURATION' })])
    expect(await loadSnapshot(redis, 'prod', 't1')).toEqual(state(4, 'STARTJOBING'))
  })

  it('stays away if it has ended meanwhile', async () => {
    await acceptPendingAction(redis, pendingOf(), 2)
    expect(await pendingActionsOfTask(redis, 'prod', 't1')).toEqual([])
    expect(await outbox()).toEqual([])
    expect(await redis.zscore(due, 't1')).toBeNull()
  })
})

describe('unwatching', () => {
  it('takes back what was still to be said there about that task, and only that', async () => {
    await addWatch(redis, watchOf(), 1)
    await addWatch(redis, watchOf(other), 1)
    await addWatch(redis, watchOf({ taskId: 't2' }), 1)
    await commitTask(redis, change())
    expect(await removeWatch(redis, 'prod', 't1', channelRef)).toBe(true)
    expect(await removeWatch(redis, 'prod', 't1', channelRef)).toBe(false)
    expect(await outbox()).toEqual(['card:prod:t2:watch:1'])
    expect(await outbox(other)).toEqual(['card:prod:t1:watch:1', 'card:prod:t1:1'])
  })

  it('leaves what concerns an action that somebody there waits for', async () => {
    await addWatch(redis, watchOf(), 1)
    await addPendingAction(redis, pendingOf(), 2)
    await removeWatch(redis, 'prod', 't1', channelRef)
    expect(await outbox()).toEqual(['card:prod:t1:watch:1', 'card:prod:t1:follow:f1'])
    expect(await redis.zscore(due, 't1')).toBe('2')
  })

  it('by the last channel ends the looking, and watching again begins it anew without repeating event ids', async () => {
    await addWatch(redis, watchOf(), 1)
    await commitTask(redis, change())
    await removeWatch(redis, 'prod', 't1', channelRef)
    expect(await redis.zscore(due, 't1')).toBeNull()
    expect(await pendingChannels(redis, 'prod')).toEqual([])
    await redis.del(keysOf('prod').snapshot('t1'))
    await addWatch(redis, watchOf(), 9)
    expect(await loadTasks(redis, 'prod', ['t1'])).toEqual([{ id: 't1', version: 1, snapshot: undefined }])
  })
})
