import { type Locale, say, type Text, type TextTemplate } from '../base/i18n.ts'
import { commandTarget } from '../domain/command-targets.ts'
import {
  areOver,
  type BegunComparison,
  type ComparedPlace,
  type Comparison,
  comparisonBegun,
  type DifferingRows,
  hasResult,
  isComparisonFinished,
  isFollowingChanges,
  isUnequal,
  type RegularComparisons,
} from '../domain/tasks/comparison.ts'
import { comparisonKindsOf } from '../domain/tasks/comparison-order.ts'
import type { ComparisonSchedule } from '../domain/tasks/comparison-schedule.ts'
import { formatRef, type TaskRef } from '../domain/tasks/task-ref.ts'
import { verdictKind, verdictWords } from '../drs/comparison-verdicts.ts'
import type { Button, Card, Inline, Line, Section, Tone } from './card.ts'
import {
  comparisonKindWords,
  comparisonResult,
  comparisonSentence,
  comparisonTone,
} from './comparison-words.ts'
import { colon, formatDuration, formatList } from './format.ts'

/** Comparisons of a task: one that is followed, those that there were, and what was found, level by level. */

const words = {
  comparisons: say('Comparisons', '数据对比'),
  none: say('Nothing was compared yet.', '尚未进行过数据对比。'),
  refused: say('refused by DRS', 'DRS 拒绝'),
  waits: say('DRS doesn’t show it yet', 'DRS 尚未返回'),
  starts: say('starts ', '开始时间 '),
  what: say('What differs', '差异明细'),
  result: say('Result', '对比结果'),
  again: say('Compare again…', '再次对比…'),
  compare: say('Compare…', '发起对比…'),
  cancel: say('Cancel the comparison', '取消对比'),
  end: say('End the comparison', '结束对比'),
  now: say('Start now', '立即启动'),
  export: say('Export', '导出'),
  keep: say('Keep it', '保留'),
  sure: say(
    'The comparison ends without a full result. It can be made again.',
    '对比将中止，结果不完整，可重新发起。',
  ),
  where: say('Where', '位置'),
  kind: say('Kind of object', '对象类型'),
  source: say('Source', '源库'),
  target: say('Destination', '目标库'),
  differing: say('Differing', '差异数'),
  found: say('Result', '结果'),
  note: say('Remark of DRS', 'DRS 备注'),
  look: say('Look into a database…', '查看某个库…'),
  lookKind: say('Look into a kind of object…', '查看某类对象…'),
  rows: say('Rows of a table…', '查看某张表的差异行…'),
  more: say('More', '更多'),
  sourceKeys: say('Key at the source', '源库主键'),
  targetKeys: say('Key at the destination', '目标库主键'),
  nowhere: say('not there', '不存在'),
  sourceSql: say('SQL for the source', '源库查询 SQL'),
  targetSql: say('SQL for the destination', '目标库查询 SQL'),
  private: say(
    'Keys and SQL are data of the databases. Only you see them here.',
    '主键和 SQL 属于业务数据，仅您可见。',
  ),
  noRows: say(
    'The API of this connection doesn’t show single rows. The console does.',
    '该连接的接口不提供差异行，请在控制台查看。',
  ),
  noneDiffers: say('DRS lists no row that differs.', 'DRS 未返回差异行。'),
  nothingInside: say('DRS doesn’t list anything here.', 'DRS 未返回明细。'),
  allEqual: say('Nothing differs here.', '此处没有差异。'),
  plans: say('Planned here, begun by the bot', '机器人计划的对比'),
  nextRun: say(' · next ', ' · 下次 '),
  lastRun: say(' · until ', ' · 截止 '),
  regular: say('Regular comparisons, set in the console', '定期对比（在控制台设置）'),
  regularNote: say(
    'DRS shows their results only in the console. Accounts are compared there.',
    '结果仅在控制台显示，账号对比也在其中。',
  ),
  next: say('Next: ', '下次：'),
  making: say('DRS is making the file', 'DRS 正在生成文件'),
  makingNote: say('This takes a while. Then get it here.', '稍后可在此获取。'),
  get: say('Get the file', '获取文件'),
  cancelled: say('Comparison cancelled', '已取消对比'),
  begun: say('Comparison started', '已启动对比'),
} satisfies Record<string, Text>

const title = {
  planned: { en: (name) => `Comparison of ${name} planned`, 'zh-CN': (name) => `${name}：已计划对比` },
  going: { en: (name) => `Comparing ${name}…`, 'zh-CN': (name) => `正在对比 ${name}……` },
  equal: { en: (name) => `${name}: no differences`, 'zh-CN': (name) => `${name}：没有差异` },
  differs: { en: (name) => `${name}: differences found`, 'zh-CN': (name) => `${name}：发现差异` },
  partial: {
    en: (name) => `${name}: not everything was compared`,
    'zh-CN': (name) => `${name}：未完成全部对比`,
  },
  failed: { en: (name) => `Comparison of ${name} failed`, 'zh-CN': (name) => `${name}：数据对比失败` },
  cancelled: {
    en: (name) => `Comparison of ${name} cancelled`,
    'zh-CN': (name) => `${name}：数据对比已取消`,
  },
  over: { en: (name) => `${name}: comparison over`, 'zh-CN': (name) => `${name}：对比已结束` },
} satisfies Record<string, TextTemplate<[name: string]>>

interface ComparedTask extends TaskRef {
  readonly name: string
}

/** A comparison by a button: the task, its kind and its id. */
export function comparisonValue(task: TaskRef, { kind, id }: Pick<Comparison, 'kind' | 'id'>): string {
  return `${formatRef(task)} ${kind} ${id}`
}

export interface ShownRun {
  readonly task: ComparedTask
  readonly begun: readonly BegunComparison[]
  /** The latest of each kind, the latest first. */
  readonly comparisons: readonly Comparison[]
  /** When it was asked for, milliseconds since the epoch. */
  readonly since: number
  /** Who asked, a Slack user: may cancel it. */
  readonly by: string
  /** Beneath it: who asked, and whom it concerns. */
  readonly tail: readonly Line[]
}

type Part = BegunComparison & { readonly found: Comparison | undefined }

/** What somebody has had compared, in the one message that follows it to its end. */
export function comparisonRunCard(
  { task, begun, comparisons, since, by, tail }: ShownRun,
  locale: Locale,
): Card {
  const parts = begun.map((one): Part => ({ ...one, found: comparisonBegun(one, comparisons, since) }))
  const found = parts.flatMap((part) => (part.refused ? [] : (part.found ?? [])))
  const isOver = areOver(begun, comparisons, since)
  const { heading, tone } = isOver ? headingOf(parts, found) : headingBefore(parts)
  return {
    title: title[heading][locale](task.name),
    tone,
    lines: [...parts.map((part) => partLine(part, locale)), ...tail],
    sections: found.flatMap((one) => worstSection(one, locale)),
    buttons: isOver
      ? endButtons({ task, begun, found, by }, locale)
      : goingOn(parts).map((one) => cancelButton(task, one, locale, by)),
  }
}

function headingBefore(parts: readonly Part[]): {
  readonly heading: keyof typeof title
  readonly tone: Tone
} {
  const waits = parts.every(({ found, at }) => at !== undefined && !found)
  return waits ? { heading: 'planned', tone: 'neutral' } : { heading: 'going', tone: 'working' }
}

/** What can be cancelled: DRS shows that it runs, or has told its id. */
function goingOn(parts: readonly Part[]): readonly CancellableComparison[] {
  return parts.flatMap(({ kind, id, found, refused }): readonly CancellableComparison[] => {
    if (refused) return []
    if (found) return isComparisonFinished(found) ? [] : [found]
    return id === undefined ? [] : [{ kind, id }]
  })
}

type CancellableComparison = Pick<Comparison, 'kind' | 'id'> & Partial<Pick<Comparison, 'status'>>

/** Not compared is not equal: a clean title needs that everything was. */
function headingOf(
  parts: readonly Part[],
  found: readonly Comparison[],
): { readonly heading: keyof typeof title; readonly tone: Tone } {
  if (found.some(({ differences = 0 }) => differences > 0)) return { heading: 'differs', tone: 'warning' }
  if (found.every(({ status }) => status === 'CANCELLED')) return { heading: 'cancelled', tone: 'neutral' }
  if (found.every((one) => comparisonTone(one) === 'bad')) return { heading: 'failed', tone: 'bad' }
  if (found.every(({ clean }) => clean === true) && parts.every(({ refused }) => refused === undefined))
    return { heading: 'equal', tone: 'good' }
  if (found.every(({ clean }) => clean === undefined)) return { heading: 'over', tone: 'neutral' }
  return { heading: 'partial', tone: 'warning' }
}

function partLine({ kind, refused, found, at }: Part, locale: Locale): Line {
  const name = comparisonKindWords(kind)[locale]
  if (refused) return `${name}${colon[locale]}${words.refused[locale]}${colon[locale]}${refused[locale]}`
  if (!found && at !== undefined) return [`${name}${colon[locale]}${words.starts[locale]}`, { time: at }]
  if (!found) return `${name}${colon[locale]}${words.waits[locale]}`
  const sentence = `${name}${colon[locale]}${comparisonResult(found, locale)}`
  return found.error === undefined ? sentence : [sentence, ' · ', { code: found.error }]
}

/** `by`: who may cancel it besides operators. */
function cancelButton(task: TaskRef, comparison: CancellableComparison, locale: Locale, by?: string): Button {
  const label = (comparison.status === 'INCRE_DOING' ? words.end : words.cancel)[locale]
  const text = `${comparisonKindWords(comparison.kind)[locale]}${colon[locale]}${words.sure[locale]}`
  return {
    label,
    action: commandTarget('compare', 'cancel'),
    value: [comparisonValue(task, comparison), ...(by === undefined ? [] : [by])].join(' '),
    confirm: { title: label, text, yes: label, no: words.keep[locale] },
  }
}

interface EndedRun extends Pick<ShownRun, 'task' | 'begun' | 'by'> {
  readonly found: readonly Comparison[]
}

function endButtons({ task, begun, found, by }: EndedRun, locale: Locale): readonly Button[] {
  const shown = found.find(({ clean }) => clean === false) ?? found.find(hasResult)
  const following = found.filter(isFollowingChanges)
  return [
    ...(shown ? [resultButton(task, shown, locale)] : []),
    ...following.map((one) => cancelButton(task, one, locale, by)),
    ...(shown && following.length === 0 ? [exportButton(task, shown, locale)] : []),
    againButton(task, begun, locale),
  ].slice(0, 3)
}

function resultButton(task: TaskRef, comparison: Comparison, locale: Locale): Button {
  const label = (comparison.clean === false ? words.what : words.result)[locale]
  return { label, action: commandTarget('compare', 'result'), value: comparisonValue(task, comparison) }
}

export function exportButton(
  task: TaskRef,
  comparison: Pick<Comparison, 'kind' | 'id'>,
  locale: Locale,
): Button {
  const action = commandTarget('compare', 'export')
  return { label: words.export[locale], action, value: comparisonValue(task, comparison) }
}

/** The same form again, with what was compared. */
function againButton(task: TaskRef, begun: readonly BegunComparison[], locale: Locale): Button {
  const kinds = begun.map(({ kind }) => kind).join('+')
  const value = `--task ${formatRef(task)} --kinds ${kinds}`
  return { label: words.again[locale], action: commandTarget('compare', 'form'), value }
}

function placeName({ database, table, destination }: ComparedPlace, kind: string): string {
  const own = table === undefined ? database : kind === 'object' ? table : `${database}.${table}`
  return destination === undefined ? own : `${own} → ${destination}`
}

const count = (number: number | undefined) => (number === undefined ? '' : String(number))

function placesTable(
  places: readonly ComparedPlace[],
  kind: string,
  locale: Locale,
  caption: string,
): Section {
  const isKinds = kind === 'object' && places.every(({ table }) => table === undefined)
  const noted = places.some(({ note }) => note !== undefined)
  const counted = places.some(
    ({ source, target, differing }) => (source ?? target ?? differing) !== undefined,
  )
  const header = [
    isKinds ? words.kind : words.where,
    words.found,
    ...(counted ? [words.source, words.target, words.differing] : []),
    ...(noted ? [words.note] : []),
  ]
  const rows = places.map((one): readonly Inline[] => [
    { code: placeName(one, kind) },
    verdictWords(one.verdict)[locale],
    ...(counted ? [count(one.source), count(one.target), count(one.differing)] : []),
    ...(noted ? [one.note === undefined ? '' : { code: one.note }] : []),
  ])
  return { table: { caption, header: header.map((text) => text[locale]), rows } }
}

function worstSection(comparison: Comparison, locale: Locale): readonly Section[] {
  const { worst = [], kind } = comparison
  if (worst.length === 0) return []
  const heading = comparisonKindWords(kind)[locale]
  // What DRS remarks may quote data: it is shown to one person only.
  const places = worst.map(({ note: _, ...place }) => place)
  return [{ heading, ...placesTable(places, kind, locale, heading) }]
}

export interface ShownHistory {
  readonly task: ComparedTask
  readonly comparisons: readonly Comparison[]
  readonly regular: RegularComparisons | undefined
  /** Begun by the bot at their time. */
  readonly plans: readonly ComparisonSchedule[]
  readonly mayCompare: boolean
}

/** So many lines are read. */
const mostListed = 12

const olderWords: TextTemplate<[older: number]> = {
  en: (older) => `and ${older} older`,
  'zh-CN': (older) => `另有 ${older} 次更早的对比`,
}

/** The comparisons of a task, those begun in the console included: DRS is asked for them now. */
export function comparisonHistoryCard(
  { task, comparisons, regular, plans, mayCompare }: ShownHistory,
  locale: Locale,
): Card {
  const going = comparisons.find((one) => !isComparisonFinished(one))
  const shown = comparisons.find(({ clean }) => clean === false) ?? comparisons.find(({ clean }) => clean)
  const older = comparisons.length - mostListed
  const value = `--task ${formatRef(task)}`
  const buttons: readonly Button[] = [
    ...(mayCompare
      ? [{ label: words.compare[locale], action: commandTarget('compare', 'form'), value } as const]
      : []),
    ...(shown ? [resultButton(task, shown, locale)] : []),
    ...(going && mayCompare ? [cancelButton(task, going, locale)] : []),
  ]
  const waiting = comparisons.find(
    ({ status, kind }) => status === 'WAITING_FOR_RUNNING' && kind !== 'object',
  )
  const menu = [
    ...(waiting && mayCompare
      ? [
          {
            label: words.now[locale],
            action: commandTarget('compare', 'now'),
            value: comparisonValue(task, waiting),
          },
        ]
      : []),
    ...plans.slice(0, mostPlans).map((one) => ({
      label: endWords[locale](planName(one, locale)),
      action: commandTarget('compare', 'end'),
      value: `${formatRef(task)} ${one.id}`,
    })),
  ]
  return {
    title: `${words.comparisons[locale]}${colon[locale]}${task.name}`,
    tone: 'neutral',
    ...(comparisons.length === 0 && { lines: [words.none[locale]] }),
    sections: [
      { list: comparisons.slice(0, mostListed).map((one) => historyLine(one, locale)) },
      ...(older > 0 ? [{ lines: [olderWords[locale](older)] }] : []),
      ...plansSection(plans, locale),
      ...regularSection(regular, locale),
    ],
    buttons,
    ...(menu.length > 0 && { menu }),
  }
}

/** So many are shown, and can be ended. */
const mostPlans = 8

function plansSection(plans: readonly ComparisonSchedule[], locale: Locale): readonly Section[] {
  if (plans.length === 0) return []
  const list = plans
    .slice(0, mostPlans)
    .map(
      (one): Line => [
        planName(one, locale),
        words.nextRun[locale],
        { time: one.nextAt },
        ...(one.until === undefined ? [] : [words.lastRun[locale], { time: one.until }]),
        ' · ',
        { user: one.by },
      ],
    )
  return [{ heading: words.plans[locale], list }]
}

/** `Row comparison, every day`. */
function planName({ options, everyMs }: ComparisonSchedule, locale: Locale): string {
  const kinds = formatList(
    comparisonKindsOf(options).map((kind) => comparisonKindWords(kind)[locale]),
    locale,
  )
  return everyMs === undefined ? kinds : everyWords[locale](kinds, formatDuration(everyMs, locale))
}

const everyWords: TextTemplate<[kinds: string, span: string]> = {
  en: (kinds, span) => `${kinds}, every ${span.replace(/^1 /, '')}`,
  'zh-CN': (kinds, span) => `${kinds}，每 ${span}`,
}

const endWords: TextTemplate<[plan: string]> = {
  en: (plan) => `End: ${plan}`,
  'zh-CN': (plan) => `终止：${plan}`,
}

function historyLine(comparison: Comparison, locale: Locale): Line {
  const sentence = comparisonSentence(comparison, locale)
  const { startedAt, endedAt = startedAt } = comparison
  return endedAt === undefined ? sentence : [{ time: endedAt }, ' · ', sentence]
}

function regularSection(regular: RegularComparisons | undefined, locale: Locale): readonly Section[] {
  if (!regular || (regular.latest.length === 0 && regular.nextAt === undefined)) return []
  const list = regular.latest.map(
    ({ at, types, status }): Line => [
      ...(at === undefined ? [] : [{ time: at }, ' · ']),
      { code: `${types} ${status}` },
    ],
  )
  return [
    {
      heading: words.regular[locale],
      folded: true,
      lines: [
        ...(regular.nextAt === undefined ? [] : [[words.next[locale], { time: regular.nextAt }]]),
        words.regularNote[locale],
      ],
      list,
    },
  ]
}

export interface ShownPlaces {
  readonly task: ComparedTask
  readonly comparison: Pick<Comparison, 'id' | 'kind'>
  /** The worst first. */
  readonly places: readonly ComparedPlace[]
  /** Of which database, or kind of objects; absent: all of them. */
  readonly database?: string | undefined
  /** Where the places are kept for who looks further into one. */
  readonly kept: string
}

/** A list of Slack has room for so many. */
const mostOptions = 100
/** A table shows so many rows, over several pages. */
const mostRows = 60

const ofAll: TextTemplate<[unequal: number, all: number]> = {
  en: (unequal, all) => `${unequal} of ${all} differ or could not be compared`,
  'zh-CN': (unequal, all) => `共 ${all} 项，${unequal} 项不一致或无法对比`,
}

/** What a comparison has found at one level, the worst first, with the way to the next. */
export function comparedPlacesCard(shown: ShownPlaces, locale: Locale): Card {
  const { task, comparison, places, database } = shown
  const { kind } = comparison
  const unequal = places.filter(isUnequal)
  const name = database ?? comparisonKindWords(kind)[locale]
  const table = database === undefined || unequal.length === 0 ? places : unequal
  const lines =
    places.length === 0
      ? [words.nothingInside[locale]]
      : [unequal.length === 0 ? words.allEqual[locale] : ofAll[locale](unequal.length, places.length)]
  const choice = choiceOf(shown, locale)
  return {
    title: `${name}${colon[locale]}${task.name}`,
    tone: places.length === 0 ? 'neutral' : unequal.length === 0 ? 'good' : 'warning',
    lines,
    sections: table.length === 0 ? [] : [placesTable(table.slice(0, mostRows), kind, locale, name)],
    ...(choice && { choice }),
    buttons: [exportButton(task, comparison, locale)],
  }
}

/** The next level: tables of a database, objects of a kind, rows of a table whose values were compared. */
function choiceOf(
  { comparison: { kind }, places, database, kept }: ShownPlaces,
  locale: Locale,
): Card['choice'] {
  const inside = database !== undefined
  if (inside && kind !== 'value') return undefined
  const options = places
    .map((place, at) => ({ place, value: `${kept} ${at}` }))
    .filter(({ place }) => !inside || verdictKind(place.verdict) === 'different')
    .slice(0, mostOptions)
    .map(({ place, value }) => ({ label: placeName(place, kind), value }))
  if (options.length === 0) return undefined
  const placeholder = inside ? words.rows : kind === 'object' ? words.lookKind : words.look
  const action = inside ? commandTarget('compare', 'rows') : commandTarget('compare', 'tables')
  return { placeholder: placeholder[locale], action, options }
}

export interface ShownRows {
  readonly task: ComparedTask
  readonly place: ComparedPlace
  /** `undefined`: no call tells. */
  readonly page: DifferingRows | undefined
  readonly offset: number
  /** Leads to the next page. */
  readonly next: string
}

const rowWords: TextTemplate<[from: number, to: number, total: number | undefined]> = {
  en: (from, to, total) => `Row ${from} to ${to}${total === undefined ? '' : ` of ${total}`}`,
  'zh-CN': (from, to, total) => `第 ${from} 至 ${to} 行${total === undefined ? '' : `，共 ${total} 行`}`,
}

/** Rows of a table that differ, with the SQL that shows them; for the eyes of one person. */
export function differingRowsCard({ task, place, page, offset, next }: ShownRows, locale: Locale): Card {
  const head = { title: `${placeName(place, 'value')}${colon[locale]}${task.name}`, tone: 'neutral' as const }
  if (page === undefined) return { ...head, lines: [words.noRows[locale]] }
  const { rows, total } = page
  if (rows.length === 0) return { ...head, lines: [words.noneDiffers[locale]] }
  const end = offset + rows.length
  const hasMore = total !== undefined && end < total
  return {
    ...head,
    lines: [rowWords[locale](offset + 1, end, total), { italic: words.private[locale] }],
    sections: rows.map(({ sourceKeys, targetKeys, sourceSql, targetSql }) => ({
      lines: [keyLine(words.sourceKeys, sourceKeys, locale), keyLine(words.targetKeys, targetKeys, locale)],
      ...(sourceSql !== undefined || targetSql !== undefined
        ? { code: sqlText(sourceSql, targetSql, locale) }
        : {}),
    })),
    ...(hasMore && {
      buttons: [{ label: words.more[locale], action: commandTarget('compare', 'rows'), value: next }],
    }),
  }
}

function keyLine(label: Text, keys: readonly string[], locale: Locale): Line {
  const shown: Inline = keys.length === 0 ? words.nowhere[locale] : { code: keys.join(', ') }
  return [`${label[locale]}${colon[locale]}`, shown]
}

function sqlText(source: string | undefined, target: string | undefined, locale: Locale): string {
  if (source === target && source !== undefined) return source
  return [
    ...(source === undefined ? [] : [`-- ${words.sourceSql[locale]}`, source]),
    ...(target === undefined ? [] : [`-- ${words.targetSql[locale]}`, target]),
  ].join('\n')
}

/** That DRS makes the file of a result, and how to get it. */
export function comparisonFileCard(
  task: ComparedTask,
  comparison: Pick<Comparison, 'kind' | 'id'>,
  locale: Locale,
): Card {
  return {
    title: `${words.making[locale]}${colon[locale]}${task.name}`,
    tone: 'working',
    lines: [words.makingNote[locale]],
    buttons: [{ ...exportButton(task, comparison, locale), label: words.get[locale] }],
  }
}

/** That somebody has ended a comparison, or begun one that waited. */
export function comparisonChangedCard(
  task: ComparedTask,
  change: 'cancelled' | 'begun',
  locale: Locale,
): Card {
  return { title: `${words[change][locale]}${colon[locale]}${task.name}`, tone: 'good' }
}
