import type { ApprovalRequest } from './request.ts'

/** The deadlines of a request. All times in milliseconds since the epoch. */

/** Reminders at half and at three quarters of the time to answer, the escalation with the second. */
const reminders = [0.5, 0.75] as const
export const escalatesAfter = 0.75

/** The state a deadline has brought about, whether or not anybody was there to see it. */
export function expireIfLate(request: ApprovalRequest, now: number): ApprovalRequest {
  const late =
    (request.state === 'pending' && now > request.answerBy) ||
    (request.state === 'approved' && request.useBy !== undefined && now > request.useBy)
  return late ? { ...request, state: 'expired', version: request.version + 1 } : request
}

/** When so much of the time to answer has passed. */
export function answerMoment({ createdAt, answerBy }: ApprovalRequest, part: number): number {
  return createdAt + (answerBy - createdAt) * part
}

/** How many reminders should have gone out by now. */
export function remindersDueBy(request: ApprovalRequest, now: number): number {
  return reminders.filter((part) => now >= answerMoment(request, part)).length
}

/** Whether an emergency's review is still missing. */
export function reviewIsOpen({ breakGlass }: ApprovalRequest): boolean {
  return breakGlass !== undefined && breakGlass.review === undefined
}

/** The next moment at which a `tick` moves the request; none if only people can. */
export function nextTransitionAt(request: ApprovalRequest): number | undefined {
  const { state, answerBy, useBy, reminded, breakGlass } = request
  if (state === 'pending') {
    const part = reminders[reminded]
    return part === undefined ? answerBy + 1 : Math.ceil(answerMoment(request, part))
  }
  if (state === 'approved') return useBy === undefined ? undefined : useBy + 1
  return breakGlass && reviewIsOpen(request) && reminded < overdueReviewReminder
    ? breakGlass.reviewBy + 1
    : undefined
}

/** Stands in `reminded` once it was told that a review is overdue. */
export const overdueReviewReminder = 3
