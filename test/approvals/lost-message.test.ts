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
let refusing: MessengerError['reason'] | undefined
let readOnly: boolean
/** People for whom Slack takes no messages. */
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

const slack: Messenger = {
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
}

const as = (user: string, from: ReturnType<typeof replicaOf>) =>
  approvalsFor(from, { team: 'T1', channel: 'C1', locale: 'en', user }, from.newAuthority())

async function voted(from: ReturnType<typeof replicaOf>, by: string, id: string) {
  const { hash } = await as(by, from).get(id)
  return as(by, from).transition(id, { kind: 'vote', by, hash })
}

const direct = () => posted.filter(({ channel }) => channel.startsWith('U'))
const told = () => direct().map(({ channel }) => channel)

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

  it('in a channel that is gone is shown directly, once for each state, to who asked, has voted or may still vote', async () => {
    const from = replicaOf(redis, slack, hand)
    hand.groups.set('UGROUP', ['S1'])
    hand.groups.set('UOTHER', ['S2'])
    hand.refused.add('UERIN')
    const { id } = await as('UASKS', from).request(draft)
    fails = 'channel-gone'
    await voted(from, 'UBOB', id)
    expect(told().toSorted()).toEqual(['UASKS', 'UBOB', 'UCAROL', 'UDANA', 'UGROUP'])
    await voted(from, 'UCAROL', id)
    expect(told().slice(5)).toEqual(['UASKS', 'UBOB', 'UCAROL'])
    await tellOfLostRequests(from, { team: 'T1', channel: 'C1' })
    hand.now += 2 * 60 * 60_000
    await createSweeper(from).run()
    const states = (user: string) => told().filter((one) => one === user).length
    expect(states('UDANA')).toBe(1)
    const [first] = direct()
    expect(JSON.stringify(first?.card.lines)).toContain('{"channel":"C1"}')
    expect(first?.card.buttons).toContainEqual(
      expect.objectContaining({ action: 'cmd:approve:there', value: expect.stringMatching(/^C1 /) }),
    )
  })

  it('is told to the others, and later to whom Slack took no message for', async () => {
    const from = replicaOf(redis, slack, hand)
    const { id } = await as('UASKS', from).request(draft)
    fails = 'channel-gone'
    deaf.add('UCAROL')
    await voted(from, 'UBOB', id)
    expect(told()).toEqual(['UASKS', 'UBOB', 'UDANA', 'UERIN'])
    deaf.clear()
    const sweeper = createSweeper(from)
    await sweeper.run()
    await sweeper.run()
    expect(told().slice(4)).toEqual(['UCAROL'])
  })

  it('of a channel where its thread takes nothing any more is shown directly, too', async () => {
    const from = replicaOf(redis, slack, hand)
    const { id } = await as('UASKS', from).request(draft)
    readOnly = true
    for (const by of ['UBOB', 'UCAROL']) await voted(from, by, id)
    expect(told()).toEqual(['UASKS', 'UBOB', 'UCAROL'])
  })

  it.each([
    ['is shown directly where the channel takes nothing any more', 'channel-gone', ['UASKS', 'UBOB']],
    ['is posted anew later where Slack takes nothing for now', 'unreachable', []],
  ] as const)('that was deleted %s', async (_, reason, people) => {
    const from = replicaOf(redis, slack, hand)
    const { id } = await as('UASKS', from).request(draft)
    fails = 'message-gone'
    refusing = reason
    await voted(from, 'UBOB', id)
    expect(told().slice(0, 2)).toEqual(people)
    refusing = undefined
    const anew = () => posted.filter(({ threadTs, channel }) => threadTs === undefined && channel === 'C1')
    await createSweeper(from).run()
    expect(anew()).toHaveLength(reason === 'unreachable' ? 2 : 1)
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
