import type { Moment } from './clock.ts'
import { durations, fullWork, type Life, lagAt } from './lifecycle.ts'
import { noise } from './random.ts'
import type { LocalTask } from './task.ts'

/** Percent of the full phase, 0 to 100; a task without one, or past it, is at 100. */
export function fullPercent(life: Life, moment: Moment): number {
  if (life.mode === 'INCR_TRANS' && life.lag !== undefined) return 100
  return Math.floor((fullWork(life, moment.virtual) / durations.full) * 100)
}

/** Structures go first, then data, then indexes: where each part begins and ends within the whole, in percent. */
const parts = { struct: [0, 10], data: [10, 85], index: [85, 100] } as const

/** Percent of each part under the names of 5.2.2 (example 2). */
export function partPercents(life: Life, moment: Moment): Readonly<Record<keyof typeof parts, number>> {
  const whole = fullPercent(life, moment)
  const done = ([from, to]: readonly [number, number]) =>
    Math.max(0, Math.min(100, Math.floor(((whole - from) / (to - from)) * 100)))
  return { struct: done(parts.struct), data: done(parts.data), index: done(parts.index) }
}

/** Work that the full phase still has, in milliseconds. */
export function remainingWork(life: Life, moment: Moment): number {
  return life.status === 'FULL_TRANSFER_STARTED' ? durations.full - fullWork(life, moment.virtual) : 0
}

/** How fast the lag of an overloaded task rises: half of what the source writes stays behind. */
const rise = 0.5

/** Lag of the incremental phase in milliseconds with a little noise; absent before that phase. */
export function shownLag(task: LocalTask, moment: Moment): number | undefined {
  const lag = lagAt(task.life, moment.virtual)
  if (lag === undefined) return undefined
  if (task.forcedLag !== undefined) return task.forcedLag
  const { overloadedSince = moment.virtual } = task
  const behind = (moment.virtual - overloadedSince) * rise
  return Math.round(lag + behind + noise(task.id, 'lag', Math.floor(moment.virtual / 5_000)) * 900)
}

/** RPO and RTO of a DR task in milliseconds: what is not captured, and what is not replayed yet. */
export function recoveryDelays(task: LocalTask, moment: Moment): { rpo: number; rto: number } | undefined {
  const lag = shownLag(task, moment)
  return lag === undefined ? undefined : { rpo: Math.round(lag * 0.4), rto: lag }
}
