import type { JsonObject } from '../json.ts'
import { isInChannel, messagesIn } from '../messages.ts'
import { app } from '../workspace.ts'
import type { World } from '../world.ts'
import { seenHome, seenStack, transcript } from './seen.ts'

/** The people, channels and commands of the workspace. */
export function worldOf(world: World): JsonObject {
  return {
    team: world.team,
    app: { ...app, botId: world.bot.id, botUser: world.bot.user },
    people: [...world.people.values()],
    channels: [...world.channels.values()].map((one) => ({ ...one, members: [...one.members] })),
    groups: world.groups,
    commands: world.manifest.commands,
  }
}

/** All that a person has on the screen, for the page to draw. */
export function screenOf(world: World, as: string, channel: string): JsonObject {
  const mine = [...world.channels.values()].filter((one) => one.members.has(as))
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
    messages: mine.some((one) => one.id === channel) ? transcript(world, channel, as) : [],
    modals: seenStack(world, as),
    home: seenHome(world, as) ?? null,
  }
}

function lastTsOf(world: World, channel: string, as: string): string {
  const shown = messagesIn(world, channel).filter(
    (one) => !one.deleted && isInChannel(one) && (one.ephemeralTo ?? as) === as,
  )
  return shown.at(-1)?.ts ?? ''
}
