import type { ChartPoint } from '../views/chart.ts'

/**
 * No more points than can be told apart: of each of so many equal spans of time the first, the lowest, the highest and the
 * last, so that no peak and no gap is lost. What fits is left as it is.
 */
export function thinned(points: readonly ChartPoint[], spans: number): readonly ChartPoint[] {
  const [first, last] = [points[0], points.at(-1)]
  if (points.length <= 4 * spans || first === undefined || last === undefined) return points
  const width = Math.max(1, last[0] - first[0]) / spans
  const kept: ChartPoint[] = []
  let group: ChartPoint[] = []
  let end = first[0] + width
  for (const point of points) {
    while (point[0] >= end) {
      kept.push(...outline(group))
      group = []
      end += width
    }
    group.push(point)
  }
  return [...kept, ...outline(group)]
}

function outline(group: readonly ChartPoint[]): readonly ChartPoint[] {
  if (group.length <= 4) return group
  const height = ([, value]: ChartPoint) => value ?? Number.NEGATIVE_INFINITY
  const chosen = group.reduce(
    ({ low, high }, point) => ({
      low: height(point) < height(low) ? point : low,
      high: height(point) > height(high) ? point : high,
    }),
    { low: group[1] ?? group[0], high: group[1] ?? group[0] } as { low: ChartPoint; high: ChartPoint },
  )
  const picked = new Set([group[0], chosen.low, chosen.high, group.at(-1)])
  return group.filter((point) => picked.has(point))
}
