import { snoozeInForce } from '../watching/snooze.ts'
import { batchSlotOf, ongoingOf, ongoingRun, slotOfRun, slotsOf } from './ongoing.ts'
import {
  type Announcement,
  breaksThroughQuiet,
  isAnnouncement,
  type OutboxMessage,
  type OutboxMessageOf,
} from './outbox-message.ts'
import type {
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
  const resumed = facts.attempts.flatMap((attempt) => resume(attempt, queue, facts))
  const begun = new Set(facts.attempts.flatMap(({ ids, absorbed }) => [...ids, ...absorbed]))
  const open = queue.filter(isAnnouncement).filter(({ id }) => !begun.has(id))
  const waiting = queue.filter(({ kind }) => kind === 'batch').flatMap(slotsOf)
  const decided = decideAll(open, facts, new Set([...facts.ongoing.keys(), ...waiting]), now)
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
  batches: ReadonlySet<string>,
  now: number,
): ReadonlyMap<Announcement, Fate> {
  const fates = new Map<Announcement, Fate>()
  const decide = (message: Announcement, fate: Fate | undefined) => fate && fates.set(message, fate)
  const undecided = () => events.filter((message) => !fates.has(message))
  const goesOn = continuing(open, facts)
  const events = open.filter(isEvent).filter((message) => !goesOn(message))
  for (const message of open) if (isInBatch(message, batches)) decide(message, { reason: 'batch' })
  for (const message of open)
    if (message.kind === 'notice')
      decide(message, repeatVerdict(message, facts, now) ?? reportVerdict(message, facts))
  for (const outboxMessage of events)
    decide(outboxMessage, decideByStages(firstStages, outboxMessage, facts, now))
  for (const [outboxMessage, by] of absorbedFailures(undecided(), facts))
    decide(outboxMessage, by ? { by } : { reason: 'absorbed' })
  for (const outboxMessage of undecided())
    decide(outboxMessage, decideByStages(lastStages, outboxMessage, facts, now))
  return fates
}

/**
 * Whether an announcement only changes a reply that stands here, or is part of the answer to somebody here. That disturbs
 * nobody, so that no stage holds it back.
 */
export function continuing(
  queue: readonly OutboxMessage[],
  { ongoing }: Pick<DeliveryFacts, 'ongoing'>,
): (message: Announcement) => boolean {
  const asked = queue.filter(isAnnouncement).filter(isOfAction)
  const answers = new Set(asked.map((message) => ongoingOf(message)?.slot))
  return (message) => {
    const reply = ongoingOf(message)
    return reply !== undefined && !reply.begins && (ongoing.has(reply.slot) || answers.has(reply.slot))
  }
}

/** The message of a batch tells it; what breaks through quiet hours is told besides, with its cause. */
function isInBatch(message: Announcement, shown: ReadonlySet<string>): boolean {
  if (message.kind !== 'event' || breaksThroughQuiet(message.event)) return false
  const slot = batchSlotOf(message)
  return slot !== undefined && shown.has(slot)
}

/** A failure that persists is not repeated while somebody snoozes it: it comes again when that ends. */
function repeatVerdict(message: Announcement, facts: DeliveryFacts, now: number): StageDecision | undefined {
  const repeats = message.kind === 'notice' && message.notice.kind === 'repeat'
  return repeats && snoozeInForce(facts.snoozes, message.taskId, now) ? { reason: 'snoozed' } : undefined
}

/** The report shows it; only who has something to do from now on has to be called. */
function reportVerdict(
  { notice, taskId }: OutboxMessageOf<'notice'>,
  { reports }: DeliveryFacts,
): StageDecision | undefined {
  if (notice.kind !== 'checks' || !reports.has(taskId)) return undefined
  const calls = notice.to !== undefined && notice.to !== notice.by
  return calls ? undefined : { reason: 'on-report' }
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
  facts: DeliveryFacts,
): readonly PlannedMessage[] {
  const among = (wanted: readonly string[]) =>
    queue.filter(isAnnouncement).filter(({ id }) => wanted.includes(id))
  const [said, unsaid] = [among(ids), among(absorbed).filter(isEvent)]
  const [head] = said
  if (head === undefined) return []
  const isWhole = ongoingRun(said).length === said.length && !/^(?:group|merged):/.test(key)
  if (isWhole || isOfAction(head)) return [ongoingMessage(said, unsaid, facts)]
  if (ids.length === 1) return [singleMessage(head, key, unsaid)]
  const events = said.filter(isEvent)
  const kind =
    new Set(events.map(({ taskId }) => taskId)).size > 1 || key.startsWith('group:') ? 'group' : 'merged'
  return [{ kind, key, events, absorbed: unsaid }]
}

/** Nothing of an action is told but by a reply that goes on. */
export function isOfAction(
  message: Announcement,
): message is OutboxMessageOf<'step'> | OutboxMessageOf<'outcome'> {
  return message.kind === 'step' || message.kind === 'outcome'
}

/** `said` is a run of `ongoingRun`. */
export function ongoingMessage(
  said: readonly Announcement[],
  absorbed: readonly EventMessage[],
  { ongoing }: Pick<DeliveryFacts, 'ongoing'>,
): PlannedMessage {
  const slot = slotOfRun(said)
  const [first] = said
  if (slot === undefined || first === undefined) throw new TypeError('a run goes on with something')
  const begins = ongoingOf(first)?.begins === true
  const shown = begins ? undefined : ongoing.get(slot)
  // A name that is used again and again is no key.
  const key = slot.startsWith('phase:') ? first.id : slot
  return { kind: 'ongoing', key, slot, said, absorbed, ...(shown && { shown }) }
}

export function singleMessage(
  announcement: OutboxMessageOf<'event'> | OutboxMessageOf<'notice'>,
  key: string,
  unsaid: readonly EventMessage[],
): PlannedMessage {
  if (announcement.kind === 'notice' && announcement.taskId === '')
    return { kind: 'notice', key, notice: announcement }
  return { kind: 'reply', key, announcement, absorbed: unsaid }
}

export function isEvent(message: OutboxMessage): message is EventMessage {
  return message.kind === 'event'
}
