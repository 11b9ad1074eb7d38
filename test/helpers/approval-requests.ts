import type { ApprovalRequest, PayloadTask } from '../../src/domain/approvals/request.ts'
import { noon } from './samples.ts'

const task: PayloadTask = {
  id: 'e1f6-jb101',
  name: 'orders-dr',
  scenario: 'cloudDataGuard',
  source: { ip: '10.0.0.9', port: 3306 },
  destination: { instanceName: 'rds-orders-dr', ip: '10.1.0.8', port: 3306 },
  observed: {
    status: 'INCRE_TRANSFER_STARTED',
    direction: 'up',
    lagMs: 400,
    rpoMs: 800,
    comparison: { endedAt: noon - 7_200_000, clean: true },
  },
}

/** A switchover that waits for two approvers. */
export function sampleApprovalRequest(fields: Partial<ApprovalRequest> = {}): ApprovalRequest {
  return {
    id: 'req-1234567',
    team: 'T1',
    channel: 'C1',
    messages: [{ channel: 'C1', ts: '1.1', asks: true }],
    asked: ['UBOB', 'S01DBA'],
    locale: 'en',
    requester: 'UASKS',
    connection: 'prod',
    reason: 'planned exercise',
    payload: { kind: 'action', verb: 'switchover', tasks: [task] },
    state: 'pending',
    hash: 'abcdef0123456789abcdef',
    policy: {
      need: [{ group: { name: 'approvers', users: ['*'], userGroups: [] }, seats: 2 }],
      answerWithinMs: 3_600_000,
      useWithinMs: 900_000,
      preconditions: {},
    },
    votes: [],
    reductions: [],
    createdAt: noon,
    answerBy: noon + 3_600_000,
    results: {},
    reminded: 0,
    version: 0,
    ...fields,
  }
}

export function batchRequest(): ApprovalRequest {
  const seen = { status: 'INCRE_TRANSFER_STARTED', direction: 'up' }
  const tasks = ['orders', 'billing'].map((name, i) => ({
    id: `t${i + 1}`,
    name,
    scenario: 'sync',
    observed: seen,
  }))
  return sampleApprovalRequest({ payload: { kind: 'action', verb: 'stop', tasks } })
}

export function callRequest(): ApprovalRequest {
  const title = { en: 'Stop or delete tasks', 'zh-CN': '批量结束或删除任务' }
  const input = { body: { jobs: [{ job_id: 't1', delete_type: 'terminate' }] } }
  const operation = 'batch-stop-or-delete-jobs'
  return sampleApprovalRequest({ payload: { kind: 'call', verb: 'stop', operation, title, input } })
}
