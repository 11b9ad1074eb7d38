import { beforeEach, describe, expect, it } from 'vitest'
import { notifyUnreachableChannels } from '../../src/bot/unreachable-channels.ts'
import {
  eventMessage,
  noticeMessage,
  type OutboxMessage,
  outcomeMessage,
} from '../../src/domain/delivery/outbox-message.ts'
import type { Watch } from '../../src/domain/watching/watch.ts'
import { createEmitter } from '../../src/watch/events.ts'
import { failed } from '../domain/route-samples.ts'
import { channelRef, pendingOf, silentLog, watchOf } from '../watch/doubles.ts'

interface Told {
  readonly user: string
  readonly text: string
}

let events: ReturnType<typeof createEmitter>
let told: Told[]
let watches: Watch[]

beforeEach(() => {
  events = createEmitter()
  told = []
  watches = []
  const engine = { events, watchesOfChannel: async () => watches }
  const port = {
    tell: async (user: string, { text }: { text: string }) => void told.push({ user, text }),
  }
  notifyUnreachableChannels(engine, { port }, silentLog)
})

/** What people have been told once all that was begun has come to its end. */
async function whispers(): Promise<readonly Told[]> {
  await new Promise((done) => setImmediate(done))
  return told
}

function lose(
  messages: readonly OutboxMessage[],
  because: 'refused' | 'given-up' | 'undrawable' = 'given-up',
) {
  const about = { connection: 'prod', channelRef, taskId: 't1', key: 'k', error: new Error('no') }
  events.emit('delivery:refused', { ...about, because, entries: messages })
}

describe('a channel that is gone', () => {
  it('is told once to each person who counted on it, in their language, with its reason and a way on', async () => {
    const gone = [watchOf(), watchOf({ taskId: 't2' }), watchOf({ taskId: 't3', by: 'U2', locale: 'zh-CN' })]
    const actions = [pendingOf({ by: 'U1', verb: 'stop' })]
    const outcomes = [
      outcomeMessage(pendingOf({ by: 'U4', verb: 'pause' }), 'reached', failed('t9').snapshot),
    ]
    const lost = { connection: 'prod', channelRef, watches: gone, actions, outcomes }
    events.emit('channel:unreachable', { ...lost, barrier: 'archived' })
    const all = await whispers()
    const to = (who: string) => all.filter(({ user }) => user === who).map(({ text }) => text)
    expect(all).toHaveLength(3)
    expect(to('U1')).toEqual([
      expect.stringMatching(
        /post in <#C1>.*archived[\s\S]*2 watches of yours are paused[\s\S]*these here: Stop[\s\S]*Watch it here/,
      ),
    ])
    expect(to('U2')).toEqual([expect.stringContaining('1 个关注已暂停')])
    expect(to('U4')).toEqual([expect.stringMatching(/Ended meanwhile[\s\S]*Pause/)])
  })
})

describe('a message that is given up', () => {
  const event = failed('t1')

  it('is told, with what it would have said, to who subscribed to its task', async () => {
    watches = [watchOf(), watchOf({ taskId: 't2', by: 'U2' }), watchOf({ connection: 'lab', by: 'U3' })]
    lose([event])
    const [one, ...more] = await whispers()
    expect(one?.user).toBe('U1')
    expect(one?.text).toMatch(/A message could not be posted in C1\n.*reached.*\nname of t1: /)
    expect(more).toEqual([])
  })

  it('is told to who asked for the action, and only their own', async () => {
    const outcome = outcomeMessage(pendingOf({ by: 'U5', verb: 'stop' }), 'reached', event.snapshot)
    watches = [watchOf({ taskId: 't2' })]
    lose([outcome, eventMessage(event.event, { ...event.snapshot, id: 't2' })])
    const all = await whispers()
    expect(all.map(({ user }) => user).sort()).toEqual(['U1', 'U5'])
    expect(all.find(({ user }) => user === 'U5')?.text).toContain('Stopped by someone')
    expect(all.find(({ user }) => user === 'U5')?.text).not.toContain('phase')
  })

  it('that is about the whole channel is told to all who watch there', async () => {
    watches = [watchOf(), watchOf({ taskId: 't2', by: 'U2' })]
    const cause = { en: 'no network', 'zh-CN': '网络不通' }
    lose(
      [noticeMessage({ connection: 'prod', taskId: '' }, { kind: 'blind', since: 1, cause }, 'en', 'x')],
      'refused',
    )
    expect((await whispers()).map(({ user }) => user).sort()).toEqual(['U1', 'U2'])
  })

  it('is counted where there are many, and the first are named', async () => {
    watches = [watchOf()]
    lose(Array.from({ length: 30 }, () => failed('t1')))
    const [one] = await whispers()
    expect(one?.text).toContain('30 messages')
    expect(one?.text.match(/name of t1/g)).toHaveLength(20)
  })
})
