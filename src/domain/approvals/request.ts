import type { Locale, Text } from '../../base/i18n.ts'
import type { OperationInput } from '../../drs/operation.ts'
import type { CallableAction, GuardedAction } from '../actions/rows.ts'
import type { FollowOutcome } from '../watching/watch.ts'
import type { ApproverGroup, GuardedVerb, Policy } from './policy.ts'

/**
 * A request for consent to a dangerous action, and once approved the ticket for it.
 *
 *   pending ── votes complete ──▶ approved ── start ──▶ executing ── results ──▶ verified | failed
 *      │ reject ▶ rejected            │ withdraw ▶ pending        │ stale ▶ stale (nothing was asked of DRS)
 *      │ cancel ▶ cancelled           │ reject, cancel, stale ▶ …
 *      └ too late ▶ expired           └ too late ▶ expired
 *
 * Every move is one compare-and-set on `version`, together with its audit record. Nothing here is secret.
 */
export const ticketStates = {
  pending: { en: 'Waiting for approval', 'zh-CN': '等待审批' },
  approved: { en: 'Approved', 'zh-CN': '已批准' },
  executing: { en: 'Being carried out', 'zh-CN': '执行中' },
  verified: { en: 'Done and verified', 'zh-CN': '已完成并验证' },
  failed: { en: 'Failed', 'zh-CN': '失败' },
  rejected: { en: 'Rejected', 'zh-CN': '已拒绝' },
  cancelled: { en: 'Cancelled', 'zh-CN': '已取消' },
  expired: { en: 'Expired', 'zh-CN': '已过期' },
  stale: { en: 'Not executed: the situation has changed', 'zh-CN': '未执行：情况已发生变化' },
} as const satisfies Record<string, Text>
export type TicketState = keyof typeof ticketStates

/** What the requester saw; compared with fresh reads before the action is carried out. Times in milliseconds. */
export interface Seen {
  readonly status: string
  readonly direction: string
  readonly lagMs?: number
  readonly rpoMs?: number
  readonly rtoMs?: number
  /** The latest comparison: when it ended (milliseconds since the epoch), and whether everything was equal. */
  readonly comparison?: { readonly endedAt?: number; readonly clean?: boolean }
}

export interface WantedTask {
  readonly id: string
  readonly name: string
  readonly scenario: string
  /** `key` or `key=value`; policies may hold for some tags only. Absent where they could not be read. */
  readonly tags?: readonly string[]
  readonly seen: Seen
}

/** A verb on one or several tasks, as they were when somebody asked. */
export interface WantedAction {
  readonly kind: 'action'
  readonly verb: GuardedAction & CallableAction
  readonly tasks: readonly WantedTask[]
  /** What the verb was told besides, for example `{ force: 'true' }`; a reference where it is about a secret. */
  readonly options?: Readonly<Record<string, string>>
}

/** A call of one operation; secrets in it are references. `verb`: the one that stands for it, or `api`. */
export interface WantedCall {
  readonly kind: 'call'
  readonly verb: GuardedVerb
  readonly operation: string
  readonly title: Text
  readonly input: OperationInput
  /** The tasks that the request names, as they were when somebody asked; without them it is not carried out. */
  readonly tasks?: readonly WantedTask[]
}

/** A change of who may do what, or of what needs consent; `change` is its canonical JSON. */
export interface WantedChange {
  readonly kind: 'change'
  readonly verb: 'access' | 'policy'
  readonly title: Text
  readonly change: string
}

export type Wanted = WantedAction | WantedCall | WantedChange

/** What a request is made of. */
export interface Draft {
  readonly connection: string
  readonly reason: string
  readonly wanted: Wanted
}

/** Consent of one person to exactly the payload with that hash. */
export interface Vote {
  readonly by: string
  readonly hash: string
  readonly at: number
}

/** Carried out on the word of one admin; others look at it afterwards. */
export interface BreakGlass {
  readonly by: string
  readonly why: string
  readonly at: number
  readonly reviewBy: number
  readonly review?: { readonly by: string; readonly note: string; readonly at: number }
}

export interface Ticket extends Draft {
  readonly id: string
  readonly team: string
  readonly channel: string
  /** Slack's `ts` of the request's message, once it is posted. */
  readonly messageTs?: string
  readonly locale: Locale
  readonly requester: string
  readonly state: TicketState
  /** Of the canonical payload; changes when tasks are taken out. */
  readonly hash: string
  /** The policy as it was when somebody asked. One that becomes stricter meanwhile counts too; a weaker one does not. */
  readonly policy: Policy
  readonly votes: readonly Vote[]
  /** Who took which tasks out. */
  readonly narrowed: readonly {
    readonly by: string
    readonly at: number
    readonly taskIds: readonly string[]
  }[]
  readonly endedBy?: string
  /** Why it was rejected, found stale, or failed. */
  readonly why?: string
  readonly createdAt: number
  /** Consent must be complete before. */
  readonly answerBy: number
  /** With consent, execution must start before. */
  readonly useBy?: number
  readonly executedBy?: string
  readonly executedAt?: number
  /** How each task ended; the ticket ends with the last one. */
  readonly results: Readonly<Record<string, FollowOutcome | 'refused'>>
  /** Reminders that went out: 0, 1 (half of the time), 2 (three quarters); 3: told that a review is overdue. */
  readonly reminded: number
  readonly escalatedAt?: number
  readonly breakGlass?: BreakGlass
  readonly version: number
}

export type TicketStep =
  | { readonly kind: 'posted'; readonly messageTs: string }
  | { readonly kind: 'vote'; readonly by: string; readonly hash: string }
  | { readonly kind: 'withdraw'; readonly by: string }
  /** Takes tasks out of a batch. Votes on what it was before do not count any more. */
  | {
      readonly kind: 'narrow'
      readonly by: string
      readonly hash: string
      readonly without: readonly string[]
    }
  | { readonly kind: 'reject'; readonly by: string; readonly why: string }
  | { readonly kind: 'cancel'; readonly by: string }
  | { readonly kind: 'start'; readonly by: string; readonly hash: string }
  | { readonly kind: 'stale'; readonly why: string }
  | {
      readonly kind: 'result'
      readonly taskId: string
      readonly outcome: FollowOutcome | 'refused'
      readonly why?: string
    }
  /** The whole ended at once, without tasks to wait for: a call, a change. */
  | { readonly kind: 'finish'; readonly outcome: 'verified' | 'failed'; readonly why?: string }
  | { readonly kind: 'break-glass'; readonly by: string; readonly typed: string; readonly why: string }
  | { readonly kind: 'review'; readonly by: string; readonly note: string }
  /** Time has passed: expires, reminds, escalates. */
  | { readonly kind: 'tick' }

/** The steps that begin an execution. */
export type Begin = Extract<TicketStep, { readonly kind: 'start' | 'break-glass' }>

/** What the decision needs to know of the world, read afresh for each step. */
export interface Facts {
  /** SHA-256, hex. */
  digest(text: string): string
  /** Whether the person is a member in good standing of the ticket's workspace, and an approver there and for that connection, now. */
  mayApprove(user: string): boolean
  mayOperate(user: string): boolean
  isAdmin(user: string): boolean
  /** Whether the person is in that group now. */
  isIn(user: string, group: ApproverGroup): boolean
  /** The policy that a new request of this kind would get now; absent if it would need nobody. */
  readonly current?: Policy
}

/** `ticket` moved, or `refused` with the reason for the person who pressed; a refusal may still move it (too late: expired). */
export type Decision =
  | { readonly kind: 'moved'; readonly ticket: Ticket }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'refused'; readonly why: Text; readonly ticket?: Ticket }
