import { statusOf } from '../../drs/statuses.ts'
import { kindsOf } from '../watching/event-kinds.ts'
import { snoozeInForce } from '../watching/snooze.ts'
import { concernsLimitsOf } from '../watching/usual-limits.ts'
import type { WatchOptions } from '../watching/watch.ts'
import { breaksThroughQuiet } from './outbox-message.ts'
import type { DeferredEvent, DeliveryFacts, EventMessage, SettleReason } from './route-facts.ts'
import { quietUntil } from './route-quiet.ts'

/** What a stage decides about an event; `undefined` leaves it to the next one, and after the last it is told. */
export type StageDecision = { readonly reason: SettleReason } | Omit<DeferredEvent, 'message'>

export type DeliveryStage = (
  message: EventMessage,
  facts: DeliveryFacts,
  now: number,
) => StageDecision | undefined

/** Before it is known which failures follow from others. */
export const firstStages: readonly DeliveryStage[] = [
  unwatchedStage,
  kindStage,
  limitStage,
  ownActionStage,
  snoozeStage,
]
/** What is left is told now or later. */
export const lastStages: readonly DeliveryStage[] = [quietHoursStage, digestStage]

/** The verdict of the first stage that has one. */
export function decideByStages(
  stages: readonly DeliveryStage[],
  message: EventMessage,
  facts: DeliveryFacts,
  now: number,
): StageDecision | undefined {
  for (const stage of stages) {
    const verdict = stage(message, facts, now)
    if (verdict) return verdict
  }
  return undefined
}

/**
 * Nobody here wants to know of the task. A card that still stands speaks for somebody: a filter watch that a task has
 * left leaves its card, and the event that made it leave is to be told.
 */
export function unwatchedStage({ taskId }: EventMessage, facts: DeliveryFacts): StageDecision | undefined {
  const wanted = facts.watches.has(taskId) || facts.tracked.has(taskId) || facts.cards.has(taskId)
  return wanted ? undefined : { reason: 'unwatched' }
}

/** The watch chose other kinds of events. */
export function kindStage(message: EventMessage, facts: DeliveryFacts): StageDecision | undefined {
  const { events } = optionsOf(message, facts)
  if (events === undefined) return undefined
  const kinds = kindsOf(message.event)
  return events.some((chosen) => kinds.has(chosen)) ? undefined : { reason: 'kind' }
}

/** The watch has a limit of its own, or none on purpose; or there is no watch for which a usual limit could hold. */
export function limitStage(message: EventMessage, facts: DeliveryFacts): StageDecision | undefined {
  const { event, taskId } = message
  if (event.kind !== 'limit' || event.limit.from === undefined) return undefined
  const isFor = facts.watches.has(taskId) && concernsLimitsOf(optionsOf(message, facts), event)
  return isFor ? undefined : { reason: 'other-limit' }
}

/** Whoever subscribed did it, and does not want to hear of it. A failure is nobody's aim, so it is told. */
export function ownActionStage(message: EventMessage, facts: DeliveryFacts): StageDecision | undefined {
  const { attribution } = message.event
  if (!optionsOf(message, facts).muteOwn || breaksThroughQuiet(message.event)) return undefined
  const mine = typeof attribution === 'object' && attribution.by === facts.watches.get(message.taskId)?.by
  return mine ? { reason: 'own' } : undefined
}

/** Held back, whatever it is, until somebody's snooze ends. */
export function snoozeStage(
  { taskId }: EventMessage,
  facts: DeliveryFacts,
  now: number,
): StageDecision | undefined {
  const snooze = snoozeInForce(facts.snoozes, taskId, now)
  if (snooze === undefined) return undefined
  return { reason: 'snoozed', digestQueue: `snooze:${snooze.taskId ?? '*'}`, until: snooze.until }
}

export function quietHoursStage(
  message: EventMessage,
  facts: DeliveryFacts,
  now: number,
): StageDecision | undefined {
  const hours = optionsOf(message, facts).quiet
  if (hours === undefined || breaksThroughQuiet(message.event)) return undefined
  const until = quietUntil(hours, now)
  return until === undefined ? undefined : { reason: 'quiet', digestQueue: `quiet:${until}`, until }
}

/** A digest that would fall into quiet hours comes at their end. */
export function digestStage(
  message: EventMessage,
  facts: DeliveryFacts,
  now: number,
): StageDecision | undefined {
  const { digestMs, quiet: hours } = optionsOf(message, facts)
  if (digestMs === undefined || breaksThroughQuiet(message.event)) return undefined
  const due = now + digestMs
  return { reason: 'digest', digestQueue: 'digest', until: (hours && quietUntil(hours, due)) ?? due }
}

function optionsOf({ taskId }: EventMessage, { watches }: DeliveryFacts): WatchOptions {
  return watches.get(taskId)?.options ?? {}
}

/** So long after a task has failed the failures of its parts count as its consequence. */
const consequenceMs = 10 * 60_000

/**
 * Failures of parts whose whole fails as well: by the event of the whole that stands for them, or, where that has been
 * told before, without one.
 */
export function absorbedFailures(
  messages: readonly EventMessage[],
  facts: DeliveryFacts,
): ReadonlyMap<EventMessage, EventMessage | undefined> {
  const failures = messages.filter(isTaskFailure)
  const byTask = new Map(failures.map((message) => [message.taskId, message]))
  const found = new Map<EventMessage, EventMessage | undefined>()
  for (const message of failures) {
    const whole = wholeOf(message, byTask)
    if (whole !== undefined || followsFrom(message, facts)) found.set(message, whole)
  }
  return found
}

/** The failure at the top of the tree that this one is in; none if it is the top itself, or the tree is a circle. */
function wholeOf(
  message: EventMessage,
  failures: ReadonlyMap<string, EventMessage>,
): EventMessage | undefined {
  const seen = new Set([message.taskId])
  let top = message
  for (;;) {
    const parent = failures.get(top.snapshot.parentId ?? '')
    if (parent === undefined) return top === message ? undefined : top
    if (seen.has(parent.taskId)) return undefined
    seen.add(parent.taskId)
    top = parent
  }
}

function followsFrom({ snapshot, event }: EventMessage, facts: DeliveryFacts): boolean {
  const parent = snapshot.parentId
  const since = parent === undefined ? undefined : facts.failing.get(parent)
  if (parent === undefined || since === undefined) return false
  const { events } = facts.watches.get(parent)?.options ?? {}
  const told = events === undefined || events.includes('failure') || events.includes('status')
  return (
    told &&
    !snoozeInForce(facts.snoozes, parent, event.at) &&
    event.at >= since &&
    event.at <= since + consequenceMs
  )
}

/** The task itself has failed. */
export function isTaskFailure({ event }: EventMessage): boolean {
  return event.kind === 'status' && statusOf(event.to).kind === 'failed'
}
