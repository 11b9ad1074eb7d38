import type { Locale } from '../../base/i18n.ts'
import type { CardExtras } from '../../domain/delivery/card-extras.ts'
import { type Announcement, cardKey, type OutboxMessage } from '../../domain/delivery/outbox-message.ts'
import type { PlannedMessage } from '../../domain/delivery/route-facts.ts'
import type { Snapshot } from '../../domain/watching/snapshot.ts'
import { usualLimitsCrossed } from '../../domain/watching/usual-limits.ts'
import type { Watch } from '../../domain/watching/watch.ts'
import type { DeliveryLease } from '../../store/outbox.ts'
import { findPostedCard, type PostedCard } from '../../store/posted-cards.ts'
import { loadSnapshot } from '../../store/task-states.ts'
import { findWatch } from '../../store/watches.ts'
import type { Card } from '../../views/card.ts'
import type { DeliveryDeps } from './deps.ts'
import {
  drawCard,
  editMessage,
  emitSent,
  type FindQueued,
  noteDelivered,
  postOnce,
  type SentMessage,
} from './send-once.ts'

/** Draws the card of a task with its latest state: one edit says all outbox messages that wait for it. */
export async function sendCard(
  deps: DeliveryDeps,
  lease: DeliveryLease,
  { taskId, cards }: Extract<PlannedMessage, { readonly kind: 'card' }>,
  find: FindQueued,
): Promise<void> {
  const { connection } = lease
  const key = cardKey(connection, taskId)
  const entries = find(cards)
  // Read after the outbox messages: what the youngest of them was written for is in it.
  const snapshot = await loadSnapshot(deps.redis, connection, taskId)
  // Not seen yet: the first look will bring an outbox message of its own.
  if (snapshot === undefined) return noteDelivered(deps, lease, { taskId, messages: entries, keys: [] })
  const post = await findPostedCard(deps.redis, connection, taskId, lease.channelRef)
  const watch = await findWatch(deps.redis, connection, taskId, lease.channelRef)
  const locale = localeFor(watch, cards[0], post)
  const card = await drawTask(deps, snapshot, watch, locale)
  const sent = await putCard(deps, lease, { key, card, post })
  await noteDelivered(deps, lease, { taskId, messages: entries, keys: [key], post: { ts: sent.ts, locale } })
  emitSent(deps, lease, taskId, { key, ...sent, merged: entries.length })
}

async function putCard(
  deps: DeliveryDeps,
  lease: DeliveryLease,
  { key, card, post }: { readonly key: string; readonly card: Card; readonly post: PostedCard | undefined },
): Promise<SentMessage> {
  if (post !== undefined) {
    await editMessage(deps, lease, { ts: post.ts, key, card })
    return { ts: post.ts, how: 'edited' }
  }
  const sent = await postOnce(deps, lease, { ...lease.channelRef, key, card })
  // What was found may have been posted long ago, with the state of then.
  if (sent.how === 'found') await editMessage(deps, lease, { ts: sent.ts, key, card })
  return sent
}

/**
 * The card whose thread the reply belongs to. Without one (deleted by hand) a new card comes first; `undefined`: nothing
 * is known of the task any more that a card could show.
 */
export async function threadCardOf(
  deps: DeliveryDeps,
  lease: DeliveryLease,
  announcement: Announcement,
): Promise<PostedCard | undefined> {
  const { taskId } = announcement
  const { connection } = lease
  const post = await findPostedCard(deps.redis, connection, taskId, lease.channelRef)
  if (post !== undefined) return post
  const snapshot = (await loadSnapshot(deps.redis, connection, taskId)) ?? snapshotIn(announcement)
  if (snapshot === undefined) return undefined
  const watch = await findWatch(deps.redis, connection, taskId, lease.channelRef)
  const locale = localeFor(watch, announcement, undefined)
  const key = cardKey(connection, taskId)
  const card = await drawTask(deps, snapshot, watch, locale)
  const sent = await putCard(deps, lease, { key, card, post: undefined })
  await noteDelivered(deps, lease, { taskId, messages: [], keys: [key], post: { ts: sent.ts, locale } })
  emitSent(deps, lease, taskId, { key, ...sent, merged: 1 })
  return { ts: sent.ts, locale }
}

function snapshotIn(announcement: Announcement): Snapshot | undefined {
  if (announcement.kind !== 'notice') return announcement.snapshot
  return announcement.notice.kind === 'repeat' ? announcement.notice.snapshot : undefined
}

async function drawTask(
  deps: DeliveryDeps,
  snapshot: Snapshot,
  watch: Watch | undefined,
  locale: Locale,
): Promise<Card> {
  const crossed = usualLimitsCrossed(snapshot, watch?.options ?? {})
  const extras = { ...(await extrasOf(deps, snapshot)), crossed }
  return drawCard(() => deps.render.taskCard(snapshot, locale, deps.clock(), extras))
}

/** What else is known of the task must not keep its card from being drawn. */
async function extrasOf({ render, log }: DeliveryDeps, { connection, id }: Snapshot): Promise<CardExtras> {
  try {
    return (await render.cardExtras?.(connection, id)) ?? {}
  } catch (err) {
    log.warn({ connection, taskId: id, err }, 'A card is drawn without what else is known of its task')
    return {}
  }
}

/** The language of the watch, of whoever asked for the action, or of the card as it is. */
function localeFor(
  watch: Watch | undefined,
  message: OutboxMessage | undefined,
  post: PostedCard | undefined,
): Locale {
  if (watch !== undefined) return watch.locale
  if (message?.kind === 'outcome' || message?.kind === 'step') return message.action.locale
  return (
    (message?.kind === 'card' || message?.kind === 'notice' ? message.locale : undefined) ??
    post?.locale ??
    'en'
  )
}
