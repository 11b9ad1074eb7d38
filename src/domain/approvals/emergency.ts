import { reviewIsOpen } from './deadlines.ts'
import type { Decision, Facts, Ticket, TicketStep, Wanted } from './request.ts'
import { move, reasonIn, refused } from './transitions.ts'
import { refusals, typeExactly } from './words.ts'

/** Break-glass: one admin's word in place of the votes, looked at by somebody else afterwards. */

type StepOf<Kind extends TicketStep['kind']> = Extract<TicketStep, { readonly kind: Kind }>

const reviewWithin = 24 * 60 * 60_000

/** What has to be typed: the task's name, for a batch the number of its tasks, for a call its operation. */
export function phraseOf(wanted: Wanted): string {
  if (wanted.kind === 'call') return wanted.operation
  if (wanted.kind === 'change') return wanted.verb
  const [first, ...more] = wanted.tasks
  return first && more.length === 0 ? first.name : `${wanted.tasks.length} tasks`
}

/**
 * Begins at once, in place of `start`; fresh reads decide all the same. The clocks of the request hold, and what keeps
 * people apart (access and policy) is not for emergencies: it would undo the rule for good.
 */
export function breakGlass(
  ticket: Ticket,
  { by, typed, why }: StepOf<'break-glass'>,
  facts: Facts,
  now: number,
): Decision {
  if (!facts.isAdmin(by)) return refused(refusals.notAdmin)
  if (ticket.wanted.kind === 'change') return refused(refusals.noGlass)
  const phrase = phraseOf(ticket.wanted)
  if (typed.trim() !== phrase) return refused(typeExactly(phrase))
  const reason = reasonIn(why)
  if (!reason) return refused(refusals.reasonMissing)
  const emergency = { by, why: reason, at: now, reviewBy: now + reviewWithin }
  return move(ticket, { state: 'executing', executedBy: by, executedAt: now, breakGlass: emergency })
}

/** Late is better than never: a review can be closed after its time, too. */
export function review(ticket: Ticket, { by, note }: StepOf<'review'>, facts: Facts, now: number): Decision {
  const { breakGlass: emergency, requester } = ticket
  if (!emergency || !reviewIsOpen(ticket)) return refused(refusals.noReview)
  if (by === emergency.by || by === requester) return refused(refusals.ownReview)
  if (!facts.mayApprove(by) && !facts.isAdmin(by)) return refused(refusals.notReviewer)
  const reason = reasonIn(note)
  if (!reason) return refused(refusals.reasonMissing)
  return move(ticket, { breakGlass: { ...emergency, review: { by, note: reason, at: now } } })
}
