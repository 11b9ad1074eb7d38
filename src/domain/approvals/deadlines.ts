import type { ApprovalRequest } from './request.ts'

/** The deadlines of a request. All times in milliseconds since the epoch. */

/** Reminders at half and at three quarters of the time to answer, the escalation with the second. */
const reminders = [0.5, 0.75] as const
export const escalatesAfter = 0.75

/** The state a deadline has brought about, whether or not anybody was there to see it. */
export function expireIfLate(ticket: ApprovalRequest, now: number): ApprovalRequest {
  const late =
    (ticket.state === 'pending' && now > ticket.answerBy) ||
    (ticket.state === 'approved' && ticket.useBy !== undefined && now > ticket.useBy)
  return late ? { ...ticket, state: 'expired', version: ticket.version + 1 } : ticket
}

/** When so much of the time to answer has passed. */
export function answerMoment({ createdAt, answerBy }: ApprovalRequest, part: number): number {
  return createdAt + (answerBy - createdAt) * part
}

/** How many reminders should have gone out by now. */
export function remindersDueBy(ticket: ApprovalRequest, now: number): number {
  return reminders.filter((part) => now >= answerMoment(ticket, part)).length
}

/** Whether an emergency's review is still missing. */
export function reviewIsOpen({ breakGlass }: ApprovalRequest): boolean {
  return breakGlass !== undefined && breakGlass.review === undefined
}

/** The next moment at which a `tick` moves the request; none if only people can. */
export function nextTransitionAt(ticket: ApprovalRequest): number | undefined {
  const { state, answerBy, useBy, reminded, breakGlass } = ticket
  if (state === 'pending') {
    const part = reminders[reminded]
    return part === undefined ? answerBy + 1 : Math.ceil(answerMoment(ticket, part))
  }
  if (state === 'approved') return useBy === undefined ? undefined : useBy + 1
  return breakGlass && reviewIsOpen(ticket) && reminded < overdueReviewReminder
    ? breakGlass.reviewBy + 1
    : undefined
}

/** Stands in `reminded` once it was told that a review is overdue. */
export const overdueReviewReminder = 3
