import { describe, expect, it } from 'vitest'
import type { ApprovalRequest, RequestState } from '../../src/domain/approvals/request.ts'
import { standingText } from '../../src/domain/approvals/standing.ts'
import { checkBlocks } from '../../src/local-slack/blocks/validate.ts'
import { renderCard } from '../../src/slack/blocks.ts'
import type { Card } from '../../src/views/card.ts'
import { leaveOutCard } from '../../src/views/request-buttons.ts'
import { requestCard, requestDetails } from '../../src/views/request-card.ts'
import type { GroupSeats, RequestPicture } from '../../src/views/request-course.ts'
import { outdatedNotes, readyNote, requestNotes } from '../../src/views/request-notes.ts'
import { batchRequest, callRequest, sampleApprovalRequest } from '../helpers/approval-requests.ts'
import { noon } from '../helpers/samples.ts'

const pending = sampleApprovalRequest()
const states = [
  'pending',
  'approved',
  'executing',
  'verified',
  'failed',
  'rejected',
  'cancelled',
  'expired',
  'stale',
] as const satisfies readonly RequestState[]
const inState = (state: RequestState, more: Partial<ApprovalRequest> = {}): ApprovalRequest => ({
  ...pending,
  state,
  ...more,
})
const names = new Map([
  ['UASKS', 'Alice Meyer'],
  ['UBOB', 'Bob Chen'],
])
const seen = (more: Partial<RequestPicture> = {}): RequestPicture => ({
  seats: [{ group: 'approvers', seats: 2, open: 2 }],
  names,
  message: { channel: 'C1', ts: '1.1', asks: true },
  ...more,
})
const actions = (card: Card) => (card.buttons ?? []).map((button) => button.action)
const entries = (card: Card) => (card.menu ?? []).map((entry) => entry.action)
const plain = (card: Card) => renderCard(card).text
const vote = { by: 'UBOB', hash: pending.hash, at: noon }

describe('the message of a request', () => {
  it('says what is needed of whom and by when, the reason with its name, the effect and how things stand', () => {
    const text = plain(requestCard(pending, seen()))
    expect(text.split('\n')).toEqual([
      'Approval needed: switch over orders-dr',
      expect.stringMatching(/^<@UBOB> <!subteam\^S01DBA> please decide by <!date/),
      'planned exercise — Alice Meyer',
      'Effect: rds-orders-dr (10.1.0.8:3306) becomes active, 10.0.0.9:3306 becomes standby',
      'Right now: Disaster recovery in progress · This cloud is the standby · delay 400 ms · RPO 800 ms · last comparison 2 hr ago: no differences',
      'Approvals: 0 of 2, from approvers',
      'prod · req-1234 · # abcdef01',
      '[Approve] [Decline…] [Details] [Cancel the request]',
    ])
  })

  it('marks what DRS does not say of the ends, and that nobody has compared', () => {
    if (pending.payload.kind !== 'action') throw new Error('another sample')
    const [task] = pending.payload.tasks
    if (!task) throw new Error('another sample')
    const { source: _, destination: __, observed, ...bare } = task
    const { comparison: ___, ...figures } = observed
    const payload = { ...pending.payload, tasks: [{ ...bare, observed: figures }] }
    const text = plain(requestCard({ ...pending, payload }, seen()))
    expect(text).toContain('⚠️ address not known becomes active')
    expect(text).toContain('last comparison: none ⚠️')
  })

  it('calls people only where those who decide read it, and nobody in direct messages', () => {
    const shown = (message: RequestPicture['message']) =>
      plain(requestCard(pending, seen(message ? { message } : {}))).split('\n')[1]
    expect(shown({ channel: 'C2', asks: false })).toMatch(/^Waiting for approval until <!date/)
    expect(shown({ channel: 'D1', asks: true, person: 'UBOB' })).toMatch(/^Please decide by <!date/)
  })

  it('repeats name and consequence before an approval counts', () => {
    const [approve] = requestCard(pending, seen()).buttons ?? []
    expect(approve?.confirm?.text).toBe(
      'Approve: switch over orders-dr? rds-orders-dr (10.1.0.8:3306) becomes active, 10.0.0.9:3306 becomes standby. Carrying it out takes one more click.',
    )
  })

  it('says so where the last approval carries it out', () => {
    const [approve] = requestCard(pending, seen({ runs: true })).buttons ?? []
    expect(approve?.label).toBe('Approve and switch over orders-dr')
    expect(approve?.confirm?.text).toContain('The bot checks the task again first.')
    expect(readyNote(inState('approved', { useBy: noon, runs: true })).card.buttons).toHaveLength(1)
    expect(requestNotes(pending, inState('approved', { useBy: noon, runs: true }))).toEqual([])
  })

  it('shows who has approved and who is open', () => {
    const seats: readonly GroupSeats[] = [
      { group: 'dba', seats: 2, open: 1 },
      { group: 'owners', seats: 1, open: 0 },
    ]
    const voted = inState('pending', { votes: [vote] })
    expect(plain(requestCard(voted, seen({ seats })))).toContain(
      'Approvals: 1 of 2, from dba + 1 of 1, from owners · Bob Chen',
    )
    expect(plain(requestCard({ ...voted, locale: 'zh-CN' }, seen({ seats })))).toContain(
      '批准：dba 1/2 + owners 1/1 · Bob Chen',
    )
  })

  it('shows the second clock, and the button that carries it out, once it is approved', () => {
    const card = requestCard(inState('approved', { useBy: noon + 900_000 }), seen())
    expect(plain(card)).toMatch(/Carry it out by <!date/)
    expect(actions(card)).toEqual(['cmd:execute:ask', 'cmd:reject:ask'])
    expect(card.buttons?.[0]?.confirm?.text).toContain('Carry out now: switch over orders-dr?')
  })

  it('carries in its buttons the number and the beginning of the hash, so that a vote is for what was shown', () => {
    const card = requestCard(inState('pending', { votes: [vote] }), seen())
    expect(actions(card)).toEqual(['cmd:approve:ask', 'cmd:reject:ask'])
    expect(entries(card)).toEqual(['cmd:approvals:details', 'cmd:withdraw:ask', 'cmd:cancel:ask'])
    expect(new Set([...(card.buttons ?? []), ...(card.menu ?? [])].map(({ value }) => value))).toEqual(
      new Set(['req-1234567 abcdef0123456789']),
    )
  })

  it('lets an approver leave a task out of a batch, never of a single one', () => {
    expect(entries(requestCard(pending))).not.toContain('cmd:approve:choose')
    expect(entries(requestCard(batchRequest()))).toContain('cmd:approve:choose')
    expect(leaveOutCard(batchRequest()).choice?.options).toEqual([
      { label: 'orders', value: 'req-1234567 abcdef0123456789 t1' },
      { label: 'billing', value: 'req-1234567 abcdef0123456789 t2' },
    ])
  })

  it('shows the result of each task, those that went wrong first', () => {
    const results = { t1: 'reached', t2: 'refused' } as const
    const request = { ...batchRequest(), state: 'failed', results, why: 'DRS.M05004 no' } as const
    const text = plain(requestCard(request, seen()))
    expect(text).toMatch(/billing .* → refused by DRS\n.*orders .* → done/)
    expect(text).toContain('Stop 2 tasks: partly done: 1 of 2')
    expect(text).toContain('Why: DRS.M05004 no')
  })

  it('offers the way back of a confirmed switchover, and only looks at whatever is closed otherwise', () => {
    for (const state of states.filter((one) => one !== 'pending' && one !== 'approved')) {
      expect(actions(requestCard(inState(state)))).toEqual(state === 'verified' ? ['cmd:switchover:ask'] : [])
      expect(entries(requestCard(inState(state)))).toEqual(['cmd:approvals:details'])
    }
    expect(requestCard(inState('verified')).buttons?.[0]?.value).toBe('prod/e1f6-jb101')
  })

  it('asks for the review of what was carried out without approval, until there is one', () => {
    const breakGlass = { by: 'UDANA', why: 'fire', at: noon, reviewBy: noon + 86_400_000 }
    const open = inState('failed', { breakGlass })
    expect(actions(requestCard(open))).toEqual(['cmd:review:ask'])
    const review = { by: 'UBOB', note: 'it burned', at: noon }
    const closed = inState('failed', { breakGlass: { ...breakGlass, review } })
    expect(actions(requestCard(closed))).toEqual([])
    expect(plain(requestCard(closed, seen()))).toContain('Reviewed by Bob Chen: it burned')
  })

  it('shows a raw call as it will be sent', () => {
    const card = requestCard(callRequest())
    expect(card.title).toBe('Approval needed: stop or delete tasks batch-stop-or-delete-jobs')
    expect(JSON.stringify(card.sections)).toContain('terminate')
  })

  it('has at most 25 lines, two buttons and a menu, and the rest in its details', () => {
    if (pending.payload.kind !== 'action') throw new Error('another sample')
    const [task] = pending.payload.tasks
    if (!task) throw new Error('another sample')
    const tasks = Array.from({ length: 40 }, (_, i) => ({ ...task, id: `t${i}`, name: `task-${i}` }))
    const jobs = tasks.map(({ id: job_id }) => ({ job_id, delete_type: 'terminate' }))
    const call = callRequest()
    const large: readonly ApprovalRequest[] = [
      { ...pending, payload: { ...pending.payload, tasks } },
      call.payload.kind === 'call'
        ? { ...call, payload: { ...call.payload, input: { body: { jobs } } } }
        : call,
    ]
    for (const request of large) {
      const card = requestCard(request, seen())
      expect(plain(card).split('\n').length).toBeLessThanOrEqual(25)
      expect(card.buttons?.length).toBeLessThanOrEqual(2)
      expect(plain(card)).toMatch(/more, see Details|The complete call is a file in the thread/)
      expect(JSON.stringify(requestDetails(request).sections)).toMatch(/t39|task-39/)
    }
  })

  it('shows in its details what is checked again before it runs', () => {
    const policy = { ...pending.policy, preconditions: { maxLagMs: 5000, comparisonWithinMs: 86_400_000 } }
    const text = plain(requestDetails({ ...pending, policy }))
    expect(text).toContain('delay at most 5 sec')
    expect(text).toContain('comparison clean and not older than 1 day')
  })

  it('is something Slack takes, in every state and language', () => {
    for (const request of [pending, batchRequest(), callRequest()])
      for (const state of states)
        for (const locale of ['en', 'zh-CN'] as const) {
          const { blocks } = renderCard(requestCard({ ...request, state, locale }, seen()))
          expect(checkBlocks(blocks, 'message')).toEqual([])
        }
  })
})

describe('how a request has ended', () => {
  const ended = (state: RequestState, more: Partial<ApprovalRequest>) =>
    standingText({ ...batchRequest(), state, ...more }).en

  it.each<[string, string, RequestState, Partial<ApprovalRequest>]>([
    ['all reached', 'Carried out and confirmed', 'verified', { results: { t1: 'reached', t2: 'reached' } }],
    ['some reached', 'Partly done: 1 of 2', 'failed', { results: { t1: 'reached', t2: 'refused' } }],
    ['all refused', 'Refused by DRS', 'failed', { results: { t1: 'refused', t2: 'refused' } }],
    ['a failure', 'Failed', 'failed', { results: { t1: 'failed', t2: 'overdue' } }],
    [
      'nothing seen in time',
      'Carried out, not confirmed',
      'failed',
      { results: { t1: 'overdue', t2: 'overdue' } },
    ],
    ['a call that nobody follows', 'Carried out, not confirmed', 'verified', { answer: 'accepted' }],
    ['a call that DRS refused', 'Refused by DRS', 'failed', { answer: 'refused' }],
    [
      'a call without an answer',
      'Closed: not clear whether it was carried out',
      'failed',
      { answer: 'lost' },
    ],
    ['a change of the bot itself', 'Carried out and confirmed', 'verified', {}],
    ['another situation', 'Not carried out: the situation has changed', 'stale', {}],
    ['a refusal', 'Declined', 'rejected', {}],
  ])('%s: %s', (_, text, state, more) => {
    expect(ended(state, more)).toBe(text)
  })
})

describe('what is said beside it', () => {
  const note = (before: ApprovalRequest, after: ApprovalRequest) =>
    requestNotes(before, after).map(({ to, card }) => `${to}: ${card.title}`)

  it.each<[string, ApprovalRequest, ApprovalRequest, readonly string[]]>([
    ['nothing of a vote', pending, { ...pending, votes: [{ by: 'UBOB', hash: '', at: 1 }] }, []],
    [
      'approval',
      pending,
      inState('approved', { useBy: noon }),
      ['requester: Approved: Switch over orders-dr'],
    ],
    ['approval lost', inState('approved'), pending, ['requester: The approval is no longer complete']],
    ['nothing of the begin', inState('approved'), inState('executing'), []],
    ['nothing of a good end', inState('executing'), inState('verified'), []],
    ['a bad end', inState('executing'), inState('failed'), ['requester: Failed']],
    ['too late', pending, inState('expired'), ['requester: Expired']],
    ['nothing of a cancel', pending, inState('cancelled'), []],
    ['a reminder', pending, inState('pending', { reminded: 1 }), ['asked: Still waiting for approval']],
  ])('%s', (_, before, after, said) => {
    expect(note(before, after)).toEqual(said)
  })

  it('calls the requester to carry it out, and takes the button away once that is over', () => {
    const approved = inState('approved', { useBy: noon + 900_000 })
    const [ready] = requestNotes(pending, approved)
    expect(ready?.card.lines?.[0]).toEqual([
      { user: 'UASKS' },
      ' carry it out by ',
      { deadline: noon + 900_000 },
    ])
    expect(actions(ready?.card ?? { title: '' })).toEqual(['cmd:execute:ask'])
    const [outdated, ...more] = outdatedNotes(approved, { ...approved, state: 'executing' })
    expect(more).toEqual([])
    expect(outdated?.slot).toBe(ready?.slot)
    expect(outdated?.card.buttons).toBeUndefined()
    expect(outdatedNotes(pending, { ...pending, state: 'cancelled' })).toEqual([])
  })

  it('reminds those who can still help', () => {
    const before = { ...pending, asked: ['UBOB', 'UCAROL', 'UASKS', 'S01DBA'], votes: [vote] }
    const [said] = requestNotes(before, { ...before, reminded: 1 })
    expect(said?.card.lines?.[0]).toEqual([{ user: 'UCAROL' }, ' ', { group: 'S01DBA' }])
  })

  it('asks the wider group once, before the whole channel', () => {
    const escalateTo = { name: 'managers', users: ['UMAN'], userGroups: [] }
    const before = { ...pending, policy: { ...pending.policy, escalateTo }, reminded: 1 }
    const [said] = requestNotes(before, { ...before, reminded: 2, escalatedAt: noon })
    expect(said).toMatchObject({ broadcast: true, to: 'asked' })
    expect(JSON.stringify(said?.card.lines)).toContain('UMAN')
  })

  it('tells the audit of an emergency, of its late review, and of its end', () => {
    const breakGlass = { by: 'UDANA', why: 'fire', at: noon, reviewBy: noon }
    const begun = inState('executing', { breakGlass })
    expect(note(pending, begun)).toEqual([
      'requester: Carried out without approval (break-glass): Switch over orders-dr',
      'audit: Carried out without approval (break-glass): Switch over orders-dr',
    ])
    expect(note(begun, { ...begun, reminded: 3 })[1]).toContain('audit: The review of a break-glass')
    const review = { by: 'UBOB', note: 'seen', at: noon }
    expect(note(begun, { ...begun, breakGlass: { ...breakGlass, review } })[1]).toContain('audit: ')
  })
})
