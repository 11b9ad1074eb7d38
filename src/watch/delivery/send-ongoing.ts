import type { Locale } from '../../base/i18n.ts'
import { batchAt, isBatchOver } from '../../domain/delivery/batch.ts'
import type { EventExtras } from '../../domain/delivery/card-extras.ts'
import { batchSlot } from '../../domain/delivery/ongoing.ts'
import { type Announcement, concernsChannel } from '../../domain/delivery/outbox-message.ts'
import type { PlannedMessage, ShownReply } from '../../domain/delivery/route-facts.ts'
import { MessengerError, type NewMessage } from '../../ports/messenger.ts'
import { loadBatch } from '../../store/batches.ts'
import type { DeliveredMessages, DeliveryLease } from '../../store/outbox.ts'
import type { Card } from '../../views/card.ts'
import type { DeliveryDeps } from './deps.ts'
import { extrasOf, isForAll, messageFactsOf, namesFor, notedReport, withLatestChecks } from './extras.ts'
import type { ChannelFacts } from './facts.ts'
import { threadCardOf } from './send-card.ts'
import {
  compositionOf,
  drawCard,
  editMessage,
  emitSent,
  type FindQueued,
  noteDelivered,
  postOnce,
  type SentMessage,
} from './send-once.ts'

/*
 * What goes on is told in one message that is edited. Slack notifies nobody of an edit, and shows no edited reply in the
 * channel: where people have to notice, the message is posted anew, and the earlier one is taken away. A replica that dies in
 * between finds the new one by its key, and takes the earlier one away then.
 */

type Of<Kind extends PlannedMessage['kind']> = Extract<PlannedMessage, { readonly kind: Kind }>

/** Whoever waits longer than this for what they asked for has turned to something else, and is notified of the end; in ms. */
const patienceMs = 5 * 60_000

export async function sendOngoing(
  deps: DeliveryDeps,
  lease: DeliveryLease,
  {
    message,
    facts,
    find,
    alarms,
  }: {
    readonly message: Of<'ongoing'>
    readonly facts: ChannelFacts
    readonly find: FindQueued
    readonly alarms: NonNullable<DeliveredMessages['timers']>
  },
): Promise<void> {
  const { said, slot, key, shown } = message
  const [first] = said
  const last = said.at(-1)
  if (first === undefined || last === undefined) throw new TypeError('a reply says something')
  const { taskId } = first
  const thread = await threadCardOf(deps, lease, first, facts)
  const locale = thread?.locale ?? facts.watches.get(taskId)?.locale ?? askersLocale(last)
  const read = await messageFactsOf(deps, lease, [...said, ...message.absorbed])
  const told = extrasOf(
    said.filter((one) => one.kind === 'event'),
    message,
    facts,
    read,
  )
  const mention = [...new Set([...(told.mention ?? []), ...waitingFor(last, deps.clock())])]
  const extras = { ...told, ...(mention.length > 0 && { mention }) }
  const latest = await withLatestChecks(deps, lease, said)
  const card = drawCard(() => drawOngoing(deps, latest, locale, extras))
  const rings = slot.startsWith('action:') && (mention.length > 0 || said.some(concernsChannel))
  const place = thread && { threadTs: thread.ts, broadcast: isForAll(said, facts) }
  const post = { ...lease.channelRef, key: shown && rings ? `${key}:${last.id}` : key, card, ...place }
  const sent = await putReply(deps, lease, { post, shown, rings, composition: compositionOf(message) })
  const entries = find([...said, ...message.absorbed])
  await noteDelivered(deps, lease, {
    taskId,
    messages: entries,
    keys: [post.key],
    timers: alarms,
    ongoing: { slot, shown: standing(sent, post, deps.clock()) },
    report: notedReport(facts, said, sent),
  })
  emitSent(deps, lease, taskId, { ts: sent.ts, how: sent.how, key: sent.key, merged: entries.length })
}

function askersLocale(message: Announcement): Locale {
  return message.kind === 'step' || message.kind === 'outcome' ? message.action.locale : 'en'
}

function waitingFor(message: Announcement, now: number): readonly string[] {
  return message.kind === 'outcome' && now - message.action.since > patienceMs ? [message.action.by] : []
}

/** The latest word on it. What an action has brought about is shown with its end. */
export function drawOngoing(
  { render }: DeliveryDeps,
  said: readonly Announcement[],
  locale: Locale,
  extras: EventExtras,
): Card {
  const event = said.findLast((one) => one.kind === 'event')
  const told = said.findLast((one) => one.kind === 'outcome' || one.kind === 'step')
  const isLater = event !== undefined && said.indexOf(event) > (told === undefined ? -1 : said.indexOf(told))
  if (told === undefined || (isLater && event !== undefined)) {
    if (event === undefined) throw new TypeError('a reply says something')
    return render.eventCard(event.event, event.snapshot, locale, extras)
  }
  const { action, snapshot } = told
  const stage = told.kind === 'outcome' ? told.outcome : told.step
  const why = told.kind === 'step' && told.why ? { why: told.why } : {}
  return render.actionCard(
    { action, stage, snapshot, ...why, ...(event && { event: event.event }) },
    locale,
    extras,
  )
}

/** The message of an action on several tasks, as they stand now. */
export async function sendBatch(
  deps: DeliveryDeps,
  lease: DeliveryLease,
  { message, find }: { readonly message: Of<'batch'>; readonly find: FindQueued },
): Promise<void> {
  const { batch: id, key, shown } = message
  const entries = find(message.entries)
  const stored = await loadBatch(deps.redis, lease.connection, id)
  // Its end is told, or nothing is known of it any more.
  if (stored === undefined || shown?.over)
    return noteDelivered(deps, lease, { taskId: '', messages: entries, keys: [] })
  const now = deps.clock()
  const batch = batchAt(stored, now)
  const over = isBatchOver(batch)
  const rings = over && now - batch.since > patienceMs
  const names = await namesFor(deps, [batch.by])
  const extras = { names, ...(rings && { mention: [batch.by] }) }
  const card = drawCard(() => deps.render.batchCard(batch, batch.locale, extras))
  const place = batch.threadTs === undefined ? {} : { threadTs: batch.threadTs }
  const post = { ...lease.channelRef, key: shown && rings ? `${key}:over` : key, card, ...place }
  const sent = await putReply(deps, lease, { post, shown, rings })
  const standingNow = { ...standing(sent, post, now), ...(over && { over }) }
  await noteDelivered(deps, lease, {
    taskId: '',
    messages: entries,
    keys: [post.key],
    ongoing: { slot: batchSlot(id), shown: standingNow },
  })
  emitSent(deps, lease, '', { ts: sent.ts, how: sent.how, key: sent.key, merged: entries.length })
}

interface Putting {
  readonly post: NewMessage
  readonly shown: ShownReply | undefined
  /** People have to notice it. */
  readonly rings: boolean
  readonly composition?: Parameters<typeof postOnce>[3]
}

type PutReply = SentMessage & { readonly key: string }

/** Edits the message that stands, or posts one: anew where people have to notice it, or where somebody has deleted it. */
export async function putReply(
  deps: DeliveryDeps,
  lease: DeliveryLease,
  putting: Putting,
): Promise<PutReply> {
  const { post, shown, rings, composition } = putting
  const { key, card } = post
  const edited = shown && !rings && (await editIfThere(deps, lease, { ts: shown.ts, key: shown.key, card }))
  if (shown && edited) return { ts: shown.ts, key: shown.key, how: 'edited' }
  const sent = await postOnce(deps, lease, post, composition)
  // What was found may say what was so then.
  if (sent.how === 'found') await editMessage(deps, lease, { ts: sent.ts, key, card })
  if (shown && rings && sent.ts !== shown.ts) await takeAway(deps, lease, shown.ts)
  return { ...sent, key }
}

/** False: somebody has deleted it, and it is posted anew. */
export async function editIfThere(
  deps: DeliveryDeps,
  lease: DeliveryLease,
  message: Parameters<typeof editMessage>[2],
): Promise<boolean> {
  try {
    await editMessage(deps, lease, message)
    return true
  } catch (error) {
    if (error instanceof MessengerError && error.reason === 'message-gone') return false
    throw error
  }
}

/** Throws what may pass: the new message is found then, and this is tried again. */
async function takeAway(
  { messenger, log }: DeliveryDeps,
  { channelRef }: DeliveryLease,
  ts: string,
): Promise<void> {
  try {
    await messenger.remove({ ...channelRef, ts })
  } catch (err) {
    if (!(err instanceof MessengerError) || (err.reason !== 'message-gone' && err.reason !== 'refused'))
      throw err
    if (err.reason === 'refused') log.warn({ ...channelRef, ts, err }, 'A reply could not be taken away')
  }
}

function standing({ ts, key }: PutReply, { threadTs }: NewMessage, at: number): ShownReply {
  return { ts, key, at, ...(threadTs !== undefined && { threadTs }) }
}
