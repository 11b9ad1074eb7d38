import type { PlannedMessage } from '../../domain/delivery/route-facts.ts'
import { MessengerError, type NewMessage } from '../../ports/messenger.ts'
import {
  type DeliveredMessages,
  type DeliveryLease,
  type QueuedMessage,
  renewLease,
  settleOutbox,
} from '../../store/outbox.ts'
import { forgetAttempt, type MessageComposition, noteAttempt } from '../../store/outbox-attempts.ts'
import { takePostPermit } from '../../store/throttle.ts'
import type { Card } from '../../views/card.ts'
import { type DeliveryDeps, LeaseLost, PostTooSoon, RenderError } from './deps.ts'
import type { ChannelFacts } from './facts.ts'

export type SentHow = 'posted' | 'edited' | 'found'

export interface SentMessage {
  readonly ts: string
  readonly how: SentHow
}

/** What sending goes by besides the message itself. */
export interface SendingParts {
  readonly facts: ChannelFacts
  readonly find: FindQueued
  /** So many outbox messages are left afterwards that have to wait; 0 if that is not known. */
  readonly waiting: number
}

/** Cards and batches say no outbox messages: they show the latest state, whatever they were drawn for. */
const nothing: MessageComposition = { ids: [], absorbed: [] }

export function compositionOf(message: PlannedMessage): MessageComposition {
  switch (message.kind) {
    case 'card':
    case 'batch':
    case 'board':
    case 'report':
      return nothing
    case 'ongoing':
      return { ids: idsOf(message.said), absorbed: idsOf(message.absorbed) }
    case 'reply':
      return { ids: [message.announcement.id], absorbed: idsOf(message.absorbed) }
    case 'merged':
    case 'group':
      return { ids: idsOf(message.events), absorbed: idsOf(message.absorbed) }
    case 'notice':
      return { ids: [message.notice.id], absorbed: [] }
  }
}

function idsOf(entries: readonly { readonly id: string }[]): readonly string[] {
  return entries.map(({ id }) => id)
}

/** Posts a message, or finds it where an earlier attempt may have posted it already. Throws `PostTooSoon` where it is too soon. */
export async function postOnce(
  deps: DeliveryDeps,
  lease: DeliveryLease,
  message: NewMessage,
  composition: MessageComposition = nothing,
): Promise<SentMessage> {
  const { redis, messenger, options } = deps
  const { key } = message
  const [now, paceMs] = [deps.clock(), options.paceMs]
  const turn = await takePostPermit(redis, lease.channelRef, { now, paceMs })
  if (turn !== true) throw new PostTooSoon(turn)
  const attempt = await noteAttempt(
    redis,
    lease,
    { key, since: now, ...composition },
    isFresh(lease, options) ? 0 : options.leaseMs,
  )
  if (attempt === 'lost') throw new LeaseLost()
  deps.onFailpoint?.('delivery:noted')
  if (attempt !== 'first') {
    const ts = await findEarlier(deps, message, attempt.since)
    if (ts !== undefined) return { ts, how: 'found' }
    // The search took time: only who still has the lease may post.
    if (!(await renewLease(redis, lease, options.leaseMs))) throw new LeaseLost()
  }
  try {
    const { ts } = await messenger.post(message)
    deps.onFailpoint?.('delivery:sent')
    return { ts, how: 'posted' }
  } catch (error) {
    if (isDefinite(error)) await forgetAttempt(redis, lease, key)
    throw error
  }
}

async function findEarlier({ messenger, options }: DeliveryDeps, message: NewMessage, since: number) {
  const { team, channel, key, threadTs } = message
  const where = { team, channel, key, since: since - options.skewMs }
  return messenger.find(threadTs === undefined ? where : { ...where, threadTs })
}

/** Slack answered, and the answer is no: nothing was posted. */
function isDefinite(error: unknown): boolean {
  return error instanceof MessengerError && error.reason !== 'unreachable'
}

export async function editMessage(
  deps: DeliveryDeps,
  lease: DeliveryLease,
  message: { readonly ts: string; readonly key: string; readonly card: Card },
): Promise<void> {
  const { redis, options } = deps
  if (!isFresh(lease, options) && !(await renewLease(redis, lease, options.leaseMs))) throw new LeaseLost()
  await deps.messenger.update({ ...lease.channelRef, ...message })
  deps.onFailpoint?.('delivery:sent')
}

/** What was known to be held a moment ago is: nobody else has it before `leaseMs` are over. */
function isFresh({ confirmedAt }: DeliveryLease, { leaseMs }: DeliveryDeps['options']): boolean {
  return performance.now() - confirmedAt < leaseMs / 3
}

export function drawCard(render: () => Card): Card {
  try {
    return render()
  } catch (cause) {
    throw new RenderError('A card could not be drawn', { cause })
  }
}

/** Notes what was done; the outbox messages leave the outbox in the same step. */
export async function noteDelivered(
  deps: DeliveryDeps,
  lease: DeliveryLease,
  done: DeliveredMessages,
): Promise<void> {
  if (!(await settleOutbox(deps.redis, lease, done))) throw new LeaseLost()
  deps.onFailpoint?.('delivery:settled')
}

export function emitSent(
  { events }: DeliveryDeps,
  { connection, channelRef }: DeliveryLease,
  taskId: string,
  sent: SentMessage & { readonly key: string; readonly merged: number },
): void {
  events.emit('delivery:sent', { connection, channelRef, taskId, ...sent })
}

/** The outbox messages of a message as they lie in the outbox. */
export type FindQueued = (messages: readonly QueuedMessage['message'][]) => readonly QueuedMessage[]

export function queuedFinder(queued: readonly QueuedMessage[]): FindQueued {
  const found = new Map(queued.map((one) => [one.message, one]))
  return (messages) => messages.flatMap((message) => found.get(message) ?? [])
}
