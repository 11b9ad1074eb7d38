import { checkBlocks, wordsOf } from './blocks/validate.ts'
import { isObject, type JsonObject, objectsOf, textOf } from './json.ts'
import { addMessage, editMessage, removeMessage } from './messages.ts'
import type { Message } from './types.ts'
import type { ResponseUrl, World } from './world.ts'

/** Slack's refusal: its error code, and more where the code alone does not say enough. */
export interface Refusal {
  readonly error: string
  readonly messages?: readonly string[]
}

/** What an answer to a command or a POST to a response_url asks for; undefined when all was done. */
export function respond(world: World, url: ResponseUrl, answer: JsonObject): Refusal | undefined {
  const problems = checkBlocks(answer.blocks ?? [], 'message')
  if (problems.length > 0) return { error: 'invalid_blocks', messages: wordsOf(problems) }
  if (answer.delete_original === true) return withOriginal(url, (message) => removeMessage(world, message))
  if (answer.replace_original === true)
    return withOriginal(url, (message) => editMessage(world, message, contentOf(answer)))
  const content = contentOf(answer)
  if (content.text === '' && content.blocks.length === 0 && content.attachments.length === 0)
    return { error: 'no_text' }
  const visible = answer.response_type === 'in_channel'
  const thread = visible && answer.replace_original !== true ? textOf(answer.thread_ts) : undefined
  addMessage(world, {
    ...content,
    channel: url.channel,
    user: world.bot.user,
    byApp: true,
    threadTs: thread ?? (visible ? undefined : url.message?.threadTs),
    ephemeralTo: visible ? undefined : url.user,
  })
  return undefined
}

function withOriginal(url: ResponseUrl, act: (message: Message) => void): Refusal | undefined {
  if (!url.message || url.message.deleted) return { error: 'message_not_found' }
  act(url.message)
  return undefined
}

function contentOf(answer: JsonObject) {
  return {
    text: textOf(answer.text) ?? '',
    blocks: objectsOf(answer.blocks),
    attachments: objectsOf(answer.attachments),
  }
}

/** Metadata as Slack takes it; undefined when it is not that. */
export function metadataOf(value: unknown): Message['metadata'] {
  if (!isObject(value) || typeof value.event_type !== 'string') return undefined
  return {
    event_type: value.event_type,
    event_payload: isObject(value.event_payload) ? value.event_payload : {},
  }
}
