import { reviewIsOpen } from './deadlines.ts'
import type { Ticket } from './request.ts'

/** A ticket that somebody has still to do something about: open, or carried out by break-glass and not looked at yet. */
export function isOpen(ticket: Ticket): boolean {
  const { state } = ticket
  return state === 'pending' || state === 'approved' || state === 'executing' || reviewIsOpen(ticket)
}

/** The tasks that a ticket is about, as far as the request itself names them. */
export function taskIdsOf({ wanted }: Pick<Ticket, 'wanted'>): readonly string[] {
  if (wanted.kind === 'action') return wanted.tasks.map(({ id }) => id)
  return wanted.kind === 'call' ? tasksIn(wanted.input) : []
}

/** The tasks that are named anywhere in a request to DRS: under `job_id`, or in a list of `jobs`. */
export function tasksIn(value: unknown): readonly string[] {
  return [...new Set(namedIn(value))]
}

function namedIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(namedIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, part]) => {
    if (name === 'job_id' && typeof part === 'string') return [part]
    if (name === 'jobs' && Array.isArray(part))
      return part.flatMap((one) => (typeof one === 'string' ? [one] : namedIn(one)))
    return namedIn(part)
  })
}
