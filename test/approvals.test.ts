import { EventEmitter, once } from 'node:events'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type ApprovalParts, approvalsFor, finishTicket } from '../src/approvals.ts'
import { type Draft, type Ticket, type TicketStep, ticketStates } from '../src/domain/approval.ts'
import type { Follow, FollowOutcome } from '../src/domain/watch.ts'
import { Refusal } from '../src/refusal.ts'
import { loadTicket } from '../src/store/approvals.ts'
import { closeRedis, connect, type Redis } from '../src/store/redis.ts'
import { MessengerError } from '../src/watch/messenger.ts'
import { type Recorder, recorder } from './helpers/recorder.ts'
import { testRedis } from './helpers/redis.ts'
import { noon, sampleSnapshot } from './helpers/samples.ts'
import { type TestLog, testLog } from './helpers/slack-desk.ts'

/** Requests for consent over a real Redis; Slack is a list of what was posted and edited. */
const minute = 60_000
const place = { team: 'T1', channel: 'C1', locale: 'en' as const }
const draft: Draft = {
  connection: 'prod',
  reason: 'planned exercise',
  wanted: {
    kind: 'action',
    verb: 'switchover',
    taskId: 'e1f6-jb101',
    taskName: 'orders-dr',
    scenario: 'cloudDataGuard',
    seen: { status: 'INCRE_TRANSFER_STARTED', direction: 'up' },
  },
}

let url: string
let redis: Redis
let slack: Recorder
let log: TestLog
let now: number

beforeEach(async () => {
  url = (await testRedis()).url
  redis = await connect(url)
  slack = recorder()
  log = testLog()
  now = noon
})

afterEach(() => closeRedis(redis))

const parts = (): ApprovalParts => ({ redis, messenger: slack, log, now: () => now })
const replica = (user = 'UASKS', more = {}) => approvalsFor(parts(), { ...place, user, ...more })
const approve = (by: string): TicketStep => ({ kind: 'approve', by })
const start = { kind: 'start' } as const

async function stored(id: string): Promise<Ticket> {
  const ticket = await loadTicket(redis, id)
  if (!ticket) throw new Error('the ticket is gone')
  return ticket
}

const title = (state: keyof typeof ticketStates) =>
  state === 'pending'
    ? 'Approval needed: Switch over orders-dr'
    : `Switch over orders-dr: ${ticketStates[state].en}`

describe('a request', () => {
  it('is stored, posted, and knows its message', async () => {
    const ticket = await replica().request(draft)
    expect(ticket).toMatchObject({
      ...draft,
      ...place,
      requester: 'UASKS',
      state: 'pending',
      messageTs: '1.1',
    })
    expect(await stored(ticket.id)).toEqual(ticket)
    expect(slack.titles).toEqual([title('pending')])
  })

  it('shows every move on its one message, each once', async () => {
    const { id } = await replica().request(draft)
    await replica().step(id, approve('UVOTES'))
    await replica().step(id, start)
    await replica().step(id, { kind: 'finish', outcome: 'verified' })
    expect(slack.titles).toEqual([title('pending'), title('approved'), title('executing'), title('verified')])
  })

  it('is approved once by two people on two replicas at the same moment', async () => {
    const { id } = await replica().request(draft)
    const pressed = await Promise.allSettled(
      ['UBOB', 'UCAROL'].map((user) => replica(user).step(id, approve(user))),
    )
    const reasons = pressed.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []))
    expect(reasons).toEqual([expect.any(Refusal)])
    expect(reasons[0].text.en).toContain(ticketStates.approved.en)
    expect(slack.titles).toEqual([title('pending'), title('approved')])
  })

  it('is unknown to other workspaces, as is one that never was', async () => {
    const { id } = await replica().request(draft)
    const stranger = replica('UVOTES', { team: 'T2' })
    for (const attempt of [
      stranger.get(id),
      stranger.step(id, approve('UVOTES')),
      replica().get('nothing'),
    ]) {
      await expect(attempt).rejects.toMatchObject({ text: { en: 'There is no such request.' } })
    }
    expect((await stored(id)).state).toBe('pending')
  })

  it('that is too old is stored and shown as expired when somebody presses', async () => {
    const { id } = await replica().request(draft)
    now += 60 * minute + 1
    await expect(replica().step(id, approve('UVOTES'))).rejects.toThrow(ticketStates.expired.en)
    expect((await stored(id)).state).toBe('expired')
    expect(slack.titles.at(-1)).toBe(title('expired'))
  })

  it('that was approved too long ago is not carried out', async () => {
    const { id } = await replica().request(draft)
    await replica().step(id, approve('UVOTES'))
    now += 15 * minute + 1
    await expect(replica().step(id, start)).rejects.toThrow(ticketStates.expired.en)
    expect((await stored(id)).state).toBe('expired')
  })
})

describe('the message of a request', () => {
  it.each([
    ['place-gone', Refusal, 'Invite me to this channel'],
    ['unreachable', MessengerError, 'no answer'],
  ] as const)('that Slack refuses (%s) cancels it, and the person is told', async (reason, kind, said) => {
    const ids: string[] = []
    slack.before = async () => {
      ids.push(...(await redis.keys('*')))
      throw new MessengerError(reason, 'no answer')
    }
    const asked = replica().request(draft)
    await expect(asked).rejects.toBeInstanceOf(kind)
    await expect(asked).rejects.toThrow(said)
    const [key = ''] = ids
    expect(JSON.parse((await redis.get(key)) ?? '')).toMatchObject({ state: 'cancelled', endedBy: 'UASKS' })
  })

  it('that cannot be edited does not stop the request', async () => {
    const { id } = await replica().request(draft)
    slack.before = async () => Promise.reject(new MessengerError('rate-limited', 'slow down'))
    expect((await replica().step(id, approve('UVOTES'))).state).toBe('approved')
    expect(log.lines).toMatchObject([{ level: 'warn', facts: { ticket: id, state: 'approved' } }])
    slack.before = async () => undefined
    await replica().step(id, start)
    expect(slack.titles.at(-1)).toBe(title('executing'))
  })

  it('shows the approval of somebody who was quicker than its note', async () => {
    let id = ''
    slack.before = async () => {
      const [key = ''] = await redis.keys('*')
      id = JSON.parse((await redis.get(key)) ?? '').id
      slack.before = async () => undefined
      await replica().step(id, approve('UVOTES'))
    }
    const ticket = await replica().request(draft)
    expect(ticket).toMatchObject({ id, state: 'approved', messageTs: '1.1' })
    expect(slack.titles).toEqual([title('pending'), title('approved')])
  })

  it('ends with the last state, even if an earlier edit arrives later', async () => {
    const { id } = await replica().request(draft)
    const edits = new EventEmitter()
    slack.before = async (text) => {
      if (text !== title('approved')) return
      const released = once(edits, 'go')
      edits.emit('waiting')
      await released
    }
    const waiting = once(edits, 'waiting')
    const slow = replica().step(id, approve('UVOTES'))
    await waiting
    await replica().step(id, { kind: 'cancel', by: 'UASKS' })
    slack.before = async () => undefined
    edits.emit('go')
    await slow
    expect(slack.titles).toEqual(
      ['pending', 'cancelled', 'approved', 'cancelled'].map((s) => title(s as 'pending')),
    )
  })
})

describe('the end of the action', () => {
  async function executing(): Promise<Ticket> {
    const { id } = await replica().request(draft)
    await replica().step(id, approve('UVOTES'))
    return replica().step(id, start)
  }

  function outcomeOf(ticket: string | undefined, outcome: FollowOutcome) {
    const follow: Follow = {
      ...place,
      id: 'F1',
      connection: 'prod',
      taskId: 'e1f6-jb101',
      verb: 'switchover',
      by: 'UASKS',
      since: noon,
      deadline: noon + 30 * minute,
      ...(ticket && { ticket }),
    }
    const identity = { id: 'outcome:F1', connection: 'prod', taskId: 'e1f6-jb101' }
    return { ...identity, kind: 'outcome' as const, follow, outcome, snapshot: sampleSnapshot() }
  }

  it.each([
    ['reached', 'verified', undefined],
    ['failed', 'failed', 'The task has failed.'],
    ['overdue', 'failed', 'has not shown in time'],
  ] as const)('that is %s closes the request as %s', async (outcome, state, why) => {
    const { id } = await executing()
    await finishTicket(parts(), outcomeOf(id, outcome))
    const ticket = await stored(id)
    expect(ticket.state).toBe(state)
    if (why === undefined) expect(ticket).not.toHaveProperty('why')
    else expect(ticket.why).toContain(why)
  })

  it('told twice changes nothing the second time', async () => {
    const { id } = await executing()
    await finishTicket(parts(), outcomeOf(id, 'reached'))
    const [ticket, told] = [await stored(id), [...slack.titles]]
    await finishTicket(parts(), outcomeOf(id, 'failed'))
    expect(await stored(id)).toEqual(ticket)
    expect(slack.titles).toEqual(told)
  })

  it('of an action without a request, or of one that is not under way, changes nothing', async () => {
    const { id } = await replica().request(draft)
    for (const ticket of [undefined, 'nothing', id]) await finishTicket(parts(), outcomeOf(ticket, 'reached'))
    expect((await stored(id)).state).toBe('pending')
  })
})

describe('two replicas in any order', () => {
  const person = fc.constantFrom('UASKS', 'UBOB', 'UCAROL')
  const anyStep: fc.Arbitrary<TicketStep> = fc.oneof(
    { weight: 4, arbitrary: fc.record({ kind: fc.constant('approve' as const), by: person }) },
    { weight: 4, arbitrary: fc.constant(start) },
    fc.record({ kind: fc.constant('cancel' as const), by: person }),
    fc.record({ kind: fc.constant('reject' as const), by: person, why: fc.constant('no') }),
    fc.constantFrom<TicketStep>(
      { kind: 'stale', why: 'changed' },
      { kind: 'finish', outcome: 'verified' },
      { kind: 'finish', outcome: 'failed', why: 'refused' },
    ),
  )
  /** Steps of one round are under way at the same time, spread over both replicas. */
  const rounds = fc.array(fc.array(anyStep, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 })

  it('carry out at most once, and never without the consent of another person', async () => {
    const other = await connect(url)
    await fc
      .assert(
        fc.asyncProperty(rounds, async (given) => {
          const both = [parts(), { ...parts(), redis: other }].map((one) =>
            approvalsFor(one, { ...place, user: 'UASKS' }),
          )
          const { id } = await replica().request(draft)
          const started: Ticket[] = []
          for (const steps of given) {
            const results = await Promise.allSettled(
              steps.map(async (step, i) => ({ step, ticket: await both[i % 2]?.step(id, step) })),
            )
            for (const result of results) {
              if (result.status === 'rejected') expect(result.reason).toBeInstanceOf(Refusal)
              else if (result.value.step.kind === 'start' && result.value.ticket)
                started.push(result.value.ticket)
            }
          }
          expect(started.length).toBeLessThanOrEqual(1)
          for (const ticket of started) {
            expect(ticket.approvedBy).toMatch(/^U(BOB|CAROL)$/)
            expect(ticket.approvedBy).not.toBe(ticket.requester)
          }
          expect(slack.titles.at(-1)).toBe(title((await stored(id)).state))
        }),
        { numRuns: 60 },
      )
      .finally(() => closeRedis(other))
  })
})
