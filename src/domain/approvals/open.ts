import { reviewIsOpen } from './clock.ts'
import type { Ticket } from './ticket.ts'

/** A ticket that somebody has still to do something about: open, or carried out by break-glass and not looked at yet. */
export function isOpen(ticket: Ticket): boolean {
  const { state } = ticket
  return state === 'pending' || state === 'approved' || state === 'executing' || reviewIsOpen(ticket)
}

/** The tasks that a ticket is about, as far as the request itself names them. */
export function taskIdsOf({ wanted }: Pick<Ticket, 'wanted'>): readonly string[] {
  if (wanted.kind === 'action') return wanted.tasks.map(({ id }) => id)
  const id = wanted.kind === 'call' ? wanted.input.params?.job_id : undefined
  return id === undefined ? [] : [id]
}
