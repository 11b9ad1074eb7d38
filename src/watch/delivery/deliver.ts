import { randomUUID } from 'node:crypto'
import { cardKey, isAnnouncement } from '../../domain/delivery/outbox-message.ts'
import { planDelivery } from '../../domain/delivery/route.ts'
import {
  type DeliveryPlan,
  outboxMessagesOf,
  type PlannedMessage,
  type SettledMessage,
  settledByMessage,
  taskIdOfMessage,
} from '../../domain/delivery/route-facts.ts'
import type { ChannelRef } from '../../domain/watching/watch.ts'
import { moveToDigestQueues } from '../../store/digest-queue.ts'
import { eventSummaryOf } from '../../store/history.ts'
import {
  acquireLease,
  type DeliveryLease,
  holdChannel,
  peekOutbox,
  pendingChannels,
  type QueuedMessage,
  releaseIfEmpty,
  releaseIfWaiting,
  renewLease,
} from '../../store/outbox.ts'
import { noteThrottled } from '../../store/throttle.ts'
import type { DeliveryDeps } from './deps.ts'
import { type DeliveryResult, handleDeliveryError } from './errors.ts'
import { type ChannelFacts, deliveryFactsFor } from './facts.ts'
import { sendMessage } from './send.ts'
import { queuedFinder } from './send-once.ts'

export type { DeliveryResult } from './errors.ts'

/*
 * How messages get out, and what happens when something dies.
 *
 * One replica at a time delivers in a channel: it holds a lease, and every note it makes is checked against the lease's
 * token inside Redis. It looks at all that waits, plans the next message (domain/delivery/route.ts), sends it, and takes its
 * outbox messages out of the outbox in the same step that notes the result. Before a message is posted, the attempt is noted
 * under the message's key, with the outbox messages that it says.
 *
 * - Dies before posting: the outbox messages are still there, the attempt is noted; the next replica makes the same message of
 *   the same outbox messages, looks for it, does not find it, and posts it.
 * - Dies after posting: the next replica finds the message by its key and only notes it.
 * - No answer from Slack (timeout): the same; nobody knows, so it is looked for first.
 * - Loses its lease while posting: it can note nothing, and its message is found by the replica that has the lease now.
 * - Editing a card is harmless to repeat, since it always shows the latest state.
 *
 * Redis is asked little: what was read serves for a second while the lease is held, and the lease is given back in the step that notes the last message that may be said now. That step looks
 * whether others have come since, so that none is left behind.
 */

/** Outbox messages looked at together. */
const view = 500

/** Sends what is to be said in a channel until nothing is left that may be said now. */
export async function deliverToChannel(
  deps: DeliveryDeps,
  connection: string,
  channelRef: ChannelRef,
): Promise<DeliveryResult> {
  const { leaseMs } = deps.options
  const asked = { token: randomUUID(), leaseMs, limit: view }
  const acquired = await acquireLease(deps.redis, connection, channelRef, asked)
  if (acquired === undefined) return 'busy'
  const { lease, queued } = acquired
  deps.onFailpoint?.('delivery:leased')
  const sign = setInterval(() => void signOfLife(deps, lease), leaseMs / 3)
  try {
    return await deliverAll(deps, lease, queued)
  } finally {
    clearInterval(sign)
  }
}

/** Slack may take longer for an answer than a lease lasts; a replica that died must not hold a channel that long. */
async function signOfLife({ redis, options, log }: DeliveryDeps, lease: DeliveryLease): Promise<void> {
  try {
    await renewLease(redis, lease, options.leaseMs)
  } catch (err) {
    log.warn({ err, ...lease.channelRef }, 'A lease could not be renewed')
  }
}

/** Delivers in every channel of the connections that has something to say. */
export async function deliverPending(deps: DeliveryDeps, connections: readonly string[]): Promise<void> {
  for (const connection of connections) {
    const channelRefs = await pendingChannels(deps.redis, connection)
    await Promise.all(channelRefs.map((channelRef) => deliverToChannel(deps, connection, channelRef)))
  }
}

/** So long (ms) what was read of a channel serves; what this delivery changes itself is known. */
const sightMs = 1_000

/** What a delivery knows of its channel: what waits there, and the facts for it, while they serve. */
interface Sight {
  readonly queued: readonly QueuedMessage[]
  readonly facts?: ChannelFacts
  readonly readAt: number
}

async function deliverAll(
  deps: DeliveryDeps,
  lease: DeliveryLease,
  first: readonly QueuedMessage[],
): Promise<DeliveryResult> {
  const { connection, channelRef } = lease
  let sight: Sight | undefined = { queued: first, readAt: performance.now() }
  // Each message may lose its thread once; a second time means that Slack contradicts itself.
  const orphaned = new Set<string>()
  for (;;) {
    if (deps.stopping()) {
      await release(deps, lease)
      return 'stopped'
    }
    if (sight && performance.now() - sight.readAt > sightMs) sight = undefined
    sight ??= {
      queued: await peekOutbox(deps.redis, connection, channelRef, view),
      readAt: performance.now(),
    }
    if (sight.queued.length > 0) {
      const end = await deliverNext(deps, lease, sight, orphaned)
      if (end.result !== undefined) return end.result
      sight = end.sight
    } else if (await releaseIfEmpty(deps.redis, lease)) lease.over = true
    else sight = undefined
    if (lease.over) {
      deps.onFailpoint?.('delivery:released')
      return 'done'
    }
  }
}

/** Gives the lease back with outbox messages left. */
async function release({ redis, onFailpoint: reached }: DeliveryDeps, lease: DeliveryLease): Promise<void> {
  await holdChannel(redis, lease, 0)
  reached?.('delivery:released')
}

/** How delivery ended, or what is known to go on with. */
interface Step {
  readonly result?: DeliveryResult | undefined
  readonly sight?: Sight | undefined
}

async function deliverNext(
  deps: DeliveryDeps,
  lease: DeliveryLease,
  sight: Sight,
  orphaned: Set<string>,
): Promise<Step> {
  const { queued } = sight
  const facts = sight.facts ?? (await deliveryFactsFor(deps, lease, queued))
  const messages = queued.map(({ message }) => message)
  const planned = planDelivery(messages, facts, deps.clock())
  deps.onFailpoint?.('delivery:planned')
  if (!(await setAside(deps, lease, planned, queued))) return { result: 'busy' }
  const { next, settle, deferred, waitUntil } = planned
  if (next !== undefined) return sendNext(deps, lease, { message: next, facts, sight, planned }, orphaned)
  if (settle.length + deferred.length > 0) return {}
  const held = await wait(deps, lease, { facts, queued }, waitUntil)
  return { result: held }
}

async function sendNext(
  deps: DeliveryDeps,
  lease: DeliveryLease,
  { message, facts, sight, planned }: Next,
  orphaned: Set<string>,
): Promise<Step> {
  const after = sightAfter(sight, facts, [message, planned])
  // Most events wait for others when their card has been drawn: then both ends in one step.
  const until = message.kind === 'card' && after ? pauseBefore(after, facts, deps.clock()) : undefined
  const waiting = until === undefined ? 0 : (after?.queued.length ?? 0)
  const sending = { message, facts, queued: sight.queued, waiting }
  const result = await trySend(deps, lease, sending, orphaned)
  if (result !== 'sent') return { result }
  if (!lease.over || until === undefined) return { sight: after }
  deps.onFailpoint?.('delivery:released')
  return { result: { heldMs: Math.max(until - deps.clock(), 0) } }
}

interface Next {
  readonly message: PlannedMessage
  readonly facts: ChannelFacts
  readonly sight: Sight
  readonly planned: DeliveryPlan
}

/** What is still known once the message is sent; nothing, where more waits than was read. */
function sightAfter(
  { queued, readAt }: Sight,
  facts: ChannelFacts,
  [message, { settle, deferred }]: readonly [PlannedMessage, DeliveryPlan],
): Sight | undefined {
  const aside = [...settle, ...deferred].map((one) => one.message)
  const gone = new Set([...outboxMessagesOf(message), ...aside])
  const left = queued.filter((one) => !gone.has(one.message))
  return queued.length < view && left.length > 0 ? { queued: left, facts, readAt } : undefined
}

/** Until when nothing of it may be said. */
function pauseBefore({ queued }: Sight, facts: ChannelFacts, now: number): number | undefined {
  const messages = queued.map(({ message }) => message)
  const { next, settle, deferred, waitUntil } = planDelivery(messages, facts, now)
  return next === undefined && settle.length + deferred.length === 0 ? waitUntil : undefined
}

/** Carries out what the plan says of outbox messages that are not sent now. */
async function setAside(
  deps: DeliveryDeps,
  lease: DeliveryLease,
  { settle, deferred }: DeliveryPlan,
  queued: readonly QueuedMessage[],
): Promise<boolean> {
  if (settle.length + deferred.length === 0) return true
  const find = queuedFinder(queued)
  const kept = deferred.flatMap(({ message, digestQueue: queue, until }) =>
    find([message]).map((one) => ({
      queued: one,
      summary: eventSummaryOf(message),
      digestQueue: queue,
      until,
    })),
  )
  const dropped = find(settle.map(({ message }) => message))
  if (!(await moveToDigestQueues(deps.redis, lease, dropped, kept))) return false
  report(deps, lease, [...settle, ...deferred])
  return true
}

/** Nothing ends without its reason. */
function report(
  { events, log }: DeliveryDeps,
  lease: DeliveryLease,
  settled: readonly SettledMessage[],
): void {
  const { connection, channelRef } = lease
  for (const { message, reason } of settled) {
    if (!isAnnouncement(message)) continue
    const { id, taskId } = message
    log.debug({ connection, ...channelRef, taskId, id, reason }, 'An entry is settled')
    events.emit('message:settled', { connection, channelRef, taskId, id, reason })
  }
}

/** Leaves the channel until something may be said, unless there is news already; whoever has some need not wait for that. */
async function wait(
  deps: DeliveryDeps,
  lease: DeliveryLease,
  { facts, queued }: Pick<Sending, 'facts' | 'queued'>,
  until: number | undefined,
): Promise<DeliveryResult | undefined> {
  if (until === undefined) throw new Error('entries wait for nothing, which no plan leaves')
  const now = deps.clock()
  if ((facts.held.post ?? 0) > now) await noteThrottled(deps.redis, lease, until, now)
  if (queued.length === view) await release(deps, lease)
  else if (!(await releaseIfWaiting(deps.redis, lease, queued.length))) return undefined
  else deps.onFailpoint?.('delivery:released')
  return { heldMs: Math.max(until - now, 0) }
}

interface Sending {
  readonly message: PlannedMessage
  readonly facts: ChannelFacts
  readonly queued: readonly QueuedMessage[]
  readonly waiting: number
}

async function trySend(
  deps: DeliveryDeps,
  lease: DeliveryLease,
  sending: Sending,
  orphaned: Set<string>,
): Promise<DeliveryResult | 'sent' | undefined> {
  const { message, facts, queued, waiting } = sending
  try {
    await sendMessage(deps, lease, { message, facts, find: queuedFinder(queued), waiting })
    report(deps, lease, settledByMessage(message))
    return 'sent'
  } catch (error) {
    const key = message.kind === 'card' ? cardKey(lease.connection, message.taskId) : message.key
    return handleDeliveryError(
      deps,
      lease,
      { message, taskId: taskIdOfMessage(message), key, queued, orphaned },
      error,
    )
  }
}
