import type { GuardedVerb, Policy } from '../domain/approvals/policy.ts'
import type { ParsedPolicyChange } from '../domain/approvals/policy-change.ts'
import type { ApprovalRequest, RequestDraft, RequestTransition } from '../domain/approvals/request.ts'
import type { Card } from '../views/card.ts'
import type { PolicyRules } from './authority.ts'

/** Approval requests. Whatever the rules do not allow is refused with the reason. */
export interface Approvals {
  /** The approval that this would need now; absent, or without seats: nobody's. Asks only the bot's own memory. */
  policy(draft: Pick<RequestDraft, 'connection' | 'payload'>): Promise<Policy | undefined>
  /** Whether some task of the connection may need approval for it, whatever its tags are. */
  mayNeed(verb: GuardedVerb, connection: string): Promise<boolean>
  /** Stores the request and shows it in the channel with its buttons. */
  request(draft: RequestDraft): Promise<ApprovalRequest>
  /** By its id or the beginning of it. */
  get(given: string): Promise<ApprovalRequest>
  /** One atomic transition of the state with facts read afresh; the request's message follows. */
  transition(id: string, step: RequestTransition): Promise<ApprovalRequest>
  /** Carries out what was approved, if fresh reads allow it; the request that comes back says what became of it. */
  execute(id: string, hash: string): Promise<ApprovalRequest>
  /** The same on the word of this one admin, who types what `phraseOf` says. */
  breakGlass(id: string, typed: string, why: string): Promise<ApprovalRequest>
  /** Of this workspace; open ones the oldest first, closed ones the newest first. */
  list(which: 'open' | 'closed'): Promise<readonly ApprovalRequest[]>
  /** The request as its message shows it. */
  card(request: ApprovalRequest): Promise<Card>
  rules(): Promise<PolicyRules>
  /** A rule as somebody types it, as the change that a request for it carries. */
  parseRule(text: string): ParsedPolicyChange
}
