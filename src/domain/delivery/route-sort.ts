import { snoozeOf } from '../watching/snooze.ts'
import type { Entry } from './outbox-message.ts'
import type { Attempted, EventEntry, Facts, Later, Message, Saying, Settled } from './route-facts.ts'
import { absorbed, firstStages, lastStages, type Verdict, verdictOf } from './route-stages.ts'

/** The queue after all stages. */
export interface Sorted {
  /** Messages that were begun before and have to be brought to their end as they were. */
  readonly resumed: readonly Message[]
  /** What is to be said now, by task, each in its order; under '' what concerns the channel. */
  readonly lanes: ReadonlyMap<string, readonly Saying[]>
  /** Failures that the message of another one stands for. */
  readonly absorbed: ReadonlyMap<EventEntry, readonly EventEntry[]>
  readonly settle: readonly Settled[]
  readonly later: readonly Later[]
}

export function sortQueue(queue: readonly Entry[], facts: Facts, now: number): Sorted {
  const resumed = facts.attempts.flatMap((attempt) => resume(attempt, queue))
  const begun = new Set(facts.attempts.flatMap(({ ids, absorbed }) => [...ids, ...absorbed]))
  const open = queue.filter((entry) => entry.kind !== 'card').filter(({ id }) => !begun.has(id))
  const decided = decideAll(open, facts, now)
  const pairs = [...decided]
  return {
    resumed,
    lanes: lanesOf(open.filter((entry) => !decided.has(entry))),
    absorbed: absorbing(pairs),
    settle: pairs.flatMap(([entry, fate]) =>
      'reason' in fate && !('basket' in fate) ? [{ entry, ...fate }] : [],
    ),
    later: pairs.flatMap(([entry, fate]) =>
      'basket' in fate && entry.kind === 'event' ? [{ entry, ...fate }] : [],
    ),
  }
}

/** `by`: the event whose message stands for this one. */
type Fate = Verdict | { readonly by: EventEntry }

/** The fates of all entries that are not told by a message of their own now. */
function decideAll(open: readonly Saying[], facts: Facts, now: number): ReadonlyMap<Saying, Fate> {
  const fates = new Map<Saying, Fate>()
  const decide = (entry: Saying, fate: Fate | undefined) => fate && fates.set(entry, fate)
  const undecided = () => events.filter((entry) => !fates.has(entry))
  const events = open.filter((entry) => entry.kind === 'event')
  for (const entry of open) if (entry.kind === 'notice') decide(entry, repeatVerdict(entry, facts, now))
  for (const entry of events) decide(entry, verdictOf(firstStages, entry, facts, now))
  for (const [entry, by] of absorbed(undecided(), facts)) decide(entry, by ? { by } : { reason: 'absorbed' })
  for (const entry of undecided()) decide(entry, verdictOf(lastStages, entry, facts, now))
  return fates
}

/** A failure that persists is not repeated while somebody snoozes it: it comes again when that ends. */
function repeatVerdict(entry: Saying, facts: Facts, now: number): Verdict | undefined {
  const repeats = entry.kind === 'notice' && entry.notice.kind === 'repeat'
  return repeats && snoozeOf(facts.snoozes, entry.taskId, now) ? { reason: 'snoozed' } : undefined
}

function absorbing(fates: readonly (readonly [Saying, Fate])[]): Sorted['absorbed'] {
  const found = new Map<EventEntry, EventEntry[]>()
  for (const [entry, fate] of fates) {
    if (!('by' in fate) || entry.kind !== 'event') continue
    found.set(fate.by, [...(found.get(fate.by) ?? []), entry])
  }
  return found
}

function lanesOf(entries: readonly Saying[]): Sorted['lanes'] {
  const lanes = new Map<string, Saying[]>()
  for (const entry of entries) {
    const lane = lanes.get(entry.taskId)
    if (lane) lane.push(entry)
    else lanes.set(entry.taskId, [entry])
  }
  return lanes
}

/** The same message once more, as far as its entries still wait (the watch of one may have ended meanwhile). */
function resume({ key, ids, absorbed }: Attempted, queue: readonly Entry[]): readonly Message[] {
  const among = (wanted: readonly string[]) =>
    queue.filter((entry) => entry.kind !== 'card').filter(({ id }) => wanted.includes(id))
  const [said, unsaid] = [among(ids), among(absorbed).filter(isEvent)]
  const [head] = said
  if (head === undefined) return []
  if (ids.length === 1) return [single(head, key, unsaid)]
  const events = said.filter(isEvent)
  const kind =
    new Set(events.map(({ taskId }) => taskId)).size > 1 || key.startsWith('group:') ? 'group' : 'merged'
  return [{ kind, key, events, absorbed: unsaid }]
}

export function single(saying: Saying, key: string, unsaid: readonly EventEntry[]): Message {
  if (saying.kind === 'notice' && saying.taskId === '') return { kind: 'notice', key, notice: saying }
  return { kind: 'reply', key, saying, absorbed: unsaid }
}

function isEvent(entry: Saying): entry is EventEntry {
  return entry.kind === 'event'
}
