import type { App } from '@slack/bolt'
import type { LinkSharedEvent } from '@slack/types'
import { localeOf } from '../base/i18n.ts'
import type { ChannelRef } from '../domain/watching/watch.ts'
import type { Directory } from '../ports/directory.ts'
import { type HomeWorkspace, type OriginClaims, originTeam } from './identity.ts'
import type { LinkPlace } from './port.ts'
import type { SubjectFlow } from './subject-flow.ts'

export interface EventDeps extends HomeWorkspace {
  readonly app: App
  /** Is told when Slack says that people or groups have changed. */
  readonly people: Pick<Directory, 'forget'>
  /** The bot can speak in a channel again: it was invited, or the channel was unarchived. */
  joined(channelRef: ChannelRef): Promise<void>
  /** The bot cannot speak in a channel any more: it was removed, or the channel was archived or deleted. */
  left(channelRef: ChannelRef): Promise<void>
  /** Slack has taken back the bot's token: nothing can be said or heard with it. */
  signedOut(): void
  /** Draws the Home tab of a person. */
  home(user: string): Promise<void>
  /** The direct message channel with a person. */
  directMessage(user: string): Promise<string>
  readonly dispatcher: SubjectFlow
}

/** Does it after the acknowledgement, and once for an id, whichever replica hears of it. */
export type CarryOnce = (id: string | undefined, act: () => Promise<void>) => void

/** Private channels, and messages among several people, have events of their own for the same things. */
const leftEvents = [
  'channel_left',
  'channel_archive',
  'channel_deleted',
  'group_left',
  'group_archive',
  'group_deleted',
] as const
const reopenedEvents = ['channel_unarchive', 'group_unarchive'] as const
const groupEvents = ['subteam_members_changed', 'subteam_updated'] as const

/** What Slack tells of itself. It is acknowledged by Bolt, and repeated by Slack if that came too late. */
export function listenToEvents(deps: EventDeps, carryOnce: CarryOnce): void {
  const { app, people, team } = deps
  // The same id in another workspace is somebody else.
  const isOurs = (body: OriginClaims) => originTeam(body, deps) === team
  app.event('app_home_opened', async ({ event, body }) => {
    if (event.tab !== 'home' || !isOurs(body)) return
    carryOnce(body.event_id, () => deps.home(event.user))
  })
  app.event('user_change', async ({ event }) =>
    carryOnce(undefined, () => people.forget({ person: event.user.id })),
  )
  for (const name of groupEvents)
    app.event(name, async () => carryOnce(undefined, () => people.forget('groups')))
  app.event('member_joined_channel', async ({ event, body, context }) => {
    if (event.user !== context.botUserId || !isOurs(body)) return
    carryOnce(body.event_id, () => deps.joined({ team, channel: event.channel }))
  })
  app.event('member_left_channel', async ({ event, body, context }) => {
    if (event.user !== context.botUserId || !isOurs(body)) return
    carryOnce(body.event_id, () => deps.left({ team, channel: event.channel }))
  })
  for (const name of leftEvents) {
    app.event(name, async ({ event, body }) => {
      if (isOurs(body)) carryOnce(body.event_id, () => deps.left({ team, channel: event.channel }))
    })
  }
  for (const name of reopenedEvents) {
    app.event(name, async ({ event, body }) => {
      if (isOurs(body)) carryOnce(body.event_id, () => deps.joined({ team, channel: event.channel }))
    })
  }
  listenToSubjects(deps, carryOnce, isOurs)
  app.event('tokens_revoked', async ({ event, body }) => {
    if (isOurs(body) && (event.tokens.bot ?? []).length > 0) deps.signedOut()
  })
  app.event('app_uninstalled', async ({ body }) => {
    if (isOurs(body)) deps.signedOut()
  })
}

/** What somebody opens in a pane, and addresses of tasks that somebody has posted, or is typing. */
function listenToSubjects(
  { app, team, dispatcher, directMessage }: EventDeps,
  carryOnce: CarryOnce,
  isOurs: (body: OriginClaims) => boolean,
): void {
  app.event('entity_details_requested', async ({ event, body }) => {
    if (!isOurs(body)) return
    const { user, trigger_id: triggerId, external_ref, entity_url: url, user_locale } = event
    carryOnce(body.event_id, async () => {
      const channel = event.channel ?? (await directMessage(user))
      const opened = { ref: external_ref?.id, url, locale: localeOf(user_locale) }
      await dispatcher.opened({ team, channel, user, triggerId }, opened)
    })
  })
  app.event('link_shared', async ({ event, body }) => {
    if (!isOurs(body)) return
    const { user, channel, links } = event
    const urls = links.map(({ url }) => url)
    carryOnce(body.event_id, () =>
      dispatcher.linked({ team, channel, user }, { place: linkPlaceOf(event), urls }),
    )
  })
}

/** What is still being typed stands in no channel yet. */
function linkPlaceOf(event: LinkSharedEvent): LinkPlace {
  const { unfurl_id: unfurlId, source, channel, message_ts: ts } = event
  return unfurlId !== undefined && source === 'composer' ? { unfurlId, source: 'composer' } : { channel, ts }
}
