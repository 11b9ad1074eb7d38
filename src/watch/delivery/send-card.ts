import type { Locale } from '../../base/i18n.ts'
import type { CardExtras } from '../../domain/delivery/card-extras.ts'
import { cardKey, type Entry } from '../../domain/delivery/outbox-message.ts'
import type { Message, Saying } from '../../domain/delivery/route-facts.ts'
import type { Snapshot } from '../../domain/watching/snapshot.ts'
import type { Lease } from '../../store/outbox.ts'
import { findPost, type Post } from '../../store/posted-cards.ts'
import { loadSnapshot } from '../../store/task-states.ts'
import { findWatch } from '../../store/watches.ts'
import type { Card } from '../../views/card.ts'
import type { DeliveryParts } from './deps.ts'
import { draw, edit, type Find, note, postOnce, type Sent, tell } from './send-once.ts'

/** Draws the card of a task with its latest state: one edit says all entries that wait for it. */
export async function sendCard(
  parts: DeliveryParts,
  lease: Lease,
  { taskId, cards }: Extract<Message, { readonly kind: 'card' }>,
  find: Find,
): Promise<void> {
  const { connection } = lease
  const key = cardKey(connection, taskId)
  const entries = find(cards)
  // Read after the entries: what the youngest of them was written for is in it.
  const snapshot = await loadSnapshot(parts.redis, connection, taskId)
  // Not seen yet: the first look will bring an entry of its own.
  if (snapshot === undefined) return note(parts, lease, { taskId, entries, keys: [] })
  const post = await findPost(parts.redis, connection, taskId, lease.place)
  const locale = await localeFor(parts, lease, cards[0], taskId, post)
  const sent = await putCard(parts, lease, { key, card: await drawTask(parts, snapshot, locale), post })
  await note(parts, lease, { taskId, entries, keys: [key], post: { ts: sent.ts, locale } })
  tell(parts, lease, taskId, { key, ...sent, merged: entries.length })
}

async function putCard(
  parts: DeliveryParts,
  lease: Lease,
  { key, card, post }: { readonly key: string; readonly card: Card; readonly post: Post | undefined },
): Promise<Sent> {
  if (post !== undefined) {
    await edit(parts, lease, { ts: post.ts, key, card })
    return { ts: post.ts, how: 'edited' }
  }
  const sent = await postOnce(parts, lease, { ...lease.place, key, card })
  // What was found may have been posted long ago, with the state of then.
  if (sent.how === 'found') await edit(parts, lease, { ts: sent.ts, key, card })
  return sent
}

/**
 * The card whose thread the reply belongs to. Without one (deleted by hand) a new card comes first; `undefined`: nothing
 * is known of the task any more that a card could show.
 */
export async function threadOf(
  parts: DeliveryParts,
  lease: Lease,
  saying: Saying,
): Promise<Post | undefined> {
  const { taskId } = saying
  const { connection } = lease
  const post = await findPost(parts.redis, connection, taskId, lease.place)
  if (post !== undefined) return post
  const snapshot = (await loadSnapshot(parts.redis, connection, taskId)) ?? snapshotIn(saying)
  if (snapshot === undefined) return undefined
  const locale = await localeFor(parts, lease, saying, taskId, undefined)
  const key = cardKey(connection, taskId)
  const card = await drawTask(parts, snapshot, locale)
  const sent = await putCard(parts, lease, { key, card, post: undefined })
  await note(parts, lease, { taskId, entries: [], keys: [key], post: { ts: sent.ts, locale } })
  tell(parts, lease, taskId, { key, ...sent, merged: 1 })
  return { ts: sent.ts, locale }
}

function snapshotIn(saying: Saying): Snapshot | undefined {
  if (saying.kind !== 'notice') return saying.snapshot
  return saying.notice.kind === 'repeat' ? saying.notice.snapshot : undefined
}

async function drawTask(parts: DeliveryParts, snapshot: Snapshot, locale: Locale): Promise<Card> {
  const extras = await extrasOf(parts, snapshot)
  return draw(() => parts.render.taskCard(snapshot, locale, parts.clock(), extras))
}

/** What else is known of the task must not keep its card from being drawn. */
async function extrasOf({ render, log }: DeliveryParts, { connection, id }: Snapshot): Promise<CardExtras> {
  try {
    return (await render.cardExtras?.(connection, id)) ?? {}
  } catch (err) {
    log.warn({ connection, taskId: id, err }, 'A card is drawn without what else is known of its task')
    return {}
  }
}

/** The language of the watch, of whoever asked for the action, or of the card as it is. */
async function localeFor(
  { redis }: DeliveryParts,
  { connection, place }: Lease,
  entry: Entry | undefined,
  taskId: string,
  post: Post | undefined,
): Promise<Locale> {
  const watch = await findWatch(redis, connection, taskId, place)
  if (watch !== undefined) return watch.locale
  if (entry?.kind === 'outcome') return entry.follow.locale
  return (
    (entry?.kind === 'card' || entry?.kind === 'notice' ? entry.locale : undefined) ?? post?.locale ?? 'en'
  )
}
