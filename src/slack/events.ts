import type { App } from '@slack/bolt'
import type { Log } from '../base/log.ts'
import type { ChannelRef } from '../domain/watching/watch.ts'
import type { Directory } from '../ports/directory.ts'

export interface EventDeps {
  readonly app: App
  /** The bot's own workspace. */
  readonly team: string
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
  /** True for the first to say so of an id, on whichever replica: Slack may deliver an interaction or an event twice. */
  first(id: string): Promise<boolean>
  readonly log: Log
}

export type CarryOn = (work: Promise<void>) => void

/** Does what was asked for, once; if nobody can tell whether it is the first time, it is taken for the first. */
export async function once(
  { first, log }: Pick<EventDeps, 'first' | 'log'>,
  id: string | undefined,
  act: () => Promise<void>,
): Promise<void> {
  const isFirst =
    id === undefined ||
    (await first(id).catch((err: unknown) => {
      log.warn({ err }, 'a repeated gesture could not be told from a new one')
      return true
    }))
  if (isFirst) await act()
}

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
const peopleEvents = ['user_change', 'subteam_members_changed', 'subteam_updated'] as const

/** What Slack tells of itself. It is acknowledged by Bolt, and repeated by Slack if that came too late. */
export function listenToEvents(deps: EventDeps, carryOn: CarryOn): void {
  const { app, people, team } = deps
  // The same id in another workspace is somebody else.
  const isOurs = (body: { readonly team_id?: string }) => body.team_id === team
  app.event('app_home_opened', async ({ event, body }) => {
    if (event.tab !== 'home' || !isOurs(body)) return
    carryOn(once(deps, body.event_id, () => deps.home(event.user)))
  })
  for (const name of peopleEvents) app.event(name, async () => carryOn(people.forget()))
  app.event('member_joined_channel', async ({ event, body, context }) => {
    if (event.user !== context.botUserId || !isOurs(body)) return
    carryOn(once(deps, body.event_id, () => deps.joined({ team, channel: event.channel })))
  })
  app.event('member_left_channel', async ({ event, body, context }) => {
    if (event.user !== context.botUserId || !isOurs(body)) return
    carryOn(once(deps, body.event_id, () => deps.left({ team, channel: event.channel })))
  })
  for (const name of leftEvents) {
    app.event(name, async ({ event, body }) => {
      if (isOurs(body)) carryOn(once(deps, body.event_id, () => deps.left({ team, channel: event.channel })))
    })
  }
  for (const name of reopenedEvents) {
    app.event(name, async ({ event, body }) => {
      if (isOurs(body))
        carryOn(once(deps, body.event_id, () => deps.joined({ team, channel: event.channel })))
    })
  }
  app.event('tokens_revoked', async ({ event, body }) => {
    if (isOurs(body) && (event.tokens.bot ?? []).length > 0) deps.signedOut()
  })
  app.event('app_uninstalled', async ({ body }) => {
    if (isOurs(body)) deps.signedOut()
  })
}
