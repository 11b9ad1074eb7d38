import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { approvalsFor, createSweeper, tellOfLostRequests } from '../../src/approvals/index.ts'
import { MessengerError, type MessengerWithFiles, type NewMessage } from '../../src/ports/messenger.ts'
import { approvalKeys } from '../../src/store/keys.ts'
import { closeRedis, connectRedis, type Redis } from '../../src/store/redis.ts'
import { type ByHand, byHand, draft, replicaOf } from '../helpers/approvals.ts'
import { testRedis } from '../helpers/redis.ts'

/** Requests whose message cannot be edited: it was deleted, its channel is gone, or Slack takes nothing for now. */
let redis: Redis
let hand: ByHand
let posted: NewMessage[]
let edited: { readonly ts: string; readonly title: string }[]
let fails: MessengerError['reason'] | undefined
let refusing: MessengerError['reason'] | undefined
let readOnly: boolean
/** Channels for which Slack takes no messages for now. */
const deaf = new Set<string>()

beforeEach(async () => {
  redis = await connectRedis((await testRedis()).url)
  hand = byHand()
  posted = []
  edited = []
  fails = undefined
  refusing = undefined
  readOnly = false
  deaf.clear()
})

afterEach(() => closeRedis(redis))

const slack: MessengerWithFiles = {
  post: async (message) => {
    const { channel, threadTs } = message
    if (refusing && channel === 'C1') throw new MessengerError(refusing, 'no')
    if (readOnly && threadTs !== undefined) throw new MessengerError('channel-gone', 'no')
    if (deaf.has(channel)) throw new MessengerError('rate-limited', 'no')
    posted.push(message)
    return { ts: `${posted.length}.1` }
  },
  update: async ({ ts, card }) => {
    if (fails) throw new MessengerError(fails, 'no')
    edited.push({ ts, title: card.title })
  },
  find: async () => undefined,
  remove: async () => undefined,
  attach: async () => undefined,
}

const as = (user: string, from: ReturnType<typeof replicaOf>) =>
  approvalsFor(from, { team: 'T1', channel: 'C1', locale: 'en', user }, from.newAuthority())

async function voted(from: ReturnType<typeof replicaOf>, by: string, id: string) {
  const { hash } = await as(by, from).get(id)
  return as(by, from).transition(id, { kind: 'vote', by, hash })
}

/** So much that what was to be drawn by then is due: the clock is that of Redis. */
async function timePasses(): Promise<void> {
  for (const id of await redis.zrange(approvalKeys.undrawn, 0, '-1'))
    await redis.zadd(approvalKeys.undrawn, 'XX', 1, id)
}

describe('the message of a request', () => {
  it('that somebody has deleted is posted anew, once, and edited from then on', async () => {
    const [one, other] = [replicaOf(redis, slack, hand), replicaOf(redis, slack, hand)]
    const { id } = await as('UASKS', one).request(draft)
    fails = 'message-gone'
    await voted(one, 'UBOB', id)
    const anew = posted.filter(({ threadTs, channel }) => threadTs === undefined && channel === 'C1')
    expect(anew).toHaveLength(2)
    fails = undefined
    await voted(other, 'UCAROL', id)
    const { messages } = await as('UASKS', one).get(id)
    expect(messages).toMatchObject([{ channel: 'C1', ts: '2.1' }])
    expect(edited.at(-1)?.ts).toBe('2.1')
  })

  it('in a channel that is gone is moved to the direct messages of all who need it, and kept in step there', async () => {
    const from = replicaOf(redis, slack, hand)
    const { id } = await as('UASKS', from).request(draft)
    await voted(from, 'UBOB', id)
    await tellOfLostRequests(from, { team: 'T1', channel: 'C1' })
    await tellOfLostRequests(replicaOf(redis, slack, hand), { team: 'T1', channel: 'C1' })
    const direct = posted.filter(({ channel }) => channel.startsWith('D'))
    expect(direct.map(({ channel }) => channel).sort()).toEqual([
      'DUASKS',
      'DUBOB',
      'DUCAROL',
      'DUDANA',
      'DUERIN',
    ])
    expect(JSON.stringify(direct[0]?.card.lines)).toContain('{"channel":"C1"}')
    const { messages } = await as('UASKS', from).get(id)
    expect(messages.map(({ channel }) => channel)).not.toContain('C1')
    await voted(from, 'UCAROL', id)
    expect(edited.slice(-5).map(({ title }) => title)).toEqual(
      Array(5).fill('Switch over orders-dr: approved'),
    )
  })

  it('in a channel of which an edit shows that it is gone is moved, too', async () => {
    const from = replicaOf(redis, slack, hand)
    const { id } = await as('UASKS', from).request(draft)
    fails = 'channel-gone'
    await voted(from, 'UBOB', id)
    const direct = posted.filter(({ channel }) => channel.startsWith('D'))
    expect(direct.map(({ channel }) => channel)).toContain('DUCAROL')
  })

  it('is shown later to whom Slack takes no message for now', async () => {
    const from = replicaOf(redis, slack, hand)
    const { id } = await as('UASKS', from).request(draft)
    fails = 'channel-gone'
    deaf.add('DUCAROL')
    await voted(from, 'UBOB', id)
    deaf.clear()
    const sweeper = createSweeper(from)
    await sweeper.run()
    await sweeper.run()
    const people = (await as('UASKS', from).get(id)).messages.map(({ person }) => person)
    expect(people).toContain('UCAROL')
  })

  it('of a channel where its thread takes nothing any more is shown directly, too', async () => {
    const from = replicaOf(redis, slack, hand)
    const { id } = await as('UASKS', from).request(draft)
    readOnly = true
    for (const by of ['UBOB', 'UCAROL']) await voted(from, by, id)
    expect(posted.map(({ channel }) => channel)).toEqual(['C1', 'DUASKS', 'DUBOB', 'DUCAROL'])
  })

  it('that was deleted is posted anew later where Slack takes nothing for now', async () => {
    const from = replicaOf(redis, slack, hand)
    const { id } = await as('UASKS', from).request(draft)
    fails = 'message-gone'
    refusing = 'unreachable'
    await voted(from, 'UBOB', id)
    refusing = undefined
    await createSweeper(from).run()
    expect(posted.filter(({ threadTs, channel }) => threadTs === undefined && channel === 'C1')).toHaveLength(
      2,
    )
  })

  it('that a process has not drawn before its end is drawn by another one, without a restart', async () => {
    let reached = () => {}
    const reachedSlack = new Promise<void>((resolve) => {
      reached = resolve
    })
    const dying: MessengerWithFiles = {
      ...slack,
      update: () => {
        reached()
        return new Promise(() => {})
      },
    }
    const [one, other] = [replicaOf(redis, dying, hand), replicaOf(redis, slack, hand)]
    const { id } = await as('UASKS', one).request(draft)
    void as('UASKS', one).transition(id, { kind: 'cancel', by: 'UASKS' })
    await reachedSlack
    const sweeper = createSweeper(other)
    await sweeper.run()
    // Whoever moves a request has time to draw it.
    expect(edited).toEqual([])
    await timePasses()
    await sweeper.run()
    expect(edited.map(({ title }) => title)).toEqual([expect.stringMatching(/ancel/)])
    await timePasses()
    await sweeper.run()
    expect(edited).toHaveLength(1)
  })

  it.each(['rate-limited', 'unreachable', 'signed-out'] as const)(
    'that could not be drawn (%s) is drawn with the last state when that works, without a restart',
    async (reason) => {
      const from = replicaOf(redis, slack, hand)
      const { id } = await as('UASKS', from).request(draft)
      fails = reason
      await as('UASKS', from).transition(id, { kind: 'cancel', by: 'UASKS' })
      const sweeper = createSweeper(from)
      await sweeper.run()
      expect(edited).toEqual([])
      fails = undefined
      await sweeper.run()
      await sweeper.run()
      expect(edited).toHaveLength(1)
      expect(edited[0]?.title).toMatch(/ancel/)
    },
  )
})
