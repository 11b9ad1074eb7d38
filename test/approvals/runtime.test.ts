import { EventEmitter, once } from 'node:events'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { approvalsFor, createSweeper, recordOutcome } from '../../src/approvals/index.ts'
import { UserError } from '../../src/base/user-error.ts'
import type { PolicyRule } from '../../src/domain/approvals/policy.ts'
import { defaultRules } from '../../src/domain/approvals/rules.ts'
import { outcomeMessage } from '../../src/domain/delivery/outbox-message.ts'
import type { ActionOutcome } from '../../src/domain/watching/watch.ts'
import { DrsError } from '../../src/drs/drs-error.ts'
import { MessengerError } from '../../src/ports/messenger.ts'
import type { ApprovalStore } from '../../src/store/approval-store.ts'
import { giveBack } from '../../src/store/drafts.ts'
import { addPendingAction, pendingActionsOfTask } from '../../src/store/pending-actions.ts'
import { closeRedis, connectRedis, type Redis } from '../../src/store/redis.ts'
import { claimTask } from '../../src/store/task-locks.ts'
import { type ByHand, byHand, draft, pair, replicaOf } from '../helpers/approvals.ts'
import { type Recorder, recorder } from '../helpers/recorder.ts'
import { testRedis } from '../helpers/redis.ts'
import { noon, sampleSnapshot } from '../helpers/samples.ts'

/** Approval requests over a real Redis; Slack is a list of what was posted and edited, DRS is in the test's hand. */
const minute = 60_000

let url: string
let redis: Redis
let other: Redis
let slack: Recorder
let hand: ByHand

beforeEach(async () => {
  url = (await testRedis()).url
  redis = await connectRedis(url)
  other = await connectRedis(url)
  slack = recorder()
  hand = byHand()
})

afterEach(async () => {
  await closeRedis(redis)
  await closeRedis(other)
})

const deps = (more: Parameters<typeof replicaOf>[3] = {}) => replicaOf(redis, slack, hand, more)
const as = (user: string, from = deps()) =>
  approvalsFor(from, { team: 'T1', channel: 'C1', locale: 'en', user }, from.newAuthority())

async function approved() {
  const { id } = await as('UASKS').request(draft)
  for (const by of ['UBOB', 'UCAROL']) {
    const { hash } = await as(by).get(id)
    await as(by).transition(id, { kind: 'vote', by, hash })
  }
  return as('UASKS').get(id)
}

const kinds = async (from = deps()) => {
  const found: string[] = []
  for await (const some of from.store.records()) found.push(...some.map(({ record }) => record.kind))
  return found
}

describe('a request', () => {
  it('is stored with its policy and hash, posted, audited, and knows its message', async () => {
    const request = await as('UASKS').request(draft)
    expect(request).toMatchObject({ ...draft, requester: 'UASKS', state: 'pending' })
    expect(request.messages).toEqual([
      { channel: 'C1', ts: '1.1', link: 'https://slack.example/C1/1.1', asks: true, readIn: ['en'] },
    ])
    expect(request.asked).toEqual(['UBOB', 'UCAROL', 'S1', 'UDANA', 'UERIN'])
    expect(request.hash).toMatch(/^[0-9a-f]{64}$/)
    expect(slack.titles).toEqual(['Approval needed: switch over orders-dr'])
    expect(await kinds()).toEqual(['ask', 'ask'])
  })

  it('that nobody could approve troubles nobody', async () => {
    const need = [{ group: { name: 'dba', users: ['UASKS'], userGroups: [] }, seats: 1 }]
    const policy = { need, answerWithinMs: minute, useWithinMs: minute, preconditions: {} }
    const from = deps({ fileRules: [{ verbs: ['*'], connections: ['*'], policy }] })
    await expect(as('UASKS', from).request(draft)).rejects.toThrow('Nobody could approve this')
    expect(slack.titles).toEqual([])
    expect(await as('UASKS').list('open')).toEqual([])
  })

  it('whose message Slack refuses is cancelled', async () => {
    slack.before = () => Promise.reject(new MessengerError('channel-gone', 'no answer'))
    await expect(as('UASKS').request(draft)).rejects.toThrow('Add it to this channel')
    expect(await as('UASKS').list('closed')).toMatchObject([{ state: 'cancelled' }])
  })

  it('is found by the beginning of its number, in its own workspace only', async () => {
    const { id } = await as('UASKS').request(draft)
    expect((await as('UBOB').get(id.slice(0, 8))).id).toBe(id)
    const stranger = approvalsFor(
      deps(),
      { team: 'T2', channel: 'C1', locale: 'en', user: 'UBOB' },
      deps().newAuthority(),
    )
    for (const given of [id, id.slice(0, 8)])
      await expect(stranger.get(given)).rejects.toThrow('no such request')
  })

  it('ends with the last state on its message, even if an earlier edit arrives later', async () => {
    const { id, hash } = await as('UASKS').request(draft)
    const edits = new EventEmitter()
    const waiting = once(edits, 'waiting')
    slack.before = async () => {
      slack.before = async () => undefined
      const released = once(edits, 'go')
      edits.emit('waiting')
      await released
    }
    const slow = as('UBOB').transition(id, { kind: 'vote', by: 'UBOB', hash })
    await waiting
    await as('UASKS').transition(id, { kind: 'cancel', by: 'UASKS' })
    edits.emit('go')
    await slow
    expect(slack.titles.at(-1)).toBe('Switch over orders-dr: cancelled')
  })
})

describe('people', () => {
  it.each([
    ['who was deactivated since', () => hand.refused.add('UCAROL')],
    ['who are no approvers', () => undefined],
  ])('%s do not fill a seat', async (who, change) => {
    const { id, hash } = await as('UASKS').request(draft)
    change()
    const by = who === 'who are no approvers' ? 'UNOBODY' : 'UCAROL'
    await expect(as(by).transition(id, { kind: 'vote', by, hash })).rejects.toBeInstanceOf(UserError)
    expect((await kinds()).at(-1)).toBe('refused')
  })

  it('of a user group count as long as they are in it, at the execution too', async () => {
    hand.groups.set('UGROUP', ['S1'])
    const { id, hash } = await as('UASKS').request(draft)
    for (const by of ['UBOB', 'UGROUP']) await as(by).transition(id, { kind: 'vote', by, hash })
    hand.groups.delete('UGROUP')
    await expect(as('UASKS').execute(id, hash)).rejects.toBeInstanceOf(UserError)
    expect(await as('UASKS').get(id)).toMatchObject({ state: 'pending' })
    expect(hand.called).toEqual([])
  })
})

describe('a vote', () => {
  it.each([
    ['what ends the task', 'stop', 'After it, this is no longer needed.'],
    ['a comparison, which only reads', 'compare', undefined],
    ['what only has to end first', 'precheck', undefined],
  ] as const)('while something else is under way: %s', async (_, verb, why) => {
    const { id, hash } = await as('UASKS').request(draft)
    await addPendingAction(redis, { ...pendingOf('pause'), verb }, hand.now)
    const vote = as('UBOB').transition(id, { kind: 'vote', by: 'UBOB', hash })
    if (why) await expect(vote).rejects.toThrow(why)
    else expect((await vote).votes).toHaveLength(1)
  })
})

const everybody = { name: 'approvers', users: ['*'], userGroups: [] }
const needs = (seats: number, more: Partial<PolicyRule> = {}, preconditions = {}): PolicyRule => ({
  verbs: ['switchover'],
  connections: ['*'],
  policy: {
    need: [{ group: everybody, seats }],
    answerWithinMs: 60 * minute,
    useWithinMs: 15 * minute,
    preconditions,
  },
  ...more,
})

describe('an execution', () => {
  it('stores a pending action before it asks DRS, and gives the task back', async () => {
    const { id, hash } = await approved()
    hand.call = async (_verb, ids) => {
      expect(await pendingActionsOfTask(redis, 'prod', pair.id)).toMatchObject([
        { requestId: id, verb: 'switchover' },
      ])
      return ids.map((one) => ({ id: one, ok: true }))
    }
    expect(await as('UASKS').execute(id, hash)).toMatchObject({ state: 'executing', executedBy: 'UASKS' })
    const claim = { by: 'UBOB', verb: 'stop', token: 'another' }
    expect(await claimTask(redis, 'prod', pair.id, claim, minute, hand.now)).toEqual({ ok: true })
    expect(hand.called).toEqual([`switchover ${pair.id}`])
  })

  it('begins once, on two replicas at the same moment', async () => {
    const { id, hash } = await approved()
    const both = [deps(), replicaOf(other, slack, hand)]
    const clicked = await Promise.allSettled(
      ['UASKS', 'UBOB', 'UCAROL', 'UASKS'].map((user, i) => as(user, both[i % 2]).execute(id, hash)),
    )
    expect(clicked.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    expect(hand.called).toHaveLength(1)
  })

  it.each<[string, () => Promise<unknown>, string]>([
    [
      'something else is being done to the task',
      () => claimTask(redis, 'prod', pair.id, { by: 'U', verb: 'stop', token: 'x' }, minute, hand.now),
      'Another action on',
    ],
    [
      'an earlier action is still pending',
      () => addPendingAction(redis, pendingOf('pause'), hand.now),
      'Another action on',
    ],
    ['DRS does not answer', async () => hand.tasks.splice(0), 'could not be read'],
    [
      'the direction has changed',
      async () => hand.tasks.splice(0, 1, { ...pair, direction: 'down' }),
      'direction has changed',
    ],
    [
      'the status does not allow it',
      async () => hand.tasks.splice(0, 1, { ...pair, status: 'PAUSING' }),
      'is not possible',
    ],
  ])('does not begin if %s, and says why', async (_, change, why) => {
    const { id, hash } = await approved()
    await change()
    expect(await as('UASKS').execute(id, hash)).toMatchObject({
      state: 'stale',
      why: { en: expect.stringContaining(why) },
    })
    expect(hand.called).toEqual([])
    expect(slack.titles.filter((title) => title.includes('not carried out'))).not.toEqual([])
  })

  describe('whose roles or rules change between the click and its beginning', () => {
    const record = {
      kind: 'configuration',
      at: noon,
      who: 'UDANA',
      team: 'T1',
      channel: 'C1',
      what: 'x',
    } as const
    const given = <T>(value: T) => ({ id: 'given', by: 'UDANA', at: noon, value })
    const dave = { role: 'approver', users: ['UDAVE'], connections: ['*'], channels: ['*'] } as const

    /** A replica to which that happens right before the request moves on, once. */
    function changedIn(between: (store: ApprovalStore) => Promise<unknown>) {
      const { store } = deps()
      let happened = false
      return deps({
        store: {
          ...store,
          beginRequest: async (...args) => {
            if (!happened) await between(replicaOf(other, slack, hand).store)
            happened = true
            return store.beginRequest(...args)
          },
        },
      })
    }

    it.each<[string, (store: ApprovalStore) => Promise<unknown>, string]>([
      ['more people are needed', (store) => store.addRule(given(needs(3)), record), 'are no longer enough'],
      [
        'figures have to keep to a limit',
        (store) => store.addRule(given(needs(2, {}, { maxLagMs: 1 })), record),
        'delay',
      ],
      ['an approver is none any more', (store) => store.removeGrant('given', record), 'are no longer enough'],
    ])('does not begin and is stale if %s', async (_, change, why) => {
      await deps().store.addGrant(given(dave), record)
      const { id, hash } = await as('UASKS').request(draft)
      for (const by of ['UBOB', 'UDAVE']) await as(by).transition(id, { kind: 'vote', by, hash })
      const ended = await as('UASKS', changedIn(change)).execute(id, hash)
      expect(ended).toMatchObject({ state: 'stale', why: { en: expect.stringContaining(why) } })
      expect(hand.called).toEqual([])
    })

    it.each<[string, (store: ApprovalStore) => Promise<unknown>]>([
      ['a rule for something else', (store) => store.addRule(given(needs(3, { verbs: ['stop'] })), record)],
      ['a rule that asks for less', (store) => store.addRule(given(needs(1)), record)],
      ['a role that somebody is given', (store) => store.addGrant(given(dave), record)],
    ])('begins once all the same with %s', async (_, change) => {
      const { id, hash } = await approved()
      expect(await as('UASKS', changedIn(change)).execute(id, hash)).toMatchObject({ state: 'executing' })
      expect(hand.called).toHaveLength(1)
    })
  })

  it.each([
    ['needs more people', needs(3, { tags: ['env=prod'] }), 'are no longer enough'],
    ['has other limits', needs(2, { tags: ['env=prod'] }, { maxLagMs: 1 }), 'limits'],
  ])('does not begin if the task %s since its tags have changed', async (_, rule, why) => {
    hand.tasks = [{ ...pair, tags: ['env=lab'] }]
    const from = deps({ fileRules: [rule, ...defaultRules] })
    const { payload } = draft
    const tasks =
      payload.kind === 'action' ? payload.tasks.map((task) => ({ ...task, tags: ['env=lab'] })) : []
    const tagged = { ...draft, payload: { ...payload, tasks } } as typeof draft
    const { id, hash } = await as('UASKS', from).request(tagged)
    for (const by of ['UBOB', 'UCAROL']) await as(by, from).transition(id, { kind: 'vote', by, hash })
    hand.tasks = [{ ...pair, tags: ['Env=prod'] }]
    expect(await as('UASKS', from).execute(id, hash)).toMatchObject({
      state: 'stale',
      why: { en: expect.stringContaining(why) },
    })
    expect(hand.called).toEqual([])
  })

  it('is not held up by a comparison, which only reads', async () => {
    const { id, hash } = await approved()
    await addPendingAction(redis, { ...pendingOf('pause'), verb: 'compare' }, hand.now)
    expect(await as('UASKS').execute(id, hash)).toMatchObject({ state: 'executing' })
  })

  it('does not begin after its clock, whatever no sweeper has seen', async () => {
    const { id, hash } = await approved()
    hand.now += 15 * minute + 1
    await expect(as('UASKS').execute(id, hash)).rejects.toThrow('Expired')
    expect(await as('UASKS').get(id)).toMatchObject({ state: 'expired' })
    expect(hand.called).toEqual([])
  })

  it('is not for people without the role, nor with the hash of something else', async () => {
    const { id, hash } = await approved()
    hand.refused.add('UEVE')
    await expect(as('UEVE').execute(id, hash)).rejects.toBeInstanceOf(UserError)
    await expect(as('UASKS').execute(id, '0'.repeat(64))).rejects.toThrow('The request has changed')
    expect(hand.called).toEqual([])
  })

  it('that DRS refuses ends at once, and nobody waits for it', async () => {
    const { id, hash } = await approved()
    const error = new DrsError({ code: 'DRS.M05004', message: 'no', operation: 'batch-switchover' })
    hand.call = async (_verb, ids) => ids.map((one) => ({ id: one, ok: false, error }))
    expect(await as('UASKS').execute(id, hash)).toMatchObject({
      state: 'failed',
      results: { [pair.id]: 'refused' },
    })
    expect(await pendingActionsOfTask(redis, 'prod', pair.id)).toEqual([])
  })

  it.each([
    ['as an answer of its own', true],
    ['thrown', false],
  ])('without an answer (%s) waits for what looking shows', async (_, item) => {
    const { id, hash } = await approved()
    const error = new DrsError({ code: 'timeout', message: 'no answer', operation: 'batch-switchover' })
    hand.call = async (_verb, ids) => {
      if (item) return ids.map((one) => ({ id: one, ok: false, error }))
      throw error
    }
    expect(await as('UASKS').execute(id, hash)).toMatchObject({ state: 'executing' })
    expect(await pendingActionsOfTask(redis, 'prod', pair.id)).toHaveLength(1)
    expect(slack.titles).toContain('No answer from DRS')
    expect(hand.called).toHaveLength(1)
  })

  it.each<[ActionOutcome, string, string | undefined]>([
    ['reached', 'verified', undefined],
    ['failed', 'failed', 'The task has failed.'],
    ['overdue', 'failed', 'not reached the result'],
  ])('whose task is %s ends as %s; told twice, nothing happens', async (outcome, state, why) => {
    const { id, hash } = await approved()
    await as('UASKS').execute(id, hash)
    const [action] = hand.pendingActions
    if (!action) throw new Error('nothing is pending')
    const snapshot = sampleSnapshot({ id: pair.id })
    await recordOutcome(deps(), outcomeMessage(action, outcome, snapshot))
    const ended = await as('UASKS').get(id)
    expect(ended).toMatchObject({ state, ...(why && { why: { en: expect.stringContaining(why) } }) })
    await recordOutcome(deps(), outcomeMessage(action, 'failed', snapshot))
    expect(await as('UASKS').get(id)).toEqual(ended)
  })
})

function pendingOf(verb: 'pause') {
  const place = { team: 'T1', channel: 'C1', locale: 'en' as const }
  const span = { since: hand.now, deadline: hand.now + 30 * minute }
  return { ...place, id: 'F1', connection: 'prod', taskId: pair.id, verb, by: 'UASKS', ...span }
}

describe('break-glass', () => {
  it('begins without votes for an admin who types the name, is told to the audit channel, and is reviewed', async () => {
    const from = deps({ auditChannel: 'CAUDIT' })
    const { id } = await as('UASKS', from).request(draft)
    await expect(as('UBOB', from).breakGlass(id, pair.name, 'fire')).rejects.toBeInstanceOf(UserError)
    await expect(as('UDANA', from).breakGlass(id, 'orders', 'fire')).rejects.toThrow(pair.name)
    expect(hand.called).toEqual([])
    const begun = await as('UDANA', from).breakGlass(id, pair.name, 'fire')
    expect(begun).toMatchObject({ state: 'executing', breakGlass: { by: 'UDANA', why: 'fire' } })
    const told = [...slack.channels].filter(([title]) => title.startsWith('Carried out without approval'))
    expect(told.flatMap(([, channels]) => channels).sort()).toEqual(['C1', 'CAUDIT'])
    const review = (by: string) => ({ kind: 'review', by, note: 'seen' }) as const
    await expect(as('UDANA', from).transition(id, review('UDANA'))).rejects.toBeInstanceOf(UserError)
    expect((await as('UBOB', from).transition(id, review('UBOB'))).breakGlass?.review?.by).toBe('UBOB')
  })

  it('does not begin if fresh reads are against it, and the request goes on waiting', async () => {
    const { id } = await as('UASKS').request(draft)
    hand.tasks = []
    await expect(as('UDANA').breakGlass(id, pair.name, 'fire')).rejects.toThrow('could not be read')
    expect(await as('UASKS').get(id)).toMatchObject({ state: 'pending' })
  })
})

describe('a change of the policy', () => {
  it('holds for requests to come once an admin has approved and it was carried out', async () => {
    const read = as('UDANA').parseRule('switchover prod 1')
    if (!('change' in read)) throw new Error(read.wrong.en)
    const title = { en: 'Change', 'zh-CN': '修改' }
    const wanted = { kind: 'change', verb: 'policy', title, change: read.change } as const
    const { id, hash } = await as('UERIN').request({
      connection: 'prod',
      reason: 'smaller team',
      payload: wanted,
    })
    await expect(as('UBOB').transition(id, { kind: 'vote', by: 'UBOB', hash })).rejects.toBeInstanceOf(
      UserError,
    )
    await as('UDANA').transition(id, { kind: 'vote', by: 'UDANA', hash })
    expect(await as('UERIN').execute(id, hash)).toMatchObject({ state: 'verified' })
    expect((await as('UASKS').policy(draft))?.need).toMatchObject([{ seats: 1 }])
    expect(await kinds()).toContain('configuration')
  })
})

describe('the sweeper', () => {
  it('reminds, and lets requests expire', async () => {
    const { id } = await as('UASKS').request(draft)
    const sweeper = createSweeper(deps())
    await sweeper.run()
    expect(slack.titles).toHaveLength(1)
    hand.now += 31 * minute
    await sweeper.run()
    expect(slack.titles.at(-1)).toBe('Still waiting for approval')
    hand.now += 30 * minute
    await sweeper.run()
    expect(await as('UASKS').get(id)).toMatchObject({ state: 'expired' })
  })

  it('finds the message that a crash has left without its note', async () => {
    const { store } = deps()
    const request = await approved()
    const messages = request.messages.map(({ channel, asks }) => ({ channel, asks }))
    await store.saveRequest({ ...request, messages, state: 'pending', version: request.version + 1 })
    slack.find = async () => '7.7'
    hand.now += minute
    await giveBack(redis, `post ${request.id}`)
    await createSweeper(deps()).run()
    expect(await as('UASKS').get(request.id)).toMatchObject({ messages: [{ ts: '7.7' }] })
  })

  it('lets one replica post what a crash has left without a message, whoever else looks for it meanwhile', async () => {
    const request = await approved()
    const { store } = deps()
    const messages = request.messages.map(({ channel, asks }) => ({ channel, asks }))
    await store.saveRequest({ ...request, messages, state: 'pending', version: request.version + 1 })
    hand.now += minute
    const before = slack.titles.length
    const sweepers = [deps(), replicaOf(other, slack, hand)].map(createSweeper)
    await Promise.all(sweepers.map((sweeper) => sweeper.run()))
    expect(slack.titles.slice(before), 'the replica that made it may still be posting').toEqual([])
    await giveBack(redis, `post ${request.id}`)
    await Promise.all(sweepers.map((sweeper) => sweeper.run()))
    const posted = slack.titles.slice(before).filter((title) => title.startsWith('Approval needed'))
    expect(posted).toHaveLength(1)
  })

  it('looks after an execution whose process has died, without asking DRS', async () => {
    const request = await approved()
    const dying = deps({ note: () => Promise.reject(new Error('killed')) })
    await expect(as('UASKS', dying).execute(request.id, request.hash)).rejects.toThrow('killed')
    await createSweeper(deps()).run()
    expect(hand.pendingActions).toEqual([])
    hand.now += 2 * minute
    await createSweeper(deps()).run()
    await createSweeper(replicaOf(other, slack, hand)).run()
    expect(hand.pendingActions).toMatchObject([
      { requestId: request.id, verb: 'switchover', direction: 'up' },
    ])
    expect(hand.called).toEqual([])
  })
})
