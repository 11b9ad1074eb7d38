import { type Locale, say, type Text, type TextTemplate } from '../base/i18n.ts'
import type { Need, TaskFacts } from '../domain/tasks/attention.ts'
import { lagTrendOf } from '../domain/tasks/lag-history.ts'
import { isPlausible } from '../domain/tasks/plausible.ts'
import { countChecks } from '../domain/tasks/precheck.ts'
import type { PrecheckReport } from '../domain/tasks/task.ts'
import type { LimitMetric } from '../domain/watching/limits.ts'
import type { Snapshot } from '../domain/watching/snapshot.ts'
import { statusOf, statusWords } from '../drs/statuses.ts'
import type { Inline, Line } from './card.ts'
import { deadlineFact } from './clock-words.ts'
import { colon, formatBar, formatDuration, plural } from './format.ts'
import { doubtful, lagLine, metricWords, unreadLine } from './limit-words.ts'

/** How a task is, in words and the one figure that counts now. */

/** What is known of a task, with what only its readers want to know. */
export interface ShownFacts extends Omit<TaskFacts, 'precheck'> {
  readonly precheck?: PrecheckReport
  readonly statusSince?: number | undefined
  readonly statusBy?: Snapshot['statusBy']
  readonly names?: ReadonlyMap<string, string> | undefined
}

const words = {
  gone: say('DRS no longer knows this task', 'DRS 中已不存在该任务'),
  delay: say('delay ', '时延 '),
  since: say('since ', '自 '),
  by: say('by ', '操作人 '),
  console: say('in the console', '在控制台操作'),
  databases: say('The databases are not entered yet.', '尚未填写数据库信息。'),
} satisfies Record<string, Text>

const remaining: TextTemplate<[span: string]> = {
  en: (span) => `about ${span} left`,
  'zh-CN': (span) => `预计剩余 ${span}`,
}

const precheckWords: TextTemplate<[PrecheckReport]> = {
  en: (report) => {
    if (!report.finished) return `pre-check ${report.percent}%`
    const { failed, alarms } = countChecks(report)
    const found = [
      ...(failed > 0 ? [plural(failed, 'item', 'items')] : []),
      ...(alarms > 0 ? [plural(alarms, 'alarm', 'alarms')] : []),
    ].join(', ')
    if (report.passed) return `pre-check passed${found === '' ? '' : `, ${found}`}`
    return `pre-check failed${found === '' ? '' : `: ${found}`}`
  },
  'zh-CN': (report) => {
    if (!report.finished) return `预检查 ${report.percent}%`
    const { failed, alarms } = countChecks(report)
    const found = [
      ...(failed > 0 ? [`${failed} 项失败`] : []),
      ...(alarms > 0 ? [`${alarms} 项告警`] : []),
    ].join('，')
    if (report.passed) return `预检查已通过${found === '' ? '' : `，${found}`}`
    return `预检查未通过${found === '' ? '' : `：${found}`}`
  },
}

/** The status in words, then the figure: `Incremental phase running · delay 2 sec`. */
export function stateLine(facts: ShownFacts, now: number, locale: Locale): readonly Inline[] {
  const { status, scenario } = facts
  if (status === null) return [words.gone[locale]]
  const figures = figuresOf(facts, status, now, locale)
  return joined([[statusWords(status, scenario)[locale]], ...figures])
}

/** Parts of a line, with dots between them. */
export function joined(parts: readonly (readonly Inline[])[]): readonly Inline[] {
  return parts.filter((part) => part.length > 0).flatMap((part, i) => (i === 0 ? part : [' · ', ...part]))
}

function figuresOf(
  facts: ShownFacts,
  status: string,
  now: number,
  locale: Locale,
): readonly (readonly Inline[])[] {
  const { kind, status: name } = statusOf(status)
  if (name === 'PAUSING') return [sinceWhen(facts, locale), byWhom(facts, locale)]
  switch (kind) {
    case 'configuring':
      return facts.precheck ? [[precheckWords[locale](facts.precheck)]] : []
    case 'running':
      return [...progressParts(facts, locale), ...delayPart(facts, now, locale)]
    case 'healthy':
      return healthyParts(facts, now, locale)
    case 'failed':
      return [sinceWhen(facts, locale)]
    default:
      return []
  }
}

function sinceWhen({ statusSince }: ShownFacts, locale: Locale): readonly Inline[] {
  return statusSince === undefined ? [] : [words.since[locale], { time: statusSince }]
}

function byWhom({ statusBy, names }: ShownFacts, locale: Locale): readonly Inline[] {
  if (statusBy === undefined) return []
  return statusBy === 'console'
    ? [words.console[locale]]
    : [words.by[locale], namedPerson(statusBy.by, names)]
}

/** By name where that is known, which notifies nobody. */
export function namedPerson(user: string, names: ShownFacts['names']): Inline {
  return names?.get(user) ?? { user }
}

function progressParts({ progress = {} }: ShownFacts, locale: Locale): readonly (readonly Inline[])[] {
  const { percent, remainingMs = 0 } = progress
  return [
    ...(percent === undefined ? [] : [[formatBar(percent, locale)]]),
    ...(remainingMs > 0 ? [[remaining[locale](formatDuration(remainingMs, locale))]] : []),
  ]
}

function healthyParts(facts: ShownFacts, now: number, locale: Locale): readonly (readonly Inline[])[] {
  const recovery = recoveryParts(facts, now, locale)
  if (recovery.length > 0) return recovery
  const { percent = 100 } = facts.progress ?? {}
  return [...(percent < 100 ? progressParts(facts, locale) : []), ...delayPart(facts, now, locale)]
}

function delayPart(facts: ShownFacts, now: number, locale: Locale): readonly (readonly Inline[])[] {
  const { progress, unread, lags } = facts
  const lagMs = progress?.lagMs
  const trend = unread?.lag ? undefined : lagTrendOf(lags, now)
  const shown =
    lagMs === undefined
      ? undefined
      : isPlausible(lagMs, facts, now)
        ? lagLine(lagMs, trend, locale)
        : doubtful(lagMs, locale)
  if (unread?.lag) return [[words.delay[locale], ...inlinesOf(unreadLine(shown, unread.lag.since, locale))]]
  return shown === undefined ? [] : [[words.delay[locale], shown]]
}

function recoveryParts(facts: ShownFacts, now: number, locale: Locale): readonly (readonly Inline[])[] {
  const { recovery = {}, unread = {} } = facts
  const figures = [
    ['rpo', recovery.rpoMs, unread.rpo?.since],
    ['rto', recovery.rtoMs, unread.rto?.since],
  ] as const satisfies readonly (readonly [LimitMetric, number | undefined, number | undefined])[]
  return figures.flatMap(([metric, ms, since]) => {
    if (ms === undefined && since === undefined) return []
    const label = `${metricWords[metric][locale]} `
    const shown =
      ms === undefined
        ? undefined
        : isPlausible(ms, facts, now)
          ? formatDuration(ms, locale)
          : doubtful(ms, locale)
    return [[label, ...(since === undefined ? [shown ?? ''] : inlinesOf(unreadLine(shown, since, locale)))]]
  })
}

function inlinesOf(line: Line): readonly Inline[] {
  return Array.isArray(line) ? line : [line as Inline]
}

const overLimit: TextTemplate<[metric: string, limit: string]> = {
  en: (metric, limit) => `${upperFirst(metric)} is above its limit of ${limit}`,
  'zh-CN': (metric, limit) => `${metric}超过上限 ${limit}`,
}

const notRead: TextTemplate<[metric: string]> = {
  en: (metric) =>
    `${upperFirst(metric)} could not be read for a while, so it is not clear whether it is within its limit.`,
  'zh-CN': (metric) => `${metric}已有一段时间无法读取，无法判断是否在上限以内。`,
}

function upperFirst(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}

/** Why it needs somebody, one line each. The pre-check stands behind the status already, and requests have lines of their own. */
export function needLines(needs: readonly Need[], locale: Locale): readonly Line[] {
  // A line may be a list itself, so none is flattened.
  return needs.map((need) => needLine(need, locale)).filter((line) => line !== undefined)
}

function needLine(need: Need, locale: Locale): Line | undefined {
  switch (need.kind) {
    case 'above': {
      const { metric, aboveMs } = need.limit
      const said = overLimit[locale](metricWords[metric][locale], formatDuration(aboveMs, locale))
      return need.since === undefined ? said : [said, ' ', words.since[locale], { time: need.since }]
    }
    case 'unread':
      return notRead[locale](metricWords[need.metric][locale])
    case 'databases':
      return words.databases[locale]
    case 'deadline':
    case 'precheck':
    case 'requests':
      return undefined
  }
}

/** Every deadline that runs, urgent or not: `Ends automatically: within 13 days · by 4 Dec 10:00`. */
export function deadlineLines(
  { deadlines = [] }: Pick<TaskFacts, 'deadlines'>,
  locale: Locale,
): readonly Line[] {
  return deadlines.map((deadline) => {
    const { label, value } = deadlineFact(deadline, locale)
    return [`${label}${colon[locale]}`, ...inlinesOf(value)]
  })
}
