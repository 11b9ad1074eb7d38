import { say, type Text, type TextTemplate } from '../../base/i18n.ts'
import type { FiguresAt } from '../../domain/tasks/figures.ts'
import type { Forecast } from '../../domain/tasks/forecast.ts'
import type { Task } from '../../domain/tasks/task.ts'
import type { TaskEvent } from '../../domain/watching/event.ts'
import type { BarChart, BarTone, LineChart } from '../chart.ts'
import { forecastParts } from '../forecast-words.ts'
import { colon, formatList, plural, semicolon } from '../format.ts'
import { figurePoints, forecastLine, marksOfEvents } from './figure-lines.ts'
import { axisLabel, type ChartReader, inWords, spanOf } from './reader.ts'

const words = {
  title: say('Full phase', '全量阶段'),
  copied: say('Copied', '已完成'),
  percent: say('%', '%'),
  objects: say('What is not done yet', '尚未完成的对象'),
} satisfies Record<string, Text>

/** What is foreseen of the full phase. */
export const fullPhaseGoal: Text = say('complete', '完成')

const tones: Readonly<Record<BarTone, Text>> = {
  done: say('done', '已完成'),
  going: say('going on', '进行中'),
  slow: say('the slowest', '最慢'),
  failed: say('failed', '失败'),
}

const percentSaid: TextTemplate<[name: string, percent: number]> = {
  en: (name, percent) => `${name} ${Math.floor(percent)} %`,
  'zh-CN': (name, percent) => `${name} ${Math.floor(percent)}%`,
}

/** The full phase of a task over time. */
export interface ChartedProgress {
  readonly task: Pick<Task, 'name' | 'scenario'>
  readonly figures: readonly FiguresAt[]
  readonly percent?: number | undefined
  readonly forecast?: Forecast | undefined
  readonly events: readonly TaskEvent[]
}

export function progressChart(shown: ChartedProgress, reader: ChartReader): LineChart | undefined {
  const { task, figures, percent, forecast, events } = shown
  const { now, locale } = reader
  const own = figures.filter((row) => row.percent !== undefined || Object.keys(row).length === 1)
  const points = figurePoints(own, 'percent', { now, unit: 1 }, percent)
  const [first] = points
  const last = points.at(-1)?.[1]
  if (first === undefined || points.length < 2 || typeof last !== 'number') return undefined
  const end = forecast?.reached.expected
  const past = now - first[0]
  const until = end === undefined || last >= 100 ? now : Math.min(end + past / 10, now + 2 * past)
  const ahead = inWords(forecastParts(forecast, fullPhaseGoal, locale), reader)
  const title = `${words.title[locale]}${colon[locale]}${task.name}`
  return {
    kind: 'lines',
    title,
    ...(ahead !== '' && { subtitle: ahead }),
    alt: [percentSaid[locale](title, last), ...(ahead === '' ? [] : [ahead])].join(semicolon[locale]),
    time: spanOf(first[0], until, reader),
    label: axisLabel(words.copied, words.percent, locale),
    most: 100,
    lines: [{ name: words.copied[locale], points }],
    ...forecastLine(forecast, until, 1, locale),
    limits: [],
    marks: marksOfEvents(events, task.scenario, locale),
  }
}

/** A table, or a kind of objects, and how far it is. */
export interface ChartedObject {
  readonly name: string
  readonly percent: number
  readonly failed: boolean
}

/** So many bars can be read on a phone. */
const mostBars = 9

const moreObjects: TextTemplate<[count: number]> = {
  en: (count) => `and ${plural(count, 'more', 'more')} further ahead`,
  'zh-CN': (count) => `另有 ${count} 个进度更高`,
}

/** What holds the full phase up: the least complete first. */
export function objectsChart(
  task: Pick<Task, 'name'>,
  objects: readonly ChartedObject[],
  { locale }: ChartReader,
): BarChart | undefined {
  const open = objects.filter(({ percent, failed }) => percent < 100 || failed)
  const ordered = open.toSorted((a, b) => Number(b.failed) - Number(a.failed) || a.percent - b.percent)
  if (ordered.length === 0) return undefined
  const shown = ordered.slice(0, mostBars)
  const slowest = shown.find(({ failed }) => !failed)
  const bars = shown.map((one) => ({
    name: one.name,
    value: one.percent,
    said: `${Math.floor(one.percent)}%`,
    tone: one.failed ? ('failed' as const) : one === slowest ? ('slow' as const) : ('going' as const),
  }))
  const title = `${words.objects[locale]}${colon[locale]}${task.name}`
  const hidden = ordered.length - shown.length
  const listed = bars.map(({ name, value, tone }) => {
    const known = percentSaid[locale](name, value)
    return tone === 'failed' ? `${known} (${tones.failed[locale]})` : known
  })
  return {
    kind: 'bars',
    title,
    ...(hidden > 0 && { subtitle: moreObjects[locale](hidden) }),
    alt: `${title}${colon[locale]}${formatList(listed, locale)}`,
    label: axisLabel(words.copied, words.percent, locale),
    most: 100,
    tones: {
      done: tones.done[locale],
      going: tones.going[locale],
      slow: tones.slow[locale],
      failed: tones.failed[locale],
    },
    bars,
  }
}
