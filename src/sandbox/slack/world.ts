import { randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import type { JsonObject } from './json.ts'
import type { Manifest } from './manifest.ts'
import type { Channel, Message, Person, StateValues, StoredFile, UserGroup, View } from './types.ts'
import type { Workspace } from './workspace.ts'

/** Everything the local Slack remembers. */
export interface World {
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly manifest: Manifest
  readonly people: Map<string, Person>
  readonly channels: Map<string, Channel>
  readonly groups: readonly UserGroup[]
  /** By channel, oldest first; deleted ones stay, marked. */
  readonly messages: Map<string, Message[]>
  readonly views: Map<string, View>
  /** Ids of the modals open before a person, the topmost last. */
  readonly stacks: Map<string, readonly string[]>
  /** The Home tab's view id by person. */
  readonly homes: Map<string, string>
  readonly triggers: Map<string, Trigger>
  readonly responseUrls: Map<string, ResponseUrl>
  readonly files: Map<string, StoredFile>
  /** What each person has chosen in the components of messages, by `messageKey`. */
  readonly choices: Map<string, StateValues>
  /** The options last suggested, by place and element. */
  readonly suggestions: Map<string, readonly JsonObject[]>
  /** Speaks `changed` whenever something that can be seen has changed. */
  readonly changes: EventEmitter<{ changed: [] }>
  readonly tokens: Tokens
  lastTs: number
  lastId: number
  /** Where the page and the API are served, without a slash at the end. */
  baseUrl: string
}

export interface Tokens {
  readonly bot: string
  readonly app: string
  readonly signingSecret: string
  /** The deprecated verification token that payloads still carry. */
  readonly verification: string
}

export interface Trigger {
  readonly user: string
  /** Milliseconds. */
  readonly at: number
  /** The view from within which it came. */
  readonly viewId: string | undefined
  used: boolean
}

export interface ResponseUrl {
  readonly channel: string
  readonly user: string
  readonly at: number
  readonly message: Message | undefined
  uses: number
}

/** A world at its beginning. */
export function createWorld(now: () => number, manifest: Manifest, workspace: Workspace): World {
  const secret = () => randomBytes(12).toString('hex')
  const changes = new EventEmitter<{ changed: [] }>()
  changes.setMaxListeners(0)
  return {
    now,
    manifest,
    people: new Map(workspace.people.map((person) => [person.id, person])),
    channels: new Map(workspace.channels.map((channel) => [channel.id, channel])),
    groups: workspace.groups,
    messages: new Map(),
    views: new Map(),
    stacks: new Map(),
    homes: new Map(),
    triggers: new Map(),
    responseUrls: new Map(),
    files: new Map(),
    choices: new Map(),
    suggestions: new Map(),
    changes,
    tokens: {
      bot: `xoxb-local-${secret()}`,
      app: `xapp-local-${secret()}`,
      signingSecret: secret(),
      verification: secret(),
    },
    lastTs: 0,
    lastId: 0,
    baseUrl: '',
  }
}

/** Tells everyone who looks that the world has changed. */
export function changed(world: World): void {
  world.changes.emit('changed')
}

/** An id that no other thing has: the prefix, then letters and digits. */
export function nextId(world: World, prefix: string): string {
  world.lastId += 1
  return `${prefix}${world.lastId.toString(36).toUpperCase().padStart(6, '0')}`
}

/** The next message timestamp: the clock in microseconds, always later than the last one. */
export function nextTs(world: World): string {
  world.lastTs = Math.max(Math.floor(world.now()) * 1000, world.lastTs + 1)
  const text = String(world.lastTs).padStart(7, '0')
  return `${text.slice(0, -6)}.${text.slice(-6)}`
}
