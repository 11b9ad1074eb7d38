import { describe, expect, it } from 'vitest'
import { type ApprovalRequest, type RequestState, requestStates } from '../../src/domain/approvals/request.ts'
import { checkBlocks } from '../../src/local-slack/blocks/validate.ts'
import { renderCard } from '../../src/slack/blocks.ts'
import type { Card } from '../../src/views/card.ts'
import { requestCard } from '../../src/views/request-card.ts'
import { requestNotes } from '../../src/views/request-notes.ts'
import { batchRequest, callRequest, sampleApprovalRequest } from '../helpers/approval-requests.ts'
import { noon } from '../helpers/samples.ts'

const pending = sampleApprovalRequest()
const states = Object.keys(requestStates).filter((name): name is RequestState => name in requestStates)
const inState = (state: RequestState, more: Partial<ApprovalRequest> = {}): ApprovalRequest => ({
  ...pending,
  state,
  ...more,
})
const actions = (card: Card) => (card.buttons ?? []).map((button) => button.action)
const facts = (card: Card) => Object.fromEntries((card.facts ?? []).map(({ label, value }) => [label, value]))
const plain = (card: Card) => renderCard(card).text

describe('the message of a request', () => {
  it('says what is asked, by whom, why, and until when', () => {
    const card = requestCard(pending)
    expect(card.title).toBe('Approval needed: Switch over orders-dr')
    expect(facts(card)).toEqual({
      State: { bold: 'Waiting for approval' },
      'Asked by': { user: 'UASKS' },
      Reason: 'planned exercise',
      'Answer by': { deadline: noon + 3_600_000 },
    })
    expect(card.footer).toEqual(['prod · ', { code: 'req-1234' }, ' · # ', { code: 'abcdef01' }])
  })

  it('shows the task as it was when somebody asked, with the age of the comparison', () => {
    expect(plain(requestCard(pending))).toContain(
      'orders-dr · Disaster recovery in progress · This cloud is the standby · delay 400 ms · RPO 800 ms · compared 2 hr before: equal',
    )
  })

  it('shows whose consent is there and whose is open', () => {
    const seats = [
      { group: 'dba', seats: 2, open: 1 },
      { group: 'owners', seats: 1, open: 0 },
    ]
    const voted = inState('pending', { votes: [{ by: 'UBOB', hash: pending.hash, at: noon }] })
    const text = plain(requestCard(voted, seats))
    expect(text).toContain('dba: 1 of 2, 1 open')
    expect(text).toContain('owners: complete (1 of 1)')
    expect(facts(requestCard(voted, seats))['Approved by']).toEqual([{ user: 'UBOB' }])
    expect(plain(requestCard({ ...voted, locale: 'zh-CN' }, seats))).toContain('dba：1/2，还差 1 人')
  })

  it('shows what is looked at again before the execution', () => {
    const policy = { ...pending.policy, preconditions: { maxLagMs: 5000, comparisonWithinMs: 86_400_000 } }
    const text = plain(requestCard({ ...pending, policy }))
    expect(text).toContain('delay at most 5 sec')
    expect(text).toContain('comparison clean and not older than 1 day')
  })

  it('shows the second clock, and the button that carries it out, once there is consent', () => {
    const approved = inState('approved', { useBy: noon + 900_000 })
    expect(facts(requestCard(approved))).toMatchObject({ 'Carry out until': { deadline: noon + 900_000 } })
    expect(facts(requestCard(approved))).not.toHaveProperty('Answer by')
    expect(actions(requestCard(approved))).toEqual(['cmd:execute:ask', 'cmd:reject:ask', 'cmd:cancel:ask'])
  })

  it('carries in its buttons the number and the beginning of the hash, so that a vote is for what was shown', () => {
    const voted = inState('pending', { votes: [{ by: 'UBOB', hash: pending.hash, at: noon }] })
    const card = requestCard(voted)
    expect(actions(card)).toEqual(['cmd:approve:ask', 'cmd:reject:ask', 'cmd:withdraw:ask', 'cmd:cancel:ask'])
    expect(new Set(card.buttons?.map(({ value }) => value))).toEqual(
      new Set(['req-1234567 abcdef0123456789']),
    )
  })

  it('lets an approver leave a task out of a batch, never of a single one', () => {
    expect(requestCard(pending).choice).toBeUndefined()
    expect(requestCard(batchRequest()).choice?.options).toEqual([
      { label: 'orders', value: 'req-1234567 abcdef0123456789 t1' },
      { label: 'billing', value: 'req-1234567 abcdef0123456789 t2' },
    ])
  })

  it('shows the result of each task', () => {
    const results = { t1: 'reached', t2: 'refused' } as const
    const text = plain(requestCard({ ...batchRequest(), state: 'failed', results, why: 'DRS.M05004 no' }))
    expect(text).toMatch(/orders .* → done and verified/)
    expect(text).toMatch(/billing .* → refused by DRS/)
    expect(text).toContain('DRS.M05004 no')
  })

  it('offers the way back of a switchover once it is verified, and nothing else in a closed state', () => {
    for (const state of states.filter((one) => one !== 'pending' && one !== 'approved')) {
      expect(actions(requestCard(inState(state)))).toEqual(state === 'verified' ? ['cmd:switchover:ask'] : [])
      expect(requestCard(inState(state)).title).toBe(`Switch over orders-dr: ${requestStates[state].en}`)
    }
    expect(requestCard(inState('verified')).buttons?.[0]?.value).toBe('prod/e1f6-jb101')
  })

  it('asks for the review of what was carried out without consent, until there is one', () => {
    const breakGlass = { by: 'UDANA', why: 'fire', at: noon, reviewBy: noon + 86_400_000 }
    const open = inState('failed', { breakGlass })
    expect(actions(requestCard(open))).toEqual(['cmd:review:ask'])
    const review = { by: 'UBOB', note: 'it burned', at: noon }
    const closed = inState('failed', { breakGlass: { ...breakGlass, review } })
    expect(actions(requestCard(closed))).toEqual([])
    expect(facts(requestCard(closed)).Review).toEqual([{ user: 'UBOB' }, ' · it burned'])
  })

  it('shows a raw call as it will be sent', () => {
    const card = requestCard(callRequest())
    expect(card.title).toBe('Approval needed: Stop or delete tasks batch-stop-or-delete-jobs')
    expect(JSON.stringify(card.sections)).toContain('terminate')
  })

  it('is something Slack takes, in every state and language', () => {
    for (const request of [pending, batchRequest(), callRequest()])
      for (const state of states)
        for (const locale of ['en', 'zh-CN'] as const) {
          const { blocks } = renderCard(requestCard({ ...request, state, locale }))
          expect(checkBlocks(blocks, 'message')).toEqual([])
        }
  })
})

describe('what is said beside it', () => {
  const note = (before: ApprovalRequest, after: ApprovalRequest) =>
    requestNotes(before, after).map(({ to, card }) => `${to}: ${card.title}`)

  it.each<[string, ApprovalRequest, ApprovalRequest, readonly string[]]>([
    ['nothing of a vote', pending, { ...pending, votes: [{ by: 'UBOB', hash: '', at: 1 }] }, []],
    ['consent', pending, inState('approved', { useBy: noon }), ['thread: Approved']],
    ['consent lost', inState('approved'), pending, ['thread: The consent is not complete any more']],
    ['nothing of the begin', inState('approved'), inState('executing'), []],
    ['nothing of a good end', inState('executing'), inState('verified'), []],
    ['too late', pending, inState('expired'), ['thread: Expired']],
    ['nothing of a cancel', pending, inState('cancelled'), []],
    ['a reminder', pending, inState('pending', { reminded: 1 }), ['thread: Still waiting for approval']],
  ])('%s', (_, before, after, said) => {
    expect(note(before, after)).toEqual(said)
  })

  it('reminds those who can still help, by name', () => {
    const group = { name: 'dba', users: ['UBOB', 'UCAROL', 'UASKS'], userGroups: ['S01DBA'] }
    const policy = { ...pending.policy, need: [{ group, seats: 2 }] }
    const votes = [{ by: 'UBOB', hash: pending.hash, at: noon }]
    const before = { ...pending, policy, votes }
    const [said] = requestNotes(before, { ...before, reminded: 1 })
    expect(said?.card.lines?.[0]).toEqual([{ user: 'UCAROL' }, ' ', { group: 'S01DBA' }])
  })

  it('asks the wider group once, before the whole channel', () => {
    const escalateTo = { name: 'managers', users: ['UMAN'], userGroups: [] }
    const before = { ...pending, policy: { ...pending.policy, escalateTo }, reminded: 1 }
    const [said] = requestNotes(before, { ...before, reminded: 2, escalatedAt: noon })
    expect(said).toMatchObject({ broadcast: true, to: 'thread' })
    expect(JSON.stringify(said?.card.lines)).toContain('UMAN')
  })

  it('tells the audit of an emergency, of its late review, and of its end', () => {
    const breakGlass = { by: 'UDANA', why: 'fire', at: noon, reviewBy: noon }
    const begun = inState('executing', { breakGlass })
    expect(note(pending, begun)).toEqual([
      'thread: Carried out without consent (break-glass): Switch over orders-dr',
      'audit: Carried out without consent (break-glass): Switch over orders-dr',
    ])
    expect(note(begun, { ...begun, reminded: 3 })[1]).toContain('audit: The review of a break-glass')
    const review = { by: 'UBOB', note: 'seen', at: noon }
    expect(note(begun, { ...begun, breakGlass: { ...breakGlass, review } })[1]).toContain('audit: ')
  })
})
