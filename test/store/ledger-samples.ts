import type { ApprovalRequest } from '../../src/domain/approvals/request.ts'
import type { AuditRecord } from '../../src/domain/audit/audit.ts'
import { noon } from '../helpers/samples.ts'

export function auditRecord(what: string, more: Partial<AuditRecord> = {}): AuditRecord {
  return { kind: 'act', at: noon, who: 'UALICE', team: 'T1', channel: 'C1', what, ...more }
}

const minute = 60_000

/** A request for a switchover of one task, that somebody has just made. */
export function storedRequest(fields: Partial<ApprovalRequest> = {}): ApprovalRequest {
  return {
    id: 'k1',
    connection: 'prod',
    reason: 'the other side is repaired',
    payload: {
      kind: 'action',
      verb: 'switchover',
      tasks: [
        {
          id: 't1',
          name: 'orders',
          scenario: 'dr',
          observed: { status: 'INCRE_TRANSFER_STARTED', direction: 'up' },
        },
      ],
    },
    team: 'T1',
    channel: 'C1',
    messages: [{ channel: 'C1', ts: '1.1', asks: true }],
    asked: ['UBOB'],
    locale: 'en',
    requester: 'UALICE',
    state: 'pending',
    hash: 'h1',
    policy: { need: [], answerWithinMs: 60 * minute, useWithinMs: 15 * minute, preconditions: {} },
    votes: [],
    reductions: [],
    results: {},
    reminded: 0,
    createdAt: noon,
    answerBy: noon + 60 * minute,
    version: 0,
    ...fields,
  }
}
