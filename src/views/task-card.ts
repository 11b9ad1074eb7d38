import type { Locale, Text, TextTemplate } from '../base/i18n.ts'
import { type ActionVerb, offeredActions } from '../domain/actions/permission.ts'
import { actionOf } from '../domain/actions/rows.ts'
import { commandTarget } from '../domain/command-targets.ts'
import type { CardExtras } from '../domain/delivery/card-extras.ts'
import { type LagTrend, lagTrendOf } from '../domain/tasks/lag-history.ts'
import { type FigureOwner, isPlausible } from '../domain/tasks/plausible.ts'
import type { DatabaseEndpoint, PrecheckReport, Progress, Recovery, Task } from '../domain/tasks/task.ts'
import { formatRef } from '../domain/tasks/task-ref.ts'
import type { LimitMetric } from '../domain/watching/limits.ts'
import type { Snapshot } from '../domain/watching/snapshot.ts'
import { directionWords, engineWords, modeWords, networkWords, scenarioWords } from '../drs/engines.ts'
import { failureEssence } from '../drs/failure-causes.ts'
import { type StatusKind, statusOf, statusWords } from '../drs/statuses.ts'
import type { Button, Card, Inline, Line, Section, Tone } from './card.ts'
import { deadlineFact } from './clock-words.ts'
import { failureAdvice, failureLine } from './failure-words.ts'
import { formatBar, formatDuration, formatList, plural } from './format.ts'
import { crossedLine, doubtful, lagLine, unreadLine } from './limit-words.ts'

type Fact = { readonly label: string; readonly value: Line }

const toneByKind: Readonly<Record<StatusKind, Tone>> = {
  pending: 'working',
  configuring: 'neutral',
  running: 'working',
  healthy: 'good',
  changing: 'working',
  stopping: 'working',
  ended: 'neutral',
  failed: 'bad',
  other: 'neutral',
}

const labels = {
  status: { en: 'Status', 'zh-CN': '任务状态' },
  what: { en: 'Task', 'zh-CN': '任务' },
  progress: { en: 'Full phase', 'zh-CN': '全量进度' },
  remaining: { en: 'About', 'zh-CN': '预计剩余' },
  lag: { en: 'Delay', 'zh-CN': '时延' },
  rpo: { en: 'RPO / RTO', 'zh-CN': 'RPO / RTO' },
  precheck: { en: 'Pre-check', 'zh-CN': '预检查' },
  error: { en: 'Cause of failure', 'zh-CN': '失败原因' },
  source: { en: 'Source', 'zh-CN': '源库' },
  destination: { en: 'Destination', 'zh-CN': '目标库' },
  nodeType: { en: 'Specifications', 'zh-CN': '规格' },
  network: { en: 'Network', 'zh-CN': '网络类型' },
  created: { en: 'Created', 'zh-CN': '创建时间' },
  description: { en: 'Description', 'zh-CN': '描述' },
  approval: { en: 'Waits for approval', 'zh-CN': '等待审批' },
  gone: { en: 'DRS no longer knows this task', 'zh-CN': 'DRS 中已不存在该任务' },
} satisfies Record<string, Text>

function fact(label: Text, value: Line, locale: Locale): Fact {
  return { label: label[locale], value }
}

/** What the task is, in one line: `Real-time migration · MySQL → MySQL · Full + incremental · To the cloud`. */
export function taskKind(
  task: Pick<Task, 'scenario' | 'engine' | 'mode' | 'direction'>,
  locale: Locale,
): string {
  return [
    scenarioWords(task.scenario),
    engineWords(task.engine),
    modeWords(task.mode),
    directionWords(task.direction, task.scenario),
  ]
    .map((words) => words[locale])
    .filter((words) => words !== '')
    .join(' · ')
}

/** Whose figures are shown, and when. */
interface Figures extends FigureOwner {
  readonly status: string
  readonly progress?: Progress | undefined
  readonly recovery?: Recovery | undefined
  readonly trend?: LagTrend | undefined
  readonly unread?: Snapshot['unread']
  readonly crossed?: CardExtras['crossed']
  /** Milliseconds since the epoch; without it only the longest delay of all is held against a figure. */
  readonly now?: number | undefined
}

function progressFacts(figures: Figures, locale: Locale): Fact[] {
  const { status, progress = {}, trend, unread } = figures
  const { percent, lagMs, remainingMs } = progress
  const { kind } = statusOf(status)
  const facts: Fact[] = []
  if (
    percent !== undefined &&
    kind !== 'configuring' &&
    ((lagMs === undefined && !unread?.lag) || percent < 100)
  ) {
    facts.push(fact(labels.progress, formatBar(percent, locale), locale))
  }
  if (remainingMs !== undefined && remainingMs > 0) {
    facts.push(fact(labels.remaining, formatDuration(remainingMs, locale), locale))
  }
  const lag =
    lagMs === undefined ? undefined : credibleLag(lagMs, figures, unread?.lag ? undefined : trend, locale)
  if (unread?.lag) facts.push(fact(labels.lag, unreadLine(lag, unread.lag.since, locale), locale))
  else if (lag !== undefined) facts.push(fact(labels.lag, withLimits(lag, ['lag'], figures, locale), locale))
  return facts
}

/** A figure, and since when it is above a limit. */
function withLimits(
  value: string,
  metrics: readonly LimitMetric[],
  { crossed = [] }: Figures,
  locale: Locale,
): Line {
  const [first] = crossed.filter(({ limit }) => metrics.includes(limit.metric))
  return first ? crossedLine(value, first, locale) : value
}

function credibleLag(ms: number, figures: Figures, trend: LagTrend | undefined, locale: Locale): string {
  return isCredible(ms, figures) ? lagLine(ms, trend, locale) : doubtful(ms, locale)
}

function isCredible(ms: number, figures: Figures): boolean {
  return isPlausible(ms, figures, figures.now ?? Number.POSITIVE_INFINITY)
}

function recoveryFacts(figures: Figures, locale: Locale): Fact[] {
  const { rpoMs, rtoMs } = figures.recovery ?? {}
  const since = figures.unread?.rpo?.since ?? figures.unread?.rto?.since
  if (rpoMs === undefined && rtoMs === undefined && since === undefined) return []
  const show = (ms: number | undefined) => {
    if (ms === undefined) return '–'
    return isCredible(ms, figures) ? formatDuration(ms, locale) : doubtful(ms, locale)
  }
  const values = `${show(rpoMs)} / ${show(rtoMs)}`
  const line =
    since === undefined
      ? withLimits(values, ['rpo', 'rto'], figures, locale)
      : unreadLine(values, since, locale)
  return [fact(labels.rpo, line, locale)]
}

const precheckLine: TextTemplate<[PrecheckReport]> = {
  en: (report) => {
    if (!report.finished) return `running, ${report.percent}%`
    const { failed, alarms } = countVerdicts(report)
    if (report.passed) return alarms > 0 ? `passed with ${plural(alarms, 'alarm', 'alarms')}` : 'passed'
    return `not passed: ${failed} failed, ${plural(alarms, 'alarm', 'alarms')}`
  },
  'zh-CN': (report) => {
    if (!report.finished) return `进行中，${report.percent}%`
    const { failed, alarms } = countVerdicts(report)
    if (report.passed) return alarms > 0 ? `已通过，${alarms} 项告警` : '已通过'
    return `未通过：${failed} 项失败，${alarms} 项告警`
  },
}

/** A verdict that the documents do not name counts as failed, as it does in the report. */
export function countVerdicts(report: Pick<PrecheckReport, 'items'>): {
  failed: number
  alarms: number
  passed: number
} {
  const count = (verdict: string) => report.items.filter((item) => item.verdict === verdict).length
  const [passed, alarms] = [count('PASSED'), count('ALARM')]
  return { failed: report.items.length - passed - alarms, alarms, passed }
}

/** While the task is being configured the last precheck matters; later it is history. */
function precheckFacts(status: string, report: PrecheckReport | undefined, locale: Locale): Fact[] {
  if (!report || statusOf(status).kind !== 'configuring') return []
  return [fact(labels.precheck, precheckLine[locale](report), locale)]
}

export const confirmWords = {
  yes: { en: 'Yes, do it', 'zh-CN': '确定' },
  no: { en: 'No', 'zh-CN': '取消' },
} satisfies Record<string, Text>

/** The button that asks for an action. What is destructive asks for approval, or back, before it is done. */
export function actionButton(name: ActionVerb, value: string, locale: Locale): Button {
  const { words, style } = actionOf(name)
  return { label: words.button[locale], action: commandTarget(name, 'ask'), value, ...(style && { style }) }
}

function actionButtons(
  state: { connection: string; id: string; status: string; scenario: string },
  precheck: PrecheckReport | undefined,
  locale: Locale,
): readonly Button[] {
  const checked = precheck?.finished ? { precheckPassed: precheck.passed } : {}
  return offeredActions({ ...state, ...checked }).map((name) => actionButton(name, formatRef(state), locale))
}

const askedBy: Text = { en: ' · asked by ', 'zh-CN': ' · 发起人 ' }
const untilTime: Text = { en: ' · until ', 'zh-CN': ' · 截止 ' }

/** Requests that wait for people are a deadline of their own. */
function approvalFacts({ openRequests = [] }: CardExtras, locale: Locale): Fact[] {
  return openRequests.map(({ verb, by, until }) =>
    fact(
      labels.approval,
      [verb[locale], askedBy[locale], { user: by }, untilTime[locale], { time: until }],
      locale,
    ),
  )
}

const unnamed: Text = { en: 'Unnamed task', 'zh-CN': '未命名任务' }

/** A task is not called sound while it is too far behind, or nobody can see how far. */
function toneOf({ unread = {} }: Snapshot, { crossed = [] }: CardExtras, status: string): Tone {
  const tone = toneByKind[statusOf(status).kind]
  const unsure = Object.values(unread).some(({ long }) => long)
  return tone === 'good' && (unsure || crossed.length > 0) ? 'warning' : tone
}

/** The living card of a watched task: always the latest state, edited in place. */
export function taskCard(snapshot: Snapshot, locale: Locale, now: number, extras: CardExtras = {}): Card {
  const title = snapshot.name ?? unnamed[locale]
  const scenario = snapshot.scenario ?? ''
  const footer: Line = [{ code: snapshot.id }, ` · ${snapshot.connection} · `, { time: snapshot.changedAt }]
  if (snapshot.status === null) {
    return { title, tone: 'neutral', lines: [labels.gone[locale]], footer }
  }
  const { status } = snapshot
  const kind = taskKind(
    {
      scenario,
      engine: snapshot.engine ?? '',
      mode: snapshot.mode ?? '',
      direction: snapshot.direction ?? '',
    },
    locale,
  )
  const { crossed = [] } = extras
  const figures = { ...snapshot, status, now, crossed, trend: lagTrendOf(snapshot.lags, now) }
  return {
    title,
    tone: toneOf(snapshot, extras, status),
    lines: kind === '' ? [] : [kind],
    facts: [
      fact(labels.status, { bold: statusWords(status, scenario)[locale] }, locale),
      ...progressFacts(figures, locale),
      ...recoveryFacts(figures, locale),
      ...precheckFacts(status, snapshot.precheck, locale),
      ...(snapshot.error ? [fact(labels.error, failureLine(snapshot, locale), locale)] : []),
      ...(snapshot.deadlines ?? []).map((deadline) => deadlineFact(deadline, locale)),
      ...approvalFacts(extras, locale),
    ],
    buttons: actionButtons(
      { connection: snapshot.connection, id: snapshot.id, status, scenario },
      snapshot.precheck,
      locale,
    ),
    footer,
  }
}

function endpointLine(end: DatabaseEndpoint): string {
  const place = end.ip ? `${end.ip}${end.port ? `:${end.port}` : ''}` : undefined
  return [end.dbType, end.instanceName ?? end.instanceId, place, end.user].filter(Boolean).join(' · ')
}

/** Everything DRS says of a task, for `/drs show`. */
export function taskDetails(
  task: Task,
  more: { progress?: Progress; recovery?: Recovery; precheck?: PrecheckReport; now?: number },
  locale: Locale,
): Card {
  const figures = { ...task, ...more }
  const optional = (label: Text, value: string | undefined): Fact[] =>
    value ? [fact(label, value, locale)] : []
  return {
    title: task.name,
    tone: toneByKind[statusOf(task.status).kind],
    lines: [taskKind(task, locale)],
    facts: [
      fact(labels.status, { bold: statusWords(task.status, task.scenario)[locale] }, locale),
      ...progressFacts(figures, locale),
      ...recoveryFacts(figures, locale),
      ...precheckFacts(task.status, more.precheck, locale),
      ...(task.error ? [fact(labels.error, failureLine(task, locale), locale)] : []),
      ...optional(labels.source, task.source && endpointLine(task.source)),
      ...optional(labels.destination, task.destination && endpointLine(task.destination)),
      ...optional(labels.nodeType, task.nodeType),
      ...optional(labels.network, task.network && networkWords(task.network)[locale]),
      ...(task.createdAt ? [fact(labels.created, { time: task.createdAt }, locale)] : []),
      ...optional(labels.description, task.description),
    ],
    sections: failureSections(task, locale),
    buttons: actionButtons(task, more.precheck, locale),
    footer: [{ code: task.id }, ` · ${task.connection}`],
  }
}

/** What is known of a failure, and DRS's text as it came wherever the card shows less of it. */
function failureSections(task: Task, locale: Locale): Section[] {
  const { error = '' } = task
  const advice = failureAdvice(task, locale)
  return [
    ...(advice.length > 0 ? [{ lines: advice }] : []),
    ...(error.trim() === failureEssence(error) ? [] : pieces(error).map((code) => ({ code }))),
  ]
}

/** What a message holds of a text: twenty pieces that are each shown whole. */
function pieces(text: string): readonly string[] {
  return (text.match(/[\s\S]{1,2500}/gu) ?? []).slice(0, 20)
}

/** One line of a list: name, status and kind. */
export function taskLine(task: Task, locale: Locale): readonly Inline[] {
  return [
    { bold: task.name },
    ` · ${statusWords(task.status, task.scenario)[locale]} · ${scenarioWords(task.scenario)[locale]} · ${engineWords(task.engine)[locale]}`,
  ]
}

/** Names for a sentence. */
export function taskNames(tasks: readonly Pick<Task, 'name'>[], locale: Locale): string {
  return formatList(
    tasks.map((task) => task.name),
    locale,
  )
}
