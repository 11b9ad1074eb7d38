import { say, type Text, type TextTemplate } from '../../base/i18n.ts'
import type { Task } from '../../domain/tasks/task.ts'
import type { TimelineEntry } from '../../domain/tasks/timeline.ts'
import { type StatusKind, statusOf, statusWords } from '../../drs/statuses.ts'
import type { LaneChart, LaneSpan, LaneTone } from '../chart.ts'
import { colon, formatDuration, formatList } from '../format.ts'
import { marksOfEvents } from './figure-lines.ts'
import { type ChartReader, clockOf, spanOf } from './reader.ts'

const words = {
  title: say('Statuses', '任务状态'),
} satisfies Record<string, Text>

const tones: Readonly<Record<StatusKind, LaneTone>> = {
  pending: 'waiting',
  configuring: 'waiting',
  running: 'working',
  healthy: 'good',
  changing: 'working',
  stopping: 'ended',
  ended: 'ended',
  failed: 'bad',
  other: 'waiting',
}

/** So many lanes can be read on a phone. */
const mostLanes = 4

const stood: TextTemplate<[status: string, since: string, span: string]> = {
  en: (status, since, span) => `“${status}” from ${since} for ${span}`,
  'zh-CN': (status, since, span) => `${since} 起“${status}”，持续 ${span}`,
}

/** In which statuses tasks have been, one lane each. */
export function timelineChart(
  tasks: readonly Task[],
  entries: readonly TimelineEntry[],
  reader: ChartReader,
): LaneChart | undefined {
  const { now, locale } = reader
  const lanes = tasks.map((task) =>
    laneOf(
      task,
      entries.filter((one) => one.task.id === task.id),
      reader,
    ),
  )
  const shown = lanes.filter(({ spans }) => spans.length > 0).slice(0, mostLanes)
  const begin = Math.min(...shown.flatMap(({ spans }) => spans.map(({ from }) => from)))
  if (!Number.isFinite(begin) || begin >= now) return undefined
  const [only, ...others] = shown
  const title =
    only && others.length === 0 ? `${words.title[locale]}${colon[locale]}${only.name}` : words.title[locale]
  return {
    kind: 'lanes',
    title,
    alt: `${title}${colon[locale]}${formatList(
      shown.flatMap((lane) => altOf(lane, others.length > 0, reader)),
      locale,
    )}`,
    time: spanOf(begin, now, reader),
    lanes: shown,
  }
}

type Lane = LaneChart['lanes'][number]

function laneOf({ name, scenario }: Task, entries: readonly TimelineEntry[], { locale }: ChartReader): Lane {
  const events = entries.flatMap((one) => (one.kind === 'event' ? [one] : []))
  const spans = events.flatMap(({ event, lasted }): readonly LaneSpan[] => {
    if (event.kind !== 'status' || lasted === undefined) return []
    return [{ from: event.at, to: event.at + lasted, ...statusSpan(event.to, scenario, locale) }]
  })
  const others = events.map(({ event }) => event).filter(({ kind }) => kind !== 'status')
  return { name, spans, marks: marksOfEvents(others, scenario, locale) }
}

function statusSpan(status: string, scenario: string, locale: keyof Text) {
  return { label: statusWords(status, scenario)[locale], tone: tones[statusOf(status).kind] }
}

/** The latest say the most. */
const mostSaid = 6

function altOf({ name, spans }: Lane, isNamed: boolean, reader: ChartReader): readonly string[] {
  const { locale } = reader
  return spans.slice(-mostSaid).map(({ label, from, to }) => {
    const sentence = stood[locale](label, clockOf(from, reader), formatDuration(to - from, locale))
    return isNamed ? `${name} ${sentence}` : sentence
  })
}
