import type { Locale } from '../../base/i18n.ts'
import type { EventExtras } from '../../domain/delivery/card-extras.ts'
import {
  breaksThroughQuiet,
  concernsChannel,
  mayBeToldSince,
  type Notice,
} from '../../domain/delivery/outbox-message.ts'
import {
  type Announcement,
  type DeliveryFacts,
  type EventMessage,
  outboxMessagesOf,
  type PlannedMessage,
} from '../../domain/delivery/route-facts.ts'
import { isTaskFailure } from '../../domain/delivery/route-stages.ts'
import type { NewMessage } from '../../ports/messenger.ts'
import { eventSummaryOf } from '../../store/history.ts'
import type { DeliveredMessages, DeliveryLease } from '../../store/outbox.ts'
import { timerMember } from '../../store/timers.ts'
import type { Card } from '../../views/card.ts'
import type { DeliveryDeps } from './deps.ts'
import type { ChannelFacts } from './facts.ts'
import { sendCard, threadCardOf } from './send-card.ts'
import {
  compositionOf,
  drawCard,
  editMessage,
  emitSent,
  type FindQueued,
  noteDelivered,
  postOnce,
  type SendingParts,
  type SentMessage,
} from './send-once.ts'

type Of<Kind extends PlannedMessage['kind']> = Extract<PlannedMessage, { readonly kind: Kind }>

/**
 * Sends a message and takes its outbox messages out of the outbox. Throws what the messenger throws, `LeaseLost`, `PostTooSoon`, or
 * `RenderError`; the outbox messages are then still there.
 */
export async function sendMessage(
  deps: DeliveryDeps,
  lease: DeliveryLease,
  { message, ...parts }: SendingParts & { readonly message: PlannedMessage },
): Promise<void> {
  const { facts, find } = parts
  switch (message.kind) {
    case 'card':
      return sendCard(deps, lease, message, parts)
    case 'reply':
      return sendInThread(deps, lease, { message, announcement: message.announcement, facts, find })
    case 'merged': {
      const [saying] = message.events
      return saying && sendInThread(deps, lease, { message, announcement: saying, facts, find })
    }
    case 'group':
    case 'notice':
      return sendToChannel(deps, lease, { message, facts, find })
  }
}

interface Reply {
  readonly message: Of<'reply'> | Of<'merged'>
  /** The first thing that it says. */
  readonly announcement: Announcement
  readonly facts: ChannelFacts
  readonly find: FindQueued
}

async function sendInThread(
  deps: DeliveryDeps,
  lease: DeliveryLease,
  { message, announcement, facts, find }: Reply,
): Promise<void> {
  const { taskId } = announcement
  const thread = await threadCardOf(deps, lease, announcement, facts)
  const locale = thread?.locale ?? facts.watches.get(taskId)?.locale ?? 'en'
  const card = drawCard(() => drawReply(deps, message, facts, locale))
  const base = { ...lease.channelRef, key: keyOf(message), card }
  const reply = thread && { threadTs: thread.ts, broadcast: isForAll(message, facts) }
  const posting = { message, taskId, post: { ...base, ...reply }, facts, find }
  const shown = await findOngoing(deps, announcement, posting.post)
  if (shown === undefined) return postAndNote(deps, lease, posting)
  await editMessage(deps, lease, { ts: shown, key: base.key, card })
  await noteSent(deps, lease, posting, { ts: shown, how: 'edited' })
}

/** What goes on is told in one message, whose key names the whole of it. */
function keyOf(message: Reply['message']): string {
  const unstable = message.kind === 'reply' ? ongoing(message.announcement) : undefined
  return unstable ? `unstable:${unstable.connection}:${unstable.taskId}:${unstable.event.since}` : message.key
}

function ongoing(announcement: Announcement) {
  if (announcement.kind !== 'event') return undefined
  const { event, connection, taskId } = announcement
  return event.kind === 'unstable' && event.state !== 'over' ? { event, connection, taskId } : undefined
}

/** The message that has told the beginning of what goes on. */
async function findOngoing(
  { messenger, options }: DeliveryDeps,
  announcement: Announcement,
  { team, channel, key, threadTs }: NewMessage,
): Promise<string | undefined> {
  const event = ongoing(announcement)?.event
  if (event?.state !== 'going') return undefined
  const where = { team, channel, key, since: event.since - options.skewMs }
  return messenger.find(threadTs === undefined ? where : { ...where, threadTs })
}

async function sendToChannel(
  deps: DeliveryDeps,
  lease: DeliveryLease,
  { message, facts, find }: { message: Of<'group'> | Of<'notice'>; facts: DeliveryFacts; find: FindQueued },
): Promise<void> {
  const card = drawCard(() => drawForChannel(deps, lease, message, facts))
  const post = { ...lease.channelRef, key: message.key, card }
  const posting = { message, taskId: '', post, facts, find }
  const ts = message.kind === 'notice' ? await findTold(deps, message.notice.notice, post) : undefined
  if (ts === undefined) return postAndNote(deps, lease, posting)
  await noteSent(deps, lease, posting, { ts, how: 'found' })
}

async function findTold(
  { messenger, options }: DeliveryDeps,
  notice: Notice,
  { team, channel, key }: NewMessage,
): Promise<string | undefined> {
  const since = mayBeToldSince(notice)
  if (since === undefined) return undefined
  return messenger.find({ team, channel, key, since: since - options.skewMs })
}

interface Posting {
  readonly message: Exclude<PlannedMessage, { readonly kind: 'card' }>
  readonly taskId: string
  readonly post: NewMessage
  readonly facts: DeliveryFacts
  readonly find: FindQueued
}

async function postAndNote(deps: DeliveryDeps, lease: DeliveryLease, posting: Posting): Promise<void> {
  const sent = await postOnce(deps, lease, posting.post, compositionOf(posting.message))
  await noteSent(deps, lease, posting, sent)
}

async function noteSent(
  deps: DeliveryDeps,
  lease: DeliveryLease,
  { message, taskId, post: { key }, facts, find }: Posting,
  sent: SentMessage,
): Promise<void> {
  const entries = find(outboxMessagesOf(message))
  await noteDelivered(deps, lease, {
    taskId,
    messages: entries,
    keys: [key],
    timers: alarmsFor(deps, lease, message, facts),
  })
  emitSent(deps, lease, taskId, { key, ...sent, merged: entries.length })
}

function drawReply(
  { render }: DeliveryDeps,
  message: Reply['message'],
  facts: DeliveryFacts,
  locale: Locale,
): Card {
  if (message.kind === 'merged') {
    const last = message.events.at(-1)
    if (last === undefined) throw new TypeError('a merged message has events')
    const events = message.events.map(({ event }) => event)
    return render.mergedCard(events, last.snapshot, locale, extrasOf(message.events, message, facts))
  }
  const { announcement } = message
  switch (announcement.kind) {
    case 'event':
      return render.eventCard(
        announcement.event,
        announcement.snapshot,
        locale,
        extrasOf([announcement], message, facts),
      )
    case 'outcome':
      return render.outcomeCard(announcement.action, announcement.outcome, announcement.snapshot)
    case 'notice':
      return render.noticeCard(announcement.notice, announcement, locale)
  }
}

function drawForChannel(
  { render }: DeliveryDeps,
  lease: DeliveryLease,
  message: Of<'group'> | Of<'notice'>,
  facts: DeliveryFacts,
): Card {
  if (message.kind === 'notice') {
    const { notice, taskId, locale } = message.notice
    return render.noticeCard(notice, { connection: lease.connection, taskId }, locale)
  }
  const { events } = message
  const locale = events.map(({ taskId }) => facts.watches.get(taskId)?.locale).find(Boolean) ?? 'en'
  return render.groupCard(events.map(eventSummaryOf), locale, extrasOf(events, message, facts))
}

/** Those whom the watches name are mentioned with failures, each once. */
function extrasOf(
  events: readonly EventMessage[],
  { absorbed }: { readonly absorbed: readonly EventMessage[] },
  { watches }: DeliveryFacts,
): EventExtras {
  const alarming = events.filter(({ event }) => breaksThroughQuiet(event))
  const mention = [...new Set(alarming.flatMap(({ taskId }) => watches.get(taskId)?.options?.mention ?? []))]
  return {
    ...(mention.length > 0 && { mention }),
    ...(absorbed.length > 0 && { absorbed: absorbed.length }),
  }
}

/** Shown in the channel as well: what concerns everybody there, and all where the watch wants it so. */
function isForAll(message: Reply['message'], { watches }: DeliveryFacts): boolean {
  const sayings = message.kind === 'merged' ? message.events : [message.announcement]
  const wanted = sayings.some(({ taskId }) => watches.get(taskId)?.options?.where === 'channel')
  return wanted || sayings.some(concernsChannel)
}

/** A failure is told again if it persists; what has moved on needs no reminder. */
function alarmsFor(
  { options, clock }: DeliveryDeps,
  { channelRef }: DeliveryLease,
  message: Posting['message'],
  { watches }: DeliveryFacts,
): NonNullable<DeliveredMessages['timers']> {
  if (options.repeatMs === 0) return []
  const events = eventsOf(message).filter(({ event }) => event.kind === 'status' || event.kind === 'gone')
  const last = new Map(events.map((message) => [message.taskId, message]))
  return [...last.values()]
    .filter(({ taskId }) => watches.has(taskId))
    .map((message) => {
      const member = timerMember(`repeat:${message.taskId}`, channelRef)
      return isTaskFailure(message) ? { member, at: clock() + options.repeatMs } : { member }
    })
}

function eventsOf(message: Posting['message']): readonly EventMessage[] {
  if (message.kind === 'merged' || message.kind === 'group') return message.events
  return message.kind === 'reply' && message.announcement.kind === 'event' ? [message.announcement] : []
}
