import { happenedAt, type OutboxMessage } from '../../domain/delivery/outbox-message.ts'
import { outboxMessagesOf, type PlannedMessage } from '../../domain/delivery/route-facts.ts'
import type { ChannelRef, PendingAction } from '../../domain/watching/watch.ts'
import { MessengerError } from '../../ports/messenger.ts'
import { loadBatch, noteBatch } from '../../store/batches.ts'
import { noteBoard } from '../../store/boards.ts'
import {
  countFailure,
  type DeliveryLease,
  holdChannel,
  peekOutbox,
  type QueuedMessage,
  settleOutbox,
} from '../../store/outbox.ts'
import { addPendingAction, pendingActionsOfChannel } from '../../store/pending-actions.ts'
import { postedCards } from '../../store/posted-cards.ts'
import { holdMethod, holdPosts, noteThrottled } from '../../store/throttle.ts'
import { suspendChannel } from '../../store/unreachable-channels.ts'
import { findWatch } from '../../store/watches.ts'
import { type DeliveryDeps, LeaseLost, PostTooSoon, RenderError } from './deps.ts'
import { queuedFinder } from './send-once.ts'

/** How delivery in a channel ended; `busy`: another replica is at it, or the channel is on hold. */
export type DeliveryResult = 'done' | 'busy' | 'stopped' | 'gone' | HeldDelivery
export interface HeldDelivery {
  readonly heldMs: number
}

/** A message that could not be sent. */
export interface FailedMessage {
  readonly message: PlannedMessage
  readonly key: string
  readonly taskId: string
  readonly queued: readonly QueuedMessage[]
  /** Messages that have lost their thread. */
  readonly orphaned: Set<string>
}

/** What follows from it: how delivery ends, or `undefined` to go on. */
export async function handleDeliveryError(
  deps: DeliveryDeps,
  lease: DeliveryLease,
  failed: FailedMessage,
  error: unknown,
): Promise<DeliveryResult | undefined> {
  if (error instanceof LeaseLost) return 'busy'
  if (error instanceof RenderError) return refuse(deps, lease, failed, error, 'undrawable')
  if (error instanceof PostTooSoon) return pace(deps, lease, error)
  if (!(error instanceof MessengerError)) return retry(deps, lease, failed, error)
  switch (error.reason) {
    case 'rate-limited':
      return limit(deps, lease, failed, error)
    case 'signed-out':
      return hold(deps, lease, failed, error, deps.options.maxBackoffMs)
    case 'unreachable':
      return retry(deps, lease, failed, error)
    case 'channel-gone':
      return leave(deps, lease, error)
    case 'message-gone':
      return orphan(deps, lease, failed, error)
    case 'refused':
      return refuse(deps, lease, failed, error, 'refused')
  }
}

/** Another delivery took the turn between the plan and the post; the next plan knows. */
async function pace(
  { redis, clock }: DeliveryDeps,
  lease: DeliveryLease,
  { until }: PostTooSoon,
): Promise<undefined> {
  await noteThrottled(redis, lease, until, clock())
}

/** What Slack does not limit goes on: edits while posts wait, posts while edits do. */
async function limit(
  deps: DeliveryDeps,
  lease: DeliveryLease,
  failed: FailedMessage,
  error: MessengerError,
): Promise<HeldDelivery | undefined> {
  const { redis, options, clock } = deps
  const [now, ms] = [clock(), error.retryAfter ?? options.backoffMs]
  await noteThrottled(redis, lease, now + ms, now)
  // What is edited is no post: without this it would be tried again at once.
  const { kind } = failed.message
  const mayBeEdit = ['card', 'ongoing', 'batch', 'board', 'report'].includes(kind)
  if (ms === 0 || (error.scope === 'place' && mayBeEdit)) {
    return hold(deps, lease, failed, error, ms)
  }
  if (error.scope === 'place') await holdPosts(redis, lease.channelRef, { now, ms, paceMs: options.paceMs })
  else await holdMethod(redis, lease.channelRef.team, error.scope, { now, ms })
  tellHeld(deps, lease, failed, error, ms)
  return undefined
}

async function hold(
  deps: DeliveryDeps,
  lease: DeliveryLease,
  failed: FailedMessage,
  error: unknown,
  ms: number,
): Promise<HeldDelivery> {
  await holdChannel(deps.redis, lease, ms)
  tellHeld(deps, lease, failed, error, ms)
  return { heldMs: ms }
}

function tellHeld(
  { log, events }: DeliveryDeps,
  { connection, channelRef }: DeliveryLease,
  { taskId, key }: FailedMessage,
  error: unknown,
  ms: number,
): void {
  const reason = error instanceof MessengerError ? error.reason : 'error'
  log.warn({ connection, ...channelRef, taskId, ms, err: error }, 'Delivery has to wait')
  events.emit('delivery:held', { connection, channelRef, taskId, key, reason, ms })
}

/** Tries again later and later, but not for ever. */
async function retry(
  deps: DeliveryDeps,
  lease: DeliveryLease,
  failed: FailedMessage,
  error: unknown,
): Promise<DeliveryResult | undefined> {
  const { backoffMs, maxBackoffMs, giveUpMs } = deps.options
  const now = deps.clock()
  lease.hasFailed = true
  const { count, since } = await countFailure(deps.redis, lease, now)
  if (now - since >= giveUpMs) {
    const old = failed.queued
      .map(({ message }) => message)
      .filter((message) => isOlder(message, now - giveUpMs))
    return refuse(deps, lease, failed, error, 'given-up', old)
  }
  return hold(deps, lease, failed, error, Math.min(backoffMs * 2 ** (count - 1), maxBackoffMs))
}

function isOlder(message: OutboxMessage, limit: number): boolean {
  const since = happenedAt(message)
  return since !== undefined && since <= limit
}

/** Drops a message, and `others` with it, so that it does not hold up the ones behind it; somebody is told of it. */
async function refuse(
  { redis, log, events }: DeliveryDeps,
  lease: DeliveryLease,
  { message, key, taskId, queued }: FailedMessage,
  error: unknown,
  because: 'refused' | 'given-up' | 'undrawable',
  others: readonly OutboxMessage[] = [],
): Promise<DeliveryResult | undefined> {
  const { connection, channelRef } = lease
  const messages = [...new Set([...outboxMessagesOf(message), ...others])]
  log.error(
    { connection, ...channelRef, taskId, key, because, err: error },
    'A message cannot be sent and is dropped',
  )
  const gone = queuedFinder(queued)(messages)
  if (!(await settleOutbox(redis, lease, { taskId, messages: gone, keys: [key] }))) return 'busy'
  events.emit('delivery:refused', {
    connection,
    channelRef,
    taskId,
    key,
    because,
    entries: messages,
    error,
  })
  return undefined
}

/** The card, or the board, was deleted by hand: the message is tried again, and a new one comes before it. */
async function orphan(
  deps: DeliveryDeps,
  lease: DeliveryLease,
  failed: FailedMessage,
  error: MessengerError,
): Promise<DeliveryResult | undefined> {
  const { taskId, key, orphaned } = failed
  if (orphaned.has(key) || taskId === '') return refuse(deps, lease, failed, error, 'refused')
  orphaned.add(key)
  await forgetBoardOf(deps, lease, taskId)
  const forgotten = { taskId, messages: [], keys: [key], post: null }
  return (await settleOutbox(deps.redis, lease, forgotten)) ? undefined : 'busy'
}

/** Where the task has no card, it was the board of its filter that was answered to. */
async function forgetBoardOf(
  { redis }: DeliveryDeps,
  { connection, channelRef }: DeliveryLease,
  taskId: string,
): Promise<void> {
  const cards = await postedCards(redis, connection, channelRef, [taskId])
  const watch = await findWatch(redis, connection, taskId, channelRef)
  if (cards.has(taskId) || watch?.via === undefined) return
  await noteBoard(redis, connection, channelRef, watch.via)
}

async function leave(
  deps: DeliveryDeps,
  { connection, channelRef }: DeliveryLease,
  error: MessengerError,
): Promise<'gone'> {
  await leaveChannel(deps, connection, channelRef, error)
  return 'gone'
}

export interface LeavingParts extends Pick<DeliveryDeps, 'redis' | 'log' | 'events' | 'clock'> {
  /** The direct message channel with a person; absent where there is none. */
  readonly directMessage?: ((user: string) => Promise<string>) | undefined
}

/** Messages of the outbox that are looked through for results, more than ever wait. */
const lookedThrough = 2_000

/**
 * Suspends the watches of a channel that cannot be reached any more; only the first to do so tells of it. Whoever waits for
 * the end of an action there is told directly.
 */
export async function leaveChannel(
  parts: LeavingParts,
  connection: string,
  channelRef: ChannelRef,
  error?: MessengerError,
): Promise<void> {
  const { redis, log, events, clock } = parts
  const [actions, queued] = await Promise.all([
    pendingActionsOfChannel(redis, connection, channelRef),
    peekOutbox(redis, connection, channelRef, lookedThrough),
  ])
  await tellBatchesDirectly(parts, connection, actions)
  await Promise.all(actions.map((action) => tellDirectly(parts, action)))
  const watches = await suspendChannel(redis, connection, channelRef, clock())
  if (watches === undefined && actions.length + queued.length === 0) return
  log.warn({ connection, ...channelRef, watches: watches?.length, err: error }, 'A channel is gone')
  const outcomes = queued.flatMap(({ message }) => (message.kind === 'outcome' ? [message] : []))
  const lost = { connection, channelRef, watches: watches ?? [], actions, outcomes }
  events.emit('channel:unreachable', { ...lost, ...(error?.barrier && { barrier: error.barrier }) })
}

/** The new channel is noted before the old one is forgotten, so that a crash in between loses nothing. */
async function tellDirectly(
  { redis, log, clock, directMessage }: LeavingParts,
  action: PendingAction,
): Promise<void> {
  if (directMessage === undefined) return
  try {
    await addPendingAction(redis, { ...action, channel: await directMessage(action.by) }, clock())
  } catch (err) {
    log.error({ err, user: action.by, taskId: action.taskId }, 'nobody can be told how an action ends')
  }
}

/** Those that are told in one message are told in one of the direct message channel. */
async function tellBatchesDirectly(
  { redis, log, clock, directMessage }: LeavingParts,
  connection: string,
  actions: readonly PendingAction[],
): Promise<void> {
  if (directMessage === undefined) return
  const batches = new Set(
    actions.flatMap(({ order, inBatch }) => (inBatch && order !== undefined ? [order] : [])),
  )
  for (const id of batches) {
    try {
      const batch = await loadBatch(redis, connection, id)
      if (batch === undefined) continue
      const { tasks: _, threadTs: __, ...head } = batch
      const moved = { ...head, channel: await directMessage(batch.by) }
      await noteBatch(redis, moved, [], `moved:${clock()}`)
    } catch (err) {
      log.error({ err, batch: id }, 'nobody can be told how an action on several tasks ends')
    }
  }
}
