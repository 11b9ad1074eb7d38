import { cardKey } from '../../domain/delivery/outbox-message.ts'
import { plan } from '../../domain/delivery/route.ts'
import {
  type Facts,
  type Message,
  type Plan,
  type Settled,
  settledBy,
  taskOf,
} from '../../domain/delivery/route-facts.ts'
import type { Place } from '../../domain/watching/watch.ts'
import { putAside } from '../../store/digest-queue.ts'
import { toldOf } from '../../store/history.ts'
import {
  acquireLease,
  holdPlace,
  type Lease,
  peek,
  pendingPlaces,
  type Queued,
  releaseIfEmpty,
  renewLease,
} from '../../store/outbox.ts'
import { press } from '../../store/throttle.ts'
import type { DeliveryParts } from './deps.ts'
import { afterError, type Delivered } from './errors.ts'
import { factsFor } from './facts.ts'
import { send } from './send.ts'
import { finder } from './send-once.ts'

export type { Delivered } from './errors.ts'

/*
 * How messages get out, and what happens when something dies.
 *
 * One replica at a time delivers at a place: it holds a lease, and every note it makes is checked against the lease's
 * token inside Redis. It looks at all that waits, plans the next message (domain/route.ts), sends it, and takes its
 * entries out of the outbox in the same step that notes the result. Before a message is posted, the attempt is noted
 * under the message's key, with the entries that it says.
 *
 * - Dies before posting: the entries are still there, the attempt is noted; the next replica makes the same message of
 *   the same entries, looks for it, does not find it, and posts it.
 * - Dies after posting: the next replica finds the message by its key and only notes it.
 * - No answer from Slack (timeout): the same; nobody knows, so it is looked for first.
 * - Loses its lease while posting: it can note nothing, and its message is found by the replica that has the lease now.
 * - Editing a card is harmless to repeat, since it always shows the latest state.
 */

/** Entries looked at together. */
const view = 500

/** Sends what is to be said at a place until nothing is left that may be said now. */
export async function deliver(parts: DeliveryParts, connection: string, place: Place): Promise<Delivered> {
  const lease = await acquireLease(parts.redis, connection, place, parts.options.leaseMs)
  if (lease === undefined) return 'busy'
  parts.reached?.('delivery:leased')
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

/** Delivers at every place of a connection that has something to say. */
export async function deliverPending(parts: DeliveryParts, connection: string): Promise<void> {
  const places = await pendingPlaces(parts.redis, connection)
  await Promise.all(places.map((place) => deliver(parts, connection, place)))
}

async function deliverAll(parts: DeliveryParts, lease: Lease): Promise<Delivered> {
  const { connection, place } = lease
  // Each message may lose its thread once; a second time means that Slack contradicts itself.
  const orphaned = new Set<string>()
  for (;;) {
    if (parts.stopping()) {
      await release(parts, lease)
      return 'stopped'
    }
    const queued = await peek(parts.redis, connection, place, view)
    if (queued.length > 0) {
      const end = await deliverNext(parts, lease, queued, orphaned)
      if (end !== undefined) return end
    } else if (await releaseIfEmpty(parts.redis, lease)) {
      parts.reached?.('delivery:released')
      return 'done'
    }
  }
}

/** Gives the lease back with entries left. */
async function release({ redis, reached }: DeliveryParts, lease: Lease): Promise<void> {
  await holdPlace(redis, lease, 0)
  reached?.('delivery:released')
}

/** Returns how delivery ended, or `undefined` to go on with what is left. */
async function deliverNext(
  parts: DeliveryParts,
  lease: Lease,
  queued: readonly Queued[],
  orphaned: Set<string>,
): Promise<Delivered | undefined> {
  const facts = await factsFor(parts, lease, queued)
  const entries = queued.map(({ entry }) => entry)
  const planned = plan(entries, facts, parts.clock())
  parts.reached?.('delivery:planned')
  if (!(await setAside(parts, lease, planned, queued))) return 'busy'
  const { next, settle, later, waitUntil } = planned
  if (next !== undefined) return trySend(parts, lease, { message: next, facts, queued }, orphaned)
  return settle.length + later.length > 0 ? undefined : wait(parts, lease, facts, waitUntil)
}

/** Carries out what the plan says of entries that are not sent now. */
async function setAside(
  parts: DeliveryParts,
  lease: Lease,
  { settle, later }: Plan,
  queued: readonly Queued[],
): Promise<boolean> {
  if (settle.length + later.length === 0) return true
  const find = finder(queued)
  const kept = later.flatMap(({ entry, basket, until }) =>
    find([entry]).map((one) => ({ queued: one, told: toldOf(entry), basket, until })),
  )
  const dropped = find(settle.map(({ entry }) => entry))
  if (!(await putAside(parts.redis, lease, dropped, kept))) return false
  report(parts, lease, [...settle, ...later])
  return true
}

/** Nothing ends without its reason. */
function report({ events, log }: DeliveryParts, lease: Lease, settled: readonly Settled[]): void {
  const { connection, place } = lease
  for (const { entry, reason } of settled) {
    if (entry.kind === 'card') continue
    const { id, taskId } = entry
    log.debug({ connection, ...place, taskId, id, reason }, 'An entry is settled')
    events.emit('entry:settled', { connection, place, taskId, id, reason })
  }
}

/** Leaves the place until something may be said; whoever has news for it need not wait for that. */
async function wait(parts: DeliveryParts, lease: Lease, facts: Facts, until: number | undefined) {
  if (until === undefined) throw new Error('entries wait for nothing, which no plan leaves')
  const now = parts.clock()
  if ((facts.held.post ?? 0) > now) await press(parts.redis, lease, until, now)
  await release(parts, lease)
  return { heldMs: Math.max(until - now, 0) }
}

async function trySend(
  parts: DeliveryParts,
  lease: Lease,
  sending: { readonly message: Message; readonly facts: Facts; readonly queued: readonly Queued[] },
  orphaned: Set<string>,
): Promise<Delivered | undefined> {
  const { message, facts, queued } = sending
  try {
    await send(parts, lease, { message, facts, find: finder(queued) })
    report(parts, lease, settledBy(message))
    return undefined
  } catch (error) {
    const key = message.kind === 'card' ? cardKey(lease.connection, message.taskId) : message.key
    return afterError(parts, lease, { message, taskId: taskOf(message), key, queued, orphaned }, error)
  }
}
