import { statusOf } from '../../drs/statuses.ts'
import type { TaskEvent } from '../watching/event.ts'
import {
  type Announcement,
  isAnnouncement,
  type OutboxMessage,
  type OutboxMessageOf,
} from './outbox-message.ts'

/**
 * The reply that an announcement belongs to. What goes on is told in one reply, which is edited: an action with everything
 * that it brings about, the end of the full phase with what follows at once, a task that fails again and again.
 */
export interface OngoingReply {
  /** Names the reply in its channel. */
  readonly slot: string
  /** A new reply begins here, whatever was told in one of this name before. */
  readonly begins: boolean
}

/** The slot of a batch's message. */
export function batchSlot(batch: string): string {
  return `batch:${batch}`
}

/** The slot of the message that tells the event with others of its order, where it comes from an order. */
export function batchSlotOf({ event }: OutboxMessageOf<'event'>): string | undefined {
  const order = orderOf(event)
  return order === undefined ? undefined : batchSlot(order)
}

function orderOf({ attribution }: TaskEvent): string | undefined {
  return typeof attribution === 'object' ? attribution.order : undefined
}

function actionSlot(order: string, taskId: string): string {
  return `action:${order}:${taskId}`
}

/** The messages in the channel that may tell it already, by slot. */
export function slotsOf(message: OutboxMessage): readonly string[] {
  if (message.kind === 'batch') return [batchSlot(message.batch)]
  if (!isAnnouncement(message)) return []
  const shared = message.kind === 'event' ? batchSlotOf(message) : undefined
  return [ongoingOf(message)?.slot, shared].filter((slot) => slot !== undefined)
}

/** Undefined for what is told on its own. */
export function ongoingOf(message: Announcement): OngoingReply | undefined {
  switch (message.kind) {
    case 'step':
    case 'outcome':
      return { slot: actionSlot(message.action.order ?? message.action.id, message.taskId), begins: false }
    case 'event':
      return ongoingOfEvent(message)
    case 'notice':
      return undefined
  }
}

function ongoingOfEvent({ event, connection, taskId }: OutboxMessageOf<'event'>): OngoingReply | undefined {
  const order = orderOf(event)
  if (event.kind === 'unstable' && event.state !== 'over')
    return { slot: `unstable:${connection}:${taskId}:${event.since}`, begins: false }
  if (order !== undefined) return { slot: actionSlot(order, taskId), begins: false }
  if (event.kind !== 'status') return undefined
  const slot = `phase:${taskId}`
  if (isPhaseEnd(event.to)) return { slot, begins: true }
  return isPhaseEnd(event.from) && statusOf(event.to).kind === 'healthy' ? { slot, begins: false } : undefined
}

function isPhaseEnd(status: string): boolean {
  return statusOf(status).status === 'FULL_TRANSFER_COMPLETE'
}

/**
 * The announcements at the head of a task's lane that are told by one ongoing reply, none if the first is told on its own.
 * A failure that comes with the end of an action is the end of that action.
 */
export function ongoingRun(lane: readonly Announcement[]): readonly Announcement[] {
  const run: Announcement[] = []
  let slot: string | undefined
  for (const [at, message] of lane.entries()) {
    const own = ongoingOf(message) ?? failureOf(message, lane[at + 1])
    if (own === undefined || (slot !== undefined && (own.begins || own.slot !== slot))) break
    slot = own.slot
    run.push(message)
  }
  return run
}

function failureOf(message: Announcement, next: Announcement | undefined): OngoingReply | undefined {
  if (message.kind !== 'event' || next?.kind !== 'outcome' || next.outcome !== 'failed') return undefined
  const isOne = message.event.kind === 'status' && statusOf(message.event.to).kind === 'failed'
  return isOne && message.snapshot.version === next.snapshot.version ? ongoingOf(next) : undefined
}

/** The name of the reply that a run goes on with. */
export function slotOfRun(run: readonly Announcement[]): string | undefined {
  return run.map((message) => ongoingOf(message)?.slot).find((slot) => slot !== undefined)
}
