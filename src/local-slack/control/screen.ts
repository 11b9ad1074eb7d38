import type { JsonObject } from '../json.ts'
import { isInChannel, messagesIn } from '../messages.ts'
import { app } from '../workspace.ts'
import type { World } from '../world.ts'
import { lookInto, type SeenMessage, seenHome, seenPane, seenStack } from './seen.ts'

/** The people, channels, commands and shortcuts of the workspace. */
export function worldOf(world: World): JsonObject {
  return {
    team: world.team,
    app: { ...app, botId: world.bot.id, botUser: world.bot.user },
    people: [...world.people.values()],
    channels: [...world.channels.values()].map((one) => ({ ...one, members: [...one.members] })),
    groups: world.groups,
    commands: world.manifest.commands,
    shortcuts: world.manifest.shortcuts,
  }
}

/** What of a workspace a person has before the eyes. */
export interface Place {
  readonly as: string
  /** Empty when it is none. */
  readonly channel: string
  /** The timestamp of the message whose thread is open. */
  readonly thread?: string | undefined
  /** So many of the channel's last messages at most; all without it. */
  readonly limit?: number | undefined
}

/** All that a person has on the screen, for the page to draw. */
export function screenOf(world: World, place: Place): JsonObject {
  const { as, limit = Number.POSITIVE_INFINITY } = place
  const mine = [...world.channels.values()].filter((one) => one.members.has(as))
  const channel = mine.some((one) => one.id === place.channel)
    ? lookInto(world, place.channel, as)
    : undefined
  const thread = place.thread === undefined ? undefined : channel?.message(place.thread)
  return {
    ...worldOf(world),
    me: world.people.get(as),
    channels: mine.map((one) => ({
      id: one.id,
      name: one.name,
      kind: one.kind,
      topic: one.topic,
      archived: one.archived,
      memberCount: one.members.size,
      lastTs: lastTsOf(world, one.id, as),
    })),
    messages: channel?.messages(limit).map(asDrawn) ?? [],
    /** How many messages there are before these. */
    earlier: Math.max((channel?.count ?? 0) - limit, 0),
    thread: thread ? asDrawn(thread) : null,
    modals: seenStack(world, as),
    home: seenHome(world, as) ?? null,
    pane: seenPane(world, as) ?? null,
  }
}

/** Of what a message said before, the page needs to know only whether there is any. */
function asDrawn(message: SeenMessage): SeenMessage {
  return { ...message, edits: message.edits.slice(-1), replies: message.replies.map(asDrawn) }
}

function lastTsOf(world: World, channel: string, as: string): string {
  const shown = messagesIn(world, channel).filter(
    (one) => !one.deleted && isInChannel(one) && (one.ephemeralTo ?? as) === as,
  )
  return shown.at(-1)?.ts ?? ''
}
