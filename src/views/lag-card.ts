import { type Locale, say, type Text, type TextTemplate } from '../base/i18n.ts'
import { commandTarget } from '../domain/command-targets.ts'
import type { Forecast } from '../domain/tasks/forecast.ts'
import {
  type LagCourse,
  type LagHistory,
  type LagTrend,
  lagCourse,
  lagTrendOf,
} from '../domain/tasks/lag-history.ts'
import type { ReplicationHealth } from '../domain/tasks/monitoring.ts'
import type { Component } from '../domain/tasks/object-progress.ts'
import { isPlausible } from '../domain/tasks/plausible.ts'
import type { Task } from '../domain/tasks/task.ts'
import { formatRef } from '../domain/tasks/task-ref.ts'
import type { Limit } from '../domain/watching/event.ts'
import { statusWords } from '../drs/statuses.ts'
import type { Button, Card, Inline, Line, Section } from './card.ts'
import { lagGoal } from './charts/lag-chart.ts'
import { componentSection } from './component-words.ts'
import { forecastParts } from './forecast-words.ts'
import { colon, formatDuration, plural } from './format.ts'
import { doubtful, lagLine } from './limit-words.ts'
import { delayPlaceWords, monitoringLines } from './monitoring-words.ts'
import { pictureButton } from './picture-card.ts'
import { shortId } from './task-card.ts'

/** The delay of a task, and all that is known of it. */
export interface ShownLag {
  readonly task: Task
  /** Milliseconds; absent where neither DRS nor the bot knows one. */
  readonly lagMs?: number | undefined
  /** DRS doesn't tell now: when the bot last saw the task change, milliseconds since the epoch. */
  readonly seenAt?: number | undefined
  /** What the bot has kept, with the delay of now; absent for a task that nobody watches. */
  readonly lags?: LagHistory | undefined
  readonly limit?: Limit | undefined
  /** Enough is kept for a picture. */
  readonly isKept?: boolean
  readonly forecast?: Forecast | undefined
  /** Whether it is over before that time is asked, milliseconds since the epoch. */
  readonly before?: number | undefined
  readonly components?: readonly Component[] | undefined
  readonly monitoring?: ReplicationHealth | undefined
  /** What DRS refused to tell, in its reasons. */
  readonly refused: readonly Line[]
}

const words = {
  title: say('Delay', '时延'),
  now: say('Now', '当前'),
  course: say('Course', '变化'),
  forecast: say('Forecast', '预测'),
  limit: say('Limit', '上限'),
  arises: say('Where it arises', '产生位置'),
  task: say('Task', '任务'),
  age: say('As of', '截至'),
  justNow: say('now', '当前'),
  none: say('none told', '未提供'),
  noLimit: say('No limit holds here.', '此处未设上限。'),
  untold: say(
    'DRS reports where it arises only while the task replicates.',
    'DRS 未提供时延产生的位置，仅在任务复制期间提供。',
  ),
  nowhere: say('nowhere: it’s below a second on both sides', '两端均低于 1 秒，无明显时延'),
  units: say(
    'DRS doesn’t document the unit of the two sides’ delays; they’re read as milliseconds.',
    'DRS 未说明两端时延的单位，此处按毫秒理解。',
  ),
  noHistory: say(
    'No course yet: the bot keeps delays only of tasks that are watched.',
    '暂无变化记录，机器人仅保存已关注任务的时延。',
  ),
  refused: say('What DRS didn’t report', 'DRS 未返回的内容'),
  watch: say('Watch', '关注'),
  more: say('Show the delay of a task', '查看任务时延'),
  bars: say(
    'Each bar is an equal span of time up to now, taller is more delay.',
    '每个柱形为等长时段，直至当前，越高时延越大。',
  ),
} satisfies Record<string, Text>

const title: TextTemplate<[count: number]> = {
  en: (count) => `Delay of ${plural(count, 'task', 'tasks')}, the worst first`,
  'zh-CN': (count) => `${count} 个任务的时延，由高到低`,
}

const noDelay: TextTemplate<[status: string]> = {
  en: (status) =>
    `DRS reports no delay: the task is in “${status}”, and has one only while it replicates changes.`,
  'zh-CN': (status) => `DRS 未提供时延。任务当前为“${status}”，仅在增量阶段有时延。`,
}

const more: TextTemplate<[count: number]> = {
  en: (count) => `and ${plural(count, 'more task', 'more tasks')}. Narrow it down to see them.`,
  'zh-CN': (count) => `另有 ${count} 个任务，请缩小范围查看。`,
}

const askedOnly: TextTemplate<[count: number]> = {
  en: (count) => `Where it arises is only asked for the worst ${count}.`,
  'zh-CN': (count) => `仅查询了时延最高的 ${count} 个任务的产生位置。`,
}

/** From the bot's memory, where DRS doesn't tell: the value, and when the task was last seen to change. */
const remembered: Readonly<Record<Locale, (value: string, at: number) => readonly Inline[]>> = {
  en: (value, at) => [`DRS doesn’t report it now. The bot saw ${value} at `, { time: at }],
  'zh-CN': (value, at) => ['DRS 当前未提供，机器人于 ', { time: at }, ` 记录为 ${value}`],
}

const courseRange: Readonly<Record<Locale, (course: LagCourse) => readonly Inline[]>> = {
  en: ({ lowest, highest, from }) => [
    ` · lowest ${formatDuration(lowest.lagMs, 'en')} at `,
    { time: lowest.at },
    ` · highest ${formatDuration(highest.lagMs, 'en')} at `,
    { time: highest.at },
    ' · since ',
    { time: from },
  ],
  'zh-CN': ({ lowest, highest, from }) => [
    ` · 最低 ${formatDuration(lowest.lagMs, 'zh-CN')}（`,
    { time: lowest.at },
    `） · 最高 ${formatDuration(highest.lagMs, 'zh-CN')}（`,
    { time: highest.at },
    '） · 自 ',
    { time: from },
  ],
}

const barCount = 16
const shortBars = 8
const bars = '▁▂▃▄▅▆▇█'

/** Heights against the highest delay: `▁▁▃█`. */
export function lagBars(spans: readonly number[]): string {
  const top = Math.max(1, ...spans)
  return spans.map((lag) => bars[Math.round((lag / top) * (bars.length - 1))] ?? '').join('')
}

/** A forecast says more. */
function trendOf({ lags, seenAt, forecast }: ShownLag, now: number): LagTrend | undefined {
  return seenAt === undefined && forecast === undefined ? lagTrendOf(lags, now) : undefined
}

/** `12 sec, falling; below 5 sec in about 12 min`. */
function valueWords(shown: ShownLag, now: number, locale: Locale): string | undefined {
  const { lagMs, task } = shown
  if (lagMs === undefined) return undefined
  if (!isPlausible(lagMs, task, now)) return doubtful(lagMs, locale)
  return lagLine(lagMs, trendOf(shown, now), locale)
}

function isAbove({ lagMs, limit, task }: ShownLag, now: number): boolean {
  return lagMs !== undefined && limit !== undefined && lagMs > limit.aboveMs && isPlausible(lagMs, task, now)
}

function toneOf(all: readonly ShownLag[], now: number): NonNullable<Card['tone']> {
  return all.some((one) => isAbove(one, now)) ? 'warning' : 'neutral'
}

function labelled(label: Text, rest: readonly Inline[], locale: Locale): Line {
  return [{ bold: label[locale] }, colon[locale], ...rest]
}

/** The delay of one task, with its course and where it arises. `mayWatch`: it can be offered. */
export function lagCard(shown: ShownLag, now: number, locale: Locale, mayWatch: boolean): Card {
  const { task, monitoring, refused, components = [] } = shown
  return {
    title: `${words.title[locale]}${colon[locale]}${task.name}`,
    tone: toneOf([shown], now),
    state: statusWords(task.status, task.scenario)[locale],
    lines: [
      nowLine(shown, now, locale),
      ...forecastLines(shown, locale),
      ...limitLines(shown, locale),
      ...courseLines(shown, now, locale),
    ],
    sections: [
      { lines: placeLines(monitoring, refused, locale) },
      ...(components.length > 0 ? [componentSection(components, locale)] : []),
      ...refusedSections([shown], locale),
    ].filter(({ lines = [] }) => lines.length > 0),
    buttons: buttonsOf(shown, mayWatch, locale),
    footer: [{ code: shortId(task.id) }],
  }
}

function nowLine(shown: ShownLag, now: number, locale: Locale): Line {
  const { task, seenAt } = shown
  const value = valueWords(shown, now, locale)
  if (value === undefined) return noDelay[locale](statusWords(task.status, task.scenario)[locale])
  return labelled(words.now, seenAt === undefined ? [value] : remembered[locale](value, seenAt), locale)
}

function forecastLines({ forecast, before }: ShownLag, locale: Locale): readonly Line[] {
  const parts = forecastParts(forecast, lagGoal, locale, before)
  return parts.length === 0 ? [] : [labelled(words.forecast, parts, locale)]
}

function limitLines({ limit, lagMs }: ShownLag, locale: Locale): readonly Line[] {
  if (lagMs === undefined) return []
  return limit === undefined
    ? [words.noLimit[locale]]
    : [labelled(words.limit, [formatDuration(limit.aboveMs, locale)], locale)]
}

function courseLines({ lags, lagMs }: ShownLag, now: number, locale: Locale): readonly Line[] {
  const course = lagCourse(lags, now, barCount)
  if (course === undefined) return lagMs === undefined ? [] : [words.noHistory[locale]]
  return [labelled(words.course, lagCourseLine(course, locale), locale), [{ italic: words.bars[locale] }]]
}

/** The course in one line: bars, the lowest, the highest, and since when. */
export function lagCourseLine(course: LagCourse, locale: Locale): readonly Inline[] {
  return [lagBars(course.spans), ...courseRange[locale](course)]
}

function placeLines(
  monitoring: ReplicationHealth | undefined,
  refused: readonly Line[],
  locale: Locale,
): readonly Line[] {
  if (monitoring === undefined) return refused.length > 0 ? [] : [words.untold[locale]]
  const { source, destination } = monitoring
  const known = source.delayMs !== undefined && destination.delayMs !== undefined
  const place = delayPlaceWords(monitoring) ?? (known ? words.nowhere : words.none)
  return [
    labelled(words.arises, [place[locale]], locale),
    ...monitoringLines(monitoring, locale),
    ...(known ? [[{ italic: words.units[locale] }]] : []),
  ]
}

function refusedSections(all: readonly ShownLag[], locale: Locale) {
  const lines = all.flatMap(({ refused }) => refused)
  return lines.length === 0 ? [] : [{ heading: words.refused[locale], lines }]
}

function buttonsOf({ task, lags, isKept }: ShownLag, mayWatch: boolean, locale: Locale): readonly Button[] {
  const value = formatRef(task)
  return [
    ...(isKept ? [pictureButton('lag', [task], locale)] : []),
    ...(mayWatch && lags === undefined
      ? [{ label: words.watch[locale], action: commandTarget('watch', 'ask'), value }]
      : []),
  ]
}

/** A message is read at a glance. */
const mostRows = 20

/** Several tasks, the worst first; `others`: what cannot be found. `places`: of so many DRS was asked where the delay arises. */
export function lagListCard(
  all: readonly ShownLag[],
  others: readonly Line[],
  { places, now, locale }: { readonly places: number; readonly now: number; readonly locale: Locale },
): Card {
  const shown = all.slice(0, mostRows)
  const hidden = all.length - shown.length
  const notes = [
    ...(shown.length > 0 ? [words.bars[locale]] : []),
    ...(places < all.length ? [askedOnly[locale](places)] : []),
    ...(hidden > 0 ? [more[locale](hidden)] : []),
  ]
  return {
    title: title[locale](all.length),
    tone: toneOf(all, now),
    sections: [
      ...(shown.length > 0 ? [tableOf(shown, now, locale)] : []),
      ...(notes.length > 0 ? [{ lines: notes.map((note): Line => [{ italic: note }]) }] : []),
      ...refusedSections(shown, locale),
      ...(others.length > 0 ? [{ list: others }] : []),
    ],
    ...(shown.length > 0 && {
      choice: {
        placeholder: words.more[locale],
        action: commandTarget('lag', 'ask'),
        options: shown.map(({ task }) => ({ label: task.name, value: formatRef(task) })),
      },
      buttons: [
        pictureButton(
          'lag',
          shown.map(({ task }) => task),
          locale,
        ),
      ],
    }),
  }
}

function tableOf(shown: readonly ShownLag[], now: number, locale: Locale): Section {
  const header = [words.task, words.title, words.course, words.limit, words.arises, words.age]
  const rows = shown.map((one): readonly Inline[] => {
    const { task, limit, monitoring, seenAt, lags, lagMs } = one
    const course = lagCourse(lags, now, shortBars)
    return [
      task.name,
      valueWords(one, now, locale) ?? statusWords(task.status, task.scenario)[locale],
      course ? lagBars(course.spans) : '–',
      limit === undefined ? '–' : formatDuration(limit.aboveMs, locale),
      delayPlaceWords(monitoring)?.[locale] ?? '–',
      lagMs === undefined ? '–' : seenAt === undefined ? words.justNow[locale] : { time: seenAt },
    ]
  })
  return { table: { caption: words.title[locale], header: header.map((text) => text[locale]), rows } }
}
