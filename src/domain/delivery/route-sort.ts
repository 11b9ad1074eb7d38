import { snoozeInForce } from '../watching/snooze.ts'
import type { OutboxMessage } from './outbox-message.ts'
import type {
  Announcement,
  DeferredEvent,
  DeliveryFacts,
  EarlierAttempt,
  EventMessage,
  PlannedMessage,
  SettledMessage,
} from './route-facts.ts'
import {
  absorbedFailures,
  decideByStages,
  firstStages,
  lastStages,
  type StageDecision,
} from './route-stages.ts'

/** The queue after all stages. */
export interface SortedQueue {
  /** Messages that were begun before and have to be brought to their end as they were. */
  readonly resumed: readonly PlannedMessage[]
  /** What is to be said now, by task, each in its order; under '' what concerns the channel. */
  readonly lanes: ReadonlyMap<string, readonly Announcement[]>
  /** Failures that the message of another one stands for. */
  readonly absorbed: ReadonlyMap<EventMessage, readonly EventMessage[]>
  readonly settle: readonly SettledMessage[]
  readonly deferred: readonly DeferredEvent[]
}

export function sortQueue(queue: readonly OutboxMessage[], facts: DeliveryFacts, now: number): SortedQueue {
  const resumed = facts.attempts.flatMap((attempt) => resume(attempt, queue))
  const begun = new Set(facts.attempts.flatMap(({ ids, absorbed }) => [...ids, ...absorbed]))
  const open = queue.filter((message) => message.kind !== 'card').filter(({ id }) => !begun.has(id))
  const decided = decideAll(open, facts, now)
  const pairs = [...decided]
  return {
    resumed,
    lanes: lanesOf(open.filter((message) => !decided.has(message))),
    absorbed: absorbing(pairs),
    settle: pairs.flatMap(([message, fate]) =>
      'reason' in fate && !('digestQueue' in fate) ? [{ message, ...fate }] : [],
    ),
    deferred: pairs.flatMap(([message, fate]) =>
      'digestQueue' in fate && message.kind === 'event' ? [{ message, ...fate }] : [],
    ),
  }
}

/** `by`: the event whose message stands for this one. */
type Fate = StageDecision | { readonly by: EventMessage }

/** The fates of all outbox messages that are not told by a message of their own now. */
function decideAll(
  open: readonly Announcement[],
  facts: DeliveryFacts,
  now: number,
): ReadonlyMap<Announcement, Fate> {
  const fates = new Map<Announcement, Fate>()
  const decide = (message: Announcement, fate: Fate | undefined) => fate && fates.set(message, fate)
  const undecided = () => events.filter((message) => !fates.has(message))
  const events = open.filter((message) => message.kind === 'event')
  for (const message of open)
    if (message.kind === 'notice') decide(message, repeatVerdict(message, facts, now))
  for (const outboxMessage of events)
    decide(outboxMessage, decideByStages(firstStages, outboxMessage, facts, now))
  for (const [outboxMessage, by] of absorbedFailures(undecided(), facts))
    decide(outboxMessage, by ? { by } : { reason: 'absorbed' })
  for (const outboxMessage of undecided())
    decide(outboxMessage, decideByStages(lastStages, outboxMessage, facts, now))
  return fates
}

/** A failure that persists is not repeated while somebody snoozes it: it comes again when that ends. */
function repeatVerdict(message: Announcement, facts: DeliveryFacts, now: number): StageDecision | undefined {
  const repeats = message.kind === 'notice' && message.notice.kind === 'repeat'
  return repeats && snoozeInForce(facts.snoozes, message.taskId, now) ? { reason: 'snoozed' } : undefined
}

function absorbing(fates: readonly (readonly [Announcement, Fate])[]): SortedQueue['absorbed'] {
  const found = new Map<EventMessage, EventMessage[]>()
  for (const [message, fate] of fates) {
    if (!('by' in fate) || message.kind !== 'event') continue
    found.set(fate.by, [...(found.get(fate.by) ?? []), message])
  }
  return found
}

function lanesOf(messages: readonly Announcement[]): SortedQueue['lanes'] {
  const lanes = new Map<string, Announcement[]>()
  for (const message of messages) {
    const lane = lanes.get(message.taskId)
    if (lane) lane.push(message)
    else lanes.set(message.taskId, [message])
  }
  return lanes
}

/** The same message once more, as far as its outbox messages still wait (the watch of one may have ended meanwhile). */
function resume(
  { key, ids, absorbed }: EarlierAttempt,
  queue: readonly OutboxMessage[],
): readonly PlannedMessage[] {
  const among = (wanted: readonly string[]) =>
    queue.filter((message) => message.kind !== 'card').filter(({ id }) => wanted.includes(id))
  const [said, unsaid] = [among(ids), among(absorbed).filter(isEvent)]
  const [head] = said
  if (head === undefined) return []
  if (ids.length === 1) return [singleMessage(head, key, unsaid)]
  const events = said.filter(isEvent)
  const kind =
    new Set(events.map(({ taskId }) => taskId)).size > 1 || key.startsWith('group:') ? 'group' : 'merged'
  return [{ kind, key, events, absorbed: unsaid }]
}

export function singleMessage(
  announcement: Announcement,
  key: string,
  unsaid: readonly EventMessage[],
): PlannedMessage {
  if (announcement.kind === 'notice' && announcement.taskId === '')
    return { kind: 'notice', key, notice: announcement }
  return { kind: 'reply', key, announcement, absorbed: unsaid }
}

function isEvent(message: Announcement): message is EventMessage {
  return message.kind === 'event'
}
