import { type Entry, knownSince } from '../../domain/delivery/outbox-message.ts'
import { entriesOf, type Message } from '../../domain/delivery/route-facts.ts'
import { MessengerError } from '../../ports/messenger.ts'
import { countFailure, holdPlace, type Lease, type Queued, settle } from '../../store/outbox.ts'
import { holdMethod, holdPosts, press } from '../../store/throttle.ts'
import { pausePlace } from '../../store/unreachable-channels.ts'
import { type DeliveryParts, LeaseLost, Paced, RenderError } from './deps.ts'
import { finder } from './send-once.ts'

/** How delivery at a place ended; `busy`: another replica is at it, or the place is on hold. */
export type Delivered = 'done' | 'busy' | 'stopped' | 'gone' | Held
export interface Held {
  readonly heldMs: number
}

/** A message that could not be sent. */
export interface Failed {
  readonly message: Message
  readonly key: string
  readonly taskId: string
  readonly queued: readonly Queued[]
  /** Messages that have lost their thread. */
  readonly orphaned: Set<string>
}

/** What follows from it: how delivery ends, or `undefined` to go on. */
export async function afterError(
  parts: DeliveryParts,
  lease: Lease,
  failed: Failed,
  error: unknown,
): Promise<Delivered | undefined> {
  if (error instanceof LeaseLost) return 'busy'
  if (error instanceof RenderError) return refuse(parts, lease, failed, error, 'undrawable')
  if (error instanceof Paced) return pace(parts, lease, error)
  if (!(error instanceof MessengerError)) return retry(parts, lease, failed, error)
  switch (error.reason) {
    case 'rate-limited':
      return limit(parts, lease, failed, error)
    case 'unreachable':
      return retry(parts, lease, failed, error)
    case 'place-gone':
      return leave(parts, lease, error)
    case 'message-gone':
      return orphan(parts, lease, failed, error)
    case 'refused':
      return refuse(parts, lease, failed, error, 'refused')
  }
}

/** Another delivery took the turn between the plan and the post; the next plan knows. */
async function pace({ redis, clock }: DeliveryParts, lease: Lease, { until }: Paced): Promise<undefined> {
  await press(redis, lease, until, clock())
}

/** What Slack does not limit goes on: edits while posts wait, posts while edits do. */
async function limit(
  parts: DeliveryParts,
  lease: Lease,
  failed: Failed,
  error: MessengerError,
): Promise<Held | undefined> {
  const { redis, options, clock } = parts
  const [now, ms] = [clock(), error.retryAfter ?? options.backoffMs]
  await press(redis, lease, now + ms, now)
  // A card that is edited is no post: without this it would be tried again at once.
  if (ms === 0 || (error.scope === 'place' && failed.message.kind === 'card')) {
    return hold(parts, lease, failed, error, ms)
  }
  if (error.scope === 'place') await holdPosts(redis, lease.place, { now, ms, paceMs: options.paceMs })
  else await holdMethod(redis, lease.place.team, error.scope, { now, ms })
  tellHeld(parts, lease, failed, error, ms)
  return undefined
}

async function hold(
  parts: DeliveryParts,
  lease: Lease,
  failed: Failed,
  error: unknown,
  ms: number,
): Promise<Held> {
  await holdPlace(parts.redis, lease, ms)
  tellHeld(parts, lease, failed, error, ms)
  return { heldMs: ms }
}

function tellHeld(
  { log, events }: DeliveryParts,
  { connection, place }: Lease,
  { taskId, key }: Failed,
  error: unknown,
  ms: number,
): void {
  const reason = error instanceof MessengerError ? error.reason : 'error'
  log.warn({ connection, ...place, taskId, ms, err: error }, 'Delivery has to wait')
  events.emit('delivery:held', { connection, place, taskId, key, reason, ms })
}

/** Tries again later and later, but not for ever. */
async function retry(
  parts: DeliveryParts,
  lease: Lease,
  failed: Failed,
  error: unknown,
): Promise<Delivered | undefined> {
  const { backoffMs, maxBackoffMs, giveUpMs } = parts.options
  const now = parts.clock()
  const { count, since } = await countFailure(parts.redis, lease, now)
  if (now - since >= giveUpMs) {
    const old = failed.queued.map(({ entry }) => entry).filter((entry) => isOlder(entry, now - giveUpMs))
    return refuse(parts, lease, failed, error, 'given-up', old)
  }
  return hold(parts, lease, failed, error, Math.min(backoffMs * 2 ** (count - 1), maxBackoffMs))
}

function isOlder(entry: Entry, limit: number): boolean {
  const since = knownSince(entry)
  return since !== undefined && since <= limit
}

/** Drops a message, and `others` with it, so that it does not hold up the ones behind it; somebody is told of it. */
async function refuse(
  { redis, log, events }: DeliveryParts,
  lease: Lease,
  { message, key, taskId, queued }: Failed,
  error: unknown,
  because: 'refused' | 'given-up' | 'undrawable',
  others: readonly Entry[] = [],
): Promise<Delivered | undefined> {
  const { connection, place } = lease
  const entries = [...new Set([...entriesOf(message), ...others])]
  log.error(
    { connection, ...place, taskId, key, because, err: error },
    'A message cannot be sent and is dropped',
  )
  const gone = finder(queued)(entries)
  if (!(await settle(redis, lease, { taskId, entries: gone, keys: [key] }))) return 'busy'
  events.emit('delivery:refused', { connection, place, taskId, key, because, entries, error })
  return undefined
}

/** The card was deleted by hand: the message is tried again, and a new card comes before it. */
async function orphan(
  parts: DeliveryParts,
  lease: Lease,
  failed: Failed,
  error: MessengerError,
): Promise<Delivered | undefined> {
  const { taskId, key, orphaned } = failed
  if (orphaned.has(key) || taskId === '') return refuse(parts, lease, failed, error, 'refused')
  orphaned.add(key)
  const forgotten = { taskId, entries: [], keys: [key], post: null }
  return (await settle(parts.redis, lease, forgotten)) ? undefined : 'busy'
}

/** Lets the watches of a place rest that cannot be reached any more. */
async function leave({ redis, log, events, clock }: DeliveryParts, lease: Lease, error: MessengerError) {
  const { connection, place } = lease
  const watches = await pausePlace(redis, connection, place, clock())
  log.warn({ connection, ...place, watches: watches.length, err: error }, 'A channel is gone')
  events.emit('place:gone', { connection, place, watches, error })
  return 'gone' as const
}
