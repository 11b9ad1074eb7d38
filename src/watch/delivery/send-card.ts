import type { Locale } from '../../base/i18n.ts'
import type { CardExtras } from '../../domain/delivery/card-extras.ts'
import { type Announcement, cardKey, type OutboxMessage } from '../../domain/delivery/outbox-message.ts'
import type { PlannedMessage } from '../../domain/delivery/route-facts.ts'
import type { Snapshot } from '../../domain/watching/snapshot.ts'
import { usualLimitsCrossed } from '../../domain/watching/usual-limits.ts'
import type { ChannelRef, Watch } from '../../domain/watching/watch.ts'
import { redrawBoard } from '../../store/boards.ts'
import type { DeliveredMessages, DeliveryLease } from '../../store/outbox.ts'
import type { PostedCard } from '../../store/posted-cards.ts'
import { loadSnapshot } from '../../store/task-states.ts'
import type { Card } from '../../views/card.ts'
import type { DeliveryDeps } from './deps.ts'
import { namesFor } from './extras.ts'
import type { ChannelFacts } from './facts.ts'
import {
  drawCard,
  editMessage,
  emitSent,
  noteDelivered,
  postOnce,
  type SendingParts,
  type SentMessage,
} from './send-once.ts'

/** Draws the card of a task with its latest state: one edit says all outbox messages that wait for it. */
export async function sendCard(
  deps: DeliveryDeps,
  lease: DeliveryLease,
  { taskId, cards }: Extract<PlannedMessage, { readonly kind: 'card' }>,
  { facts, find, waiting }: SendingParts,
): Promise<void> {
  const { connection } = lease
  const key = cardKey(connection, taskId)
  const entries = find(cards)
  // Read after the outbox messages: what the youngest of them was written for is in it.
  const snapshot = await loadSnapshot(deps.redis, connection, taskId)
  // Not seen yet: the first look will bring an outbox message of its own.
  if (snapshot === undefined)
    return noteDelivered(deps, lease, { taskId, messages: entries, keys: [], waiting })
  const post = facts.cards.get(taskId)
  const watch = facts.watches.get(taskId)
  const locale = localeFor(watch, cards[0], post)
  const card = await drawTask(deps, lease, { snapshot, watch, locale })
  const sent = await putCard(deps, lease, { key, card, post })
  // What the card shows counts on the board of its filter.
  const filter = watch?.via !== undefined && facts.boards.has(watch.via) ? watch.via : undefined
  if (filter !== undefined) await redrawBoard(deps.redis, connection, lease.channelRef, filter)
  const noted = await noteCard(
    deps,
    lease,
    { taskId, messages: entries, key, waiting },
    { post, sent, locale },
  )
  facts.cards.set(taskId, noted)
  emitSent(deps, lease, taskId, { key, ...sent, merged: entries.length })
}

/** A card that stays where it is, in its language, is noted already. */
async function noteCard(
  deps: DeliveryDeps,
  lease: DeliveryLease,
  { key, ...done }: Pick<DeliveredMessages, 'taskId' | 'messages' | 'waiting'> & { readonly key: string },
  { post, sent: { ts }, locale }: CardPut,
): Promise<PostedCard> {
  const isNoted = post?.ts === ts && post.locale === locale
  const card = { ts, locale }
  await noteDelivered(deps, lease, { ...done, ...(isNoted ? { keys: [] } : { keys: [key], post: card }) })
  return card
}

interface CardPut {
  /** Where it was before. */
  readonly post: PostedCard | undefined
  readonly sent: SentMessage
  readonly locale: Locale
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
 * The card, or the board, whose thread the reply belongs to. Without one (deleted by hand) a new card comes first; `undefined`: nothing
 * is known of the task any more that a card could show.
 */
export async function threadCardOf(
  deps: DeliveryDeps,
  lease: DeliveryLease,
  announcement: Announcement,
  facts: ChannelFacts,
): Promise<PostedCard | undefined> {
  const { taskId } = announcement
  const { connection } = lease
  const post = facts.cards.get(taskId) ?? boardInstead(taskId, facts)
  if (post !== undefined) return post
  const snapshot = (await loadSnapshot(deps.redis, connection, taskId)) ?? snapshotIn(announcement)
  if (snapshot === undefined) return undefined
  const watch = facts.watches.get(taskId)
  const locale = localeFor(watch, announcement, undefined)
  const key = cardKey(connection, taskId)
  const card = await drawTask(deps, lease, { snapshot, watch, locale })
  const sent = await putCard(deps, lease, { key, card, post: undefined })
  const noted = await noteCard(deps, lease, { taskId, messages: [], key, waiting: 0 }, { post, sent, locale })
  facts.cards.set(taskId, noted)
  emitSent(deps, lease, taskId, { key, ...sent, merged: 1 })
  return noted
}

/** Of a task that needs nobody, its filter's board is what is answered to. */
function boardInstead(taskId: string, { onBoard, boards, watches }: ChannelFacts): PostedCard | undefined {
  const shown = boards.get(onBoard.get(taskId) ?? '')
  const locale = watches.get(taskId)?.locale
  return shown && locale && { ts: shown.ts, locale }
}

function snapshotIn(announcement: Announcement): Snapshot | undefined {
  if (announcement.kind !== 'notice') return announcement.snapshot
  return announcement.notice.kind === 'repeat' ? announcement.notice.snapshot : undefined
}

interface DrawnTask {
  readonly snapshot: Snapshot
  readonly watch: Watch | undefined
  readonly locale: Locale
}

/**
 * Says on a card that the channel does not watch the task any more. It stays as it is otherwise, for the record; where Slack
 * does not take that, it is left.
 */
export async function retireCard(
  deps: DeliveryDeps,
  { connection, channelRef }: Pick<DeliveryLease, 'connection' | 'channelRef'>,
  taskId: string,
  { ts, locale }: PostedCard,
): Promise<void> {
  const { log, messenger, render, redis } = deps
  try {
    const snapshot = await loadSnapshot(redis, connection, taskId)
    if (snapshot === undefined) return
    const own = await extrasOf(deps, snapshot, channelRef)
    const card = render.taskCard(snapshot, locale, deps.clock(), { ...own, unwatched: true })
    await messenger.update({ ...channelRef, ts, key: cardKey(connection, taskId), card })
  } catch (err) {
    log.warn(
      { connection, taskId, ...channelRef, err },
      'A card could not say that it is not watched any more',
    )
  }
}

async function drawTask(
  deps: DeliveryDeps,
  { channelRef }: Pick<DeliveryLease, 'channelRef'>,
  { snapshot, watch, locale }: DrawnTask,
): Promise<Card> {
  const crossed = usualLimitsCrossed(snapshot, watch?.options ?? {})
  const own = await extrasOf(deps, snapshot, channelRef)
  const names = await namesFor(deps, peopleOn(snapshot, own))
  const extras = { ...own, crossed, names }
  return drawCard(() => deps.render.taskCard(snapshot, locale, deps.clock(), extras))
}

function peopleOn({ statusBy }: Snapshot, { openRequests = [] }: CardExtras): readonly string[] {
  return [...(typeof statusBy === 'object' ? [statusBy.by] : []), ...openRequests.map(({ by }) => by)]
}

/** What else is known of the task must not keep its card from being drawn. */
async function extrasOf(
  { render, log }: DeliveryDeps,
  { connection, id }: Snapshot,
  channelRef: ChannelRef,
): Promise<CardExtras> {
  try {
    return (await render.cardExtras?.(connection, id, channelRef)) ?? {}
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
