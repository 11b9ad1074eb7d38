import type { Locale } from '../base/i18n.ts'
import type { GuardedVerb, Policy } from '../domain/approvals/policy.ts'
import type { ParsedPolicyChange } from '../domain/approvals/policy-change.ts'
import type { ApprovalRequest, RequestDraft, RequestTransition } from '../domain/approvals/request.ts'
import type { TaskRef } from '../domain/tasks/task-ref.ts'
import type { Card } from '../views/card.ts'
import type { PolicyRules } from './authority.ts'

/** Approval requests. Whatever the rules do not allow is refused with the reason. */
export interface Approvals {
  /** The approval that this would need now; absent, or without seats: nobody's. Asks only the bot's own memory. */
  policy(draft: Pick<RequestDraft, 'connection' | 'payload'>): Promise<Policy | undefined>
  /**
   * Whether some task of the connection may need approval for it, whatever its tags are. Throws `UserError` where a request
   * from here could reach nobody, or where one for the same is open already. `tasks`: those that are known by now.
   */
  mayNeed(verb: GuardedVerb, connection: string, tasks?: readonly TaskRef[]): Promise<boolean>
  /** Stores the request and shows it, with its buttons, to those who decide. Throws `UserError` if it could reach nobody. */
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
  /** Those that wait for this person: to be approved, to be carried out if they have asked for it, to be reviewed. */
  waitingFor(requests: readonly ApprovalRequest[]): Promise<readonly ApprovalRequest[]>
  /** The request as its messages show it. */
  card(request: ApprovalRequest, locale: Locale): Promise<Card>
  /** Draws the open requests that this channel shows again. */
  redrawHere(): Promise<void>
  rules(): Promise<PolicyRules>
  /** A rule as somebody types it, as the change that a request for it carries. */
  parseRule(text: string): ParsedPolicyChange
}
