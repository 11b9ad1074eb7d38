import type { ActResult, Stage } from '../acts/stage.ts'
import type { EnvelopeFault, EnvelopeFaults, Timers } from '../delivery.ts'
import type { ApiFault, ApiFaults } from '../faults.ts'
import type { JsonObject } from '../json.ts'
import { findMessage, removeMessage, wireFile } from '../messages.ts'
import { receiveFile, reserveFile } from '../methods/files.ts'
import type { RateLimitOptions, RateLimits } from '../rate-limits.ts'
import type { DisconnectReason, SocketHub } from '../socket.ts'
import type { Channel } from '../types.ts'
import type { LoggedCall, WebApi } from '../web-api.ts'
import { changed, type World } from '../world.ts'
import { perform } from './act.ts'
import {
  channelEvent,
  gone,
  groupChanged,
  joined,
  membersChanged,
  personChanged,
  sendPeopleEvent,
} from './people-events.ts'
import { type SeenPane, seenHome, seenPane, seenStack, transcript } from './seen.ts'
import { type MessageMatcher, matchingMessage, matchingView, type ViewMatcher, waitUntil } from './wait.ts'

export interface ControlParts {
  readonly stage: Stage
  readonly hub: SocketHub
  readonly timers: Timers
  readonly apiFaults: ApiFaults
  readonly envelopeFaults: EnvelopeFaults
  readonly limits: RateLimits
  readonly log: readonly LoggedCall[]
  readonly leave: WebApi['leave']
  /**
   * Delivers by signed HTTP requests to this URL from now on, by Socket Mode without one; tells whether the app
   * repeated the challenge.
   */
  readonly deliverTo: (url: string | undefined) => Promise<boolean>
}

/** How long a wait lasts when nothing else is said, in milliseconds. */
export const usualWait = 10_000

/** Looking at the workspace and waiting for what happens in it. */
function lookingControl(parts: ControlParts) {
  const { hub, timers, log } = parts
  const { world } = parts.stage
  return {
    /** A channel as a person sees it. */
    transcript: (channel: string, as?: string) => transcript(world, channel, as),
    /** The modals before a person, the topmost last. */
    views: (as: string) => seenStack(world, as),
    home: (as: string) => seenHome(world, as),
    /** The pane of a thing that is open before the person. */
    pane: (as: string) => seenPane(world, as),
    /** The calls of the Web API so far, oldest first. */
    log: (): readonly LoggedCall[] => [...log],
    connections: () => hub.count,
    rateLimits: () => parts.limits.state(),
    /** Is the app in this workspace? With its scopes, and who installed it. */
    installation() {
      const { installation } = world
      return installation
        ? { installed: true, scopes: installation.scopes, by: installation.by }
        : { installed: false }
    },
    waitForMessage: (channel: string, as: string, matcher: MessageMatcher, timeoutMs = usualWait) =>
      waitUntil(world, timers, () => matchingMessage(world, channel, as, matcher), timeoutMs),
    waitForView: (as: string, matcher: ViewMatcher, timeoutMs = usualWait) =>
      waitUntil(world, timers, () => matchingView(world, as, matcher), timeoutMs),
    /** Until the pane of a thing has been filled, with that text in it. */
    waitForPane: (as: string, text: string, timeoutMs = usualWait) =>
      waitUntil(world, timers, () => filledPane(world, as, text), timeoutMs),
    /** Until no modal is open before that person. */
    waitForNoView: (as: string, timeoutMs = usualWait) =>
      waitUntil(world, timers, () => (seenStack(world, as).length === 0 ? true : undefined), timeoutMs),
    /** Until the app holds exactly so many connections. */
    waitForConnections: (count: number, timeoutMs = usualWait) =>
      waitUntil(world, timers, () => (hub.count === count ? true : undefined), timeoutMs),
    /** The call of that method which brings their number to `count`. */
    waitForCall: (method: string, count = 1, timeoutMs = usualWait) =>
      waitUntil(world, timers, () => log.filter((call) => call.method === method)[count - 1], timeoutMs),
  }
}

function filledPane(world: World, as: string, text: string): SeenPane | undefined {
  const pane = seenPane(world, as)
  return pane?.plain.includes(text) && pane.title !== '' ? pane : undefined
}

/** Changing the workspace behind the app's back, and making its life hard. */
function changingControl(parts: ControlParts) {
  const { stage, hub, apiFaults, envelopeFaults } = parts
  const { world } = stage

  function changeChannel(id: string, change: (channel: Channel) => void): Channel {
    const channel = world.channels.get(id)
    if (!channel) throw new Error(`no channel ${id}`)
    change(channel)
    changed(world)
    return channel
  }

  return {
    /** Lets a person act; see `perform` for the acts. */
    act: (as: string, act: JsonObject): Promise<ActResult> => perform(stage, { ...act, as }),
    /** Gives a file to the workspace; the answer is what a file input takes as a value. */
    upload(as: string, name: string, bytes: Buffer): JsonObject {
      const { id } = reserveFile(world, name, bytes.length, as)
      receiveFile(world, id, bytes)
      return wireFile(world, id)
    },
    /** Takes somebody out of a channel, the app without `user`. */
    async kick(channelId: string, user: string = world.bot.user) {
      const channel = changeChannel(channelId, ({ members }) => members.delete(user))
      await sendPeopleEvent(stage, gone(stage, channel, user))
      if (user === world.bot.user) await sendPeopleEvent(stage, channelEvent(channel, 'left'))
    },
    async invite(channelId: string, user: string = world.bot.user) {
      const channel = changeChannel(channelId, ({ members }) => members.add(user))
      if (channel.members.has(world.bot.user)) await sendPeopleEvent(stage, joined(stage, channel, user))
    },
    async archive(channelId: string, archived = true) {
      const channel = changeChannel(channelId, (one) => {
        one.archived = archived
      })
      if (channel.members.has(world.bot.user))
        await sendPeopleEvent(stage, channelEvent(channel, archived ? 'archive' : 'unarchive', 'U04DANA'))
    },
    /** Lets only some members post, and not the app; or everybody again. Slack tells nobody. */
    restrict(channelId: string, readOnly = true) {
      changeChannel(channelId, (one) => {
        one.readOnly = readOnly
      })
    },
    /** Deletes a message, as an admin can. */
    removeMessage(channelId: string, ts: string) {
      const message = findMessage(world, channelId, ts)
      if (!message) throw new Error(`no message ${ts}`)
      removeMessage(world, message)
    },
    /** Deactivates a person, or brings them back. */
    async deactivate(user: string, deleted = true) {
      const person = world.people.get(user)
      if (!person) throw new Error(`no person ${user}`)
      person.deleted = deleted
      changed(world)
      await sendPeopleEvent(stage, personChanged(stage, person))
    },
    async setGroup(id: string, users: readonly string[]) {
      const group = world.groups.find((one) => one.id === id)
      if (!group) throw new Error(`no user group ${id}`)
      const before = group.users
      group.users = users
      await sendPeopleEvent(stage, membersChanged(stage, group, before))
      await sendPeopleEvent(stage, groupChanged(stage, group))
    },
    fault: (fault: ApiFault) => apiFaults.add(fault),
    faults: () => apiFaults.list(),
    envelopeFault: (fault: EnvelopeFault) => envelopeFaults.add(fault),
    clearFaults() {
      apiFaults.clear()
      envelopeFaults.clear()
    },
    cut: () => hub.cut(),
    /** Asks the app to connect anew, on the connection of that number only if one is given (0 is the oldest). */
    disconnect: (reason: DisconnectReason = 'refresh_requested', connection?: number) =>
      hub.disconnect(reason, connection),
    /** Changes Slack's natural rate limits from now on; `false` takes them off. */
    limitRates: (options: RateLimitOptions | false) => parts.limits.set(options),
    /** An admin takes the app out of the workspace. */
    uninstall: () => parts.leave(world, 'account_inactive'),
    deliverTo: parts.deliverTo,
  }
}

/** The hands of a test inside the local Slack; the same can be had over HTTP (routes.ts). */
export function createControl(parts: ControlParts) {
  return { ...lookingControl(parts), ...changingControl(parts) }
}

export type Control = ReturnType<typeof createControl>
