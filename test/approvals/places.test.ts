import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { approvalsFor, createSweeper, tellOfLostRequests } from '../../src/approvals/index.ts'
import { LinkedError } from '../../src/base/user-error.ts'
import type { Grant } from '../../src/domain/access/roles.ts'
import type { Policy, PolicyRule } from '../../src/domain/approvals/policy.ts'
import type { RequestDraft } from '../../src/domain/approvals/request.ts'
import {
  type AttachedFile,
  MessengerError,
  type MessengerWithFiles,
  type NewMessage,
} from '../../src/ports/messenger.ts'
import { closeRedis, connectRedis, type Redis } from '../../src/store/redis.ts'
import { type ByHand, byHand, draft, pair, replicaOf } from '../helpers/approvals.ts'
import { testRedis } from '../helpers/redis.ts'

/** Where requests are shown, that those who decide see them, and that all of their messages say the same. */
let redis: Redis
let hand: ByHand
/** What each message says by now. */
let shown: Map<string, string>
let posted: NewMessage[]
let attached: AttachedFile[]
/** Where Slack takes no files. */
let fileless: Set<string>

beforeEach(async () => {
  redis = await connectRedis((await testRedis()).url)
  hand = byHand()
  shown = new Map()
  posted = []
  attached = []
  fileless = new Set()
})

afterEach(() => closeRedis(redis))

const slack: MessengerWithFiles = {
  post: async (message) => {
    if (hand.closed.has(message.channel)) throw new MessengerError('channel-gone', 'no')
    posted.push(message)
    const ts = `${posted.length}.1`
    shown.set(`${message.channel} ${ts}`, message.card.title)
    return { ts }
  },
  update: async ({ channel, ts, card }) => void shown.set(`${channel} ${ts}`, card.title),
  find: async ({ channel, key, threadTs }) => {
    const i = posted.findIndex(
      (one) => one.channel === channel && one.key === key && one.threadTs === threadTs,
    )
    return i < 0 ? undefined : `${i + 1}.1`
  },
  remove: async () => undefined,
  attach: async (file) => {
    if (fileless.has(file.channel)) throw new MessengerError('unreachable', 'no')
    attached.push(file)
  },
}

const minute = 60_000
const everywhere = { connections: ['*'], channels: ['*'] }
const operators: Grant = { role: 'operator', users: ['*'], ...everywhere }
const approversOf = (...users: readonly string[]): Grant => ({ role: 'approver', users, ...everywhere })

const seats = (count: number) => [
  { group: { name: 'approvers', users: ['*'], userGroups: [] }, seats: count },
]
const ruleOf = (more: Partial<Policy> = {}): PolicyRule => ({
  verbs: ['*'],
  connections: ['*'],
  policy: {
    need: seats(2),
    answerWithinMs: 60 * minute,
    useWithinMs: 15 * minute,
    preconditions: {},
    ...more,
  },
})

interface Setting {
  readonly policy?: Partial<Policy>
  readonly grants?: readonly Grant[]
  readonly channel?: string
}

function setting({
  policy,
  grants = [operators, approversOf('UBOB', 'UCAROL')],
  channel = 'C1',
}: Setting = {}) {
  const deps = replicaOf(redis, slack, hand, { fileRules: [ruleOf(policy)], grants })
  const as = (user: string) =>
    approvalsFor(deps, { team: 'T1', channel, locale: 'en', user }, deps.newAuthority())
  const vote = async (by: string, id: string) => {
    const { hash } = await as('UASKS').get(id)
    return as(by).transition(id, { kind: 'vote', by, hash })
  }
  return { deps, as, vote }
}

/** The channels of the request's messages, those in which people are asked marked. */
const placesIn = (messages: readonly { readonly channel: string; readonly asks: boolean }[]) =>
  messages.map(({ channel, asks }) => `${channel}${asks ? '!' : ''}`)

describe('a request is shown', () => {
  it('where it was asked, if those who decide are there', async () => {
    const { messages } = await setting().as('UASKS').request(draft)
    expect(placesIn(messages)).toEqual(['C1!'])
  })

  it('directly to each of those who decide, if they are not, and where it was asked as well', async () => {
    hand.members.set('C1', ['UASKS', 'UBOB', 'UEVE'])
    const { messages } = await setting().as('UASKS').request(draft)
    expect(placesIn(messages)).toEqual(['C1', 'DUBOB!', 'DUCAROL!'])
  })

  it('directly to them and to the requester, from direct messages and where the bot cannot post', async () => {
    const direct = await setting({ channel: 'DUASKS' }).as('UASKS').request(draft)
    expect(placesIn(direct.messages)).toEqual(['DUASKS', 'DUBOB!', 'DUCAROL!'])
    await setting().as('UASKS').transition(direct.id, { kind: 'cancel', by: 'UASKS' })
    hand.closed.add('C1')
    const { messages } = await setting().as('UASKS').request(draft)
    expect(placesIn(messages)).toEqual(['DUASKS', 'DUBOB!', 'DUCAROL!'])
  })

  it('to the members of a user group that is asked', async () => {
    hand.groups.set('UGINA', ['S1']).set('UHUGO', ['S1'])
    const { as } = setting({ grants: [operators, approversOf('S1')] })
    const { messages, asked } = await as('UASKS').request(draft)
    expect(placesIn(messages)).toEqual(['C1', 'DUGINA!', 'DUHUGO!'])
    expect(asked).toEqual(['S1'])
  })

  it('in the channel that the policy names, and where it was asked', async () => {
    hand.members.set('C9', ['UBOB', 'UCAROL'])
    const { messages } = await setting({ policy: { channel: 'C9' } })
      .as('UASKS')
      .request(draft)
    expect(placesIn(messages)).toEqual(['C1', 'C9!'])
  })

  it('elsewhere if the bot cannot post in the channel that the policy names', async () => {
    hand.closed.add('C9')
    const { messages } = await setting({ policy: { channel: 'C9' } })
      .as('UASKS')
      .request(draft)
    expect(placesIn(messages)).toEqual(['C1!'])
  })

  it('in direct messages without those that Slack does not take', async () => {
    hand.members.set('C1', ['UASKS'])
    hand.closed.add('DUCAROL')
    const { as } = setting({ policy: { need: seats(1) } })
    const { id } = await as('UASKS').request(draft)
    expect(placesIn((await as('UASKS').get(id)).messages)).toEqual(['C1', 'DUBOB!'])
  })
})

describe('a request that can reach nobody', () => {
  const everybody = [operators, approversOf('*')]
  const crowd = Array.from({ length: 21 }, (_, i) => `UP${i}`)

  it.each<[string, Setting, readonly string[], string]>([
    ['since nobody in particular is asked', { grants: everybody }, ['UASKS'], 'no approver is named'],
    [
      'since too few may approve',
      { grants: [operators, approversOf('UBOB')] },
      ['UASKS'],
      'only 1 can approve',
    ],
    ['since too many would be asked', { grants: [operators, approversOf(...crowd)] }, [], 'Too many people'],
  ])('%s is refused with the reason, before anybody writes one', async (_, given, members, why) => {
    hand.members.set('C1', members)
    const { as, deps } = setting(given)
    await expect(as('UASKS').mayNeed('switchover', 'prod')).rejects.toThrow(why)
    await expect(as('UASKS').request(draft)).rejects.toThrow(why)
    expect(posted).toEqual([])
    expect(await deps.store.openRequests()).toEqual([])
  })

  it('is not refused beforehand where the task may need nobody', async () => {
    hand.members.set('C1', ['UASKS'])
    const deps = replicaOf(redis, slack, hand, {
      grants: everybody,
      fileRules: [{ ...ruleOf(), tags: ['env=prod'] }, ruleOf({ need: [] })],
    })
    const actor = { team: 'T1', channel: 'C1', locale: 'en', user: 'UASKS' } as const
    expect(await approvalsFor(deps, actor, deps.newAuthority()).mayNeed('switchover', 'prod')).toBe(true)
  })
})

describe('all messages of a request', () => {
  it('say the same with every move', async () => {
    hand.members.set('C1', ['UASKS'])
    const { as, vote } = setting()
    const { id } = await as('UASKS').request(draft)
    const says = () =>
      [...shown].filter(([key]) => /^(C1 1|DUBOB 2|DUCAROL 3)\./.test(key)).map(([, title]) => title)
    expect(says()).toEqual(Array(3).fill('Approval needed: switch over orders-dr'))
    await vote('UBOB', id)
    await vote('UCAROL', id)
    expect(says()).toEqual(Array(3).fill('Switch over orders-dr: approved'))
    await as('UASKS').transition(id, { kind: 'cancel', by: 'UASKS' })
    expect(says()).toEqual(Array(3).fill('Switch over orders-dr: cancelled'))
  })

  it('call the requester once it is approved, with a button that goes when it is used', async () => {
    const { as, vote } = setting()
    const { id, hash } = await as('UASKS').request(draft)
    await vote('UBOB', id)
    await vote('UCAROL', id)
    const ready = posted.at(-1)
    expect(ready).toMatchObject({
      channel: 'C1',
      threadTs: '1.1',
      card: { title: 'Approved: Switch over orders-dr' },
    })
    expect(JSON.stringify(ready?.card)).toContain('cmd:execute:ask')
    await as('UASKS').execute(id, hash)
    expect(shown.get(`C1 ${posted.length}.1`)).toBe('Being carried out: Switch over orders-dr')
  })
})

describe('a second request', () => {
  it('for the same on the same task is refused with the way to the first', async () => {
    const { as } = setting()
    await as('UASKS').request(draft)
    const link = { link: { address: 'https://slack.example/C1/1.1' } }
    const task = { connection: 'prod', id: pair.id }
    for (const tried of [as('UEVE').request(draft), as('UEVE').mayNeed('switchover', 'prod', [task])]) {
      const refused = await tried.catch((error: unknown) => error)
      expect(refused).toBeInstanceOf(LinkedError)
      expect(refused).toMatchObject(link)
    }
    expect(await as('UEVE').mayNeed('stop', 'prod', [task])).toBe(true)
    expect(await as('UEVE').mayNeed('switchover', 'prod', [{ ...task, id: 'another' }])).toBe(true)
  })
})

describe('a second raw call', () => {
  const title = { en: 'Stop or delete tasks', 'zh-CN': '批量结束或删除任务' }
  const callWith = (delete_type: string): RequestDraft => {
    const input = { body: { jobs: [{ job_id: pair.id, delete_type }] } }
    const operation = 'batch-stop-or-delete-jobs'
    return { ...draft, payload: { kind: 'call', verb: 'stop', operation, title, input } }
  }

  it('of one task is refused if it sends the same, and is another request if it does not', async () => {
    const { as } = setting()
    await as('UASKS').request(callWith('terminate'))
    await expect(as('UEVE').request(callWith('terminate'))).rejects.toThrow('already an open request')
    expect(await as('UEVE').request(callWith('force_terminate'))).toMatchObject({ state: 'pending' })
  })
})

describe('a rule that lets the last approval carry it out', () => {
  const runs = { policy: { run: 'on-approval' } } as const

  it('does so after the same checks, once', async () => {
    const { as, vote } = setting(runs)
    const { id } = await as('UASKS').request(draft)
    expect(await vote('UBOB', id)).toMatchObject({ state: 'pending' })
    expect(hand.called).toEqual([])
    expect(await vote('UCAROL', id)).toMatchObject({ state: 'executing', executedBy: 'UASKS' })
    expect(hand.called).toEqual([`switchover ${pair.id}`])
  })

  it('carries nothing out that has changed meanwhile', async () => {
    const { as, vote } = setting(runs)
    const { id } = await as('UASKS').request(draft)
    await vote('UBOB', id)
    hand.tasks.splice(0, 1, { ...pair, direction: 'down' })
    expect(await vote('UCAROL', id)).toMatchObject({ state: 'stale' })
    expect(hand.called).toEqual([])
  })

  it('leaves it to a click if the requester may no longer carry it out, and says so', async () => {
    const grants = [{ ...operators, users: ['UASKS'] }, approversOf('UBOB', 'UCAROL')]
    const { as } = setting({ ...runs, grants })
    const { id } = await as('UASKS').request(draft)
    const { as: later } = setting({ ...runs, grants: [approversOf('UASKS', 'UBOB', 'UCAROL')] })
    const { hash } = await later('UBOB').get(id)
    for (const by of ['UBOB', 'UCAROL']) await later(by).transition(id, { kind: 'vote', by, hash })
    expect(await later('UBOB').get(id)).toMatchObject({ state: 'approved' })
    expect(posted.at(-1)?.card.title).toBe('Approved, but not carried out: Switch over orders-dr')
    expect(hand.called).toEqual([])
  })

  it('waits for a click if the rule of today says so', async () => {
    const { as } = setting(runs)
    const { id } = await as('UASKS').request(draft)
    const { vote } = setting()
    await vote('UBOB', id)
    expect(await vote('UCAROL', id)).toMatchObject({ state: 'approved' })
    expect(hand.called).toEqual([])
  })
})

describe('a wider group', () => {
  it('that is asked in the end gets the request directly where it does not read it', async () => {
    const escalateTo = { name: 'managers', users: ['UMONA', 'UCAROL'], userGroups: [] }
    const grants = [operators, approversOf('UBOB', 'UCAROL', 'UMONA')]
    const { as, deps } = setting({ policy: { escalateTo }, grants })
    const { id, messages } = await as('UASKS').request(draft)
    expect(placesIn(messages)).toEqual(['C1!'])
    hand.now += 46 * minute
    await createSweeper(deps).run()
    expect(placesIn((await as('UASKS').get(id)).messages)).toEqual(['C1!', 'DUMONA!'])
  })
})

describe('what waits for a person', () => {
  it('is what they have to approve, and what they have asked for and may be carried out', async () => {
    const { as, vote } = setting()
    const { id } = await as('UASKS').request(draft)
    const waiting = async (user: string) =>
      (await as(user).waitingFor(await as(user).list('open'))).map((request) => request.id)
    expect(await waiting('UBOB')).toEqual([id])
    expect(await waiting('UASKS')).toEqual([])
    expect(await waiting('UEVE')).toEqual([])
    await vote('UBOB', id)
    expect(await waiting('UBOB')).toEqual([])
    await vote('UCAROL', id)
    expect(await waiting('UASKS')).toEqual([id])
  })
})

describe('people who read different languages', () => {
  const plainOf = (channel: string, threadTs?: string) =>
    posted
      .filter((one) => one.channel === channel && one.threadTs === threadTs)
      .map(({ card }) => JSON.stringify(card))

  it('get the request in the language of their channel, with the gist in their own', async () => {
    hand.languages.set('UCAROL', 'zh-CN')
    await setting().as('UASKS').request(draft)
    const [said] = plainOf('C1')
    expect(said).toContain('Approval needed: switch over orders-dr')
    expect(said).toContain('planned exercise')
    expect(said).toContain('需要审批：orders-dr 主备倒换')
    expect(said).toContain('Effect')
    expect(said).toContain('影响')
  })

  it('are not shown a language that nobody of them reads', async () => {
    for (const one of ['C1', 'UBOB', 'UCAROL']) hand.languages.set(one, 'zh-CN')
    await setting().as('UASKS').request(draft)
    const [said] = plainOf('C1')
    expect(said).toContain('需要审批')
    expect(said).not.toContain('Approval needed')
  })

  it('hear in a channel in its language, and directly in their own, what becomes of it', async () => {
    hand.members.set('C1', ['UASKS'])
    hand.languages.set('UBOB', 'zh-CN')
    const { as, vote, deps } = setting({ policy: { need: seats(1) } })
    const { id } = await as('UASKS').request(draft)
    expect(plainOf('DUBOB')[0]).toContain('需要审批')
    expect(plainOf('DUCAROL')[0]).toContain('Approval needed')
    hand.now += 31 * minute
    await createSweeper(deps).run()
    const reminders = posted.filter(({ threadTs }) => threadTs !== undefined)
    expect(reminders.find(({ channel }) => channel === 'DUBOB')?.card.title).toBe('仍在等待审批')
    expect(reminders.find(({ channel }) => channel === 'DUCAROL')?.card.title).toBe(
      'Still waiting for approval',
    )
    await vote('UBOB', id)
    expect(posted.at(-1)).toMatchObject({
      channel: 'C1',
      card: { title: expect.stringContaining('Approved') },
    })
  })

  it('are told in the language of their own why nothing was done', async () => {
    hand.members.set('C1', ['UASKS'])
    hand.languages.set('UBOB', 'zh-CN')
    const { as, vote } = setting({ policy: { need: seats(1) } })
    const { id } = await as('UASKS').request(draft)
    await vote('UBOB', id)
    hand.tasks = [{ ...pair, status: 'INCRE_TRANSFER_FAILED' }]
    const { hash } = await as('UASKS').get(id)
    const ended = await as('UASKS').execute(id, hash)
    expect(ended.why).toMatchObject({
      en: expect.any(String),
      'zh-CN': expect.stringMatching(/\p{Script=Han}/u),
    })
  })
})

describe('the complete call of a request', () => {
  const jobs = Array.from({ length: 10 }, (_, i) => ({ job_id: `job-${i}`, delete_type: 'terminate' }))
  const callOf = (body: object): RequestDraft => ({
    ...draft,
    payload: {
      ...{ kind: 'call', verb: 'stop', operation: 'batch-stop-or-delete-jobs', tasks: [] },
      ...{ title: { en: 'Stop or delete tasks', 'zh-CN': '批量结束或删除任务' }, input: { body } },
    },
  })
  const inThreads = () => posted.filter(({ threadTs }) => threadTs !== undefined)

  it('is in the thread of each of its messages, in words of their readers', async () => {
    hand.members.set('C1', ['UASKS'])
    hand.languages.set('UBOB', 'zh-CN')
    const { id } = await setting().as('UASKS').request(callOf({ jobs }))
    const file = {
      name: `batch-stop-or-delete-jobs-${id.slice(0, 8)}.json`,
      json: { operation: 'batch-stop-or-delete-jobs', body: { jobs } },
    }
    const comment = 'The complete call: Stop or delete tasks'
    expect(attached).toEqual([
      { team: 'T1', channel: 'C1', threadTs: '1.1', file, comment },
      {
        ...{ team: 'T1', channel: 'DUBOB', threadTs: '2.1', file },
        comment: '完整调用：批量结束或删除任务',
      },
      { team: 'T1', channel: 'DUCAROL', threadTs: '3.1', file, comment },
    ])
    expect(inThreads()).toEqual([])
  })

  it('is there where a request is shown later, and once', async () => {
    const { as, deps } = setting()
    await as('UASKS').request(callOf({ jobs }))
    hand.closed.add('C1')
    await tellOfLostRequests(deps, { team: 'T1', channel: 'C1' })
    await createSweeper(deps).run()
    expect(attached.map(({ channel }) => channel)).toEqual(['C1', 'DUASKS', 'DUBOB', 'DUCAROL'])
  })

  it('where it cannot be put is said to be missing, with a button that gives it', async () => {
    hand.members.set('C1', ['UASKS'])
    fileless.add('DUBOB')
    const { deps, as } = setting()
    const request = await as('UASKS').request(callOf({ jobs }))
    expect(attached.map(({ channel }) => channel)).toEqual(['C1', 'DUCAROL'])
    expect(inThreads()).toMatchObject([
      {
        ...{ channel: 'DUBOB', threadTs: '2.1' },
        card: { tone: 'warning', buttons: [{ action: 'cmd:approvals:file' }] },
      },
    ])
    expect(request.messages.map(({ ts }) => ts)).toEqual(['1.1', '2.1', '3.1'])
    const warnings = deps.log.lines.filter(({ level }) => level === 'warn')
    expect(warnings).toMatchObject([{ facts: { channel: 'DUBOB' } }])
  })

  it.each([
    ['short', { jobs: jobs.slice(0, 1) }, 0],
    ['of one long line', { jobs: [{ job_id: 'x'.repeat(600) }] }, 1],
    ['of many short ones', { jobs: Array.from({ length: 40 }, (_, i) => i) }, 1],
  ])('is a file only where its message shows less: %s', async (_, body, files) => {
    await setting().as('UASKS').request(callOf(body))
    expect(attached).toHaveLength(files)
  })
})
