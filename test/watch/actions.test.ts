import { beforeEach, describe, expect, it } from 'vitest'
import type { BatchHead } from '../../src/domain/delivery/batch.ts'
import type { PendingAction } from '../../src/domain/watching/watch.ts'
import type { Engine } from '../../src/watch/engine.ts'
import { begin, failing, layGround, look, minute, paused, replica, w } from './delivery-ground.ts'
import { channelRef, type Message, pendingOf, shown, watchOf } from './doubles.ts'

layGround()

let a: Engine

beforeEach(() => {
  a = replica()
})

const running = 'INCRE_TRANSFER_STARTED'
const elsewhere = { team: 'T1', channel: 'C2' }

/** What can be read now in a channel, cards left out. */
function replies(channel = 'C1'): readonly Message[] {
  return w.slack.in(channel).filter(({ key }) => !key.startsWith('card:'))
}

const readings = (channel?: string) => replies(channel).map(shown)

function pausing(more: Partial<PendingAction> = {}): PendingAction {
  const since = w.clock.now()
  return pendingOf({ verb: 'pause', status: running, since, deadline: since + 30 * minute, ...more })
}

async function turn(statuses: Readonly<Record<string, string>> = {}): Promise<void> {
  await look(a, statuses)
  await a.deliverPending()
}

describe('an action', () => {
  it('is one reply from its beginning to its end, in the thread of the card', async () => {
    await begin(a, { t1: {} })
    await a.trackAction(pausing())
    await a.deliverPending()
    expect(readings()).toEqual(['pause begun'])
    await turn({ t1: paused })
    expect(readings()).toEqual(['pause reached'])
    expect(replies()[0]?.threadTs).toBe(w.slack.messages[0]?.ts)
  })

  it('that shows no result in time is told as not confirmed, and not as done, in one reply', async () => {
    await begin(a, { t1: {} })
    await a.trackAction(pausing())
    await a.deliverPending()
    w.clock.pass(31 * minute)
    await turn()
    expect(readings()).toEqual(['pause overdue'])
  })

  it('is told with its refusal in the same reply', async () => {
    await begin(a, { t1: {} })
    const action = pausing()
    await a.trackAction(action)
    await a.deliverPending()
    await a.refuseAction(action, { en: 'not now', 'zh-CN': '不行' })
    await a.deliverPending()
    expect(readings()).toEqual(['pause refused'])
    await turn({ t1: paused })
    expect(readings()).toEqual(['pause refused', `${running}>${paused}`])
  })

  it('goes on with what it brings about after its end', async () => {
    w.drs.set('t1', { status: 'CONFIGURATION' })
    await a.watch(watchOf())
    await turn()
    await a.trackAction(pausing({ verb: 'start', status: 'CONFIGURATION' }))
    await a.deliverPending()
    await turn({ t1: 'STARTJOBING' })
    await turn({ t1: 'FULL_TRANSFER_STARTED' })
    expect(readings()).toEqual(['start reached'])
  })

  it('is one reply in another channel that watches the task, too', async () => {
    await begin(a, { t1: {} })
    await a.watch(watchOf(elsewhere))
    await turn()
    await a.trackAction(pausing({ verb: 'stop' }))
    await turn({ t1: 'RELEASE_RESOURCE_STARTED' })
    await turn({ t1: 'RELEASE_RESOURCE_COMPLETE' })
    expect(readings()).toEqual(['stop reached'])
    expect(readings('C2')).toEqual(['RELEASE_RESOURCE_STARTED>RELEASE_RESOURCE_COMPLETE'])
  })

  it('that fails is posted anew for the channel to see, and is still one reply', async () => {
    await begin(a, { t1: { mention: ['U9'] } })
    await a.trackAction(pausing())
    await a.deliverPending()
    const [before] = replies()
    await turn({ t1: failing })
    expect(readings()).toEqual(['pause failed'])
    expect(replies()[0]).toMatchObject({ broadcast: true })
    expect(replies()[0]?.ts).not.toBe(before?.ts)
  })

  it('whose end took more than five minutes is posted anew, so that the one who waits is notified', async () => {
    await begin(a, { t1: {} })
    await a.trackAction(pausing())
    await a.deliverPending()
    const [before] = replies()
    w.clock.pass(6 * minute)
    await turn({ t1: paused })
    expect(readings()).toEqual(['pause reached'])
    expect(replies()[0]?.ts).not.toBe(before?.ts)
  })

  it('whose reply somebody has deleted is told anew', async () => {
    await begin(a, { t1: {} })
    await a.trackAction(pausing())
    await a.deliverPending()
    w.slack.remove(replies()[0]?.ts ?? '')
    await turn({ t1: paused })
    expect(readings()).toEqual(['pause reached'])
  })

  it.each(['lands-then-lost', 'lost'] as const)('is told once though its first post was %s', async (fate) => {
    await begin(a, { t1: {} })
    await a.trackAction(pausing())
    w.slack.fates.push('ok', fate)
    await a.deliverPending()
    await replica().deliverPending()
    await turn({ t1: paused })
    expect(readings()).toEqual(['pause reached'])
  })

  it('whose end was posted anew by a replica that died is told once', async () => {
    await begin(a, { t1: {} })
    await a.trackAction(pausing())
    await a.deliverPending()
    await look(a, { t1: failing })
    // The card, and the new reply, whose answer is lost: the earlier one still stands.
    w.slack.fates.push('ok', 'lands-then-lost')
    await a.deliverPending()
    await replica().deliverPending()
    expect(readings()).toEqual(['pause failed'])
  })
})

const ids = Array.from({ length: 179 }, (_, i) => `t${i}`)

function headOf(more: Partial<BatchHead> = {}): BatchHead {
  const since = w.clock.now()
  return {
    ...{ ...channelRef, id: 'o1', connection: 'prod', verb: 'stop', by: 'U1', locale: 'en' },
    ...{ since, deadline: since + 30 * minute },
    ...more,
  }
}

/** Somebody has asked to stop all of them. */
async function stopAll(tasks: readonly string[] = ids): Promise<void> {
  for (const id of tasks) w.drs.set(id, { status: running })
  await a.tellBatch(
    headOf(),
    tasks.map((id) => ({ id, name: id, state: 'asked' })),
    'begun',
  )
  for (const taskId of tasks)
    await a.trackAction(pausing({ id: `f-${taskId}`, taskId, verb: 'stop', inBatch: true }))
}

const calls = () => w.slack.messages.reduce((sum, { edits }) => sum + 1 + edits.length, 0)

describe('an action on several tasks', () => {
  it('is one message for 179 tasks, edited every few seconds at most, with no card and no reply', async () => {
    await stopAll()
    await a.deliverPending()
    expect(w.slack.messages).toHaveLength(1)
    // A few end with each look, and Slack is asked to show it after each.
    for (let done = 0; done < ids.length; done += 10) {
      for (const id of ids.slice(done, done + 10)) w.drs.set(id, { status: 'RELEASE_RESOURCE_COMPLETE' })
      w.clock.pass(1_000)
      await a.poll('prod')
      await a.deliverPending()
    }
    w.clock.pass(minute)
    await a.poll('prod')
    await a.deliverPending()
    expect(w.slack.messages).toHaveLength(1)
    expect(calls()).toBeLessThanOrEqual(8)
    expect(shown(w.slack.messages[0])).toBe(`stop ${ids.map((id) => `${id} reached`).join(', ')}`)
  })

  it('is told where the tasks are watched as what happens at the same time', async () => {
    a = replica({ groupMs: 2_000 })
    for (const taskId of ids) {
      w.drs.set(taskId, { status: running })
      await a.watch(watchOf({ ...elsewhere, taskId }))
    }
    await turn()
    await stopAll()
    for (const id of ids) w.drs.set(id, { status: 'RELEASE_RESOURCE_COMPLETE' })
    await turn()
    w.clock.pass(3_000)
    await a.deliverPending()
    expect(replies('C2')).toHaveLength(1)
    expect(w.slack.in('C1')).toHaveLength(1)
  })

  it('has no reply beside it where the tasks are watched in the same channel', async () => {
    await begin(a, { t1: {}, t2: {} })
    await stopAll(['t1', 't2'])
    await turn({ t1: 'RELEASE_RESOURCE_STARTED', t2: 'RELEASE_RESOURCE_COMPLETE' })
    await turn({ t1: 'RELEASE_RESOURCE_COMPLETE' })
    expect(readings()).toEqual(['stop t1 reached, t2 reached'])
  })

  it('tells each refusal, and what shows no result in time', async () => {
    await stopAll(['t1', 't2'])
    await a.refuseAction(pausing({ id: 'f-t1', taskId: 't1', verb: 'stop', inBatch: true }), {
      en: 'no',
      'zh-CN': '不',
    })
    await a.deliverPending()
    w.clock.pass(31 * minute)
    await turn()
    expect(readings()).toEqual(['stop t1 refused, t2 overdue'])
  })

  it('tells of tasks that nobody ever asked DRS for, because the process died, at the deadline', async () => {
    await a.tellBatch(headOf(), [{ id: 't1', name: 't1', state: 'asked' }], 'begun')
    await a.deliverPending()
    w.clock.pass(31 * minute)
    await turn()
    expect(readings()).toEqual(['stop t1 overdue'])
  })

  it('is told directly where the channel is lost', async () => {
    a = replica({}, { directMessage: async (user) => `D-${user}` })
    await stopAll(['t1', 't2'])
    await a.deliverPending()
    await a.suspendChannel(channelRef)
    await turn({ t1: 'RELEASE_RESOURCE_COMPLETE', t2: 'RELEASE_RESOURCE_COMPLETE' })
    expect(readings('D-U1')).toEqual(['stop t1 reached, t2 reached'])
  })

  it('goes on after Slack has refused edits for a while', async () => {
    await stopAll(['t1', 't2'])
    await a.deliverPending()
    w.slack.fates.push('rate-limited', 'rate-limited')
    await turn({ t1: 'RELEASE_RESOURCE_COMPLETE', t2: 'RELEASE_RESOURCE_COMPLETE' })
    for (let i = 0; i < 3; i += 1) await turn()
    expect(readings()).toEqual(['stop t1 reached, t2 reached'])
  })
})
