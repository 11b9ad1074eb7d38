import * as z from 'zod'
import type { DeepReadonly } from '../../base/deep-readonly.ts'
import { isPlausible } from '../tasks/plausible.ts'
import { formatSpan, parseSpan } from '../text/duration.ts'
import type { Limit } from './event.ts'
import { extraQuestionsFor } from './poll-questions.ts'
import type { Snapshot } from './snapshot.ts'

/**
 * Limits of a watch on delay, RPO and RTO. A value above its limit is told once it has stayed there for the time of the
 * limit, and told again when it is back. A value that DRS does not give at the moment changes nothing.
 */
export type LimitMetric = Limit['metric']
export const limitMetrics = ['lag', 'rpo', 'rto'] as const satisfies readonly LimitMetric[]

const aboveSchema = z.object({
  /** Since when it is above, milliseconds since the epoch. */
  since: z.number(),
  told: z.literal(true).exactOptional(),
})
type Above = DeepReadonly<z.output<typeof aboveSchema>>

/** What is above its limit, by the limit as `formatLimit` writes it; a limit that is not crossed is not there. */
export const limitStateSchema = z.record(z.string(), aboveSchema)
export type LimitState = DeepReadonly<z.output<typeof limitStateSchema>>

export interface LimitCrossing {
  readonly limit: Limit
  readonly state: 'crossed' | 'recovered'
  /** The value that is told, in milliseconds. */
  readonly valueMs: number
  /** Since when it was above, milliseconds since the epoch. */
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
    return { key, ...step(limit, before?.[key], valueNow(limit.metric, snapshot, now), now) }
  })
  return {
    state: Object.fromEntries(steps.flatMap(({ key, above }) => (above ? [[key, above]] : []))),
    told: steps.flatMap(({ told }) => (told ? [told] : [])),
  }
}

function step(
  limit: Limit,
  before: Above | undefined,
  valueMs: number | undefined,
  now: number,
): { readonly above?: Above; readonly told?: LimitCrossing } {
  if (valueMs === undefined) return before ? { above: before } : {}
  if (valueMs <= limit.aboveMs) {
    return before?.told ? { told: { limit, state: 'recovered', valueMs, since: before.since } } : {}
  }
  const since = before?.since ?? now
  if (before?.told) return { above: before }
  if (now - since < limit.forMs) return { above: { since } }
  return { above: { since, told: true }, told: { limit, state: 'crossed', valueMs, since } }
}

/** A value that cannot be true, or is not asked for in this status and left from an earlier one, says nothing of now. */
function valueNow(metric: LimitMetric, snapshot: Snapshot, now: number): number | undefined {
  const value = figureOf(metric, snapshot)
  return value !== undefined && isPlausible(value, snapshot, now) ? value : undefined
}

function figureOf(
  metric: LimitMetric,
  { status, scenario, progress, recovery }: Snapshot,
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
