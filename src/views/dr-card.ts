import { type Locale, say, type Text, type TextTemplate } from '../base/i18n.ts'
import { permission } from '../domain/actions/permission.ts'
import { commandTarget } from '../domain/command-targets.ts'
import type { ReplicationHealth } from '../domain/tasks/monitoring.ts'
import { isPlausible } from '../domain/tasks/plausible.ts'
import type { Recovery, Task } from '../domain/tasks/task.ts'
import { formatRef } from '../domain/tasks/task-ref.ts'
import type { Limit } from '../domain/watching/event.ts'
import { courseOfFigure } from '../domain/watching/figure-course.ts'
import type { Snapshot } from '../domain/watching/snapshot.ts'
import { directionWords } from '../drs/engines.ts'
import { statusOf, statusWords } from '../drs/statuses.ts'
import type { Button, Card, Inline, Line, Section } from './card.ts'
import { endAddress } from './ends.ts'
import { colon, comma, formatDuration, plural } from './format.ts'
import { courseWords, doubtful, metricWords } from './limit-words.ts'
import { monitoringLines } from './monitoring-words.ts'
import { pictureButton } from './picture-card.ts'
import { actionButton, shortId, taskKind } from './task-card.ts'
import { joined } from './task-state.ts'

/** A DR task, or a part of one, as DRS tells of it at this moment. */
export interface ShownPair {
  readonly task: Task
  readonly recovery?: Recovery | undefined
  readonly monitoring?: ReplicationHealth | undefined
  /** As the bot saw it last. */
  readonly seen?: Snapshot | undefined
  readonly limits: readonly Limit[]
  /** What DRS refused to tell, in its reasons. */
  readonly refused: readonly Line[]
}

/** A pair with the parts of dual-active DR. */
export interface ShownDr extends ShownPair {
  readonly subtasks: readonly ShownPair[]
}

const words = {
  title: say('DR monitoring', '灾备监控'),
  way: say('Data flows', '数据流向'),
  way2: say('Direction', '方向'),
  task: say('Task', '任务'),
  status: say('Status', '任务状态'),
  unknownEnd: say('unknown', '未知'),
  noFigure: say('DRS reports none', 'DRS 未提供'),
  noMonitoring: say(
    'DRS reports health, positions and network only while the task replicates.',
    'DRS 未提供连接状态、位点和网络数据，仅在任务复制期间提供。',
  ),
  dual: say(
    'Dual-active: DRS reports RPO, RTO and health of each part.',
    '双主灾备：RPO、RTO 和连接状态按子任务提供。',
  ),
  noParts: say('DRS lists no parts of this pair.', 'DRS 未列出该灾备任务的子任务。'),
  refused: say('What DRS didn’t report', 'DRS 未返回的内容'),
  notDr: say('Not disaster recovery', '非灾备任务'),
  compare: say('Compare data', '数据对比'),
  more: say('Show a pair', '查看灾备任务'),
  dualShort: say('dual-active', '双主灾备'),
} satisfies Record<string, Text>

const pairs: TextTemplate<[count: number]> = {
  en: (count) => `DR monitoring: ${plural(count, 'task', 'tasks')}`,
  'zh-CN': (count) => `灾备监控：${count} 个任务`,
}

const limitPart: TextTemplate<[limit: string, above: boolean]> = {
  en: (limit, above) => (above ? `above the limit of ${limit}` : `limit ${limit}`),
  'zh-CN': (limit, above) => (above ? `超过上限 ${limit}` : `上限 ${limit}`),
}

/** Where a figure is going, and what it was when the bot saw it last. */
const coursePhrase: Readonly<
  Record<Locale, (direction: string, before: string, at: number) => readonly Inline[]>
> = {
  en: (direction, before, at) => [`, ${direction} (${before} before, seen by the bot `, { time: at }, ')'],
  'zh-CN': (direction, before, at) => [`，${direction}（机器人此前记录于 `, { time: at }, `：${before}）`],
}

type Metric = 'rpo' | 'rto'
const metrics = ['rpo', 'rto'] as const satisfies readonly Metric[]

function figureOf({ recovery = {} }: ShownPair, metric: Metric): number | undefined {
  return metric === 'rpo' ? recovery.rpoMs : recovery.rtoMs
}

function limitOf({ limits }: ShownPair, metric: Metric): Limit | undefined {
  return limits.find((limit) => limit.metric === metric)
}

function isAbove(pair: ShownPair, metric: Metric, now: number): boolean {
  const [value, limit] = [figureOf(pair, metric), limitOf(pair, metric)]
  return (
    value !== undefined && limit !== undefined && value > limit.aboveMs && isPlausible(value, pair.task, now)
  )
}

/** One pair in full: which way, RPO and RTO, both sides; of dual-active DR each part. */
export function drCard(dr: ShownDr, now: number, locale: Locale, may: boolean): Card {
  const { task, subtasks } = dr
  const all: readonly ShownPair[] = [dr, ...subtasks]
  return {
    title: `${words.title[locale]}${colon[locale]}${task.name}`,
    tone: toneOf(all, now),
    state: statusWords(task.status, task.scenario)[locale],
    lines: [
      ...wayLines(task, locale),
      ...(task.dualActive ? [words.dual[locale]] : figureLines(dr, now, locale)),
      ...(task.dualActive && subtasks.length === 0 ? [words.noParts[locale]] : []),
    ],
    sections: [
      ...(task.dualActive ? [] : [{ lines: healthLines(dr, locale) }]),
      ...subtasks.map((part) => partSection(part, now, locale)),
      ...refusedSections(all, locale),
    ],
    buttons: drButtons(task, may, locale),
    footer: [{ code: shortId(task.id) }],
  }
}

function toneOf(all: readonly ShownPair[], now: number): NonNullable<Card['tone']> {
  if (all.some(({ task }) => statusOf(task.status).kind === 'failed')) return 'bad'
  const troubled = all.some(
    (pair) =>
      metrics.some((metric) => isAbove(pair, metric, now)) ||
      pair.monitoring?.source.reachable === false ||
      pair.monitoring?.destination.reachable === false,
  )
  return troubled ? 'warning' : 'neutral'
}

/** The source is the active side, before and after a switchover. */
function wayLines({ direction, scenario, source, destination }: Task, locale: Locale): readonly Line[] {
  const direct = directionWords(direction, scenario)[locale]
  const [from, to] = [endAddress(source), endAddress(destination)]
  const unknown = words.unknownEnd[locale]
  const ends =
    from === '' && to === ''
      ? []
      : [[{ bold: words.way[locale] }, `${colon[locale]}${from || unknown} → ${to || unknown}`]]
  return [...ends, ...(direct === '' ? [] : [[{ bold: words.way2[locale] }, `${colon[locale]}${direct}`]])]
}

function figureLines(pair: ShownPair, now: number, locale: Locale): readonly Line[] {
  return metrics.map((metric) => figureLine(pair, metric, now, locale))
}

/** `RPO: 2 sec, rising (800 ms before, seen by the bot 12:01) · limit 1 min`. */
function figureLine(pair: ShownPair, metric: Metric, now: number, locale: Locale): Line {
  const value = figureOf(pair, metric)
  const label: Inline = { bold: metricWords[metric][locale] }
  if (value === undefined) return [label, `${colon[locale]}${words.noFigure[locale]}`]
  if (!isPlausible(value, pair.task, now)) return [label, `${colon[locale]}${doubtful(value, locale)}`]
  const limit = limitOf(pair, metric)
  return [
    label,
    `${colon[locale]}${formatDuration(value, locale)}`,
    ...courseParts(pair, metric, value, locale),
    ...(limit === undefined
      ? []
      : [` · ${limitPart[locale](formatDuration(limit.aboveMs, locale), value > limit.aboveMs)}`]),
  ]
}

function courseParts(pair: ShownPair, metric: Metric, value: number, locale: Locale): readonly Inline[] {
  const course = courseOfFigure(metric, value, pair.seen)
  if (course === undefined) return []
  const { direction, before, at } = course
  return coursePhrase[locale](courseWords[direction][locale], formatDuration(before, locale), at)
}

function healthLines({ monitoring, refused }: ShownPair, locale: Locale): readonly Line[] {
  if (monitoring) return monitoringLines(monitoring, locale)
  return refused.length > 0 ? [] : [words.noMonitoring[locale]]
}

/** A message of two parts is still read at a glance. */
function partSection(part: ShownPair, now: number, locale: Locale): Section {
  const { task } = part
  return {
    heading: `${task.name} · ${statusWords(task.status, task.scenario)[locale]}`,
    lines: [
      joined(wayLines(task, locale).map((line) => [line].flat())),
      ...figureLines(part, now, locale),
      ...healthLines(part, locale),
    ],
  }
}

function refusedSections(all: readonly ShownPair[], locale: Locale): readonly Section[] {
  const lines = all.flatMap(({ refused }) => refused)
  return lines.length === 0 ? [] : [{ heading: words.refused[locale], lines }]
}

function drButtons(task: Task, may: boolean, locale: Locale): readonly Button[] {
  const value = formatRef(task)
  const replicates = statusOf(task.status).kind === 'healthy'
  return [
    pictureButton('dr', [task], locale),
    ...(may && replicates
      ? [{ label: words.compare[locale], action: commandTarget('compare', 'ask'), value }]
      : []),
    ...(may && permission('switchover', task).ok ? [actionButton('switchover', value, locale)] : []),
  ]
}

/** How bad it is: failed, then by how far it is above its limits, or near them; where nothing is told, at the end. */
function troubleOf(dr: ShownDr, now: number): number {
  const parts: readonly ShownPair[] = [dr, ...dr.subtasks]
  if (parts.some(({ task }) => statusOf(task.status).kind === 'failed')) return Number.POSITIVE_INFINITY
  const shares = parts.flatMap((pair) =>
    metrics.map((metric) => {
      const [value, limit] = [figureOf(pair, metric), limitOf(pair, metric)]
      if (value === undefined || !isPlausible(value, pair.task, now)) return -1
      return value / Math.max(1, limit?.aboveMs ?? usualLimitMs)
    }),
  )
  return Math.max(...shares)
}

/** Pairs without a limit are measured by this. */
const usualLimitMs = 60_000

/** Several pairs, the worst first; `others`: what is not disaster recovery or cannot be found. */
export function drListCard(
  given: readonly ShownDr[],
  others: readonly Line[],
  now: number,
  locale: Locale,
): Card {
  const pairsShown = given.toSorted((a, b) => {
    const [one, other] = [troubleOf(a, now), troubleOf(b, now)]
    return one === other ? 0 : other - one
  })
  const rows = pairsShown.flatMap((dr) => [dr, ...dr.subtasks]).map((pair) => tableRow(pair, now, locale))
  const header = [words.task, words.status, words.way2, metricWords.rpo, metricWords.rto]
  const all = pairsShown.flatMap((dr) => [dr, ...dr.subtasks])
  return {
    title: pairs[locale](pairsShown.length),
    tone: toneOf(all, now),
    sections: [
      ...(rows.length === 0
        ? []
        : [
            {
              table: { caption: words.title[locale], header: header.map((text) => text[locale]), rows },
            },
          ]),
      ...refusedSections(all, locale),
      ...(others.length === 0 ? [] : [{ list: others }]),
    ],
    ...(pairsShown.length > 0 && {
      choice: {
        placeholder: words.more[locale],
        action: commandTarget('dr', 'ask'),
        options: pairsShown.map(({ task }) => ({ label: task.name, value: formatRef(task) })),
      },
      buttons: [
        pictureButton(
          'dr',
          pairsShown.map(({ task }) => task),
          locale,
        ),
      ],
    }),
  }
}

function tableRow(pair: ShownPair, now: number, locale: Locale): readonly Inline[] {
  const { task } = pair
  const figure = (metric: Metric): string => {
    const value = figureOf(pair, metric)
    if (value === undefined) return task.dualActive ? words.dualShort[locale] : words.noFigure[locale]
    if (!isPlausible(value, task, now)) return doubtful(value, locale)
    const limit = limitOf(pair, metric)
    const above =
      limit !== undefined && value > limit.aboveMs
        ? `${comma[locale]}${limitPart[locale](formatDuration(limit.aboveMs, locale), true)}`
        : ''
    return `${formatDuration(value, locale)}${above}`
  }
  return [
    task.name,
    statusWords(task.status, task.scenario)[locale],
    directionWords(task.direction, task.scenario)[locale],
    figure('rpo'),
    figure('rto'),
  ]
}

const notDr: TextTemplate<[name: string, kind: string]> = {
  en: (name, kind) => `${name} is no disaster recovery task. It is: ${kind}. Use /drs lag for its delay.`,
  'zh-CN': (name, kind) => `${name} 不是灾备任务，而是：${kind}。可用 /drs lag 查看时延。`,
}

/** What a task is that was taken for disaster recovery. */
export function notDrWords(task: Task): Text {
  return say(notDr.en(task.name, taskKind(task, 'en')), notDr['zh-CN'](task.name, taskKind(task, 'zh-CN')))
}
