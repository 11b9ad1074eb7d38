import type { Stage } from '../acts/stage.ts'
import type { JsonObject } from '../json.ts'
import { wireGroup, wireUser } from '../methods/people.ts'
import type { Channel, Person, UserGroup } from '../types.ts'

/** What an app hears when people, their groups and their channels change (Slack docs, Event types). */

interface PeopleEvent extends JsonObject {
  readonly type: string
}

export async function sendPeopleEvent(stage: Stage, event: PeopleEvent): Promise<void> {
  await stage.sendEvent(event.type, event)
}

export function personChanged({ world }: Stage, person: Person): PeopleEvent {
  return { type: 'user_change', user: wireUser(world, person, true), cache_ts: seconds(world.now()) }
}

export function membersChanged({ world }: Stage, group: UserGroup, before: readonly string[]): PeopleEvent {
  const added = group.users.filter((user) => !before.includes(user))
  const removed = before.filter((user) => !group.users.includes(user))
  return {
    type: 'subteam_members_changed',
    subteam_id: group.id,
    team_id: world.team.id,
    date_previous_update: 0,
    date_update: seconds(world.now()),
    added_users: added,
    added_users_count: added.length,
    removed_users: removed,
    removed_users_count: removed.length,
  }
}

export function groupChanged({ world }: Stage, group: UserGroup): PeopleEvent {
  return { type: 'subteam_updated', subteam: wireGroup(world, group, true) }
}

export function joined(stage: Stage, channel: Channel, user: string): PeopleEvent {
  return { type: 'member_joined_channel', ...membership(stage, channel, user) }
}

export function gone(stage: Stage, channel: Channel, user: string): PeopleEvent {
  return { type: 'member_left_channel', ...membership(stage, channel, user) }
}

function membership({ world }: Stage, channel: Channel, user: string): JsonObject {
  const channelType = channel.kind === 'private' ? 'G' : 'C'
  return { user, channel: channel.id, channel_type: channelType, team: world.team.id }
}

/** What befalls a channel as a whole; private ones have events of their own. */
export function channelEvent(
  { id, kind }: Channel,
  what: 'left' | 'archive' | 'unarchive',
  user?: string,
): PeopleEvent {
  const type = `${kind === 'public' ? 'channel' : 'group'}_${what}`
  return { type, channel: id, ...(user === undefined ? {} : { user }) }
}

function seconds(ms: number): number {
  return Math.floor(ms / 1000)
}
