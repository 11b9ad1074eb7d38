import type { GuardedVerb, Policy } from '../domain/approvals/policy.ts'
import type { ReadChange } from '../domain/approvals/policy-change.ts'
import type { Draft, Ticket, TicketStep } from '../domain/approvals/request.ts'
import type { Card } from '../views/card.ts'
import type { PolicyRules } from './authority.ts'

/** Requests for consent. Whatever the rules do not allow is refused with the reason. */
export interface Approvals {
  /** The consent that this would need now; absent, or without seats: nobody's. Asks only the bot's own memory. */
  policy(draft: Pick<Draft, 'connection' | 'wanted'>): Promise<Policy | undefined>
  /** Whether some task of the connection may need consent for it, whatever its tags are. */
  mayNeed(verb: GuardedVerb, connection: string): Promise<boolean>
  /** Stores the request and shows it in the channel with its buttons. */
  request(draft: Draft): Promise<Ticket>
  /** By its id or the beginning of it. */
  get(given: string): Promise<Ticket>
  /** One atomic move of the state with facts read afresh; the request's message follows. */
  step(id: string, step: TicketStep): Promise<Ticket>
  /** Carries out what was approved, if fresh reads allow it; the ticket that comes back says what became of it. */
  execute(id: string, hash: string): Promise<Ticket>
  /** The same on the word of this one admin, who types what `phraseOf` says. */
  breakGlass(id: string, typed: string, why: string): Promise<Ticket>
  /** Of this workspace; open ones the oldest first, closed ones the newest first. */
  list(which: 'open' | 'closed'): Promise<readonly Ticket[]>
  /** The request as its message shows it. */
  card(ticket: Ticket): Promise<Card>
  rules(): Promise<PolicyRules>
  /** A rule as somebody types it, as the change that a request for it carries. */
  readRule(text: string): ReadChange
}
