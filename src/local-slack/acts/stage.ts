import type { Ack, Deliver } from '../delivery.ts'
import type { JsonObject } from '../json.ts'
import type { Channel, Person } from '../types.ts'
import { app } from '../workspace.ts'
import type { World } from '../world.ts'

/** What an act of a person needs: the world it changes and the way to the app. */
export interface Stage {
  readonly world: World
  readonly deliver: Deliver
  /** Tells the app of an event, if its manifest subscribes to it. */
  readonly sendEvent: (subscription: string, event: JsonObject) => Promise<Ack | undefined>
}

/** What came of an act; `error` is for the person to read, `code` is Slack's name for it where it has one. */
export type ActResult =
  | { readonly ok: true; readonly [key: string]: unknown }
  | { readonly ok: false; readonly error: string; readonly [key: string]: unknown }

/** An act that came to nothing. */
export function failed(error: string, more: JsonObject = {}): ActResult {
  return { ...more, ok: false, error }
}

/** What the person sees when the app answered late or not at all. */
export function ackError(ack: Ack): string | undefined {
  if (ack.status === 'timeout') return 'operation_timeout'
  return ack.status === 'unreachable' ? 'dispatch_failed' : undefined
}

/** The part that all interactive payloads share. */
export function interactionFrom(world: World, person: Person): JsonObject {
  const { enterprise } = world.team
  return {
    user: {
      id: person.id,
      username: person.name,
      name: person.name,
      team_id: person.teamId ?? world.team.id,
    },
    api_app_id: app.id,
    token: world.tokens.verification,
    team: {
      id: world.team.id,
      domain: world.team.domain,
      ...(enterprise ? { enterprise_id: enterprise.id, enterprise_name: enterprise.name } : {}),
    },
    enterprise: enterprise ?? null,
    is_enterprise_install: false,
  }
}

/** The person and the channel, if that person is in it. */
export function personIn(
  world: World,
  user: string,
  channelId: string,
): { readonly person: Person; readonly channel: Channel } | string {
  const person = world.people.get(user)
  if (!person) return 'user_not_found'
  const channel = world.channels.get(channelId)
  if (!channel) return 'channel_not_found'
  if (channel.archived) return 'is_archived'
  return channel.members.has(user) ? { person, channel } : 'not_in_channel'
}
