import { messageKey } from '../domain/entry.ts'
import type { Place } from '../domain/watch.ts'
import { removeFollowsOfPlace } from '../store/follows.ts'
import {
  acquireLease,
  clearPlace,
  countFailure,
  holdPlace,
  type Lease,
  peek,
  pendingPlaces,
  type Queued,
  releaseIfEmpty,
  renewLease,
  settle,
} from '../store/outbox.ts'
import { removeWatch, watchesOfPlace } from '../store/watches.ts'
import { type DeliveryParts, LeaseLost, RenderError } from './delivery.ts'
import { MessengerError } from './messenger.ts'
import { sameCard, sendHead } from './send.ts'

/*
 * How messages get out, and what happens when something dies.
 *
 * One replica at a time delivers at a place: it holds a lease, and every note it makes is checked against the lease's
 * token inside Redis. It takes the oldest entry, sends it, and takes it out of the outbox in the same step that notes the
 * result. Before a message is posted, the attempt is noted under the message's key.
 *
 * - Dies before posting: the entry is still there, the attempt is noted; the next replica looks for the message, does not
 *   find it, and posts it.
 * - Dies after posting: the next replica finds the message by its key and only notes it.
 * - No answer from Slack (timeout): the same; nobody knows, so it is looked for first.
 * - Loses its lease while posting: it can note nothing, and its message is found by the replica that has the lease now.
 * - Editing a card is harmless to repeat, since it always shows the latest state.
 */

/** How delivery at a place ended; `busy`: another replica is at it, or the place is on hold. */
export type Delivered = 'done' | 'busy' | 'stopped' | 'gone' | Held
export interface Held {
  readonly heldMs: number
}

/** Entries looked at together; card entries of one task among them merge. */
const view = 100

/** Sends what is to be said at a place, oldest first, until nothing is left. */
export async function deliver(parts: DeliveryParts, connection: string, place: Place): Promise<Delivered> {
  const lease = await acquireLease(parts.redis, connection, place, parts.options.leaseMs)
  if (lease === undefined) return 'busy'
  const sign = setInterval(() => void signOfLife(parts, lease), parts.options.leaseMs / 3)
  try {
    return await deliverAll(parts, lease)
  } finally {
    clearInterval(sign)
  }
}

/** Slack may take longer for an answer than a lease lasts; a replica that died must not hold a place that long. */
async function signOfLife({ redis, options, log }: DeliveryParts, lease: Lease): Promise<void> {
  try {
    await renewLease(redis, lease, options.leaseMs)
  } catch (err) {
    log.warn({ err, ...lease.place }, 'A lease could not be renewed')
  }
}

async function deliverAll(parts: DeliveryParts, lease: Lease): Promise<Delivered> {
  const { connection, place } = lease
  // Each entry may lose its thread once; a second time means that Slack contradicts itself.
  const orphaned = new Set<string>()
  for (;;) {
    if (parts.stopping()) {
      await holdPlace(parts.redis, lease, 0)
      return 'stopped'
    }
    const queued = await peek(parts.redis, connection, place, view)
    const [head] = queued
    if (head === undefined) {
      if (await releaseIfEmpty(parts.redis, lease)) return 'done'
      continue
    }
    const end = await tryHead(parts, lease, head, queued, orphaned)
    if (end !== undefined) return end
  }
}

/** Delivers at every place of a connection that has something to say. */
export async function deliverPending(parts: DeliveryParts, connection: string): Promise<void> {
  const places = await pendingPlaces(parts.redis, connection)
  await Promise.all(places.map((place) => deliver(parts, connection, place)))
}

/** Returns how delivery ended, or `undefined` to go on with the next entry. */
async function tryHead(
  parts: DeliveryParts,
  lease: Lease,
  head: Queued,
  queued: readonly Queued[],
  orphaned: Set<string>,
): Promise<Delivered | undefined> {
  try {
    await sendHead(parts, lease, head, queued)
    return undefined
  } catch (error) {
    if (error instanceof LeaseLost) return 'busy'
    if (error instanceof RenderError) return refuse(parts, lease, head, queued, error)
    if (!(error instanceof MessengerError)) return retry(parts, lease, head, error)
    return afterRefusal(parts, lease, head, queued, error, orphaned)
  }
}

async function afterRefusal(
  parts: DeliveryParts,
  lease: Lease,
  head: Queued,
  queued: readonly Queued[],
  error: MessengerError,
  orphaned: Set<string>,
): Promise<Delivered | undefined> {
  switch (error.reason) {
    case 'rate-limited':
      return hold(parts, lease, head, error, error.retryAfter ?? parts.options.backoffMs)
    case 'unreachable':
      return retry(parts, lease, head, error)
    case 'place-gone':
      return leave(parts, lease, error)
    case 'message-gone':
      if (orphaned.has(head.raw)) return refuse(parts, lease, head, queued, error)
      orphaned.add(head.raw)
      return forgetCard(parts, lease, head)
    case 'refused':
      return refuse(parts, lease, head, queued, error)
  }
}

async function hold(
  { redis, log, events }: DeliveryParts,
  lease: Lease,
  { entry }: Queued,
  error: unknown,
  ms: number,
): Promise<Held> {
  await holdPlace(redis, lease, ms)
  const { connection, place } = lease
  const reason = error instanceof MessengerError ? error.reason : 'error'
  log.warn({ connection, ...place, taskId: entry.taskId, ms, err: error }, 'Delivery has to wait')
  events.emit('delivery:held', {
    connection,
    place,
    taskId: entry.taskId,
    key: messageKey(entry),
    reason,
    ms,
  })
  return { heldMs: ms }
}

async function retry(parts: DeliveryParts, lease: Lease, head: Queued, error: unknown): Promise<Held> {
  const { backoffMs, maxBackoffMs } = parts.options
  const failures = await countFailure(parts.redis, lease)
  return hold(parts, lease, head, error, Math.min(backoffMs * 2 ** (failures - 1), maxBackoffMs))
}

/** Drops a message that Slack will never take, so that it does not hold up the ones behind it. */
async function refuse(
  { redis, log, events }: DeliveryParts,
  lease: Lease,
  head: Queued,
  queued: readonly Queued[],
  error: unknown,
): Promise<Delivered | undefined> {
  const { connection, place } = lease
  const { entry } = head
  const { taskId } = entry
  const key = messageKey(entry)
  const entries = entry.kind === 'card' ? sameCard(entry, queued) : [head]
  log.error({ connection, ...place, taskId, key, err: error }, 'A message cannot be sent and is dropped')
  if (!(await settle(redis, lease, { taskId, entries, keys: [key] }))) return 'busy'
  events.emit('delivery:refused', { connection, place, taskId, key, entry, error })
  return undefined
}

/** The card was deleted by hand: the entry is tried again, and a new card comes before it. */
async function forgetCard({ redis }: DeliveryParts, lease: Lease, { entry }: Queued) {
  const forgotten = { taskId: entry.taskId, entries: [], keys: [messageKey(entry)], post: null }
  return (await settle(redis, lease, forgotten)) ? undefined : 'busy'
}

/** Ends everything at a place that does not exist any more. The watches go first: they are what makes new entries. */
async function leave({ redis, log, events }: DeliveryParts, lease: Lease, error: MessengerError) {
  const { connection, place } = lease
  const watches = await watchesOfPlace(redis, [connection], place)
  for (const { taskId } of watches) await removeWatch(redis, connection, taskId, place)
  await removeFollowsOfPlace(redis, connection, place)
  await clearPlace(redis, connection, place)
  log.warn({ connection, ...place, watches: watches.length, err: error }, 'A channel is gone')
  events.emit('place:gone', { connection, place, watches, error })
  return 'gone' as const
}
