import type { Limit, TaskEvent } from './event.ts'
import {
  formatLimit,
  type LimitCrossing,
  type LimitMetric,
  limitMetrics,
  parseLimit,
  stepLimits,
} from './limits.ts'
import { extraQuestionsFor } from './poll-questions.ts'
import type { Snapshot } from './snapshot.ts'
import type { PollResult } from './unstable.ts'
import type { WatchOptions } from './watch.ts'

/**
 * The limits that hold where a watch says nothing of a figure. They are the same for every channel, and so they are kept
 * with the task; a watch with a limit of its own, or with none on purpose, is not told of them.
 */

/** Seconds are no trouble, and neither is a minute that is over before anybody looks. */
const minuteForThree = { aboveMs: 60_000, forMs: 180_000, from: 'default' } as const

/** Of a connection that has no other. */
export const defaultLimits: readonly Limit[] = (['lag', 'rpo'] as const).map((metric) => ({
  metric,
  ...minuteForThree,
}))

/** A limit for each figure that somebody speaks of, or `off`. */
export type ChosenLimits = Readonly<Partial<Record<LimitMetric, Limit | 'off'>>>

/** The limits of a connection; the default for what it does not speak of. */
export function limitsOfConnection(chosen: ChosenLimits): readonly Limit[] {
  return limitMetrics.flatMap((metric): readonly Limit[] => {
    const choice = chosen[metric]
    if (choice === undefined) return defaultLimits.filter((limit) => limit.metric === metric)
    return choice === 'off' ? [] : [{ ...choice, from: 'connection' }]
  })
}

export function hasOwnLimit({ limits = [], noLimits = [] }: WatchOptions, metric: LimitMetric): boolean {
  return limits.some((limit) => limit.metric === metric) || noLimits.includes(metric)
}

/** Whether the event is for a watch with these options as far as its limits go. */
export function concernsLimitsOf(options: WatchOptions, event: TaskEvent): boolean {
  return event.kind !== 'limit' || event.limit.from === undefined || !hasOwnLimit(options, event.limit.metric)
}

/** What a look makes of the usual limits as well. One that is crossed, or kept again, is shown like any other change. */
export function withUsualLimits(
  before: Snapshot | undefined,
  result: PollResult,
  limits: readonly Limit[],
  at: number,
): PollResult {
  const { limits: _, ...plain } = result.next
  const { state, told } = stepLimits(limits, before?.limits, plain, at)
  const changed = result.changed || told.length > 0
  const next: Snapshot = {
    ...plain,
    ...(Object.keys(state).length > 0 && { limits: state }),
    ...(changed && !result.changed && { version: plain.version + 1, changedAt: at }),
  }
  const noted = result.noted || JSON.stringify(state) !== JSON.stringify(before?.limits ?? {})
  const events = [...result.events, ...told.map((crossing) => limitEvent(crossing, next, at))]
  return { next, events, changed, noted }
}

/** The time since when it is above makes the id unique; it is the same at whatever look the crossing is found. */
export function limitEvent(crossing: LimitCrossing, { connection, id }: Snapshot, at: number): TaskEvent {
  const { limit, state, since } = crossing
  const whose = limit.from === undefined ? '' : `${limit.from}:`
  return {
    id: `${connection}:${id}:limit:${whose}${formatLimit(limit)}:${since}:${state}`,
    at,
    kind: 'limit',
    ...crossing,
  }
}

/** A usual limit that a figure is above now, and since when, milliseconds since the epoch. */
export interface CrossedLimit {
  readonly limit: Limit
  readonly since: number
}

/** Those that were told, hold for figures that DRS gives in this status, and are no business of the watch's own. */
export function usualLimitsCrossed(
  { limits = {}, status, scenario }: Snapshot,
  options: WatchOptions,
): readonly CrossedLimit[] {
  const given = extraQuestionsFor(status, scenario)
  return Object.entries(limits).flatMap(([text, { told, since, unread }]) => {
    const limit = parseLimit(text)
    if (!limit || !told || since === undefined || unread !== undefined) return []
    if (hasOwnLimit(options, limit.metric)) return []
    return (limit.metric === 'lag' ? given.progress : given.recovery) ? [{ limit, since }] : []
  })
}
