import type { FigureName, FiguresAt } from './figures.ts'
import { type Forecast, forecastOf } from './forecast.ts'
import { calmMs } from './lag-history.ts'

const minute = 60_000

/** Of the delay, by the last quarter of an hour; `told`: what it is now, in milliseconds. */
export function forecastOfLag(
  figures: readonly FiguresAt[],
  now: number,
  told?: number,
): Forecast | undefined {
  return forecastOf({
    points: pointsOf(figures, 'lagMs', now, told),
    now,
    target: calmMs,
    wanted: 'below',
    windowMs: 15 * minute,
    grain: 1000,
    bounds: [0, Number.POSITIVE_INFINITY],
  })
}

/** Of the full phase, which goes slowly, by the last two hours. */
export function forecastOfPercent(
  figures: readonly FiguresAt[],
  now: number,
  told?: number,
): Forecast | undefined {
  return forecastOf({
    points: pointsOf(figures, 'percent', now, told),
    now,
    target: 100,
    wanted: 'above',
    windowMs: 120 * minute,
    grain: 1,
    bounds: [0, 100],
  })
}

function pointsOf(figures: readonly FiguresAt[], name: FigureName, now: number, told: number | undefined) {
  const points = figures.map((row) => ({ at: row.at, value: row[name] }))
  return told === undefined ? points : [...points.filter(({ at }) => at < now), { at: now, value: told }]
}
