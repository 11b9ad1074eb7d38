import { withIds } from './components.ts'
import type { JsonObject } from './json.ts'
import type { Channel, Entity, Message, Metadata } from './types.ts'
import { app } from './workspace.ts'
import { changed, nextTs, type World } from './world.ts'

export interface NewMessage {
  readonly channel: string
  readonly user: string
  readonly byApp?: boolean
  readonly text: string
  readonly blocks?: readonly JsonObject[]
  readonly attachments?: readonly JsonObject[]
  readonly metadata?: Metadata | undefined
  readonly entities?: readonly Entity[]
  readonly threadTs?: string | undefined
  readonly broadcast?: boolean
  readonly ephemeralTo?: string | undefined
  readonly files?: readonly string[]
}

/** Puts a message at the end of its channel. */
export function addMessage(world: World, message: NewMessage): Message {
  const added: Message = {
    byApp: false,
    attachments: [],
    metadata: undefined,
    entities: [],
    threadTs: undefined,
    broadcast: false,
    ephemeralTo: undefined,
    files: [],
    ...message,
    blocks: withIds(world, message.blocks ?? []),
    ts: nextTs(world),
    reactions: new Map(),
    edits: [],
    deleted: false,
  }
  messagesIn(world, message.channel).push(added)
  changed(world)
  return added
}

export interface MessageChange {
  readonly text: string
  readonly blocks: readonly JsonObject[]
  readonly attachments: readonly JsonObject[]
  readonly metadata: Metadata | undefined
  readonly entities: readonly Entity[]
}

/** Replaces what a message says and keeps what it said before. */
export function editMessage(world: World, message: Message, change: Partial<MessageChange>): void {
  message.edits.push({ at: world.now(), text: message.text, blocks: message.blocks })
  Object.assign(message, change, change.blocks && { blocks: withIds(world, change.blocks) })
  changed(world)
}

/** Takes a message away; the record of it stays. */
export function removeMessage(world: World, message: Message): void {
  message.deleted = true
  changed(world)
}

/** All messages of a channel, oldest first, deleted and ephemeral ones included. */
export function messagesIn(world: World, channel: string): Message[] {
  const known = world.messages.get(channel)
  if (known) return known
  const fresh: Message[] = []
  world.messages.set(channel, fresh)
  return fresh
}

/** A message that is still there. */
export function findMessage(world: World, channel: string, ts: string): Message | undefined {
  return messagesIn(world, channel).find((message) => message.ts === ts && !message.deleted)
}

/** May this person see it? */
export function isVisibleTo(message: Message, person: string | undefined): boolean {
  return message.ephemeralTo === undefined || message.ephemeralTo === person
}

/** Is it in the channel itself, and not only in a thread? */
export function isInChannel(message: Message): boolean {
  return message.threadTs === undefined || message.threadTs === message.ts || message.broadcast
}

/** The answers to a message that everyone can see, oldest first. */
export function repliesTo(world: World, channel: string, ts: string): readonly Message[] {
  return messagesIn(world, channel).filter(
    (message) => message.threadTs === ts && !message.deleted && message.ephemeralTo === undefined,
  )
}

/** A key for what a person chose in the components of a message. */
export function messageKey(message: Message, person: string): string {
  return `${message.channel}:${message.ts}:${person}`
}

/** The message as the API and payloads give it. */
export function wireMessage(world: World, message: Message, withMetadata = false): JsonObject {
  return {
    ...(message.byApp ? { bot_id: world.bot.id, app_id: app.id, bot_profile: botProfile(world) } : {}),
    type: 'message',
    ...(message.broadcast ? { subtype: 'thread_broadcast' } : {}),
    user: message.user,
    team: world.team.id,
    ts: message.ts,
    text: message.text,
    ...(message.blocks.length > 0 ? { blocks: message.blocks } : {}),
    ...(message.attachments.length > 0 ? { attachments: message.attachments } : {}),
    ...editedOf(message),
    ...threadOf(world, message),
    ...reactionsOf(message),
    ...(message.files.length > 0 ? { files: message.files.map((id) => wireFile(world, id)) } : {}),
    ...metadataOf(message, withMetadata),
  }
}

function botProfile(world: World): JsonObject {
  return { id: world.bot.id, app_id: app.id, name: app.name, team_id: world.team.id, deleted: false }
}

function editedOf(message: Message): JsonObject {
  const last = message.edits.at(-1)
  return last ? { edited: { user: message.user, ts: (last.at / 1000).toFixed(6) } } : {}
}

function threadOf(world: World, message: Message): JsonObject {
  if (message.threadTs !== undefined && message.threadTs !== message.ts)
    return { thread_ts: message.threadTs }
  const replies = repliesTo(world, message.channel, message.ts)
  if (replies.length === 0) return {}
  const users = [...new Set(replies.map((reply) => reply.user))]
  return {
    thread_ts: message.ts,
    reply_count: replies.length,
    reply_users_count: users.length,
    reply_users: users,
    latest_reply: replies.at(-1)?.ts,
  }
}

function reactionsOf(message: Message): JsonObject {
  const reactions = [...message.reactions].map(([name, users]) => ({
    name,
    users: [...users],
    count: users.size,
  }))
  return reactions.length > 0 ? { reactions } : {}
}

/** Without include_all_metadata Slack leaves the payload out and tells the type only. */
function metadataOf(message: Message, all: boolean): JsonObject {
  if (!message.metadata) return {}
  return { metadata: all ? message.metadata : { event_type: message.metadata.event_type } }
}

/** A file as the API gives it. */
export function wireFile(world: World, id: string): JsonObject {
  const file = world.files.get(id)
  if (!file) return { id, mode: 'tombstone' }
  const url = `${world.place.baseUrl}/files/${file.id}/${encodeURIComponent(file.name)}`
  return {
    id: file.id,
    name: file.name,
    title: file.title,
    size: file.size,
    mimetype: file.mimetype,
    filetype: file.name.split('.').at(-1) ?? 'binary',
    user: file.user,
    created: Math.floor(file.created / 1000),
    timestamp: Math.floor(file.created / 1000),
    url_private: url,
    url_private_download: url,
    permalink: url,
  }
}

/** The channel's name in payloads, where direct messages and private channels have none of their own. */
export function payloadName(channel: Channel): string {
  if (channel.kind === 'im') return 'directmessage'
  return channel.kind === 'public' ? channel.name : 'privategroup'
}

/** The direct conversation of a person with the app; it comes into being when first needed. */
export function directChannel(world: World, person: string): Channel {
  const id = `D${person.slice(1)}`
  const known = world.channels.get(id)
  if (known) return known
  const members = new Set([person, world.bot.user])
  const channel: Channel = { id, name: person, kind: 'im', topic: '', members, archived: false }
  world.channels.set(id, channel)
  return channel
}
