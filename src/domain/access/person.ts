import type { Locale, Text } from '../../base/i18n.ts'

/** Who somebody is in the bot's workspace, as Slack says it now. */
export interface Principal {
  readonly locale: Locale
  /** What people call them; absent where Slack does not say. */
  readonly name?: string
  /** Why they may not use the bot at all. */
  readonly refused?: Text
  /** Time zone, an IANA name; absent where Slack does not say. */
  readonly zone?: string
  /** Slack user groups of which they are a member; empty for somebody who is refused. */
  readonly groups: readonly string[]
  /** Why it is not known in which groups they are: rights that come from one cannot be told then. */
  readonly unsure?: Text
}

/** In place of the name of a connection: none is named, and that of the channel does not count. */
export const anyConnection = '*'

/** Who acts, in which channel, and in which language. */
export interface Actor {
  readonly team: string
  readonly user: string
  readonly channel: string
  readonly locale: Locale
  /** The connection that they named, in place of the channel's, or `anyConnection`. */
  readonly connection?: string
  /** The direct message channel in which they are told what becomes of it, instead of the channel. */
  readonly reportTo?: string
}
