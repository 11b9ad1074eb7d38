import { lineThrough, type Moment, scatterOf, sinceLastTurn } from './straight-line.ts'

/** Where a figure is going, how sure that is, and when it will be where it is wanted. Times in milliseconds since the epoch. */
export interface Forecast {
  readonly direction: 'falling' | 'rising' | 'steady'
  readonly confidence: Confidence
  /** What it is now. */
  readonly from: Moment
  /** The value that is wanted, and when it is reached; a time that is absent is never, as things go. */
  readonly target: number
  readonly reached: { readonly earliest?: number; readonly expected?: number; readonly latest?: number }
  /** What it will be, expected and at the two ends of the range. */
  readonly at: (time: number) => { readonly low: number; readonly expected: number; readonly high: number }
}

export type Confidence = 'good' | 'fair' | 'poor'

export interface ForecastQuestion {
  /** As they were measured, oldest first; one without a value says that nothing was told from then on. */
  readonly points: readonly { readonly at: number; readonly value?: number | undefined }[]
  readonly now: number
  readonly target: number
  /** On which side of the target the figure is wanted. */
  readonly wanted: 'below' | 'above'
  /** Only so much of the past decides. */
  readonly windowMs: number
  /** Values are told in steps of this. */
  readonly grain: number
  /** No value is lower or higher. */
  readonly bounds: readonly [lowest: number, highest: number]
}

/**
 * Follows a straight line through the latest moments, or through those since the figure last changed its course. `undefined`
 * if there is too little to say anything.
 */
export function forecastOf(question: ForecastQuestion): Forecast | undefined {
  const { now, target, wanted, grain, bounds } = question
  const course = sinceLastTurn(momentsOf(question), isEnough)
  const from = course.at(-1)
  if (from === undefined || !isEnough(course)) return undefined
  const { slope, fit, spreadAt } = lineThrough(course)
  const count = course.length
  const noise = Math.max(grain / 2, Math.sqrt(scatterOf(course) / Math.max(1, count - 2)))
  const doubt = sureness * (noise / Math.sqrt(count * spreadAt))
  const change = Math.abs(slope) * (now - (course[0]?.at ?? now))
  const isStill = change < grain || Math.abs(slope) < doubt
  const isNoisy = noise > Math.max(grain, from.value / 4)
  const [lowest, highest] = bounds
  const bounded = (value: number) => Math.min(highest, Math.max(lowest, value))
  const steps = { slope: isStill ? 0 : slope, doubt }
  const way = wanted === 'below' ? from.value - target : target - from.value
  const speed = wanted === 'below' ? -steps.slope : steps.slope
  return {
    direction: isStill ? 'steady' : slope > 0 ? 'rising' : 'falling',
    confidence: confidenceOf({ count, fit, isStill, isNoisy, slope, doubt }),
    from,
    target,
    reached: reachedAfter(from.at, way, { speed, doubt }),
    at: (time) => {
      const ahead = Math.max(0, time - from.at)
      const expected = from.value + steps.slope * ahead
      const range = (ahead === 0 ? 0 : noise) + doubt * ahead
      return {
        low: bounded(expected - range),
        expected: bounded(expected),
        high: bounded(expected + range),
      }
    },
  }
}

/** So many standard errors of the slope to either side: about nineteen of twenty courses. */
const sureness = 2

/** A value holds until the next one: where that took long, it is known just before it, too. */
const heldMs = 60_000

/** Those of the window, after the last time that nothing was told. */
function momentsOf({ points, now, windowMs }: ForecastQuestion): readonly Moment[] {
  const past = points.filter(({ at }) => at <= now)
  const silence = past.findLastIndex(({ value }) => value === undefined)
  const told = past
    .slice(silence + 1)
    .flatMap(({ at, value }) => (value === undefined ? [] : [{ at, value }]))
  const start = now - windowMs
  const held = told.findLast(({ at }) => at < start)
  const known = [...(held ? [{ at: start, value: held.value }] : []), ...told.filter(({ at }) => at >= start)]
  const last = known.at(-1)
  if (last === undefined) return []
  const all = last.at < now ? [...known, { at: now, value: last.value }] : known
  return all.flatMap((moment, i) => {
    const before = all[i - 1]
    return before && moment.at - before.at > 2 * heldMs
      ? [...heldBetween(before, moment.at), moment]
      : [moment]
  })
}

/** Not more of them than a window needs. */
const mostHeld = 60

function heldBetween({ at, value }: Moment, end: number): readonly Moment[] {
  const step = Math.max(heldMs, (end - at) / mostHeld)
  const count = Math.ceil((end - at) / step) - 1
  return Array.from({ length: count }, (_, i) => ({ at: at + (i + 1) * step, value }))
}

const shortestMs = 30_000

function isEnough(moments: readonly Moment[]): boolean {
  const [first, last] = [moments[0], moments.at(-1)]
  return moments.length >= 3 && first !== undefined && last !== undefined && last.at - first.at >= shortestMs
}

interface Sureness {
  readonly count: number
  readonly fit: number
  readonly isStill: boolean
  readonly isNoisy: boolean
  readonly slope: number
  readonly doubt: number
}

/** Few moments say little; and so do those that scatter about their line. */
function confidenceOf({ count, fit, isStill, isNoisy, slope, doubt }: Sureness): Confidence {
  if (count < 5 || (isStill && isNoisy)) return 'poor'
  if (isStill) return count >= 8 ? 'good' : 'fair'
  if (fit < 0.5 || doubt > Math.abs(slope) / 2) return 'poor'
  return count >= 8 && fit >= 0.8 ? 'good' : 'fair'
}

/** Further ahead than this nothing is foreseen. */
const horizonMs = 30 * 86_400_000

function reachedAfter(
  at: number,
  way: number,
  { speed, doubt }: { readonly speed: number; readonly doubt: number },
): Forecast['reached'] {
  if (way <= 0) return { earliest: at, expected: at, latest: at }
  const after = (pace: number) => {
    const ms = way / pace
    return pace > 0 && ms <= horizonMs ? at + Math.round(ms) : undefined
  }
  const [earliest, expected, latest] = [after(speed + doubt), after(speed), after(speed - doubt)]
  return {
    ...(earliest !== undefined && speed > 0 && { earliest }),
    ...(expected !== undefined && { expected }),
    ...(latest !== undefined && { latest }),
  }
}

/** How likely the target is reached before that time. */
export type Chance = 'likely' | 'possible' | 'unlikely'

export function chanceBefore({ reached: { earliest, latest } }: Forecast, time: number): Chance {
  if (latest !== undefined && latest <= time) return 'likely'
  return earliest !== undefined && earliest <= time ? 'possible' : 'unlikely'
}
