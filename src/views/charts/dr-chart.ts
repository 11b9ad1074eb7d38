import { say, type Text, type TextTemplate } from '../../base/i18n.ts'
import type { FiguresAt } from '../../domain/tasks/figures.ts'
import type { Recovery, Task } from '../../domain/tasks/task.ts'
import type { Limit, TaskEvent } from '../../domain/watching/event.ts'
import type { LineChart } from '../chart.ts'
import { colon, formatDuration } from '../format.ts'
import { figurePoints, highestOf, marksOfEvents } from './figure-lines.ts'
import { axisLabel, type ChartReader, durationUnit, spanOf } from './reader.ts'

/** RPO and RTO of a pair over time. */
export interface ChartedPair {
  readonly task: Pick<Task, 'name' | 'scenario'>
  readonly figures: readonly FiguresAt[]
  readonly recovery?: Recovery | undefined
  readonly limits: readonly Limit[]
  readonly events: readonly TaskEvent[]
}

const words = {
  title: say('RPO and RTO', 'RPO 和 RTO'),
  limit: say('limit', '上限'),
} satisfies Record<string, Text>

const metrics = [
  { name: 'RPO', figure: 'rpoMs', metric: 'rpo' },
  { name: 'RTO', figure: 'rtoMs', metric: 'rto' },
] as const

const said: TextTemplate<[name: string, now: string, highest: string]> = {
  en: (name, now, highest) => `${name} ${now} now, ${highest} at most`,
  'zh-CN': (name, now, highest) => `${name} 当前 ${now}，最高 ${highest}`,
}

export function drChart(pair: ChartedPair, reader: ChartReader): LineChart | undefined {
  const { task, figures, recovery, limits, events } = pair
  const { now, locale } = reader
  const known = metrics.map((one) => {
    const points = figurePoints(figures, one.figure, { now, unit: 1 }, recovery?.[one.figure])
    return { ...one, points, limit: limits.find(({ metric }) => metric === one.metric) }
  })
  const told = known.filter(({ points }) => points.some(([, value]) => value !== null) && points.length > 1)
  const begin = Math.min(...told.flatMap(({ points: [first] }) => first?.[0] ?? []))
  if (!Number.isFinite(begin)) return undefined
  const drawn = told.flatMap(({ limit }) => limit ?? [])
  const unit = durationUnit(
    Math.max(highestOf(told.map(({ points }) => points)), ...drawn.map((limit) => limit.aboveMs)),
  )
  const title = `${words.title[locale]}${colon[locale]}${task.name}`
  const sentences = told.map(({ name, points }) => {
    const value = points.at(-1)?.[1]
    const current = typeof value === 'number' ? formatDuration(value, locale) : '–'
    return said[locale](name, current, formatDuration(highestOf([points]), locale))
  })
  return {
    kind: 'lines',
    title,
    alt: `${title}${colon[locale]}${sentences.join(locale === 'en' ? '; ' : '；')}`,
    time: spanOf(begin, now, reader),
    label: axisLabel(words.title, unit.text, locale),
    lines: told.map(({ name, points }) => ({
      name,
      points: points.map(([at, value]) => [at, value === null ? null : value / unit.ms]),
    })),
    limits: told.flatMap(({ name, limit }) =>
      limit
        ? [
            {
              value: limit.aboveMs / unit.ms,
              label: `${name} ${words.limit[locale]} ${formatDuration(limit.aboveMs, locale)}`,
            },
          ]
        : [],
    ),
    marks: marksOfEvents(events, task.scenario, locale),
  }
}
