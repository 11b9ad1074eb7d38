import type { CommandTarget } from '../domain/command-targets.ts'
import type { RedeemResult, SecretRequest } from '../domain/secrets/one-time-link.ts'
import type { ChannelRef } from '../domain/watching/watch.ts'
import type { Card } from '../views/card.ts'

/** What the page behind a one-time link asks of the rest of the bot. */
export interface SecretPageServices {
  /** What the link is for; undefined for one that does not work, whatever the reason. */
  look(token: string): Promise<SecretRequest | undefined>
  redeem(token: string, code: string): Promise<RedeemResult>
  /** Keeps or passes on what was typed, by the name of the field, and tells the person in Slack how to go on. */
  take(request: SecretRequest, secrets: Readonly<Record<string, string>>): Promise<void>
  guessedTooOften(address: string): Promise<boolean>
  countGuess(address: string): Promise<void>
}

type PersonInChannel = ChannelRef & { readonly user: string }

/** What follows in Slack once somebody has handed over secrets on the page. */
export interface SecretPageFollowUp {
  /** Shows the card to that person only. */
  whisper(person: PersonInChannel, card: Card): Promise<void>
  /** Does what a button does that the person clicks: their rights are checked as for any click. */
  click(person: PersonInChannel, target: CommandTarget, value: string): Promise<void>
}
