import type { EntityMetadata } from '@slack/types'
import { WebAPIPlatformError, type WebClient } from '@slack/web-api'
import type { SlackMethod } from '../domain/delivery/route-facts.ts'
import type { ChannelRef } from '../domain/watching/watch.ts'
import { MessengerError, type MessengerWithFiles } from '../ports/messenger.ts'
import { renderCard } from './blocks.ts'
import { bufferOver, jsonBytes } from './json-file.ts'
import type { BlockMemory } from './modern-blocks.ts'
import { refusalOf } from './refusals.ts'
import { escapeText } from './text.ts'
import { sendRendered } from './work-objects.ts'

/** Our mark in the metadata of a message; the payload holds the key only, since every member can read it. */
const eventType = 'drs_chatops_message'

const usualPauseMs = 30_000

/** How the engine takes each kind of refusal. What belongs to forms never comes of a delivery. */
const reasons = {
  channel: 'channel-gone',
  message: 'message-gone',
  content: 'refused',
  'signed-out': 'signed-out',
  limited: 'rate-limited',
  passing: 'unreachable',
  late: 'unreachable',
  closed: 'unreachable',
  moved: 'unreachable',
} as const

/** What went wrong, in the engine's terms. Everything not known to be final may pass, so it is repeated. */
function translate(error: unknown, limits?: SlackMethod): MessengerError {
  const { kind, barrier, retryAfter = usualPauseMs } = refusalOf(error)
  const message = error instanceof Error ? error.message : String(error)
  return new MessengerError(reasons[kind], message, {
    cause: error,
    // Some methods answer so with status 200 and no time; Slack's own limits are per minute or shorter.
    ...(kind === 'limited' && { retryAfter, ...(limits && { scope: limits }) }),
    ...(barrier && { barrier }),
  })
}

/** `limits`: what Slack counts over the whole workspace in this call. Posts are limited by channel, above all. */
async function translated<T>(call: Promise<T>, limits?: SlackMethod): Promise<T> {
  try {
    return await call
  } catch (error) {
    throw translate(error, limits)
  }
}

interface FoundMessage {
  readonly ts?: string
  readonly bot_id?: string
  readonly metadata?: { readonly event_type?: string; readonly event_payload?: unknown }
}

function hasKey(message: FoundMessage, key: string): boolean {
  const { metadata } = message
  const payload = metadata?.event_payload
  if (metadata?.event_type !== eventType || typeof payload !== 'object' || payload === null) return false
  return 'key' in payload && payload.key === key
}

/** Slack's timestamps are seconds with six decimals, as text. */
function slackTime(ms: number): string {
  return (ms / 1000).toFixed(6)
}

function metadata(key: string, entities: EntityMetadata[] | undefined) {
  return { event_type: eventType, event_payload: { key }, ...(entities && { entities }) }
}

/**
 * The engine's way to Slack. `client` must not retry by itself (`retryConfig: { retries: 0 }`,
 * `rejectRateLimitedCalls: true`): a post is not idempotent, so a repetition has to look for the message first.
 * `botId` is the bot's own: another installation in the same channel may write messages with the same keys.
 */
export function createMessenger(client: WebClient, botId: string, memory: BlockMemory): MessengerWithFiles {
  return {
    async post({ channel, key, card, threadTs, broadcast }) {
      const message = renderCard(card)
      const base = {
        channel,
        text: message.text,
        unfurl_links: false,
        unfurl_media: false,
      }
      const thread = threadTs && { thread_ts: threadTs, reply_broadcast: broadcast === true }
      const { ts } = await translated(
        sendRendered(memory, message, ({ blocks, entities }) => {
          const content = { ...base, blocks, metadata: metadata(key, entities) }
          return client.chat.postMessage(thread ? { ...content, ...thread } : content)
        }),
      )
      if (ts === undefined) throw new MessengerError('unreachable', 'chat.postMessage answered without a ts')
      return { ts }
    },
    async update({ channel, ts, key, card }) {
      const message = renderCard(card)
      const edit = { channel, ts, text: message.text }
      const edited = sendRendered(memory, message, ({ blocks, entities }) =>
        client.chat.update({ ...edit, blocks, metadata: metadata(key, entities) }),
      )
      await translated(edited, 'edit')
    },
    async remove({ channel, ts }) {
      await translated(client.chat.delete({ channel, ts }))
    },
    async attach({ channel, threadTs, file, comment }) {
      const bytes = 'json' in file ? await jsonBytes(file) : file.bytes
      const upload = {
        ...{ channel_id: channel, thread_ts: threadTs },
        ...{ filename: file.name, file: bufferOver(bytes) },
        initial_comment: escapeText(comment),
      }
      await translated(client.filesUploadV2(upload))
    },
    async find({ channel, key, since, threadTs, earliest = false }) {
      const all: string[] = []
      for (let cursor: string | undefined; ; ) {
        const page = await translated(orNothing(pageOf(client, { channel, since, threadTs, cursor })))
        const messages: readonly FoundMessage[] = page.messages ?? []
        all.push(
          ...messages.flatMap((one) => (one.bot_id === botId && hasKey(one, key) ? (one.ts ?? []) : [])),
        )
        cursor = page.response_metadata?.next_cursor || undefined
        // The texts of two times of Slack are as long as each other for some centuries.
        if (cursor === undefined || (all.length > 0 && !earliest)) return earliest ? all.sort()[0] : all[0]
      }
    },
  }
}

/** Errors of who may never look, however often they try. */
const mayNotLook = new Set(['missing_scope', 'no_permission', 'not_allowed_token_type'])

/** A page without messages for who may not look: better said twice than never again. */
async function orNothing(page: ReturnType<typeof pageOf>): Promise<Awaited<ReturnType<typeof pageOf>>> {
  try {
    return await page
  } catch (error) {
    if (error instanceof WebAPIPlatformError && mayNotLook.has(error.data.error)) return { ok: false }
    throw error
  }
}

interface PageQuery {
  readonly channel: string
  readonly since: number
  readonly threadTs: string | undefined
  readonly cursor: string | undefined
}

function pageOf(client: WebClient, { channel, since, threadTs, cursor }: PageQuery) {
  const query = {
    channel,
    oldest: slackTime(since),
    include_all_metadata: true,
    limit: 200,
    ...(cursor && { cursor }),
  }
  return threadTs
    ? client.conversations.replies({ ...query, ts: threadTs })
    : client.conversations.history(query)
}

/** How often Slack may ask for patience before it counts as a failure. */
const attempts = 5

/** So much longer what can wait gives way, ms. */
const headStartMs = 1_500

/**
 * For what a person waits for: where Slack limits the rate, the call is repeated after the time that Slack names. A call
 * that was refused for its rate was surely not carried out, so nothing is sent twice. `yieldTo` has everything that can
 * wait give way for so long (ms), so that what a person waits for is the first to go out afterwards.
 */
export function retryingMessenger(
  messenger: MessengerWithFiles,
  sleep: (ms: number) => Promise<void>,
  yieldTo: (where: ChannelRef, scope: MessengerError['scope'], ms: number) => Promise<void>,
): MessengerWithFiles {
  const patiently = async <T>(where: ChannelRef, call: () => Promise<T>): Promise<T> => {
    for (let made = 1; ; made++) {
      try {
        return await call()
      } catch (error) {
        const limited = error instanceof MessengerError && error.reason === 'rate-limited'
        if (!limited || made === attempts) throw error
        const ms = error.retryAfter ?? 1000
        await yieldTo(where, error.scope, ms + headStartMs)
        await sleep(ms)
      }
    }
  }
  return {
    post: (message) => patiently(message, () => messenger.post(message)),
    update: (message) => patiently(message, () => messenger.update(message)),
    find: (where) => patiently(where, () => messenger.find(where)),
    remove: (message) => patiently(message, () => messenger.remove(message)),
    attach: (file) => patiently(file, () => messenger.attach(file)),
  }
}
