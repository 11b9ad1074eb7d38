import type { LimitMetric } from './limits.ts'
import type { Snapshot } from './snapshot.ts'

/** Where a figure went since the bot saw it last. Of RPO and RTO no more than the last value is kept. */
export interface FigureCourse {
  readonly direction: 'falling' | 'rising' | 'steady'
  /** Milliseconds. */
  readonly before: number
  /** When the state of the task was last seen to change, milliseconds since the epoch. */
  readonly at: number
}

/** Less than this is the noise of measuring: a tenth, or half a second. */
const noiseMs = 500

/** `undefined` where the bot has seen none, or has just seen this one. */
export function courseOfFigure(
  metric: Exclude<LimitMetric, 'lag'>,
  now: number | undefined,
  snapshot: Pick<Snapshot, 'recovery' | 'changedAt'> | undefined,
): FigureCourse | undefined {
  const before = metric === 'rpo' ? snapshot?.recovery?.rpoMs : snapshot?.recovery?.rtoMs
  if (snapshot === undefined || before === undefined || now === undefined) return undefined
  const change = now - before
  const still = Math.abs(change) <= Math.max(noiseMs, before / 10)
  return { direction: still ? 'steady' : change > 0 ? 'rising' : 'falling', before, at: snapshot.changedAt }
}
