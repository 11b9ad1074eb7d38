import { reviewIsOpen } from './deadlines.ts'
import type {
  ApprovalFacts,
  ApprovalRequest,
  Decision,
  RequestPayload,
  RequestTransition,
} from './request.ts'
import { refuseTransition, transition, trimmedReason } from './transitions.ts'
import { transitionRefusals, typeExactly } from './words.ts'

/** Break-glass: one admin's word in place of the votes, looked at by somebody else afterwards. */

type TransitionOf<Kind extends RequestTransition['kind']> = Extract<
  RequestTransition,
  { readonly kind: Kind }
>

const reviewWithin = 24 * 60 * 60_000

/** What has to be typed: the task's name, for several the number of tasks; for a call that names none its operation. */
export function phraseOf(payload: RequestPayload): string {
  if (payload.kind === 'change') return payload.verb
  const [first, ...more] = payload.tasks ?? []
  if (first) return more.length === 0 ? first.name : `${more.length + 1} tasks`
  return payload.kind === 'call' ? payload.operation : '0 tasks'
}

/**
 * Begins at once, in place of `start`; fresh reads decide all the same. The deadlines of the request hold, and what keeps
 * people apart (access and policy) is not for emergencies: it would undo the rule for good.
 */
export function beginByBreakGlass(
  request: ApprovalRequest,
  { by, typed, why }: TransitionOf<'break-glass'>,
  facts: ApprovalFacts,
  now: number,
): Decision {
  if (!facts.isAdmin(by)) return refuseTransition(transitionRefusals.notAdmin)
  if (request.payload.kind === 'change') return refuseTransition(transitionRefusals.noGlass)
  const phrase = phraseOf(request.payload)
  if (typed.trim() !== phrase) return refuseTransition(typeExactly(phrase))
  const reason = trimmedReason(why)
  if (!reason) return refuseTransition(transitionRefusals.reasonMissing)
  const emergency = { by, why: reason, at: now, reviewBy: now + reviewWithin }
  return transition(request, { state: 'executing', executedBy: by, executedAt: now, breakGlass: emergency })
}

/** Late is better than never: a review can be closed after its time, too. */
export function closeReview(
  request: ApprovalRequest,
  { by, note }: TransitionOf<'review'>,
  facts: ApprovalFacts,
  now: number,
): Decision {
  const { breakGlass: emergency, requester } = request
  if (!emergency || !reviewIsOpen(request)) return refuseTransition(transitionRefusals.noReview)
  if (by === emergency.by || by === requester) return refuseTransition(transitionRefusals.ownReview)
  if (!facts.mayApprove(by) && !facts.isAdmin(by)) return refuseTransition(transitionRefusals.notReviewer)
  const reason = trimmedReason(note)
  if (!reason) return refuseTransition(transitionRefusals.reasonMissing)
  return transition(request, { breakGlass: { ...emergency, review: { by, note: reason, at: now } } })
}
