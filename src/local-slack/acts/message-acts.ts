import { addMessage, editMessage, removeMessage, wireMessage } from '../messages.ts'
import type { Message } from '../types.ts'
import { changed } from '../world.ts'
import { locate } from './place.ts'
import { type ActResult, failed, personIn, type Stage } from './stage.ts'
import { type Saying, tellApp, withReferences } from './talk.ts'

/** What people do with messages besides sending words: reactions, changes, files. */

/** A person puts a reaction on a message, or takes their own away (Slack docs, reaction_added event). */
export async function react(stage: Stage, user: string, on: string, name: string): Promise<ActResult> {
  const message = sharedMessage(stage, user, on)
  if (typeof message === 'string') return failed(message)
  if (!/^[a-z0-9_+'-]{1,100}$/.test(name)) return failed('invalid_name')
  const users = message.reactions.get(name) ?? new Set()
  const type = users.has(user) ? 'reaction_removed' : 'reaction_added'
  if (!users.delete(user)) users.add(user)
  if (users.size > 0) message.reactions.set(name, users)
  else message.reactions.delete(name)
  changed(stage.world)
  const item = { type: 'message', channel: message.channel, ts: message.ts }
  await stage.sendEvent(type, { type, user, reaction: name, item_user: message.user, item })
  return { ok: true }
}

/** A person changes what they said. */
export async function edit(stage: Stage, user: string, on: string, text: string): Promise<ActResult> {
  const message = ownMessage(stage, user, on)
  if (typeof message === 'string') return failed(message)
  if (text.trim() === '') return failed('no_text')
  const before = wireMessage(stage.world, message)
  editMessage(stage.world, message, { text: withReferences(stage.world, text) })
  await tellChange(stage, message, {
    subtype: 'message_changed',
    message: wireMessage(stage.world, message),
    previous_message: before,
  })
  return { ok: true }
}

/** A person takes back what they said. */
export async function remove(stage: Stage, user: string, on: string): Promise<ActResult> {
  const message = ownMessage(stage, user, on)
  if (typeof message === 'string') return failed(message)
  const before = wireMessage(stage.world, message)
  removeMessage(stage.world, message)
  const details = { subtype: 'message_deleted', deleted_ts: message.ts, previous_message: before }
  await tellChange(stage, message, details)
  return { ok: true }
}

/** A person puts a message away that only they can see; the app does not hear of it. */
export function dismiss(stage: Stage, user: string, on: string): ActResult {
  const source = locate(stage.world, user, on)
  if (typeof source === 'string') return failed(source)
  if (source.kind !== 'message' || source.message.ephemeralTo !== user) return failed('cant_delete_message')
  removeMessage(stage.world, source.message)
  return { ok: true }
}

/** A message with files that were uploaded before, by their ids. */
export interface Sharing extends Saying {
  readonly files: readonly string[]
}

/** A person sends files, with words or without. */
export async function share(stage: Stage, user: string, sharing: Sharing): Promise<ActResult> {
  const { world } = stage
  const place = personIn(world, user, sharing.channel)
  if (typeof place === 'string') return failed(place)
  const files = sharing.files.flatMap((id) => world.files.get(id) ?? [])
  const theirs = files.filter((file) => file.user === user && file.bytes !== undefined)
  if (theirs.length < sharing.files.length) return failed('file_not_found')
  for (const file of theirs) file.complete = true
  const message = addMessage(world, {
    channel: sharing.channel,
    user,
    text: withReferences(world, sharing.text),
    threadTs: sharing.threadTs,
    files: theirs.map((file) => file.id),
  })
  const wire = { ...wireMessage(world, message), subtype: 'file_share', channel: sharing.channel }
  await tellApp(stage, place.channel, wire, message.text)
  return { ok: true, ts: message.ts }
}

/** A message that everybody in the channel sees. */
export function sharedMessage({ world }: Stage, user: string, on: string): Message | string {
  const source = locate(world, user, on)
  if (typeof source === 'string') return source
  if (source.kind !== 'message' || source.message.ephemeralTo !== undefined) return 'message_not_found'
  return world.channels.get(source.message.channel)?.archived ? 'is_archived' : source.message
}

function ownMessage(stage: Stage, user: string, on: string): Message | string {
  const message = sharedMessage(stage, user, on)
  if (typeof message === 'string') return message
  return message.user === user && !message.byApp ? message : 'cant_update_message'
}

async function tellChange(stage: Stage, message: Message, details: object): Promise<void> {
  const channel = stage.world.channels.get(message.channel)
  if (!channel) return
  const event = { type: 'message', channel: channel.id, hidden: true, ts: message.ts, ...details }
  await tellApp(stage, channel, event, '')
}
