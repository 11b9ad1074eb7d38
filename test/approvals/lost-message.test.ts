import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { approvalsFor, createSweeper, tellOfLostRequests } from '../../src/approvals/index.ts'
import { type Messenger, MessengerError, type NewMessage } from '../../src/ports/messenger.ts'
import { closeRedis, connectRedis, type Redis } from '../../src/store/redis.ts'
import { type ByHand, byHand, draft, replicaOf } from '../helpers/approvals.ts'
import { testRedis } from '../helpers/redis.ts'

/** Requests whose message cannot be edited: it was deleted, its channel is gone, or Slack takes nothing for now. */
let redis: Redis
let hand: ByHand
let posted: NewMessage[]
let edited: { readonly ts: string; readonly title: string }[]
let fails: MessengerError['reason'] | undefined

beforeEach(async () => {
  redis = await connectRedis((await testRedis()).url)
  hand = byHand()
  posted = []
  edited = []
  fails = undefined
})

afterEach(() => closeRedis(redis))

const slack: Messenger = {
  post: async (message) => {
    posted.push(message)
    return { ts: `${posted.length}.1` }
  },
  update: async ({ ts, card }) => {
    if (fails) throw new MessengerError(fails, 'no')
    edited.push({ ts, title: card.title })
  },
  find: async () => undefined,
  remove: async () => undefined,
}

const as = (user: string, from: ReturnType<typeof replicaOf>) =>
  approvalsFor(from, { team: 'T1', channel: 'C1', locale: 'en', user }, from.newAuthority())

async function voted(from: ReturnType<typeof replicaOf>, by: string, id: string) {
  const { hash } = await as(by, from).get(id)
  return as(by, from).transition(id, { kind: 'vote', by, hash })
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
    const { messageTs } = await as('UASKS', one).get(id)
    expect(messageTs).not.toBe('1.1')
    expect(edited.at(-1)?.ts).toBe(messageTs)
  })

  it('in a channel that is gone is shown directly to who asked and who has voted, once for each state', async () => {
    const from = replicaOf(redis, slack, hand)
    const { id } = await as('UASKS', from).request(draft)
    fails = 'channel-gone'
    await voted(from, 'UBOB', id)
    await voted(from, 'UCAROL', id)
    await tellOfLostRequests(from, { team: 'T1', channel: 'C1' })
    const direct = posted.filter(({ channel }) => channel.startsWith('U'))
    const to = (user: string) =>
      direct.filter(({ channel }) => channel === user).map(({ card }) => card.title)
    expect(to('UASKS')).toHaveLength(2)
    expect(to('UBOB')).toHaveLength(2)
    expect(to('UCAROL')).toHaveLength(1)
    expect(JSON.stringify(direct[0]?.card.lines)).toContain('{"channel":"C1"}')
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
