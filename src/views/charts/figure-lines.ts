import { say, type Text } from '../../base/i18n.ts'
import type { FigureName, FiguresAt } from '../../domain/tasks/figures.ts'
import type { Forecast } from '../../domain/tasks/forecast.ts'
import type { TaskEvent } from '../../domain/watching/event.ts'
import { statusWords } from '../../drs/statuses.ts'
import type { ChartMark, ChartPoint, LineChart } from '../chart.ts'

const words = {
  forecast: say('Forecast', '预测'),
  range: say('Likely range', '可能范围'),
  switched: say('Switchover', '主备倒换'),
  failed: say('Unstable', '运行不稳定'),
} satisfies Record<string, Text>

/** One figure as a line, in units of `unit`, up to what it is now. */
export function figurePoints(
  figures: readonly FiguresAt[],
  name: FigureName,
  { now, unit }: { readonly now: number; readonly unit: number },
  told?: number | undefined,
): readonly ChartPoint[] {
  const points = figures.map((row): ChartPoint => {
    const value = row[name]
    return [row.at, value === undefined ? null : value / unit]
  })
  const last = told === undefined ? points.at(-1)?.[1] : told / unit
  return last === undefined ? points : [...points, [now, last]]
}

/** The highest of all values, in the unit of the points. */
export function highestOf(lines: readonly (readonly ChartPoint[])[]): number {
  return Math.max(0, ...lines.flat().map(([, value]) => value ?? 0))
}

const stepsAhead = 24

/** What is foreseen from now until then. */
export function forecastLine(
  forecast: Forecast | undefined,
  until: number,
  unit: number,
  locale: keyof Text,
): Pick<LineChart, 'forecast'> {
  if (forecast === undefined || until <= forecast.from.at) return {}
  const { from } = forecast
  const points = Array.from({ length: stepsAhead + 1 }, (_, i) => {
    const at = from.at + ((until - from.at) * i) / stepsAhead
    const { low, expected, high } = forecast.at(at)
    return { at, low: low / unit, expected: expected / unit, high: high / unit }
  })
  return { forecast: { name: words.forecast[locale], range: words.range[locale], points } }
}

/** What one sees at once that something was different from then on. */
export function marksOfEvents(
  events: readonly TaskEvent[],
  scenario: string,
  locale: keyof Text,
): readonly ChartMark[] {
  return events.flatMap((event): readonly ChartMark[] => {
    const { at } = event
    if (event.kind === 'status') return [{ at, label: statusWords(event.to, scenario)[locale] }]
    if (event.kind === 'direction') return [{ at, label: words.switched[locale] }]
    return event.kind === 'unstable' ? [{ at, label: words.failed[locale] }] : []
  })
}
