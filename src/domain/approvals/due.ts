import type { Ticket } from './ticket.ts'

/** A ticket that somebody has still to do something about: open, or carried out by break-glass and not looked at yet. */
export function isOpen(ticket: Ticket): boolean {
  const open = ticket.state === 'pending' || ticket.state === 'approved' || ticket.state === 'executing'
  return open || awaitsReview(ticket)
}

function awaitsReview({ breakGlass }: Ticket): boolean {
  return breakGlass !== undefined && breakGlass.review === undefined
}

/** Parts of the time for an answer after which somebody is reminded. */
const reminders = [0.5, 0.75] as const

/**
 * When time alone will do something to the ticket, in milliseconds since the epoch: a reminder, the escalation, the end
 * of a clock, a review that is late. Infinite if nothing is left but to wait for people or for DRS.
 */
export function nextMoment(ticket: Ticket): number {
  if (ticket.state === 'pending') return Math.min(...remindersOf(ticket), ticket.answerBy)
  if (ticket.state === 'approved') return ticket.useBy ?? ticket.answerBy
  return awaitsReview(ticket) ? (ticket.breakGlass?.reviewBy ?? Infinity) : Infinity
}

function remindersOf({ createdAt, answerBy, reminded }: Ticket): readonly number[] {
  return reminders.slice(reminded).map((part) => createdAt + part * (answerBy - createdAt))
}

/** The tasks that a ticket is about, as far as the request itself names them. */
export function taskIdsOf({ wanted }: Pick<Ticket, 'wanted'>): readonly string[] {
  if (wanted.kind === 'action') return wanted.tasks.map(({ id }) => id)
  if (wanted.kind === 'change') return []
  const id = wanted.input.params?.job_id
  return id === undefined ? [] : [String(id)]
}
