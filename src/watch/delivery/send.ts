import type { Locale } from '../../base/i18n.ts'
import type { EventExtras } from '../../domain/delivery/card-extras.ts'
import { concernsChannel, isAlarming } from '../../domain/delivery/outbox-message.ts'
import {
  type EventEntry,
  entriesOf,
  type Facts,
  type Message,
  type Saying,
} from '../../domain/delivery/route-facts.ts'
import { isFailure } from '../../domain/delivery/route-stages.ts'
import type { NewMessage } from '../../ports/messenger.ts'
import { toldOf } from '../../store/history.ts'
import type { Done, Lease } from '../../store/outbox.ts'
import { alarmMember } from '../../store/timers.ts'
import type { Card } from '../../views/card.ts'
import type { DeliveryParts } from './deps.ts'
import { sendCard, threadOf } from './send-card.ts'
import { compositionOf, draw, type Find, note, postOnce, tell } from './send-once.ts'

type Of<Kind extends Message['kind']> = Extract<Message, { readonly kind: Kind }>

/**
 * Sends a message and takes its entries out of the outbox. Throws what the messenger throws, `LeaseLost`, `Paced`, or
 * `RenderError`; the entries are then still there.
 */
export async function send(
  parts: DeliveryParts,
  lease: Lease,
  { message, facts, find }: { readonly message: Message; readonly facts: Facts; readonly find: Find },
): Promise<void> {
  switch (message.kind) {
    case 'card':
      return sendCard(parts, lease, message, find)
    case 'reply':
      return sendInThread(parts, lease, { message, saying: message.saying, facts, find })
    case 'merged': {
      const [saying] = message.events
      return saying && sendInThread(parts, lease, { message, saying, facts, find })
    }
    case 'group':
    case 'notice':
      return sendToChannel(parts, lease, { message, facts, find })
  }
}

interface Reply {
  readonly message: Of<'reply'> | Of<'merged'>
  /** The first thing that it says. */
  readonly saying: Saying
  readonly facts: Facts
  readonly find: Find
}

async function sendInThread(
  parts: DeliveryParts,
  lease: Lease,
  { message, saying, facts, find }: Reply,
): Promise<void> {
  const { taskId } = saying
  const thread = await threadOf(parts, lease, saying)
  const locale = thread?.locale ?? facts.watches.get(taskId)?.locale ?? 'en'
  const card = draw(() => drawReply(parts, message, facts, locale))
  const base = { ...lease.place, key: message.key, card }
  const reply = thread && { threadTs: thread.ts, broadcast: isForAll(message, facts) }
  await postAndNote(parts, lease, { message, taskId, post: { ...base, ...reply }, facts, find })
}

async function sendToChannel(
  parts: DeliveryParts,
  lease: Lease,
  { message, facts, find }: { message: Of<'group'> | Of<'notice'>; facts: Facts; find: Find },
): Promise<void> {
  const card = draw(() => drawForChannel(parts, lease, message, facts))
  const post = { ...lease.place, key: message.key, card }
  await postAndNote(parts, lease, { message, taskId: '', post, facts, find })
}

interface Posting {
  readonly message: Exclude<Message, { readonly kind: 'card' }>
  readonly taskId: string
  readonly post: NewMessage
  readonly facts: Facts
  readonly find: Find
}

async function postAndNote(
  parts: DeliveryParts,
  lease: Lease,
  { message, taskId, post, facts, find }: Posting,
): Promise<void> {
  const { key } = message
  const sent = await postOnce(parts, lease, post, compositionOf(message))
  const entries = find(entriesOf(message))
  await note(parts, lease, { taskId, entries, keys: [key], alarms: alarmsFor(parts, lease, message, facts) })
  tell(parts, lease, taskId, { key, ...sent, merged: entries.length })
}

function drawReply({ render }: DeliveryParts, message: Reply['message'], facts: Facts, locale: Locale): Card {
  if (message.kind === 'merged') {
    const last = message.events.at(-1)
    if (last === undefined) throw new TypeError('a merged message has events')
    const events = message.events.map(({ event }) => event)
    return render.mergedCard(events, last.snapshot, locale, extrasOf(message.events, message, facts))
  }
  const { saying } = message
  switch (saying.kind) {
    case 'event':
      return render.eventCard(saying.event, saying.snapshot, locale, extrasOf([saying], message, facts))
    case 'outcome':
      return render.outcomeCard(saying.follow, saying.outcome, saying.snapshot)
    case 'notice':
      return render.noticeCard(saying.notice, saying, locale)
  }
}

function drawForChannel(
  { render }: DeliveryParts,
  lease: Lease,
  message: Of<'group'> | Of<'notice'>,
  facts: Facts,
): Card {
  if (message.kind === 'notice') {
    const { notice, taskId, locale } = message.notice
    return render.noticeCard(notice, { connection: lease.connection, taskId }, locale)
  }
  const { events } = message
  const locale = events.map(({ taskId }) => facts.watches.get(taskId)?.locale).find(Boolean) ?? 'en'
  return render.groupCard(events.map(toldOf), locale, extrasOf(events, message, facts))
}

/** Those whom the watches name are mentioned with failures, each once. */
function extrasOf(
  events: readonly EventEntry[],
  { absorbed }: { readonly absorbed: readonly EventEntry[] },
  { watches }: Facts,
): EventExtras {
  const alarming = events.filter(({ event }) => isAlarming(event))
  const mention = [...new Set(alarming.flatMap(({ taskId }) => watches.get(taskId)?.options?.mention ?? []))]
  return {
    ...(mention.length > 0 && { mention }),
    ...(absorbed.length > 0 && { absorbed: absorbed.length }),
  }
}

/** Shown in the channel as well: what concerns everybody there, and all where the watch wants it so. */
function isForAll(message: Reply['message'], { watches }: Facts): boolean {
  const sayings = message.kind === 'merged' ? message.events : [message.saying]
  const wanted = sayings.some(({ taskId }) => watches.get(taskId)?.options?.where === 'channel')
  return wanted || sayings.some(concernsChannel)
}

/** A failure is told again if it persists; what has moved on needs no reminder. */
function alarmsFor(
  { options, clock }: DeliveryParts,
  { place }: Lease,
  message: Posting['message'],
  { watches }: Facts,
): NonNullable<Done['alarms']> {
  if (options.repeatMs === 0) return []
  const events = eventsOf(message).filter(({ event }) => event.kind === 'status' || event.kind === 'gone')
  const last = new Map(events.map((entry) => [entry.taskId, entry]))
  return [...last.values()]
    .filter(({ taskId }) => watches.has(taskId))
    .map((entry) => {
      const member = alarmMember(`repeat:${entry.taskId}`, place)
      return isFailure(entry) ? { member, at: clock() + options.repeatMs } : { member }
    })
}

function eventsOf(message: Posting['message']): readonly EventEntry[] {
  if (message.kind === 'merged' || message.kind === 'group') return message.events
  return message.kind === 'reply' && message.saying.kind === 'event' ? [message.saying] : []
}
