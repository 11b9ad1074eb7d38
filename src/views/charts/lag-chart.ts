import { say, type Text, type TextTemplate } from '../../base/i18n.ts'
import type { FiguresAt } from '../../domain/tasks/figures.ts'
import type { Forecast } from '../../domain/tasks/forecast.ts'
import { calmMs } from '../../domain/tasks/lag-history.ts'
import type { Task } from '../../domain/tasks/task.ts'
import type { Limit, TaskEvent } from '../../domain/watching/event.ts'
import type { LineChart } from '../chart.ts'
import { forecastParts } from '../forecast-words.ts'
import { colon, formatDuration, formatList, plural, semicolon } from '../format.ts'
import { figurePoints, forecastLine, highestOf, marksOfEvents } from './figure-lines.ts'
import { axisLabel, type ChartReader, durationUnit, inWords, spanOf } from './reader.ts'

/** The delay of a task over time. */
export interface ChartedLag {
  readonly task: Pick<Task, 'name' | 'scenario'>
  readonly figures: readonly FiguresAt[]
  /** What it is now, ms, where DRS tells it. */
  readonly lagMs?: number | undefined
  readonly limit?: Limit | undefined
  readonly forecast?: Forecast | undefined
  readonly events: readonly TaskEvent[]
}

const words = {
  title: say('Delay', '时延'),
  limit: say('Limit', '上限'),
} satisfies Record<string, Text>

/** Below what a delay is no longer worth a forecast. */
export const lagGoal: Text = {
  en: `below ${formatDuration(calmMs, 'en')}`,
  'zh-CN': `低于 ${formatDuration(calmMs, 'zh-CN')}`,
}

const several: TextTemplate<[count: number]> = {
  en: (count) => `Delay of ${plural(count, 'task', 'tasks')}, the worst`,
  'zh-CN': (count) => `${count} 个任务的时延（最高者）`,
}

const said: TextTemplate<[name: string, now: string, highest: string]> = {
  en: (name, now, highest) => `${name}: ${now} now, ${highest} at most`,
  'zh-CN': (name, now, highest) => `${name}：当前 ${now}，最高 ${highest}`,
}

/** So many lines can be told apart. */
export const mostLines = 6

/** Of one task with its limit, its forecast and what happened; of several, the worst of them in one picture. */
export function lagChart(all: readonly ChartedLag[], reader: ChartReader): LineChart | undefined {
  const { now, locale } = reader
  const shown = all.filter(
    ({ figures, lagMs }) => figures.length > 0 && (figures.length > 1 || lagMs !== undefined),
  )
  const [first, ...others] = shown.slice(0, mostLines)
  if (first === undefined) return undefined
  const single = others.length === 0
  const inMs = [first, ...others].map(({ figures, lagMs }) =>
    figurePoints(figures, 'lagMs', { now, unit: 1 }, lagMs),
  )
  const limit = single ? first.limit : sharedLimit([first, ...others])
  const unit = durationUnit(Math.max(highestOf(inMs), limit?.aboveMs ?? 0))
  const begin = Math.min(...inMs.flatMap(([point]) => point?.[0] ?? []))
  const until = single && first.forecast ? now + aheadOf(first.forecast, now - begin) : now
  return {
    kind: 'lines',
    title: single
      ? `${words.title[locale]}${colon[locale]}${first.task.name}`
      : several[locale](others.length + 1),
    ...(single && subtitleOf(first, reader)),
    alt: altOf(
      [first, ...others],
      inMs.map((points) => highestOf([points])),
      reader,
    ),
    time: spanOf(begin, until, reader),
    label: axisLabel(words.title, unit.text, locale),
    lines: [first, ...others].map(({ task }, i) => ({
      name: single ? words.title[locale] : task.name,
      points: (inMs[i] ?? []).map(([at, value]) => [at, value === null ? null : value / unit.ms]),
    })),
    ...(single && forecastLine(first.forecast, until, unit.ms, locale)),
    limits: limit
      ? [
          {
            value: limit.aboveMs / unit.ms,
            label: `${words.limit[locale]} ${formatDuration(limit.aboveMs, locale)}`,
          },
        ]
      : [],
    marks: single ? marksOfEvents(first.events, first.task.scenario, locale) : [],
  }
}

/** A line for all of them only where it is the same. */
function sharedLimit(all: readonly ChartedLag[]): Limit | undefined {
  const [limit] = all.map((one) => one.limit)
  return all.every((one) => one.limit?.aboveMs === limit?.aboveMs) ? limit : undefined
}

/** As far as the end that is foreseen, and not so far that the past becomes small. */
function aheadOf({ reached, from }: Forecast, past: number): number {
  const end = (reached.latest ?? reached.expected ?? from.at) - from.at
  return Math.min(Math.max(end * 1.1, past / 5), past / 1.5)
}

function subtitleOf({ forecast }: ChartedLag, reader: ChartReader): { readonly subtitle?: string } {
  const text = inWords(forecastParts(forecast, lagGoal, reader.locale), reader)
  return text === '' ? {} : { subtitle: text }
}

function altOf(all: readonly ChartedLag[], highest: readonly number[], reader: ChartReader): string {
  const { locale } = reader
  const lines = all.map(({ task, lagMs, figures, forecast }, i) => {
    const now = lagMs ?? figures.at(-1)?.lagMs
    const words = said[locale](
      task.name,
      now === undefined ? '–' : formatDuration(now, locale),
      formatDuration(highest[i] ?? 0, locale),
    )
    const ahead = all.length === 1 ? inWords(forecastParts(forecast, lagGoal, locale), reader) : ''
    return ahead === '' ? words : `${words}${semicolon[locale]}${ahead}`
  })
  return `${words.title[locale]}${colon[locale]}${formatList(lines, locale)}`
}
