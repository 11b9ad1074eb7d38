import { batchSlot, ongoingRun } from './ongoing.ts'
import { type Announcement, boardKey, type OutboxMessage, type OutboxMessageOf } from './outbox-message.ts'
import type {
  DeliveryFacts,
  DeliveryPlan,
  EventMessage,
  PlannedMessage,
  SettledMessage,
} from './route-facts.ts'
import {
  continuing,
  isEvent,
  isOfAction,
  ongoingMessage,
  type SortedQueue,
  singleMessage,
  sortQueue,
} from './route-sort.ts'

/*
 * What to do with the outbox messages that wait in a channel. Commits append outbox messages; nothing is decided there. Here, with the
 * whole queue in view, every event passes the stages (route-stages.ts), each of which may end its way with a reason. What
 * is left is laid into a lane per task, and a message is made of the heads of the lanes:
 *
 *   card       at once, one edit for all card messages of the task
 *   batch      at once, one edit for all its messages; edits keep a distance of some seconds
 *   report     at once, one edit for all its messages, once what it tells is posted
 *   board      the same, for all messages of its filter, and for the cards of tasks that it shows in place of cards
 *   ongoing    at once, one reply for all that belongs to it: an action with its outcome and the events that it explains
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
  const goesOn = continuing(queue, facts)
  const replies = repliesOf(sorted, { ...facts, goesOn }, closes <= now, position)
  const candidates = [
    ...sorted.resumed.map((message) => ({ message, at: -1 })),
    ...cardsOf(queue, facts, position),
    ...batchesOf(queue, facts, position),
    ...boardsOf(queue, facts, position),
    ...reportsOf(queue, facts, position),
    ...replies,
  ]
  const ordered = candidates.toSorted((a, b) => a.at - b.at)
  const next = ordered.find(({ message }) => freeAt(message, facts) <= now)?.message
  const blocked = ordered.map(({ message }) => freeAt(message, facts))
  const waits = [...blocked, ...(closes > now ? [closes] : [])]
  return {
    settle: [...sorted.settle, ...withoutReport(queue, facts)],
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

function freeAt(message: PlannedMessage, { cards, held, batchMs }: DeliveryFacts): number {
  const free = held[isEdit(message, cards) ? 'edit' : 'post'] ?? 0
  const isPaced = message.kind === 'batch' || message.kind === 'board'
  return isPaced && message.shown ? Math.max(free, message.shown.at + batchMs) : free
}

function isEdit(message: PlannedMessage, cards: DeliveryFacts['cards']): boolean {
  if (message.kind === 'card') return cards.has(message.taskId)
  return 'shown' in message && message.shown !== undefined
}

function batchesOf(
  queue: readonly OutboxMessage[],
  { ongoing }: DeliveryFacts,
  position: Position,
): readonly Candidate[] {
  const all = queue.filter((message) => message.kind === 'batch')
  return [...new Set(all.map(({ batch }) => batch))].map((batch) => {
    const entries = all.filter((entry) => entry.batch === batch)
    const key = batchSlot(batch)
    const shown = ongoing.get(key)
    const message = { kind: 'batch', key, batch, entries, ...(shown && { shown }) } as const
    return { message, at: positionOf(position, entries) }
  })
}

/** Tasks that need nobody have no cards where their filter has a board. */
function boardsOf(
  queue: readonly OutboxMessage[],
  { boards, onBoard }: DeliveryFacts,
  position: Position,
): readonly Candidate[] {
  const filterOf = (message: OutboxMessage) =>
    message.kind === 'board'
      ? message.filter
      : message.kind === 'card'
        ? onBoard.get(message.taskId)
        : undefined
  const filters = new Set(queue.flatMap((message) => filterOf(message) ?? []))
  return [...filters].map((filter) => {
    const entries = queue
      .filter((message) => message.kind === 'board' || message.kind === 'card')
      .filter((message) => filterOf(message) === filter)
    const [{ connection } = { connection: '' }] = entries
    const shown = boards.get(filter)
    const message = {
      kind: 'board',
      key: boardKey(connection, filter),
      filter,
      entries,
      ...(shown && { shown }),
    } as const
    return { message, at: positionOf(position, entries) }
  })
}

/** What waits to be drawn on reports, by task; a report that is about to be posted is drawn as it is then. */
function reportsOf(
  queue: readonly OutboxMessage[],
  { reports }: DeliveryFacts,
  position: Position,
): readonly Candidate[] {
  const open = reportEntries(queue)
  return [...new Set(open.map(({ taskId }) => taskId))].flatMap((taskId) => {
    const entries = open.filter((entry) => entry.taskId === taskId)
    const shown = reports.get(taskId)
    const [{ id: key } = { id: '' }] = entries
    if (shown === undefined) return []
    return [{ message: { kind: 'report', key, taskId, entries, shown }, at: positionOf(position, entries) }]
  })
}

function reportEntries(queue: readonly OutboxMessage[]): readonly OutboxMessageOf<'report'>[] {
  const coming = new Set(
    queue.flatMap((one) => (one.kind === 'event' && one.event.kind === 'precheck' ? [one.taskId] : [])),
  )
  return queue.filter((one) => one.kind === 'report').filter(({ taskId }) => !coming.has(taskId))
}

/** No report stands here that could be drawn again. */
function withoutReport(
  queue: readonly OutboxMessage[],
  { reports }: DeliveryFacts,
): readonly SettledMessage[] {
  return reportEntries(queue)
    .filter(({ taskId }) => !reports.has(taskId))
    .map((message) => ({ message, reason: 'on-report' }))
}

function cardsOf(
  queue: readonly OutboxMessage[],
  { onBoard }: DeliveryFacts,
  position: Position,
): readonly Candidate[] {
  const entries = queue
    .filter((message) => message.kind === 'card')
    .filter(({ taskId }) => !onBoard.has(taskId))
  const tasks = new Set(entries.map(({ taskId }) => taskId))
  return [...tasks].map((taskId) => {
    const cards = entries.filter((entry) => entry.taskId === taskId)
    return { message: { kind: 'card', taskId, cards }, at: positionOf(position, cards) }
  })
}

function positionOf(position: Position, messages: readonly OutboxMessage[]): number {
  return Math.min(...messages.map((message) => position.get(message) ?? 0))
}

interface LaneFacts extends DeliveryFacts {
  readonly goesOn: (message: Announcement) => boolean
}

/** One message for each lane that has something to say now, or one for several lanes together. */
function repliesOf(
  sorted: SortedQueue,
  facts: LaneFacts,
  closed: boolean,
  position: Position,
): readonly Candidate[] {
  const lanes = [...sorted.lanes.values()]
  const crowded = facts.throttled || lanes.flat().filter(isEvent).length >= crowd
  const grouped = closed && facts.groupMs > 0 ? lanes.filter((lane) => joinable(lane, facts).length > 0) : []
  const together = grouped.length >= groupFrom ? grouped : []
  const apart = lanes.filter((lane) => !together.includes(lane) && (closed || !isOpen(lane, facts)))
  const messages = apart.flatMap((lane) => headOf(lane, sorted, facts, crowded))
  if (together.length > 0) messages.push(groupOf(together, sorted, facts, position))
  return messages.map((message) => ({ message, at: positionOf(position, saidBy(message)) }))
}

/** Only events that are told on their own wait for others: whatever comes after them calls them out at once. */
function isOpen(lane: readonly Announcement[], { goesOn }: LaneFacts): boolean {
  return lane.every((message) => isEvent(message) && !goesOn(message))
}

function headOf(
  lane: readonly Announcement[],
  sorted: SortedQueue,
  facts: LaneFacts,
  crowded: boolean,
): readonly PlannedMessage[] {
  const [head] = lane
  if (head === undefined) return []
  const run = ongoingRun(lane)
  if (isOfAction(head) || (run.length > 0 && (!crowded || run.some(facts.goesOn))))
    return [ongoingMessage(run, absorbedBy(run, sorted), facts)]
  const merged = mergeable(lane, facts, crowded)
  if (merged.length > 0) return [several('merged', merged, sorted)]
  return [singleMessage(head, head.id, absorbedBy([head], sorted))]
}

/** The events at the head of the lane that become one reply; none if the head is told on its own. */
function mergeable(
  lane: readonly Announcement[],
  facts: LaneFacts,
  crowded: boolean,
): readonly EventMessage[] {
  if (crowded) {
    const run = joinable(lane, facts)
    return run.length > 1 ? run : []
  }
  const run = leading(lane, (message) => message.event.kind === 'status' && !facts.goesOn(message))
  return run.length >= mergeFrom ? run : []
}

/** Events that a list can say: what blocks a pre-check takes a message of its own, and so does what goes on. */
function joinable(lane: readonly Announcement[], { goesOn }: LaneFacts): readonly EventMessage[] {
  return leading(lane, (message) => {
    const { event } = message
    return (event.kind !== 'precheck' || event.passed) && !goesOn(message)
  })
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
  facts: LaneFacts,
  position: Position,
): PlannedMessage {
  const events = lanes.flatMap((lane) => joinable(lane, facts))
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
    case 'ongoing':
      return message.said
    case 'batch':
    case 'board':
    case 'report':
      return message.entries
    case 'merged':
    case 'group':
      return message.events
    case 'notice':
      return [message.notice]
  }
}
