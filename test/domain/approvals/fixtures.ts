import { createHash } from 'node:crypto'
import type { Text } from '../../../src/base/i18n.ts'
import { decide, newApprovalRequest } from '../../../src/domain/approvals/decide.ts'
import type { ApproverGroup, Policy } from '../../../src/domain/approvals/policy.ts'
import type {
  ActionPayload,
  ApprovalFacts,
  ApprovalRequest,
  Decision,
  PayloadTask,
  RequestDraft,
  RequestTransition,
} from '../../../src/domain/approvals/request.ts'
import { isInGroup } from '../../../src/domain/approvals/rules.ts'

export const minute = 60_000
export const hour = 60 * minute
/** When everything in these tests is asked for. */
export const asked = Date.UTC(2026, 10, 20, 9, 0)

export const dba: ApproverGroup = { name: 'dba', users: ['UBOB', 'UCAROL', 'UASKS'], userGroups: [] }
export const owners: ApproverGroup = { name: 'owners', users: ['UDAVE', 'UBOB'], userGroups: ['SOWNERS'] }
export const managers: ApproverGroup = { name: 'managers', users: ['UMONA', 'UASKS'], userGroups: [] }

export function policy(change: Partial<Policy> = {}): Policy {
  return {
    need: [{ group: dba, seats: 2 }],
    answerWithinMs: 60 * minute,
    useWithinMs: 15 * minute,
    preconditions: {},
    ...change,
  }
}

export interface World {
  readonly approvers: readonly string[]
  readonly operators: readonly string[]
  readonly admins: readonly string[]
  /** Slack user group → its people. */
  readonly userGroups: Readonly<Record<string, readonly string[]>>
  readonly current?: Policy
}

/** Everybody of these tests is what their name says; the requester could do everything. */
export const usual: World = {
  approvers: ['UASKS', 'UBOB', 'UCAROL', 'UDAVE', 'UMONA', 'UERIN', 'UADMIN'],
  operators: ['UASKS', 'UOPS', 'UADMIN'],
  admins: ['UADMIN'],
  userGroups: { SOWNERS: ['UERIN'] },
}

export function factsOf(world: World): ApprovalFacts {
  const mayApprove = (user: string) => world.approvers.includes(user)
  return {
    digest: (text) => createHash('sha256').update(text).digest('hex'),
    mayApprove,
    mayOperate: (user) => world.operators.includes(user),
    isAdmin: (user) => world.admins.includes(user),
    isIn: (user, group) => {
      const ids = Object.entries(world.userGroups).filter(([, users]) => users.includes(user))
      return isInGroup(user, group, { userGroups: ids.map(([id]) => id), mayApprove: mayApprove(user) })
    },
    ...(world.current && { current: world.current }),
  }
}

export function facts(change: Partial<World> = {}): ApprovalFacts {
  return factsOf({ ...usual, ...change })
}

export function wantedTask(name: string): PayloadTask {
  const seen = { status: 'INCRE_TRANSFER_STARTED', direction: 'up', lagMs: 700, rpoMs: 800 }
  return { id: `${name}-jb101`, name, scenario: 'cloudDataGuard', observed: seen }
}

export function wanted(...names: readonly string[]): ActionPayload {
  return { kind: 'action', verb: 'switchover', tasks: names.map(wantedTask) }
}

export const single: RequestDraft = {
  connection: 'prod',
  reason: 'planned exercise',
  payload: wanted('orders-dr'),
}
export const batch: RequestDraft = { ...single, payload: wanted('orders-dr', 'billing-dr', 'stock-dr') }

export const place = {
  id: 'T-1',
  team: 'T1',
  channel: 'C1',
  messages: [{ channel: 'C1', asks: true }],
  asked: ['UBOB', 'UCAROL'],
  locale: 'en',
  requester: 'UASKS',
} as const

/** The same message, once it is there. */
export const posted = [{ channel: 'C1', ts: '1.2', asks: true }]

export function asks(draft: RequestDraft = single, change: Partial<Policy> = {}): ApprovalRequest {
  return newApprovalRequest(draft, place, policy(change), facts(), asked)
}

/** The request after the decision, stored or not. */
export function moved(
  before: ApprovalRequest,
  step: RequestTransition,
  now = asked,
  world: Partial<World> = {},
): ApprovalRequest {
  const decision = decide(before, step, facts(world), now)
  return decision.kind === 'unchanged' ? before : (decision.request ?? before)
}

export function whyNot(decision: Decision): Text | undefined {
  return decision.kind === 'refused' ? decision.why : undefined
}

export function voteOf({ hash }: ApprovalRequest, by: string): RequestTransition {
  return { kind: 'vote', by, hash }
}

export function startOf({ hash }: ApprovalRequest, by = 'UOPS'): RequestTransition {
  return { kind: 'start', by, hash }
}

/** A batch of three that needs two votes, on its way. */
export const fresh = asks(batch)
export const once = moved(fresh, voteOf(fresh, 'UBOB'))
export const approved = moved(once, voteOf(once, 'UCAROL'))
export const executing = moved(approved, startOf(approved))
export const emergency = {
  kind: 'break-glass',
  by: 'UADMIN',
  typed: '3 tasks',
  why: 'site is lost',
} as const satisfies RequestTransition

export const steps = {
  posted: { kind: 'posted', messages: posted },
  vote: voteOf(fresh, 'UCAROL'),
  again: voteOf(fresh, 'UBOB'),
  withdraw: { kind: 'withdraw', by: 'UBOB' },
  narrow: { kind: 'narrow', by: 'UCAROL', hash: fresh.hash, without: ['stock-dr-jb101'] },
  reject: { kind: 'reject', by: 'UCAROL', why: 'not today' },
  cancel: { kind: 'cancel', by: 'UASKS' },
  start: startOf(fresh),
  stale: { kind: 'stale', why: 'the direction has changed' },
  result: { kind: 'result', taskId: 'orders-dr-jb101', outcome: 'reached' },
  finish: { kind: 'finish', outcome: 'failed', why: 'no answer' },
  emergency,
  review: { kind: 'review', by: 'UCAROL', note: 'seen' },
  tick: { kind: 'tick' },
} as const satisfies Record<string, RequestTransition>
