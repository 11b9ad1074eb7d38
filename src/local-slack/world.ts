import { randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import type { JsonObject } from './json.ts'
import type { Manifest } from './manifest.ts'
import type {
  Channel,
  Entity,
  Flexpane,
  Message,
  Person,
  StateValues,
  StoredFile,
  UserGroup,
  View,
} from './types.ts'
import type { Bot, Team, Workspace } from './workspace.ts'

/** What all workspaces of one local Slack share. */
export interface Shared {
  /** Milliseconds since the epoch. */
  readonly now: () => number
  readonly manifest: Manifest
  readonly tokens: Tokens
  /** Counts ids, which are unique over all workspaces. */
  readonly ids: { last: number }
  /** Whether the workspaces know Work Objects. */
  readonly workObjects: boolean
  /** Where the page and the API are served, without a slash at the end. */
  readonly place: { baseUrl: string }
}

/** Everything the local Slack remembers of one workspace. */
export interface World extends Shared {
  readonly team: Team
  readonly bot: Bot
  /** The app's stay in this workspace; undefined when it is not installed. */
  installation: Installation | undefined
  /** Bot tokens that were good once. */
  readonly revoked: Map<string, RevokedBecause>
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
  /** The thing that each person looks at. */
  readonly flexpanes: Map<string, Flexpane>
  /** Addresses in what somebody is typing, by the id that their unfurling has. */
  readonly composing: Map<string, Composing>
  readonly triggers: Map<string, Trigger>
  readonly responseUrls: Map<string, ResponseUrl>
  readonly files: Map<string, StoredFile>
  /** What each person has chosen in the components of messages, by `messageKey`. */
  readonly choices: Map<string, StateValues>
  /** The options last suggested, by place and element. */
  readonly suggestions: Map<string, readonly JsonObject[]>
  /** Speaks `changed` whenever something that can be seen has changed. */
  readonly changes: EventEmitter<{ changed: [] }>
  lastTs: number
}

/** What Slack answers to a token that is void: it was taken back, or the app was uninstalled. */
export type RevokedBecause = 'token_revoked' | 'account_inactive'

/** What somebody granted the app by installing it. */
export interface Installation {
  readonly token: string
  readonly scopes: readonly string[]
  /** The person who installed it. */
  readonly by: string
}

/** Secrets of the app, which are the same for every workspace. */
export interface Tokens {
  readonly app: string
  readonly clientId: string
  readonly clientSecret: string
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
  /** The thing whose details are asked for with it. */
  readonly entity?: Pick<Entity, 'external_ref' | 'url'> | undefined
  used: boolean
}

/** What stands in somebody's composer, with what the app shows below it. */
export interface Composing {
  readonly user: string
  readonly urls: readonly string[]
  entities: readonly Entity[]
  attachments: readonly JsonObject[]
}

export interface ResponseUrl {
  readonly channel: string
  readonly user: string
  readonly at: number
  readonly message: Message | undefined
  uses: number
}

/** Random enough that nobody guesses it. */
export function secret(): string {
  return randomBytes(12).toString('hex')
}

/** What the workspaces share, at its beginning. */
export function createShared(now: () => number, manifest: Manifest, workObjects = true): Shared {
  const digits = () => String(randomBytes(6).readUIntBE(0, 6))
  return {
    now,
    manifest,
    workObjects,
    ids: { last: 0 },
    place: { baseUrl: '' },
    tokens: {
      app: `xapp-local-${secret()}`,
      clientId: `${digits()}.${digits()}`,
      clientSecret: secret(),
      signingSecret: secret(),
      verification: secret(),
    },
  }
}

/** A workspace at its beginning. */
export function createWorld(shared: Shared, workspace: Workspace): World {
  const changes = new EventEmitter<{ changed: [] }>()
  changes.setMaxListeners(0)
  const { team, bot, installed, people, channels, groups } = workspace
  const { scopes } = shared.manifest
  return {
    ...shared,
    team,
    bot,
    installation: installed ? { token: botToken(), scopes, by: people[0]?.id ?? '' } : undefined,
    revoked: new Map(),
    people: new Map(people.map((person) => [person.id, person])),
    channels: new Map(channels.map((channel) => [channel.id, channel])),
    groups,
    messages: new Map(),
    views: new Map(),
    stacks: new Map(),
    homes: new Map(),
    flexpanes: new Map(),
    composing: new Map(),
    triggers: new Map(),
    responseUrls: new Map(),
    files: new Map(),
    choices: new Map(),
    suggestions: new Map(),
    changes,
    lastTs: 0,
  }
}

/** A fresh bot token. */
export function botToken(): string {
  return `xoxb-local-${secret()}`
}

/** Tells everyone who looks that the world has changed. */
export function changed(world: World): void {
  world.changes.emit('changed')
}

/** An id that no other thing has: the prefix, then letters and digits. */
export function nextId(world: Shared, prefix: string): string {
  world.ids.last += 1
  return `${prefix}${world.ids.last.toString(36).toUpperCase().padStart(6, '0')}`
}

/** The next message timestamp: the clock in microseconds, always later than the last one. */
export function nextTs(world: World): string {
  world.lastTs = Math.max(Math.floor(world.now()) * 1000, world.lastTs + 1)
  const text = String(world.lastTs).padStart(7, '0')
  return `${text.slice(0, -6)}.${text.slice(-6)}`
}
