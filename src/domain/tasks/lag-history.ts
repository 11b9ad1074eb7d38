import { lineThrough, type Moment, sinceLastTurn } from './straight-line.ts'

/**
 * Recent delays of a task, small enough to be kept for a hundred thousand of them: a flat list of whole seconds, first the
 * time of the oldest sample and its delay, then for each later one the time since the one before and its delay.
 */
export type LagHistory = readonly number[]

/** Seconds since the epoch, and the delay in seconds. */
type Sample = Moment

const maxSamples = 20
/** Of the list as JSON. */
const maxBytes = 200
/** Older samples say nothing about where the delay is going, in seconds. */
const horizon = 6 * 3600

/** `lagMs` and `at` (milliseconds since the epoch) become the latest sample; what no longer fits is thinned where it is oldest. */
export function addLagSample(history: LagHistory | undefined, lagMs: number, at: number): LagHistory {
  const sample = { at: Math.floor(at / 1000), value: Math.max(0, Math.round(lagMs / 1000)) }
  const known = read(history ?? []).filter((old) => sample.at - old.at <= horizon)
  // A clock that was set back makes nonsense of what came before it.
  const earlier = known.some((old) => old.at > sample.at) ? [] : known.filter((old) => old.at < sample.at)
  return bounded([...earlier, sample])
}

function read(history: LagHistory): readonly Sample[] {
  const samples: Sample[] = []
  for (let i = 0; i + 1 < history.length; i += 2) {
    const at = (samples.at(-1)?.at ?? 0) + (history[i] ?? 0)
    samples.push({ at, value: history[i + 1] ?? 0 })
  }
  return samples
}

function write(samples: readonly Sample[]): LagHistory {
  return samples.flatMap(({ at, value }, i) => [at - (samples[i - 1]?.at ?? 0), value])
}

function bounded(samples: readonly Sample[]): LagHistory {
  const written = write(samples)
  const fits = samples.length <= maxSamples && JSON.stringify(written).length <= maxBytes
  return fits || samples.length <= 1 ? written : bounded(thinned(samples))
}

/** Without the sample that is missed least: the one whose neighbours are nearest for its age. The two ends stay. */
function thinned(samples: readonly Sample[]): readonly Sample[] {
  const end = samples.at(-1)?.at ?? 0
  const density = (i: number) => {
    const [before, here, after] = [samples[i - 1], samples[i], samples[i + 1]]
    if (!before || !here || !after) return Number.POSITIVE_INFINITY
    return (after.at - before.at) / (end - here.at + 1)
  }
  const drop = samples.reduce((best, _, i) => (density(i) < density(best) ? i : best), 0)
  return samples.length <= 2 ? samples.slice(1) : samples.filter((_, i) => i !== drop)
}

/** The delays of equal spans of time, oldest first, each the highest of its span. Times in milliseconds since the epoch. */
export interface LagCourse {
  readonly from: number
  readonly to: number
  /** Milliseconds. */
  readonly spans: readonly number[]
  readonly lowest: LagMoment
  readonly highest: LagMoment
}

export interface LagMoment {
  readonly at: number
  /** Milliseconds. */
  readonly lagMs: number
}

/** The course of the delay until `now` (milliseconds since the epoch) in so many spans; a delay holds until the next one is kept. */
export function lagCourse(
  history: LagHistory | undefined,
  now: number,
  count: number,
): LagCourse | undefined {
  const samples = read(history ?? []).map(({ at, value }) => ({ at: at * 1000, lagMs: value * 1000 }))
  const [first] = samples
  if (first === undefined || samples.length < 2 || now <= first.at) return undefined
  const width = (now - first.at) / count
  const spans = Array.from({ length: count }, (_, i) => {
    const [from, to] = [first.at + i * width, first.at + (i + 1) * width]
    const held = samples.findLast(({ at }) => at <= from) ?? first
    const within = samples.filter(({ at }) => at > from && at <= to)
    return Math.max(held.lagMs, ...within.map(({ lagMs }) => lagMs))
  })
  const by = (better: (one: number, other: number) => boolean) =>
    samples.reduce((best, one) => (better(one.lagMs, best.lagMs) ? one : best), first)
  const [lowest, highest] = [by((one, other) => one < other), by((one, other) => one > other)]
  return { from: first.at, to: now, spans, lowest, highest }
}

/** Since when the delay has been above that, milliseconds since the epoch, as far as the samples reach; undefined if it is not. */
export function lagAboveSince(history: LagHistory | undefined, aboveMs: number): number | undefined {
  const samples = read(history ?? [])
  const lastBelow = samples.findLastIndex(({ value }) => value * 1000 <= aboveMs)
  const first = samples[lastBelow + 1]
  return first && first.at * 1000
}

export interface LagTrend {
  readonly direction: 'falling' | 'rising' | 'steady'
  /** The delay now, in milliseconds. */
  readonly lagMs: number
  /** Until the delay is below `calmMs` if it goes on like this; only while it falls towards it. Milliseconds. */
  readonly etaMs?: number
  /** `low` if the samples are few or scattered. */
  readonly confidence: 'high' | 'low'
}

/** A delay below this needs no forecast. */
export const calmMs = 5000

/** Newer samples decide: those of the last quarter of an hour. In seconds. */
const window = 900
/** Less change than this in a second is no direction. */
const still = 0.005

/**
 * Where the delay is going at `now` (milliseconds since the epoch), by a straight line through the recent samples, or through
 * those since it last changed its course. A delay is only kept when it differs, so the last one still holds. `undefined`
 * if there is too little to say anything.
 */
export function lagTrendOf(history: LagHistory | undefined, now: number): LagTrend | undefined {
  const inWindow = recent(read(history ?? []), Math.floor(now / 1000))
  if (!isEnough(inWindow)) return undefined
  const samples = sinceLastTurn(inWindow, isEnough)
  const last = samples.at(-1)
  if (!last) return undefined
  const { slope, fit } = lineThrough(samples)
  const lagMs = last.value * 1000
  const confidence = samples.length >= 5 && fit >= 0.7 ? 'high' : 'low'
  if (Math.abs(slope) < still) return { direction: 'steady', lagMs, confidence }
  if (slope > 0) return { direction: 'rising', lagMs, confidence }
  if (lagMs <= calmMs) return { direction: 'falling', lagMs, confidence }
  return { direction: 'falling', lagMs, etaMs: Math.round((lagMs - calmMs) / -slope), confidence }
}

function recent(samples: readonly Sample[], now: number): readonly Sample[] {
  const inWindow = samples.filter(({ at }) => at <= now && now - at <= window)
  const last = inWindow.at(-1)
  return last && last.at < now ? [...inWindow, { at: now, value: last.value }] : inWindow
}

function isEnough(samples: readonly Sample[]): boolean {
  const [first, last] = [samples[0], samples.at(-1)]
  return samples.length >= 3 && first !== undefined && last !== undefined && last.at - first.at >= 30
}
