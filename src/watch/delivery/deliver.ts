import { cardKey } from '../../domain/delivery/outbox-message.ts'
import { planDelivery } from '../../domain/delivery/route.ts'
import {
  type DeliveryFacts,
  type DeliveryPlan,
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
  renewLease,
} from '../../store/outbox.ts'
import { noteThrottled } from '../../store/throttle.ts'
import type { DeliveryDeps } from './deps.ts'
import { type DeliveryResult, handleDeliveryError } from './errors.ts'
import { deliveryFactsFor } from './facts.ts'
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
 */

/** Outbox messages looked at together. */
const view = 500

/** Sends what is to be said in a channel until nothing is left that may be said now. */
export async function deliverToChannel(
  deps: DeliveryDeps,
  connection: string,
  channelRef: ChannelRef,
): Promise<DeliveryResult> {
  const lease = await acquireLease(deps.redis, connection, channelRef, deps.options.leaseMs)
  if (lease === undefined) return 'busy'
  deps.onFailpoint?.('delivery:leased')
  const sign = setInterval(() => void signOfLife(deps, lease), deps.options.leaseMs / 3)
  try {
    return await deliverAll(deps, lease)
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

async function deliverAll(deps: DeliveryDeps, lease: DeliveryLease): Promise<DeliveryResult> {
  const { connection, channelRef } = lease
  // Each message may lose its thread once; a second time means that Slack contradicts itself.
  const orphaned = new Set<string>()
  for (;;) {
    if (deps.stopping()) {
      await release(deps, lease)
      return 'stopped'
    }
    const queued = await peekOutbox(deps.redis, connection, channelRef, view)
    if (queued.length > 0) {
      const end = await deliverNext(deps, lease, queued, orphaned)
      if (end !== undefined) return end
    } else if (await releaseIfEmpty(deps.redis, lease)) {
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

/** Returns how delivery ended, or `undefined` to go on with what is left. */
async function deliverNext(
  deps: DeliveryDeps,
  lease: DeliveryLease,
  queued: readonly QueuedMessage[],
  orphaned: Set<string>,
): Promise<DeliveryResult | undefined> {
  const facts = await deliveryFactsFor(deps, lease, queued)
  const messages = queued.map(({ message }) => message)
  const planned = planDelivery(messages, facts, deps.clock())
  deps.onFailpoint?.('delivery:planned')
  if (!(await setAside(deps, lease, planned, queued))) return 'busy'
  const { next, settle, deferred, waitUntil } = planned
  if (next !== undefined) return trySend(deps, lease, { message: next, facts, queued }, orphaned)
  return settle.length + deferred.length > 0 ? undefined : wait(deps, lease, facts, waitUntil)
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
    if (message.kind === 'card' || message.kind === 'batch') continue
    const { id, taskId } = message
    log.debug({ connection, ...channelRef, taskId, id, reason }, 'An entry is settled')
    events.emit('message:settled', { connection, channelRef, taskId, id, reason })
  }
}

/** Leaves the channel until something may be said; whoever has news for it need not wait for that. */
async function wait(
  deps: DeliveryDeps,
  lease: DeliveryLease,
  facts: DeliveryFacts,
  until: number | undefined,
) {
  if (until === undefined) throw new Error('entries wait for nothing, which no plan leaves')
  const now = deps.clock()
  if ((facts.held.post ?? 0) > now) await noteThrottled(deps.redis, lease, until, now)
  await release(deps, lease)
  return { heldMs: Math.max(until - now, 0) }
}

async function trySend(
  deps: DeliveryDeps,
  lease: DeliveryLease,
  sending: {
    readonly message: PlannedMessage
    readonly facts: DeliveryFacts
    readonly queued: readonly QueuedMessage[]
  },
  orphaned: Set<string>,
): Promise<DeliveryResult | undefined> {
  const { message, facts, queued } = sending
  try {
    await sendMessage(deps, lease, { message, facts, find: queuedFinder(queued) })
    report(deps, lease, settledByMessage(message))
    return undefined
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
