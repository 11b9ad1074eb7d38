import { checkBlocks, wordsOf } from '../blocks/validate.ts'
import { entitiesIn, entitiesProblems } from '../entities.ts'
import { flagOf, isObject, type JsonObject, objectOf, objectsOf, stringsOf, textOf } from '../json.ts'
import {
  addMessage,
  editMessage,
  findMessage,
  type MessageChange,
  removeMessage,
  wireMessage,
} from '../messages.ts'
import { metadataOf } from '../posting.ts'
import type { Channel, Message } from '../types.ts'
import type { World } from '../world.ts'
import { type Answer, type Call, channelOf, isMember, type Methods, refused } from './method.ts'

/** Slack docs, chat.update method: longer text is refused; chat.postMessage cuts it at 40,000. */
const longestUpdate = 4000
const longestPost = 40_000
/** Slack docs, chat.postMessage method. */
const longestMarkdown = 12_000
const mostAttachments = 100

function placeFor({ world, args }: Call): Channel | string {
  const channel = channelOf(world, args.channel)
  if (!channel) return 'channel_not_found'
  if (channel.archived) return 'is_archived'
  return channel.kind === 'im' && !world.manifest.messagesTab ? 'messages_tab_disabled' : channel
}

/** Slack docs, chat.update method: only the id of a channel will do, neither its name nor a person. */
function placeById(call: Call): Channel | string {
  return call.world.channels.has(textOf(call.args.channel) ?? '') ? placeFor(call) : 'channel_not_found'
}

function mayPost(world: World, channel: Channel): boolean {
  if (isMember(world, channel)) return true
  return channel.kind === 'public' && (world.installation?.scopes ?? []).includes('chat:write.public')
}

function contentProblem(args: JsonObject): Answer | undefined {
  return (
    blocksProblem(args.blocks) ??
    attachmentsProblem(args.attachments) ??
    markdownProblem(args) ??
    metadataProblem(args.metadata)
  )
}

/** What a workspace answers that knows no Work Objects is not documented; this is what Slack says of arguments. */
function entitiesProblem({ world, args }: Call): Answer | undefined {
  const { entities } = objectOf(args.metadata)
  if (entities === undefined) return undefined
  if (!world.workObjects)
    return refused('invalid_arguments', ['[ERROR] no such field [json-pointer:/metadata/entities]'])
  const problems = entitiesProblems(entities)
  return problems.length > 0 ? refused('invalid_metadata_format', problems) : undefined
}

function blocksProblem(blocks: unknown): Answer | undefined {
  if (blocks === undefined) return undefined
  if (!Array.isArray(blocks)) return refused('invalid_blocks_format')
  const problems = checkBlocks(blocks, 'message')
  return problems.length > 0 ? refused('invalid_blocks', wordsOf(problems)) : undefined
}

function attachmentsProblem(attachments: unknown): Answer | undefined {
  if (attachments === undefined) return undefined
  if (!Array.isArray(attachments)) return refused('invalid_attachments')
  if (attachments.length > mostAttachments) return refused('too_many_attachments')
  const problems = objectsOf(attachments).flatMap((one, index) =>
    one.blocks === undefined ? [] : checkBlocks(one.blocks, 'message', `/attachments/${index}/blocks`),
  )
  return problems.length > 0 ? refused('invalid_attachments', wordsOf(problems)) : undefined
}

function markdownProblem({ markdown_text: markdown, text, blocks }: JsonObject): Answer | undefined {
  if (markdown === undefined) return undefined
  if (text !== undefined || blocks !== undefined) return refused('markdown_text_conflict')
  return (textOf(markdown) ?? '').length > longestMarkdown ? refused('msg_too_long') : undefined
}

function metadataProblem(metadata: unknown): Answer | undefined {
  // Without a type of an event it clears what was there, or says only what the message is about.
  const { entities: _, ...event } = objectOf(metadata)
  const cleared = isObject(metadata) && Object.keys(event).length === 0
  if (metadata === undefined || cleared) return undefined
  const read = metadataOf(metadata)
  if (!read) return refused('invalid_metadata_format')
  return isFlat(read.event_payload) ? undefined : refused('invalid_metadata_schema')
}

/** Values are plain, or flat objects, or lists of either (the types package of Slack, MessageMetadata). */
function isFlat(payload: JsonObject): boolean {
  const flat = (value: unknown) => isPlain(value) || (isObject(value) && Object.values(value).every(isPlain))
  return Object.values(payload).every((value) => (Array.isArray(value) ? value.every(flat) : flat(value)))
}

function isPlain(value: unknown): boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
}

function isBlank(args: JsonObject): boolean {
  const lists = [...objectsOf(args.blocks), ...objectsOf(args.attachments)]
  return !textOf(args.text) && !textOf(args.markdown_text) && lists.length === 0
}

function contentFrom(args: JsonObject) {
  return {
    text: (textOf(args.text) ?? textOf(args.markdown_text) ?? '').slice(0, longestPost),
    blocks: objectsOf(args.blocks),
    attachments: objectsOf(args.attachments),
    metadata: metadataOf(args.metadata),
    entities: entitiesIn(args.metadata),
  }
}

function postMessage(call: Call): Answer {
  const { world, args } = call
  const channel = placeFor(call)
  if (typeof channel === 'string') return refused(channel)
  if (!mayPost(world, channel)) return refused('not_in_channel')
  if (channel.readOnly) return refused('restricted_action_read_only_channel')
  const problem =
    contentProblem(args) ?? entitiesProblem(call) ?? (isBlank(args) ? refused('no_text') : undefined)
  if (problem) return problem
  const thread = threadOf(world, channel, args)
  if (thread.missing) return refused('thread_not_found')
  const message = addMessage(world, {
    channel: channel.id,
    user: world.bot.user,
    byApp: true,
    ...contentFrom(args),
    threadTs: thread.ts,
    broadcast: thread.ts !== undefined && flagOf(args.reply_broadcast),
  })
  return { channel: channel.id, ts: message.ts, message: wireMessage(world, message, true) }
}

function threadOf(world: World, channel: Channel, args: JsonObject) {
  const ts = textOf(args.thread_ts)
  if (ts === undefined || ts === '') return { ts: undefined, missing: false }
  const parent = findMessage(world, channel.id, ts)
  return { ts: parent?.threadTs ?? ts, missing: parent === undefined }
}

function postEphemeral(call: Call): Answer {
  const { world, args } = call
  const channel = placeFor(call)
  if (typeof channel === 'string') return refused(channel)
  if (!isMember(world, channel)) return refused('not_in_channel')
  if (channel.readOnly) return refused('restricted_action_read_only_channel')
  const user = textOf(args.user) ?? ''
  if (!channel.members.has(user) || world.people.get(user)?.deleted) return refused('user_not_in_channel')
  const problem = contentProblem(args) ?? (isBlank(args) ? refused('no_text') : undefined)
  if (problem) return problem
  const message = addMessage(world, {
    channel: channel.id,
    user: world.bot.user,
    byApp: true,
    ...contentFrom(args),
    metadata: undefined,
    entities: [],
    threadTs: textOf(args.thread_ts),
    ephemeralTo: user,
  })
  return { message_ts: message.ts }
}

/** The app's own message that a call means, or why it cannot be changed. */
function ownMessage(call: Call, channel: Channel, refusal: string): Message | string {
  const message = findMessage(call.world, channel.id, textOf(call.args.ts) ?? '')
  if (!message || message.ephemeralTo !== undefined) return 'message_not_found'
  return message.byApp ? message : refusal
}

function update(call: Call): Answer {
  const { world, args } = call
  const channel = placeById(call)
  if (typeof channel === 'string') return refused(channel)
  const message = ownMessage(call, channel, 'cant_update_message')
  if (typeof message === 'string') return refused(message)
  if ((textOf(args.text) ?? '').length > longestUpdate) return refused('msg_too_long')
  const problem = contentProblem(args) ?? entitiesProblem(call)
  if (problem) return problem
  if (flagOf(args.reply_broadcast) && message.threadTs !== undefined && !message.broadcast) {
    if (args.text !== undefined || args.blocks !== undefined)
      return refused('no_dual_broadcast_content_update')
    message.broadcast = true
  }
  editMessage(world, message, changeOf(args))
  return {
    channel: channel.id,
    ts: message.ts,
    text: message.text,
    message: wireMessage(world, message, true),
  }
}

/** Slack docs, chat.update method: what is left out stays, but `text` alone takes the blocks away. */
function changeOf(args: JsonObject): Partial<MessageChange> {
  const text = textOf(args.text)
  const blocks = args.blocks === undefined ? (text === undefined ? undefined : []) : objectsOf(args.blocks)
  return {
    ...(text === undefined ? {} : { text }),
    ...(blocks === undefined ? {} : { blocks }),
    ...(args.attachments === undefined ? {} : { attachments: objectsOf(args.attachments) }),
    ...(args.metadata === undefined
      ? {}
      : { metadata: metadataOf(args.metadata), entities: entitiesIn(args.metadata) }),
  }
}

function remove(call: Call): Answer {
  const channel = placeById(call)
  if (typeof channel === 'string') return refused(channel)
  const message = ownMessage(call, channel, 'cant_delete_message')
  if (typeof message === 'string') return refused(message)
  removeMessage(call.world, message)
  return { channel: channel.id, ts: message.ts }
}

function getPermalink({ world, args }: Call): Answer {
  const channel = channelOf(world, args.channel)
  if (!channel) return refused('channel_not_found')
  const ts = textOf(args.message_ts) ?? ''
  if (!findMessage(world, channel.id, ts)) return refused('message_not_found')
  return { channel: channel.id, permalink: `${world.place.baseUrl}/#/${channel.id}/${ts}` }
}

function addReaction({ world, args }: Call): Answer {
  const channel = channelOf(world, args.channel)
  if (!channel) return refused('channel_not_found')
  const message = findMessage(world, channel.id, textOf(args.timestamp) ?? '')
  const [name] = stringsOf(args.name)
  if (!message) return refused('message_not_found')
  if (!name) return refused('invalid_name')
  const users = message.reactions.get(name) ?? new Set()
  if (users.has(world.bot.user)) return refused('already_reacted')
  message.reactions.set(name, users.add(world.bot.user))
  return {}
}

const scopes = ['chat:write']

/** chat.* and reactions.add. */
export const chatMethods: Methods = {
  'chat.postMessage': { token: 'bot', scopes, run: postMessage },
  'chat.postEphemeral': { token: 'bot', scopes, run: postEphemeral },
  'chat.update': { token: 'bot', scopes, run: update },
  'chat.delete': { token: 'bot', scopes, run: remove },
  'chat.getPermalink': { token: 'bot', run: getPermalink },
  'reactions.add': { token: 'bot', scopes: ['reactions:write'], run: addReaction },
}
