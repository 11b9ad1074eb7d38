import { randomUUID } from 'node:crypto'
import type { Locale } from '../base/i18n.ts'
import type { Actor } from '../domain/access/person.ts'
import type { ChannelRef } from '../domain/watching/watch.ts'
import type { Approvals } from '../ports/approvals.ts'
import type { WatchBackend } from './watching.ts'

/** What a channel sees is in the channel’s language, not that of the person who clicked; what one person sees is in theirs. */

export interface ChannelLanguages {
  chosenLanguage(channelRef: ChannelRef): Promise<Locale | undefined>
  chooseLanguage(channelRef: ChannelRef, locale: Locale): Promise<void>
  /** The language that the configuration gives a connection. */
  languageOfConnection(connection: string): Locale | undefined
}

/** Nobody else sees what is said there: a direct message with the bot, or the Home tab. */
function isAlone({ user, channel, reportTo }: Actor): boolean {
  return reportTo !== undefined || channel === user || channel.startsWith('D')
}

/** That chosen for the channel, else that of its connection, else English. */
export async function channelLanguage(
  { channels }: { readonly channels: ChannelLanguages },
  actor: Actor,
  connection: string | undefined,
): Promise<Locale> {
  if (isAlone(actor)) return actor.locale
  return languageOfChannel(channels, actor, connection)
}

/** The same of a channel that nobody is in at the moment. */
export async function languageOfChannel(
  channels: Pick<ChannelLanguages, 'chosenLanguage' | 'languageOfConnection'>,
  channelRef: ChannelRef,
  connection: string | undefined,
): Promise<Locale> {
  const chosen = await channels.chosenLanguage(channelRef)
  return chosen ?? (connection === undefined ? undefined : channels.languageOfConnection(connection)) ?? 'en'
}

interface SpeakingParts {
  readonly channels: ChannelLanguages
  readonly watching: WatchBackend
  readonly approvals: Pick<Approvals, 'redrawHere'>
}

/** What stands in the channel is drawn again in that language: cards and reports of what it watches, and open requests. */
export async function chooseChannelLanguage(
  { channels, watching, approvals }: SpeakingParts,
  actor: Actor,
  locale: Locale,
): Promise<void> {
  await channels.chooseLanguage(actor, locale)
  const [watches, filters] = await Promise.all([watching.watches(actor), watching.filters(actor)])
  for (const watch of watches) await watching.watch({ ...watch, locale })
  for (const filter of filters) await watching.watchFilter({ ...filter, locale })
  for (const { connection, taskId: id } of watches)
    await watching.checks.redraw({ connection, id }, randomUUID())
  await approvals.redrawHere()
}
