import { type LagHistory, lagAboveSince } from '../tasks/lag-history.ts'
import { type FigureOwner, isPlausible } from '../tasks/plausible.ts'
import { formatSpan, parseSpan } from '../text/duration.ts'
import type { Limit } from './event.ts'
import type { LimitStanding, LimitState } from './limit-state.ts'
import { extraQuestionsFor } from './poll-questions.ts'
import type { Snapshot } from './snapshot.ts'

/**
 * Limits on delay, RPO and RTO: those of a watch, and where it has none for a figure, that of the connection, or the
 * default. A value above its limit is told once it has stayed there for the time of the limit, and told again when it is
 * back. A value that cannot be read for the time of the limit is told as well. One that DRS does not give in a status
 * changes nothing.
 */
export type LimitMetric = Limit['metric']
export const limitMetrics = ['lag', 'rpo', 'rto'] as const satisfies readonly LimitMetric[]

export interface LimitCrossing {
  readonly limit: Limit
  readonly state: 'crossed' | 'recovered' | 'unreadable' | 'readable'
  /** The value that is told, in milliseconds; absent while it cannot be read. */
  readonly valueMs?: number
  /** Since when it was above, or could not be read, milliseconds since the epoch. */
  readonly since: number
}

/** `lag>30s for 5m`, or `rpo>10s` to be told at once. */
export function parseLimit(text: string): Limit | undefined {
  const match = /^\s*(lag|rpo|rto)\s*>\s*(.+)$/i.exec(text)
  const metric = limitMetrics.find((known) => known === match?.[1]?.toLowerCase())
  return metric === undefined ? undefined : parseLimitOf(metric, match?.[2] ?? '')
}

/** `30s for 5m` for a metric that is known. */
export function parseLimitOf(metric: LimitMetric, text: string): Limit | undefined {
  const [above = '', during, ...more] = text.trim().split(/\s+for\s+/i)
  const aboveMs = parseSpan(above)
  const forMs = during === undefined ? 0 : parseSpan(during)
  if (aboveMs === undefined || forMs === undefined || more.length > 0) return undefined
  return { metric, aboveMs, forMs }
}

export function formatLimit({ metric, aboveMs, forMs }: Limit): string {
  return `${metric}>${formatSpan(aboveMs)}${forMs === 0 ? '' : ` for ${formatSpan(forMs)}`}`
}

/** Where the limits stand after a look, and what is to be told of them. `now` in milliseconds since the epoch. */
export function stepLimits(
  limits: readonly Limit[],
  before: LimitState | undefined,
  snapshot: Snapshot,
  now: number,
): { readonly state: LimitState; readonly told: readonly LimitCrossing[] } {
  const steps = limits.map((limit) => {
    const key = formatLimit(limit)
    const figure = figureNow(limit.metric, snapshot, now)
    return { key, ...step(limit, before?.[key] ?? {}, figure, now) }
  })
  return {
    state: Object.fromEntries(
      steps.flatMap(({ key, standing }) => (Object.keys(standing).length > 0 ? [[key, standing]] : [])),
    ),
    told: steps.flatMap(({ told }) => told ?? []),
  }
}

/** Whether limits go on standing so while the figures stay as they are: no time runs for which one waits. */
export function isStill(state: LimitState = {}): boolean {
  return Object.values(state).every(
    ({ told, calm, unread }) => told && calm === undefined && unread === undefined,
  )
}

interface Step {
  readonly standing: LimitStanding
  readonly told?: LimitCrossing
}

/** A figure, or since when it cannot be read. Neither: DRS does not give it in this status. */
interface FigureNow {
  readonly valueMs?: number | undefined
  readonly unreadSince?: number | undefined
}

function step(limit: Limit, before: LimitStanding, { valueMs, unreadSince }: FigureNow, now: number): Step {
  if (valueMs === undefined) {
    return unreadSince === undefined ? { standing: before } : whileUnread(limit, before, unreadSince, now)
  }
  const { unread, ...known } = before
  const next = withValue(limit, known, valueMs, now)
  if (unread === undefined || next.told) return next
  return { ...next, told: { limit, state: 'readable', valueMs, since: unread } }
}

/** One question that fails is nothing to tell. */
const shortestUnreadMs = 60_000

function whileUnread(limit: Limit, before: LimitStanding, since: number, now: number): Step {
  if (before.unread !== undefined || now - since < Math.max(limit.forMs, shortestUnreadMs)) {
    return { standing: before }
  }
  return { standing: { ...before, unread: since }, told: { limit, state: 'unreadable', since } }
}

function withValue(limit: Limit, before: LimitStanding, valueMs: number, now: number): Step {
  if (valueMs <= limit.aboveMs) return below(limit, before, valueMs, now)
  if (isSwinging(limit, before, valueMs, now)) return { standing: { ...before, swings: true } }
  const since = before.since ?? now
  if (before.told) return { standing: before }
  if (now - since < limit.forMs) return { standing: { since } }
  return { standing: { since, told: true }, told: { limit, state: 'crossed', valueMs, since } }
}

/** A figure that swings around its limit rings once: for so long after it was back, only a value far above rings again. */
const calmMs = 10 * 60_000
const farAbove = 1.2

function isSwinging({ aboveMs }: Limit, { calm }: LimitStanding, valueMs: number, now: number): boolean {
  return calm !== undefined && now - calm < calmMs && valueMs <= farAbove * aboveMs
}

function below(limit: Limit, before: LimitStanding, valueMs: number, now: number): Step {
  const { since = now, told, calm, swings } = before
  if (told) return { standing: { calm: now }, told: { limit, state: 'recovered', valueMs, since } }
  if (calm === undefined || (!swings && now - calm >= calmMs)) return { standing: {} }
  return { standing: { calm: swings ? now : calm } }
}

/** What a limit looks at. */
type LimitedFigures = FigureOwner &
  Pick<Snapshot, 'status'> &
  Partial<Pick<Snapshot, 'scenario' | 'progress' | 'recovery' | 'unread'>>

/** The limits that figures are above now, where nobody has followed them: a delay for as long as its limit says, if its course is known. */
export function limitsAbove(
  limits: readonly Limit[],
  figures: LimitedFigures & { readonly lags?: LagHistory | undefined },
  now: number,
): readonly Limit[] {
  return limits.filter(({ metric, aboveMs, forMs }) => {
    const { valueMs } = figureNow(metric, figures, now)
    if (valueMs === undefined || valueMs <= aboveMs) return false
    const since = metric === 'lag' ? lagAboveSince(figures.lags, aboveMs) : undefined
    return since === undefined || now - since >= forMs
  })
}

/** A value that cannot be true, or is not asked for in this status and left from an earlier one, says nothing of now. */
function figureNow(metric: LimitMetric, snapshot: LimitedFigures, now: number): FigureNow {
  const unread = snapshot.unread?.[metric]
  if (unread) return unread.again ? { unreadSince: unread.since } : {}
  const value = figureOf(metric, snapshot)
  return value !== undefined && isPlausible(value, snapshot, now) ? { valueMs: value } : {}
}

function figureOf(
  metric: LimitMetric,
  { status, scenario, progress, recovery }: LimitedFigures,
): number | undefined {
  const asked = extraQuestionsFor(status, scenario)
  switch (metric) {
    case 'lag':
      return asked.progress ? progress?.lagMs : undefined
    case 'rpo':
      return asked.recovery ? recovery?.rpoMs : undefined
    case 'rto':
      return asked.recovery ? recovery?.rtoMs : undefined
  }
}
