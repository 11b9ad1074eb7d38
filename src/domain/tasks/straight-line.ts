/** A value that was measured at a time; the units are for the caller to choose, the same for all of them. */
export interface Moment {
  readonly at: number
  readonly value: number
}

/** The line that leaves the least squares. */
export interface StraightLine {
  /** How much the value changes in one unit of time. */
  readonly slope: number
  /** How much of the scatter the line explains, 0 to 1. */
  readonly fit: number
  /** Mean square distance of the values from their mean, and of the times from theirs. */
  readonly spread: number
  readonly spreadAt: number
}

export function lineThrough(moments: readonly Moment[]): StraightLine {
  const mean = (of: (moment: Moment) => number) =>
    moments.reduce((sum, moment) => sum + of(moment), 0) / moments.length
  const [midAt, midValue] = [mean(({ at }) => at), mean(({ value }) => value)]
  const covariance = mean(({ at, value }) => (at - midAt) * (value - midValue))
  const spreadAt = mean(({ at }) => (at - midAt) ** 2)
  const spread = mean(({ value }) => (value - midValue) ** 2)
  const fit = spread === 0 ? 1 : covariance ** 2 / (spreadAt * spread)
  return { slope: covariance / spreadAt, fit, spread, spreadAt }
}

/** What a straight line leaves unexplained: the sum of squares. */
export function scatterOf(moments: readonly Moment[]): number {
  if (moments.length < 3) return 0
  const { fit, spread } = lineThrough(moments)
  return moments.length * spread * Math.max(0, 1 - fit)
}

/** Two lines have to leave less than this part of the scatter that one leaves, so that chance makes no new course. */
const clearlyBetter = 0.25

/** The moments since the value last changed its course: the later of two lines, if two fit far better than one. */
export function sinceLastTurn(
  moments: readonly Moment[],
  isEnough: (moments: readonly Moment[]) => boolean,
): readonly Moment[] {
  const splits = moments
    .map((_, i) => ({ earlier: moments.slice(0, i), later: moments.slice(i) }))
    .filter(({ earlier, later }) => earlier.length > 0 && isEnough(later))
    .map(({ earlier, later }) => ({ later, left: scatterOf(earlier) + scatterOf(later) }))
  return splits.reduce((one, other) => (other.left < one.left ? other : one), {
    later: moments,
    left: clearlyBetter * scatterOf(moments),
  }).later
}
