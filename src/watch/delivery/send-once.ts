import type { Message } from '../../domain/delivery/route-facts.ts'
import { MessengerError, type NewMessage } from '../../ports/messenger.ts'
import { type Done, type Lease, type Queued, renewLease, settle } from '../../store/outbox.ts'
import { type Composition, forgetAttempt, noteAttempt } from '../../store/outbox-attempts.ts'
import { takeTurn } from '../../store/throttle.ts'
import type { Card } from '../../views/card.ts'
import { type DeliveryParts, LeaseLost, Paced, RenderError } from './deps.ts'

export type How = 'posted' | 'edited' | 'found'

export interface Sent {
  readonly ts: string
  readonly how: How
}

/** A card says no entries: it shows the latest state, whatever it was drawn for. */
const nothing: Composition = { ids: [], absorbed: [] }

export function compositionOf(message: Message): Composition {
  switch (message.kind) {
    case 'card':
      return nothing
    case 'reply':
      return { ids: [message.saying.id], absorbed: idsOf(message.absorbed) }
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

/** Posts a message, or finds it where an earlier attempt may have posted it already. Throws `Paced` where it is too soon. */
export async function postOnce(
  parts: DeliveryParts,
  lease: Lease,
  message: NewMessage,
  composition: Composition = nothing,
): Promise<Sent> {
  const { redis, messenger, options } = parts
  const { key } = message
  const [now, paceMs] = [parts.clock(), options.paceMs]
  const turn = await takeTurn(redis, lease.place, { now, paceMs })
  if (turn !== true) throw new Paced(turn)
  const attempt = await noteAttempt(redis, lease, { key, since: now, ...composition }, options.leaseMs)
  if (attempt === 'lost') throw new LeaseLost()
  parts.reached?.('delivery:noted')
  if (attempt !== 'first') {
    const ts = await findEarlier(parts, message, attempt.since)
    if (ts !== undefined) return { ts, how: 'found' }
    // The search took time: only who still has the lease may post.
    if (!(await renewLease(redis, lease, options.leaseMs))) throw new LeaseLost()
  }
  try {
    const { ts } = await messenger.post(message)
    parts.reached?.('delivery:sent')
    return { ts, how: 'posted' }
  } catch (error) {
    if (isDefinite(error)) await forgetAttempt(redis, lease, key)
    throw error
  }
}

async function findEarlier({ messenger, options }: DeliveryParts, message: NewMessage, since: number) {
  const { team, channel, key, threadTs } = message
  const where = { team, channel, key, since: since - options.skewMs }
  return messenger.find(threadTs === undefined ? where : { ...where, threadTs })
}

/** Slack answered, and the answer is no: nothing was posted. */
function isDefinite(error: unknown): boolean {
  return error instanceof MessengerError && error.reason !== 'unreachable'
}

export async function edit(
  parts: DeliveryParts,
  lease: Lease,
  message: { readonly ts: string; readonly key: string; readonly card: Card },
): Promise<void> {
  if (!(await renewLease(parts.redis, lease, parts.options.leaseMs))) throw new LeaseLost()
  await parts.messenger.update({ ...lease.place, ...message })
  parts.reached?.('delivery:sent')
}

export function draw(render: () => Card): Card {
  try {
    return render()
  } catch (cause) {
    throw new RenderError('A card could not be drawn', { cause })
  }
}

/** Notes what was done; the entries leave the outbox in the same step. */
export async function note(parts: DeliveryParts, lease: Lease, done: Done): Promise<void> {
  if (!(await settle(parts.redis, lease, done))) throw new LeaseLost()
  parts.reached?.('delivery:settled')
}

export function tell(
  { events }: DeliveryParts,
  { connection, place }: Lease,
  taskId: string,
  sent: Sent & { readonly key: string; readonly merged: number },
): void {
  events.emit('delivery:sent', { connection, place, taskId, ...sent })
}

/** The entries of a message as they lie in the outbox. */
export type Find = (entries: readonly Queued['entry'][]) => readonly Queued[]

export function finder(queued: readonly Queued[]): Find {
  const found = new Map(queued.map((one) => [one.entry, one]))
  return (entries) => entries.flatMap((entry) => found.get(entry) ?? [])
}
