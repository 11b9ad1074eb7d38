import type { Locale, Text } from '../../base/i18n.ts'
import type { CommandWith } from '../command-targets.ts'

/** A field of the page behind a one-time link: what it asks for, and what the answer is kept for. */
export interface SecretField {
  readonly name: string
  readonly label: Text
  /** See kept-secret.ts. */
  readonly about: string
}

/** What somebody is asked for on the page, and what it goes on with afterwards. Holds no secret. */
export interface SecretRequest {
  readonly team: string
  readonly user: string
  readonly channel: string
  readonly locale: Locale
  readonly verb: CommandWith<'resume'>
  readonly connection: string
  /** What it is for, in a few words. */
  readonly purpose: Text
  readonly fields: readonly SecretField[]
  /** What the verb needs to go on; it checks this again when it does. */
  readonly values: Readonly<Record<string, string>>
  /** `keep`: until the person goes on in Slack. `pass`: the verb goes on at once, and nothing is stored. */
  readonly afterwards: 'keep' | 'pass'
}

/** What the verb goes on with: references (`kept:<id>`) in place of what was typed. */
export interface SecretsGiven
  extends Pick<SecretRequest, 'team' | 'user' | 'verb' | 'connection' | 'values'> {
  readonly references: Readonly<Record<string, string>>
}

/** A link works so long, ms. */
export const linkMs = 10 * 60_000

/** With so many wrong codes it ends. */
export const codeTries = 5

/** What became of a try to use a link. */
export type Redeemed =
  | { readonly kind: 'redeemed'; readonly request: SecretRequest }
  /** `left`: more tries. */
  | { readonly kind: 'wrong'; readonly left: number }
  /** There never was such a link, or it has expired or been used; nobody can tell which. */
  | { readonly kind: 'gone' }
