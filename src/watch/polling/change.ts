import { attributeEvents, attributionCandidates } from '../../domain/actions/attribution.ts'
import { actionOutcome } from '../../domain/actions/outcome.ts'
import {
  cardMessage,
  eventMessage,
  goingMessage,
  type OutboxMessageOf,
  outcomeMessage,
  reportMessage,
} from '../../domain/delivery/outbox-message.ts'
import { needsOf, type TaskFacts } from '../../domain/tasks/attention.ts'
import { type FiguresAt, figuresSeen } from '../../domain/tasks/figures.ts'
import { setupStateOf } from '../../domain/tasks/task-setup.ts'
import { diffSnapshots, isPrecheckRevised } from '../../domain/watching/diff.ts'
import type { TaskEvent } from '../../domain/watching/event.ts'
import { isDoubtfullyGone, nextLookAtGone, returnEvents } from '../../domain/watching/gone.ts'
import { stepLimits } from '../../domain/watching/limits.ts'
import { isInMotion, nextPollAt } from '../../domain/watching/poll-interval.ts'
import { isComparing } from '../../domain/watching/poll-questions.ts'
import { withoutOldPrecheck } from '../../domain/watching/precheck-run.ts'
import type { Observation, Snapshot } from '../../domain/watching/snapshot.ts'
import { dampRepetition } from '../../domain/watching/unstable.ts'
import { limitEvent, usualLimitsCrossed, withUsualLimits } from '../../domain/watching/usual-limits.ts'
import type { PendingAction } from '../../domain/watching/watch.ts'
import { type LimitStep, type WatchLimits, writeLimits } from '../../store/limits.ts'
import type { RecentAction } from '../../store/task-locks.ts'
import type { StoredTask, TaskCommit } from '../../store/task-states.ts'
import type { EngineOptions } from '../options.ts'

/** A task as it was known before a look. `pulse`: the look was at how far it is. */
export interface PolledTask {
  readonly task: StoredTask
  readonly progressProbe: boolean
  /** Those that have begun. */
  readonly pendingActions: readonly PendingAction[]
  /** Also one that begins later. */
  readonly isAwaited: boolean
  readonly limits: readonly WatchLimits[]
}

export interface LookedAt {
  readonly connection: string
  readonly at: number
  readonly claimed: number
  /** What was done last through the bot to the tasks that are looked at, by task. */
  readonly acts: () => Promise<ReadonlyMap<string, RecentAction>>
}

interface ChangeParts {
  readonly clock: () => number
  readonly options: EngineOptions
}

type Change = TaskCommit & { readonly limits: readonly LimitStep[] }

/** A pre-check that has finished may show its earlier report for so many polls in motion, and no longer. */
const oldReportPolls = 4

/** What a look makes of a task: its new state, what is said of it and where, and when to look next. */
export async function changeAfterPoll(
  { clock, options }: ChangeParts,
  { connection, at, claimed, acts }: LookedAt,
  {
    task: { id, version, snapshot: before },
    progressProbe: pulse,
    pendingActions: actions,
    limits,
  }: PolledTask,
  seen: Observation,
): Promise<Change> {
  if (isDoubtfullyGone(before, seen, at, options.steady, actions)) {
    return doubt(before, actions, { connection, at, claimed }, options)
  }
  const awaited = actions.map(({ verb }) => verb)
  const believed = withoutOldPrecheck(before, seen, actions, at, oldReportPolls * options.motion)
  const since = comparedSince(actions)
  const diff = diffSnapshots(before, believed, at, { connection, id, version }, awaited, since)
  const all = { ...diff, events: [...returnEvents(before, diff.next, at), ...diff.events] }
  const damped = dampRepetition(before, all, at)
  const limited = withUsualLimits(before, damped, options.limits(connection), at)
  const { events, changed, noted } = limited
  const told =
    events.length === 0
      ? []
      : attributeEvents(events, attributionCandidates(actions, (await acts()).get(id)), before, at)
  const next = withStatusBy(limited.next, told)
  const outcomes = outcomesOf(actions, next, clock())
  return {
    connection,
    taskId: id,
    expected: version,
    snapshot: changed || noted ? next : undefined,
    needs: needsOf(ownFacts(next), at).length > 0,
    ...movesNow(before, next),
    figures: changed || noted ? figuresToKeep(before, believed, next, at) : undefined,
    messages: changed ? entriesOf(next, told) : [],
    report: isPrecheckRevised(before, next) ? reportMessage(connection, id, String(next.version)) : undefined,
    limits: limits.flatMap((limit) => limitStep(limit, next, at) ?? []),
    steps: changed ? stepsOf(actions, outcomes, before, next) : [],
    outcomes,
    claimed,
    next:
      // What the list did not tell follows right after the card.
      (before === undefined && next.listed ? at + options.motion : undefined) ??
      nextPollAt(next, actions.length > outcomes.length, at, options, pulse) ??
      nextLookAtGone(next, at, 2 * options.steady),
  }
}

/** What was read now; and that nothing is told any more where the status is another one. */
function figuresToKeep(
  before: Snapshot | undefined,
  seen: Observation,
  next: Snapshot,
  at: number,
): FiguresAt | undefined {
  const figures = figuresSeen(seen, next, at)
  const isNews = Object.keys(figures).length > 0 || (before && before.status !== next.status)
  return isNews ? { at, ...figures } : undefined
}

/** Of the many that rest, and go on resting, nothing has to be noted. */
function movesNow(before: Snapshot | undefined, next: Snapshot): Pick<TaskCommit, 'moves'> {
  const moves = isMoving(next)
  return moves || (before && isMoving(before)) ? { moves } : {}
}

function isMoving({ status, precheck }: Snapshot): boolean {
  return status !== null && isInMotion(status, precheck)
}

/** What the state itself tells, whoever watches. */
function ownFacts(next: Snapshot): TaskFacts {
  const above = usualLimitsCrossed(next, {})
  return { ...next, above, setup: setupStateOf(undefined, next) }
}

function withStatusBy(next: Snapshot, events: readonly TaskEvent[]): Snapshot {
  const by = events.find(({ kind }) => kind === 'status')?.attribution
  return by === undefined ? next : { ...next, statusBy: by }
}

/** Nothing is told and nothing changes until it is certain that the task is gone. */
function doubt(
  before: Snapshot,
  actions: readonly PendingAction[],
  { connection, at, claimed }: Omit<LookedAt, 'acts'>,
  { motion, steady }: EngineOptions,
): Change {
  const { missingSince = at, id, version } = before
  return {
    connection,
    taskId: id,
    expected: version,
    snapshot: before.missingSince === undefined ? { ...before, missingSince } : undefined,
    messages: [],
    limits: [],
    outcomes: [],
    claimed,
    next: actions.length > 0 ? at + motion : missingSince + steady,
  }
}

function entriesOf(next: Snapshot, events: readonly TaskEvent[]) {
  const card = cardMessage(next.connection, next.id, String(next.version))
  return [card, ...events.map((event) => eventMessage(event, next))]
}

function outcomesOf(
  actions: readonly PendingAction[],
  next: Snapshot,
  now: number,
): OutboxMessageOf<'outcome'>[] {
  return actions.flatMap((action) => {
    const outcome = actionOutcome(action, next, now)
    return outcome === undefined ? [] : [outcomeMessage(action, outcome, next)]
  })
}

/** Since when the first of the comparisons runs that are awaited. */
function comparedSince(actions: readonly PendingAction[]): number | undefined {
  const times = actions.filter(isComparing).map(({ since }) => since)
  return times.length === 0 ? undefined : Math.min(...times)
}

/** How far comparisons are that somebody has begun: told where they were asked for, until they end. */
function stepsOf(
  actions: readonly PendingAction[],
  outcomes: readonly OutboxMessageOf<'outcome'>[],
  before: Snapshot | undefined,
  next: Snapshot,
): OutboxMessageOf<'step'>[] {
  const ended = new Set(outcomes.map(({ action }) => action.id))
  const going = actions.filter(
    (action) => isComparing(action) && !action.asked && !action.inBatch && !ended.has(action.id),
  )
  const isNews = () => JSON.stringify(before?.comparisons) !== JSON.stringify(next.comparisons)
  return going.length > 0 && isNews() ? going.map((action) => goingMessage(action, next)) : []
}

function limitStep(
  { channelRef, limits, state, raw }: WatchLimits,
  next: Snapshot,
  at: number,
): LimitStep | undefined {
  const { state: after, told } = stepLimits(limits, state, next, at)
  const written = writeLimits(limits, Object.keys(after).length === 0 ? undefined : after)
  if (written === raw) return undefined
  return {
    channelRef,
    before: raw,
    after: written,
    // The card of this channel shows it, too; for the others nothing has changed.
    messages: told.flatMap((crossing) => {
      const event = limitEvent(crossing, next, at)
      return [cardMessage(next.connection, next.id, event.id), eventMessage(event, next)]
    }),
  }
}
