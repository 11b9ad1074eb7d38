import type { Ticket } from './request.ts'

/** The clocks of a ticket. All times in milliseconds since the epoch. */

/** Reminders at half and at three quarters of the time to answer, the escalation with the second. */
const reminders = [0.5, 0.75] as const
export const escalatesAfter = 0.75

/** The state a clock has brought about, whether or not anybody was there to see it. */
export function atTime(ticket: Ticket, now: number): Ticket {
  const late =
    (ticket.state === 'pending' && now > ticket.answerBy) ||
    (ticket.state === 'approved' && ticket.useBy !== undefined && now > ticket.useBy)
  return late ? { ...ticket, state: 'expired', version: ticket.version + 1 } : ticket
}

/** When so much of the time to answer has passed. */
export function answerMoment({ createdAt, answerBy }: Ticket, part: number): number {
  return createdAt + (answerBy - createdAt) * part
}

/** How many reminders should have gone out by now. */
export function remindersBy(ticket: Ticket, now: number): number {
  return reminders.filter((part) => now >= answerMoment(ticket, part)).length
}

/** Whether an emergency's review is still missing. */
export function reviewIsOpen({ breakGlass }: Ticket): boolean {
  return breakGlass !== undefined && breakGlass.review === undefined
}

/** The next moment at which a `tick` moves the ticket; none if only people can. */
export function nextMoment(ticket: Ticket): number | undefined {
  const { state, answerBy, useBy, reminded, breakGlass } = ticket
  if (state === 'pending') {
    const part = reminders[reminded]
    return part === undefined ? answerBy + 1 : Math.ceil(answerMoment(ticket, part))
  }
  if (state === 'approved') return useBy === undefined ? undefined : useBy + 1
  return breakGlass && reviewIsOpen(ticket) && reminded < reviewOverdue ? breakGlass.reviewBy + 1 : undefined
}

/** Stands in `reminded` once it was told that a review is overdue. */
export const reviewOverdue = 3
