import { cardKey, concernsChannel, type Entry, type EntryOf, messageKey } from '../domain/entry.ts'
import {
  type Done,
  forgetAttempt,
  type Lease,
  noteAttempt,
  type Queued,
  renewLease,
  settle,
} from '../store/outbox.ts'
import { findPost, type Post } from '../store/posts.ts'
import { loadSnapshot } from '../store/tasks.ts'
import { findWatch } from '../store/watches.ts'
import type { Locale } from '../text.ts'
import type { Card } from '../views/card.ts'
import { type DeliveryParts, LeaseLost, RenderError } from './delivery.ts'
import { MessengerError, type NewMessage } from './messenger.ts'

type How = 'posted' | 'edited' | 'found'

/**
 * Sends the oldest entry of a place and takes it out of the outbox. Throws what the messenger throws, `LeaseLost`, or
 * `RenderError`; the entry is then still there.
 */
export async function sendHead(
  parts: DeliveryParts,
  lease: Lease,
  head: Queued,
  queued: readonly Queued[],
): Promise<void> {
  const { entry } = head
  if (entry.kind === 'card') return sendCard(parts, lease, entry, sameCard(entry, queued))
  return sendReply(parts, lease, head, entry)
}

/** The card entries of one task among those that wait: one edit with the latest state says them all. */
export function sameCard(entry: Entry, queued: readonly Queued[]): readonly Queued[] {
  return queued.filter((other) => other.entry.kind === 'card' && other.entry.taskId === entry.taskId)
}

async function sendCard(
  parts: DeliveryParts,
  lease: Lease,
  entry: EntryOf<'card'>,
  merged: readonly Queued[],
): Promise<void> {
  const { connection, taskId } = entry
  const key = cardKey(connection, taskId)
  // Read after the entries: what the youngest of them was written for is in it.
  const snapshot = await loadSnapshot(parts.redis, connection, taskId)
  // Not seen yet: the first look will bring an entry of its own.
  if (snapshot === undefined) return note(parts, lease, { taskId, entries: merged, keys: [] })
  const post = await findPost(parts.redis, connection, taskId, lease.place)
  const locale = await localeFor(parts, lease, entry, post)
  const card = draw(() => parts.render.taskCard(snapshot, locale, parts.clock()))
  const sent = await putCard(parts, lease, { key, card, post })
  const { ts, how } = sent
  await note(parts, lease, { taskId, entries: merged, keys: [key], post: { ts, locale } })
  tell(parts, lease, taskId, { key, ts, how, merged: merged.length })
}

async function putCard(
  parts: DeliveryParts,
  lease: Lease,
  { key, card, post }: { key: string; card: Card; post: Post | undefined },
): Promise<{ ts: string; how: How }> {
  if (post !== undefined) {
    await edit(parts, lease, { ts: post.ts, key, card })
    return { ts: post.ts, how: 'edited' }
  }
  const sent = await postOnce(parts, lease, { ...lease.place, key, card })
  // What was found may have been posted long ago, with the state of then.
  if (sent.how === 'found') await edit(parts, lease, { ts: sent.ts, key, card })
  return sent
}

async function edit(
  parts: DeliveryParts,
  lease: Lease,
  message: { ts: string; key: string; card: Card },
): Promise<void> {
  if (!(await renewLease(parts.redis, lease, parts.options.leaseMs))) throw new LeaseLost()
  await parts.messenger.update({ ...lease.place, ...message })
}

async function sendReply(
  parts: DeliveryParts,
  lease: Lease,
  head: Queued,
  entry: EntryOf<'event'> | EntryOf<'outcome'>,
): Promise<void> {
  const { taskId } = entry
  const thread = await threadOf(parts, lease, entry)
  const key = messageKey(entry)
  const card = draw(() => drawReply(parts, entry, thread.locale))
  const broadcast = concernsChannel(entry)
  const message = { ...lease.place, key, card, threadTs: thread.ts, broadcast }
  const { ts, how } = await postOnce(parts, lease, message)
  await note(parts, lease, { taskId, entries: [head], keys: [key] })
  tell(parts, lease, taskId, { key, ts, how, merged: 1 })
}

/** The card whose thread the reply belongs to. Without one (deleted by hand) a new card comes first. */
async function threadOf(
  parts: DeliveryParts,
  lease: Lease,
  entry: EntryOf<'event'> | EntryOf<'outcome'>,
): Promise<Post> {
  const { connection, taskId } = entry
  const post = await findPost(parts.redis, connection, taskId, lease.place)
  if (post !== undefined) return post
  const locale = await localeFor(parts, lease, entry, undefined)
  const snapshot = (await loadSnapshot(parts.redis, connection, taskId)) ?? entry.snapshot
  const key = cardKey(connection, taskId)
  const card = draw(() => parts.render.taskCard(snapshot, locale, parts.clock()))
  const { ts, how } = await putCard(parts, lease, { key, card, post: undefined })
  await note(parts, lease, { taskId, entries: [], keys: [key], post: { ts, locale } })
  tell(parts, lease, taskId, { key, ts, how, merged: 1 })
  return { ts, locale }
}

function drawReply(
  { render }: DeliveryParts,
  entry: EntryOf<'event'> | EntryOf<'outcome'>,
  locale: Locale,
): Card {
  if (entry.kind === 'event') return render.eventCard(entry.event, entry.snapshot, locale)
  return render.outcomeCard(entry.follow, entry.outcome, entry.snapshot)
}

/** Posts a message, or finds it where an earlier attempt may have posted it already. */
async function postOnce(
  parts: DeliveryParts,
  lease: Lease,
  message: NewMessage,
): Promise<{ ts: string; how: How }> {
  const { redis, messenger, clock, options } = parts
  const { key } = message
  const attempt = await noteAttempt(redis, lease, key, clock(), options.leaseMs)
  if (attempt === 'lost') throw new LeaseLost()
  if (attempt !== 'first') {
    const ts = await findEarlier(parts, message, attempt.since)
    if (ts !== undefined) return { ts, how: 'found' }
    // The search took time: only who still has the lease may post.
    if (!(await renewLease(redis, lease, options.leaseMs))) throw new LeaseLost()
  }
  try {
    const { ts } = await messenger.post(message)
    return { ts, how: 'posted' }
  } catch (error) {
    if (isDefinite(error)) await forgetAttempt(redis, lease, key)
    throw error
  }
}

async function findEarlier({ messenger, options }: DeliveryParts, message: NewMessage, since: number) {
  const { team, channel, key, threadTs } = message
  const where = { team, channel, key, since: since - options.skewMs }
  return messenger.find(threadTs === undefined ? where : { ...where, threadTs })
}

/** Slack answered, and the answer is no: nothing was posted. */
function isDefinite(error: unknown): boolean {
  return error instanceof MessengerError && error.reason !== 'unreachable'
}

/** The language of the watch, of whoever asked for the action, or of the card as it is. */
async function localeFor(
  { redis }: DeliveryParts,
  { place }: Lease,
  entry: Entry,
  post: Post | undefined,
): Promise<Locale> {
  const watch = await findWatch(redis, entry.connection, entry.taskId, place)
  if (watch !== undefined) return watch.locale
  if (entry.kind === 'outcome') return entry.follow.locale
  return (entry.kind === 'card' ? entry.locale : undefined) ?? post?.locale ?? 'en'
}

function draw(render: () => Card): Card {
  try {
    return render()
  } catch (cause) {
    throw new RenderError('A card could not be drawn', { cause })
  }
}

async function note({ redis }: DeliveryParts, lease: Lease, done: Done): Promise<void> {
  if (!(await settle(redis, lease, done))) throw new LeaseLost()
}

function tell(
  { events }: DeliveryParts,
  { connection, place }: Lease,
  taskId: string,
  sent: { key: string; ts: string; how: How; merged: number },
): void {
  events.emit('delivery:sent', { connection, place, taskId, ...sent })
}
