import type { Text } from '../../base/i18n.ts'
import type { ApprovalRequest, Decision } from './request.ts'

/** What a decision is made of. */

export const unchangedDecision: Decision = { kind: 'unchanged' }

export function transition(request: ApprovalRequest, change: Partial<ApprovalRequest>): Decision {
  return { kind: 'moved', request: { ...request, ...change, version: request.version + 1 } }
}

/** `request`: what the deadlines or the facts made of it nevertheless, to be stored. */
export function refuseTransition(why: Text, request?: ApprovalRequest): Decision {
  return { kind: 'refused', why, ...(request && { request }) }
}

/** A reason of blanks is none. */
export function trimmedReason(text: string): string | undefined {
  return text.trim() || undefined
}
