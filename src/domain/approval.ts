import type { OperationInput } from '../drs/operation.ts'
import type { Locale, Text } from '../text.ts'
import type { ActionVerb } from './lifecycle.ts'

/**
 * A request for consent to a dangerous action, and once approved the ticket for it.
 *
 *   pending ── approve ──▶ approved ── start ──▶ executing ── finish ──▶ verified | failed
 *      │ reject ▶ rejected     │ stale ▶ stale       │ stale ▶ stale (nothing was asked of DRS)
 *      │ cancel ▶ cancelled    │ cancel ▶ cancelled
 *      └ too late ▶ expired    └ too late ▶ expired
 *
 * Every move is one compare-and-set on `version`. Nothing here is secret.
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

/** What the requester saw; compared with fresh reads before the action is carried out. */
export interface Seen {
  readonly status: string
  readonly direction: string
  readonly rpoMs?: number
  readonly rtoMs?: number
}

/** A verb on a task, as it was when somebody asked. */
export interface WantedAction {
  readonly kind: 'action'
  readonly verb: ActionVerb
  readonly taskId: string
  readonly taskName: string
  readonly scenario: string
  readonly seen: Seen
}

/** A call of one operation; secrets in it are references. */
export interface WantedCall {
  readonly kind: 'call'
  readonly operation: string
  readonly title: Text
  readonly input: OperationInput
}

/** What a request is made of. */
export interface Draft {
  readonly connection: string
  readonly reason: string
  readonly wanted: WantedAction | WantedCall
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
  readonly approvedBy?: string
  readonly endedBy?: string
  /** Why it was rejected, found stale, or failed. */
  readonly why?: string
  readonly createdAt: number
  /** Consent must come before. */
  readonly answerBy: number
  /** With consent, execution must start before. */
  readonly useBy?: number
  readonly version: number
}

export type TicketStep =
  | { readonly kind: 'posted'; readonly messageTs: string }
  | { readonly kind: 'approve'; readonly by: string }
  | { readonly kind: 'reject'; readonly by: string; readonly why: string }
  | { readonly kind: 'cancel'; readonly by: string }
  | { readonly kind: 'start' }
  | { readonly kind: 'stale'; readonly why: string }
  | { readonly kind: 'finish'; readonly outcome: 'verified' | 'failed'; readonly why?: string }

/** PRODUCT: answer within an hour, use within a quarter of an hour after the vote. */
const answerWithin = 60 * 60_000
const useWithin = 15 * 60_000

export function newTicket(
  draft: Draft,
  place: Pick<Ticket, 'id' | 'team' | 'channel' | 'locale' | 'requester'>,
  now: number,
): Ticket {
  return { ...draft, ...place, state: 'pending', createdAt: now, answerBy: now + answerWithin, version: 0 }
}

/** `ticket` changed, nothing to do (`unchanged`), or `refused` with the reason for the person who pressed. */
export type Decision =
  | { readonly kind: 'moved'; readonly ticket: Ticket }
  | { readonly kind: 'refused'; readonly why: Text; readonly ticket?: Ticket }

function move(ticket: Ticket, change: Partial<Ticket>): Decision {
  return { kind: 'moved', ticket: { ...ticket, ...change, version: ticket.version + 1 } }
}

const refused = (why: Text, ticket?: Ticket): Decision => ({
  kind: 'refused',
  why,
  ...(ticket && { ticket }),
})

/** The state a clock has brought about, whether or not anybody was there to see it. */
export function atTime(ticket: Ticket, now: number): Ticket {
  const late =
    (ticket.state === 'pending' && now > ticket.answerBy) ||
    (ticket.state === 'approved' && ticket.useBy !== undefined && now > ticket.useBy)
  return late ? { ...ticket, state: 'expired', version: ticket.version + 1 } : ticket
}

const words = {
  own: { en: 'Somebody else has to approve your request.', 'zh-CN': '您的请求需要由其他人审批。' },
  notYours: {
    en: 'Only the person who asked can cancel the request.',
    'zh-CN': '只有发起人可以取消该请求。',
  },
} satisfies Record<string, Text>

function over(ticket: Ticket): Text {
  const state = ticketStates[ticket.state]
  return {
    en: `This request is closed or has moved on: ${state.en}.`,
    'zh-CN': `该请求已处理：${state['zh-CN']}。`,
  }
}

/** One move of the state machine above. Pure: the same ticket, step and time always give the same decision. */
export function decide(before: Ticket, step: TicketStep, now: number): Decision {
  const ticket = atTime(before, now)
  if (ticket !== before) return refused(over(ticket), ticket)
  switch (step.kind) {
    case 'posted':
      return move(ticket, { messageTs: step.messageTs })
    case 'approve':
      if (ticket.state !== 'pending') return refused(over(ticket))
      if (step.by === ticket.requester) return refused(words.own)
      return move(ticket, { state: 'approved', approvedBy: step.by, useBy: now + useWithin })
    case 'reject':
      if (ticket.state !== 'pending') return refused(over(ticket))
      return move(ticket, { state: 'rejected', endedBy: step.by, why: step.why })
    case 'cancel':
      if (ticket.state !== 'pending' && ticket.state !== 'approved') return refused(over(ticket))
      if (step.by !== ticket.requester) return refused(words.notYours)
      return move(ticket, { state: 'cancelled', endedBy: step.by })
    case 'start':
      return ticket.state === 'approved' ? move(ticket, { state: 'executing' }) : refused(over(ticket))
    case 'stale':
      if (ticket.state !== 'approved' && ticket.state !== 'executing') return refused(over(ticket))
      return move(ticket, { state: 'stale', why: step.why })
    case 'finish':
      if (ticket.state !== 'executing') return refused(over(ticket))
      return move(ticket, { state: step.outcome, ...(step.why && { why: step.why }) })
  }
}
