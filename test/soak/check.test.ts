import { describe, expect, it } from 'vitest'
import { requestMessageKey } from '../../src/approvals/message.ts'
import type { ApprovalRequest, RequestState } from '../../src/domain/approvals/request.ts'
import type { AuditRecord } from '../../src/domain/audit/audit.ts'
import type { SeenMessage } from '../../src/local-slack/control/seen.ts'
import { requestCard } from '../../src/views/request-card.ts'
import { sampleApprovalRequest } from '../helpers/approval-requests.ts'
import { seenMessage } from '../helpers/samples.ts'
import { type BrokenPromise, check, type Happened } from './check.ts'

/** A checker that notices nothing would prove nothing. */
const task = 'e1f6-jb101'

const changes = [
  { task: 'orders', from: 'Running', to: 'Failed' },
  { task: 'orders', from: 'Failed', to: 'Running' },
]
const failed = () => seenMessage('orders: Running → Failed')
const running = () => seenMessage('orders: Failed → Running')
const cardWith = (...replies: readonly SeenMessage[]) =>
  seenMessage('orders', { plain: 'orders\nRunning', metadata: {}, replies })
const blind = () => seenMessage('Can’t see the tasks of prod')
const sighted = () => seenMessage('Can see the tasks of prod again')

function requestIn(state: RequestState, more: Partial<ApprovalRequest> = {}): ApprovalRequest {
  return sampleApprovalRequest({ id: 'request-1', state, version: 3, ...more })
}

function messageOf(request: ApprovalRequest, more: Partial<SeenMessage> = {}): SeenMessage {
  const metadata = { event_type: 'message', event_payload: { key: requestMessageKey(request) } }
  return seenMessage(requestCard(request).title, { metadata, ...more })
}

function began(ticket = 'request-1'): AuditRecord {
  const what = 'approved → executing; payload abc'
  return { ...{ kind: 'execute', who: 'U1', at: 1, what, ticket }, ...{ team: 'T1', channel: 'C1' } }
}

const done = requestIn('verified')

/** All is as it was promised; `more` is not. */
function findings(
  more: Partial<Happened>,
  watched = [cardWith(failed(), running())],
  asked = [messageOf(done)],
) {
  const happened: Happened = {
    ...{ changes, executed: [task], blindTimes: 0, requests: [done] },
    transcripts: [[...watched, ...asked]],
    audit: { isSound: true, records: [began()] },
    ...more,
  }
  return [...new Set(check(happened).map(({ promise }) => promise))]
}

const card = () => [cardWith(failed(), running())]

describe('the checker', () => {
  it('finds nothing where all is told once, as it happened', () => {
    expect(findings({})).toEqual([])
    expect(findings({ blindTimes: 1 }, [...card(), blind(), sighted()])).toEqual([])
    const waiting = requestIn('approved')
    expect(findings({ executed: [], requests: [waiting] }, card(), [messageOf(waiting)])).toEqual([])
    // Whoever asked was told that it could not be posted.
    expect(findings({ executed: [], requests: [requestIn('cancelled')] }, card(), [])).toEqual([])
  })

  const executing = requestIn('executing')
  const overdue = requestIn('failed')
  const told: readonly (readonly [string, BrokenPromise, () => readonly BrokenPromise[]])[] = [
    ['a change that is not told', 'lost', () => findings({}, [cardWith(running())])],
    ['a blindness whose end is not told', 'lost', () => findings({ blindTimes: 1 }, [...card(), blind()])],
    [
      'an execution that the audit does not know',
      'lost',
      () => findings({ audit: { isSound: true, records: [] } }),
    ],
    [
      'a change that is told again',
      'told twice',
      () => findings({}, [cardWith(failed(), running(), failed())]),
    ],
    [
      'a request with two messages',
      'told twice',
      () => findings({}, card(), [messageOf(done), messageOf(done)]),
    ],
    [
      'a reply that is repeated',
      'told twice',
      () =>
        findings({}, card(), [
          messageOf(done, { replies: [seenMessage('Approved'), seenMessage('Approved')] }),
        ]),
    ],
    ['changes in another order', 'told wrongly', () => findings({}, [cardWith(running(), failed())])],
    [
      'a card that is old',
      'told wrongly',
      () =>
        findings({}, [
          seenMessage('orders', { plain: 'orders\nFailed', metadata: {}, replies: [failed(), running()] }),
        ]),
    ],
    ['a blindness that was none', 'told wrongly', () => findings({}, [...card(), blind(), sighted()])],
    ['a request whose message is old', 'told wrongly', () => findings({}, card(), [messageOf(executing)])],
    ['a request that is done, and was not', 'told wrongly', () => findings({ executed: [] })],
    [
      'a request that has failed, and was done',
      'told wrongly',
      () => findings({ requests: [overdue] }, card(), [messageOf(overdue)]),
    ],
    [
      'an audit that is broken',
      'told wrongly',
      () => findings({ audit: { isSound: false, records: [began()] } }),
    ],
    [
      'a request whose end is not told',
      'silent',
      () => findings({ requests: [executing] }, card(), [messageOf(executing)]),
    ],
    ['a request without a message', 'silent', () => findings({}, card(), [])],
    ['a task that DRS has switched over twice', 'executed twice', () => findings({ executed: [task, task] })],
    [
      'a request that has begun twice',
      'executed twice',
      () => findings({ audit: { isSound: true, records: [began(), began()] } }),
    ],
  ]

  it.each(told)('notices %s', (_, promise, found) => {
    expect(found()).toEqual([promise])
  })
})
