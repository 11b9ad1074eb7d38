import type { Locale } from '../../base/i18n.ts'
import { type Announcement, mayBeToldSince, type Notice } from '../../domain/delivery/outbox-message.ts'
import {
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
import {
  extrasOf,
  isForAll,
  type MessageFacts,
  messageFactsOf,
  notedReport,
  withLatestChecks,
} from './extras.ts'
import type { ChannelFacts } from './facts.ts'
import { sendBoard } from './send-board.ts'
import { sendCard, threadCardOf } from './send-card.ts'
import {
  compositionOf,
  drawCard,
  emitSent,
  type FindQueued,
  noteDelivered,
  postOnce,
  type SendingParts,
  type SentMessage,
} from './send-once.ts'
import { sendBatch, sendOngoing } from './send-ongoing.ts'
import { sendReport } from './send-report.ts'

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
    case 'ongoing': {
      const alarms = alarmsFor(
        deps,
        lease,
        message.said.filter((one) => one.kind === 'event'),
        facts,
      )
      return sendOngoing(deps, lease, { message, facts, find, alarms })
    }
    case 'batch':
      return sendBatch(deps, lease, { message, find })
    case 'report':
      return sendReport(deps, lease, message, parts)
    case 'board':
      return sendBoard(deps, lease, message, { facts, find })
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
  const read = await messageFactsOf(deps, lease, outboxMessagesOf(message))
  const latest = await asOfNow(deps, lease, message)
  const card = drawCard(() => drawReply(deps, latest, facts, read, locale))
  const base = { ...lease.channelRef, key: message.key, card }
  const reply = thread && { threadTs: thread.ts, broadcast: isForAll(saidIn(message), facts) }
  await postAndNote(deps, lease, { message, taskId, post: { ...base, ...reply }, facts, find })
}

async function asOfNow(
  deps: DeliveryDeps,
  lease: DeliveryLease,
  message: Reply['message'],
): Promise<Reply['message']> {
  if (message.kind !== 'reply') return message
  const [announcement = message.announcement] = await withLatestChecks(deps, lease, [message.announcement])
  return { ...message, announcement }
}

function saidIn(message: Reply['message']): readonly Announcement[] {
  return message.kind === 'merged' ? message.events : [message.announcement]
}

async function sendToChannel(
  deps: DeliveryDeps,
  lease: DeliveryLease,
  { message, facts, find }: { message: Of<'group'> | Of<'notice'>; facts: ChannelFacts; find: FindQueued },
): Promise<void> {
  const read = await messageFactsOf(deps, lease, outboxMessagesOf(message))
  const card = drawCard(() => drawForChannel(deps, lease, message, facts, read))
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
  readonly message: Exclude<PlannedMessage, { readonly kind: 'card' | 'ongoing' | 'batch' | 'report' }>
  readonly taskId: string
  readonly post: NewMessage
  readonly facts: ChannelFacts
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
    timers: alarmsFor(deps, lease, eventsOf(message), facts),
    report:
      message.kind === 'reply' ? notedReport(facts, [message.announcement], { ...sent, key }) : undefined,
  })
  emitSent(deps, lease, taskId, { key, ...sent, merged: entries.length })
}

function drawReply(
  { render }: DeliveryDeps,
  message: Reply['message'],
  facts: DeliveryFacts,
  read: MessageFacts,
  locale: Locale,
): Card {
  if (message.kind === 'merged') {
    const last = message.events.at(-1)
    if (last === undefined) throw new TypeError('a merged message has events')
    const events = message.events.map(({ event }) => event)
    return render.mergedCard(events, last.snapshot, locale, extrasOf(message.events, message, facts, read))
  }
  const { announcement } = message
  switch (announcement.kind) {
    case 'event':
      return render.eventCard(
        announcement.event,
        announcement.snapshot,
        locale,
        extrasOf([announcement], message, facts, read),
      )
    case 'notice':
      return render.noticeCard(announcement.notice, announcement, locale, read)
  }
}

function drawForChannel(
  { render }: DeliveryDeps,
  lease: DeliveryLease,
  message: Of<'group'> | Of<'notice'>,
  facts: DeliveryFacts,
  read: MessageFacts,
): Card {
  if (message.kind === 'notice') {
    const { notice, taskId, locale } = message.notice
    return render.noticeCard(notice, { connection: lease.connection, taskId }, locale, read)
  }
  const { events } = message
  const locale = events.map(({ taskId }) => facts.watches.get(taskId)?.locale).find(Boolean) ?? 'en'
  return render.groupCard(events.map(eventSummaryOf), locale, extrasOf(events, message, facts, read))
}

/** A failure is told again if it persists; what has moved on needs no reminder. */
function alarmsFor(
  { options, clock }: DeliveryDeps,
  { channelRef }: DeliveryLease,
  told: readonly EventMessage[],
  { watches }: DeliveryFacts,
): NonNullable<DeliveredMessages['timers']> {
  if (options.repeatMs === 0) return []
  const events = told.filter(({ event }) => event.kind === 'status' || event.kind === 'gone')
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
