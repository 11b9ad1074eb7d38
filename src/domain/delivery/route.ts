import type { OutboxMessage, OutboxMessageOf } from './outbox-message.ts'
import type {
  Announcement,
  DeliveryFacts,
  DeliveryPlan,
  EventMessage,
  PlannedMessage,
  SlackMethod,
} from './route-facts.ts'
import { type SortedQueue, singleMessage, sortQueue } from './route-sort.ts'

/*
 * What to do with the outbox messages that wait in a channel. Commits append outbox messages; nothing is decided there. Here, with the
 * whole queue in view, every event passes the stages (route-stages.ts), each of which may end its way with a reason. What
 * is left is laid into a lane per task, and a message is made of the heads of the lanes:
 *
 *   card       at once, one edit for all card messages of the task
 *   outcome    at once, after the events of its task that came before it
 *   event      after the window in which others may join it: alone, merged with others of its task, or, with those of
 *              three or more tasks, as one message of the channel
 *
 * A message takes outbox messages from the heads of lanes only, so the order per task is kept whatever is merged.
 */

/** Tasks with events at the same time from which on they become one message. */
const groupFrom = 3
/** Changes of status of one task from which on they become one reply. */
const mergeFrom = 3
/** Events waiting from which on those of one task are merged whatever they are. */
const crowd = 20

export function planDelivery(
  queue: readonly OutboxMessage[],
  facts: DeliveryFacts,
  now: number,
): DeliveryPlan {
  const sorted = sortQueue(queue, facts, now)
  const position = new Map(queue.map((message, index) => [message, index]))
  const sayings = [...sorted.lanes.values()].flat()
  const opened = windowOf(sayings.filter(isEvent), now)
  const closes = opened === undefined ? now : opened + facts.groupMs
  const replies = repliesOf(sorted, facts, closes <= now, position)
  const candidates = [
    ...sorted.resumed.map((message) => ({ message, at: -1 })),
    ...cardsOf(queue, position),
    ...replies,
  ]
  const ordered = candidates.toSorted((a, b) => a.at - b.at)
  const next = ordered.find(({ message }) => freeAt(message, facts) <= now)?.message
  const blocked = ordered.map(({ message }) => freeAt(message, facts))
  const waits = [...blocked, ...(closes > now ? [closes] : [])]
  return {
    settle: sorted.settle,
    deferred: sorted.deferred,
    ...(next && { next }),
    ...(!next && waits.length > 0 && { waitUntil: Math.min(...waits) }),
  }
}

interface Candidate {
  readonly message: PlannedMessage
  /** Position in the queue. */
  readonly at: number
}

type Position = ReadonlyMap<OutboxMessage, number>

/** When the first of the events happened that wait; a clock that was put back must not make them wait for it. */
function windowOf(events: readonly EventMessage[], now: number): number | undefined {
  return events.length === 0 ? undefined : Math.min(now, ...events.map(({ event }) => event.at))
}

function freeAt(message: PlannedMessage, { cards, held }: DeliveryFacts): number {
  const method: SlackMethod = message.kind === 'card' && cards.has(message.taskId) ? 'edit' : 'post'
  return held[method] ?? 0
}

function cardsOf(queue: readonly OutboxMessage[], position: Position): readonly Candidate[] {
  const entries = queue.filter((message) => message.kind === 'card')
  const tasks = new Set(entries.map(({ taskId }) => taskId))
  return [...tasks].map((taskId) => {
    const cards = entries.filter((entry) => entry.taskId === taskId)
    return { message: { kind: 'card', taskId, cards }, at: positionOf(position, cards) }
  })
}

function positionOf(position: Position, messages: readonly OutboxMessage[]): number {
  return Math.min(...messages.map((message) => position.get(message) ?? 0))
}

/** One message for each lane that has something to say now, or one for several lanes together. */
function repliesOf(
  sorted: SortedQueue,
  facts: DeliveryFacts,
  closed: boolean,
  position: Position,
): readonly Candidate[] {
  const lanes = [...sorted.lanes.values()]
  const crowded = facts.throttled || lanes.flat().filter(isEvent).length >= crowd
  const grouped = closed && facts.groupMs > 0 ? lanes.filter((lane) => joinable(lane).length > 0) : []
  const together = grouped.length >= groupFrom ? grouped : []
  const apart = lanes.filter((lane) => !together.includes(lane) && (closed || !isOpen(lane)))
  const messages = apart.flatMap((lane) => headOf(lane, sorted, crowded))
  if (together.length > 0) messages.push(groupOf(together, sorted, position))
  return messages.map((message) => ({ message, at: positionOf(position, saidBy(message)) }))
}

/** Only events wait for others: whatever comes after them calls them out at once. */
function isOpen(lane: readonly Announcement[]): boolean {
  return lane.every(isEvent)
}

function headOf(
  lane: readonly Announcement[],
  sorted: SortedQueue,
  crowded: boolean,
): readonly PlannedMessage[] {
  const [head] = lane
  if (head === undefined) return []
  const merged = mergeable(lane, crowded)
  if (merged.length > 0) return [several('merged', merged, sorted)]
  return [singleMessage(head, head.id, absorbedBy([head], sorted))]
}

/** The events at the head of the lane that become one reply; none if the head is told on its own. */
function mergeable(lane: readonly Announcement[], crowded: boolean): readonly EventMessage[] {
  if (crowded) {
    const run = joinable(lane)
    return run.length > 1 ? run : []
  }
  const run = leading(lane, ({ event }) => event.kind === 'status')
  return run.length >= mergeFrom ? run : []
}

/** Events that a list can say: what blocks a pre-check takes a message of its own. */
function joinable(lane: readonly Announcement[]): readonly EventMessage[] {
  return leading(lane, ({ event }) => event.kind !== 'precheck' || event.passed)
}

function leading(
  lane: readonly Announcement[],
  fits: (message: EventMessage) => boolean,
): readonly EventMessage[] {
  const run: EventMessage[] = []
  for (const message of lane) {
    if (message.kind !== 'event' || !fits(message)) break
    run.push(message)
  }
  return run
}

function groupOf(
  lanes: readonly (readonly Announcement[])[],
  sorted: SortedQueue,
  position: Position,
): PlannedMessage {
  const events = lanes.flatMap(joinable)
  const inOrder = events.toSorted((a, b) => (position.get(a) ?? 0) - (position.get(b) ?? 0))
  return several('group', inOrder, sorted)
}

/** The key names the composition, so that the same events are found again as the same message. */
function several(
  kind: 'merged' | 'group',
  events: readonly EventMessage[],
  sorted: SortedQueue,
): PlannedMessage {
  const key = `${kind}:${events[0]?.id}:${events.length}`
  return { kind, key, events, absorbed: absorbedBy(events, sorted) }
}

function absorbedBy(messages: readonly Announcement[], sorted: SortedQueue): readonly EventMessage[] {
  return messages.filter(isEvent).flatMap((message) => sorted.absorbed.get(message) ?? [])
}

function saidBy(message: PlannedMessage): readonly OutboxMessage[] {
  switch (message.kind) {
    case 'card':
      return message.cards
    case 'reply':
      return [message.announcement]
    case 'merged':
    case 'group':
      return message.events
    case 'notice':
      return [message.notice]
  }
}

function isEvent(message: OutboxMessage): message is OutboxMessageOf<'event'> {
  return message.kind === 'event'
}
