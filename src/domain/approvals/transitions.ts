import type { Text } from '../../base/i18n.ts'
import type { Decision, Ticket } from './request.ts'

/** What a decision is made of. */

export const unchanged: Decision = { kind: 'unchanged' }

export function move(ticket: Ticket, change: Partial<Ticket>): Decision {
  return { kind: 'moved', ticket: { ...ticket, ...change, version: ticket.version + 1 } }
}

/** `ticket`: what the clocks or the facts made of it nevertheless, to be stored. */
export function refused(why: Text, ticket?: Ticket): Decision {
  return { kind: 'refused', why, ...(ticket && { ticket }) }
}

/** A reason of blanks is none. */
export function reasonIn(text: string): string | undefined {
  return text.trim() || undefined
}
