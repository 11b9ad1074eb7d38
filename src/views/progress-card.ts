import { type Locale, say, type Text, type TextTemplate } from '../base/i18n.ts'
import { commandTarget } from '../domain/command-targets.ts'
import {
  type Component,
  copiedKinds,
  type FullProgress,
  hasFailed,
  isNamedIn,
  type KindProgress,
  kindPercent,
  type ObjectProgress,
  type ObjectRow,
  orderedKinds,
  orderedObjects,
  type Phase,
  phaseOf,
  type RemainingTime,
} from '../domain/tasks/object-progress.ts'
import type { Recovery, Task } from '../domain/tasks/task.ts'
import { formatRef } from '../domain/tasks/task-ref.ts'
import type { DrsError } from '../drs/drs-error.ts'
import type { Button, Card, Inline, Line, Section } from './card.ts'
import { componentSection } from './component-words.ts'
import { failureLine } from './failure-words.ts'
import { colon, formatBar, formatDuration, plural } from './format.ts'
import { copyPartWords, objectKindWords } from './object-kind-words.ts'
import { pictureButton } from './picture-card.ts'
import { drsErrorLines } from './problem-card.ts'
import { joined, stateLine } from './task-state.ts'

const words = {
  title: say('Progress', '进度'),
  several: say('Progress of tasks', '任务进度'),
  kinds: say('By kind of object', '各类对象'),
  parts: say('Parts of the full phase', '全量阶段各部分'),
  failed: say('not complete', '未完成'),
  before: say('Nothing is copied yet: the task has not started.', '任务尚未启动，还没有传输数据。'),
  ended: say('The task has ended. This is what DRS last counted.', '任务已结束，以下为 DRS 最后的统计。'),
  copied: say('The full phase is over. Changes are being copied.', '全量阶段已完成，正在同步增量数据。'),
  changesOnly: say('This task copies changes only.', '该任务仅同步增量数据。'),
  untold: say('DRS reports no progress of this task.', 'DRS 未返回该任务的进度。'),
  noKinds: say(
    'DRS reports no counts by kind here. API v5 has them, and v3 for disaster recovery.',
    '此处 DRS 未返回各类对象的数量。v5 接口提供该数据，v3 接口仅对灾备任务提供。',
  ),
  kindsUnread: say('The counts by kind could not be read:', '无法读取各类对象的数量：'),
  objects: say('Objects one by one', '查看各对象'),
  reload: say('Update', '刷新'),
  noObjects: say('DRS lists no objects of this kind.', 'DRS 未返回该类对象。'),
  onlyV5: say(
    'This API doesn’t list objects of this kind one by one. Enable API v5 for the connection, or look in the console.',
    '该接口不支持查询此类对象的明细。请为该连接启用 v5 接口，或在控制台查看。',
  ),
  kind: say('Kind of object', '对象类型'),
  source: say('Object', '对象'),
  destination: say('At the destination', '目标库名称'),
  done: say('Progress', '进度'),
  unknown: say('not reported', '未返回'),
  named: say('named in the failure', '失败原因中提及'),
  next: say('Next', '下一页'),
  previous: say('Back', '上一页'),
  pick: say('Details of a task', '查看单个任务'),
} satisfies Record<string, Text>

const remainingWords: TextTemplate<[time: RemainingTime]> = {
  en: (time) =>
    'ms' in time
      ? `about ${formatDuration(time.ms, 'en')} left`
      : `remaining time ${time.bare} (DRS names no unit)`,
  'zh-CN': (time) =>
    'ms' in time
      ? `预计剩余 ${formatDuration(time.ms, 'zh-CN')}`
      : `预计剩余时间 ${time.bare}（DRS 未说明单位）`,
}

const counted: TextTemplate<[done: number, all: number]> = {
  en: (done, all) => `${done} of ${all}`,
  'zh-CN': (done, all) => `${done}/${all}`,
}
const doneOnly: TextTemplate<[done: number]> = {
  en: (done) => `${done} done, total not reported`,
  'zh-CN': (done) => `已完成 ${done}，总数未返回`,
}
const allOnly: TextTemplate<[all: number]> = {
  en: (all) => `${all}, done not reported`,
  'zh-CN': (all) => `共 ${all}，已完成数未返回`,
}

/** What was asked of DRS beside the progress; what was not asked is absent. */
export interface ShownProgress {
  readonly task: Task
  readonly full: FullProgress | undefined
  /** Counts by kind, or why there are none. */
  readonly kinds: readonly KindProgress[] | DrsError | undefined
  readonly components?: readonly Component[] | undefined
  readonly recovery?: Recovery | undefined
}

type At = { readonly now: number; readonly locale: Locale }

/** How far a task is: by kind of object while it copies everything, by delay and components afterwards. */
export function progressCard(shown: ShownProgress, { now, locale }: At): Card {
  const { task, components = [] } = shown
  const phase = shownPhase(shown)
  const value = formatRef(task)
  return {
    title: `${words.title[locale]}${colon[locale]}${task.name}`,
    tone: 'neutral',
    state: stateOf(shown, now, locale),
    lines: [...(task.error ? [failureLine(task, locale)] : []), ...phaseLines(phase, shown, locale)],
    sections: [
      ...(phase === 'before' || phase === 'incremental' ? [] : copySections(shown, locale)),
      ...(components.length > 0 ? [componentSection(components, locale)] : []),
    ],
    buttons: [
      ...(phase === 'before' ? [] : [objectsButton(words.objects, firstKind(shown), 1, value, locale)]),
      ...(phase === 'before' ? [] : [pictureButton('progress', [task], locale)]),
      { label: words.reload[locale], action: commandTarget('progress', 'ask'), value },
    ],
  }
}

function shownPhase({ task, full }: ShownProgress): Phase {
  return phaseOf(task.status, task.mode, full?.progress ?? {})
}

function stateOf(shown: ShownProgress, now: number, locale: Locale): Line {
  const { task, full, recovery } = shown
  const remaining = shownPhase(shown) === 'full' ? full?.remaining : undefined
  const state = stateLine(
    { ...task, ...(full && { progress: full.progress }), ...(recovery && { recovery }) },
    now,
    locale,
  )
  return joined([state, remaining ? [remainingWords[locale](remaining)] : []])
}

function phaseLines(phase: Phase, { task, full }: ShownProgress, locale: Locale): readonly Line[] {
  if (phase === 'before') return [words.before[locale]]
  if (full === undefined) return [words.untold[locale]]
  if (phase === 'ended') return [words.ended[locale]]
  if (phase === 'full') return []
  return [(task.mode === 'INCR_TRANS' ? words.changesOnly : words.copied)[locale]]
}

function copySections(shown: ShownProgress, locale: Locale): readonly Section[] {
  const { full, kinds } = shown
  const parts = Object.entries(full?.progress.parts ?? {})
  return [
    ...kindSections(kinds, locale),
    ...(parts.length > 0
      ? [
          {
            heading: words.parts[locale],
            lines: parts.map(([part, percent]) =>
              partLine(part, percent, full?.partsRemaining[part], locale),
            ),
          },
        ]
      : []),
  ]
}

function partLine(part: string, percent: number, remaining: RemainingTime | undefined, locale: Locale): Line {
  const label = `${copyPartWords(part)[locale]}${colon[locale]}${formatBar(percent, locale)}`
  return remaining ? `${label} · ${remainingWords[locale](remaining)}` : label
}

/** More kinds than are documented, and then some. */
const mostKinds = 25

function kindSections(kinds: ShownProgress['kinds'], locale: Locale): readonly Section[] {
  if (kinds === undefined) return [{ lines: [words.noKinds[locale]] }]
  if (!isList(kinds)) return [{ lines: [words.kindsUnread[locale], ...drsErrorLines(kinds, locale)] }]
  const ordered = orderedKinds(kinds)
  if (ordered.length === 0) return []
  const lines = ordered.slice(0, mostKinds).map((kind) => kindLine(kind, locale))
  return [{ heading: words.kinds[locale], lines }]
}

function isList(kinds: readonly KindProgress[] | DrsError): kinds is readonly KindProgress[] {
  return Array.isArray(kinds)
}

function kindLine(kind: KindProgress, locale: Locale): Line {
  const percent = kindPercent(kind)
  const mark = hasFailed(kind) ? '🔴 ' : ''
  return [
    `${mark}${objectKindWords(kind.kind)[locale]}${colon[locale]}`,
    ...(percent === undefined ? [] : [`${formatBar(percent, locale)} · `]),
    countsOf(kind, locale),
    ...(hasFailed(kind) ? [` · ${words.failed[locale]}`] : []),
  ]
}

function countsOf({ all, done }: KindProgress, locale: Locale): string {
  if (all !== undefined && done !== undefined) return counted[locale](done, all)
  if (done !== undefined) return doneOnly[locale](done)
  return all === undefined ? words.unknown[locale] : allOnly[locale](all)
}

/** The kind that somebody wants to look into: the first that is not done, else the tables. */
function firstKind({ kinds }: ShownProgress): string {
  const [first] = kinds !== undefined && isList(kinds) ? orderedKinds(kinds) : []
  return first && kindPercent(first) !== 100 ? first.kind : 'table'
}

function objectsButton(label: Text, kind: string, page: number, ref: string, locale: Locale): Button {
  return {
    label: label[locale],
    action: commandTarget('progress', 'objects'),
    value: objectsValue({ task: ref, kind, page }),
  }
}

/** Which objects of a task are looked at. */
export interface ObjectsPlace {
  /** A reference. */
  readonly task: string
  readonly kind: string
  readonly page: number
}

function objectsValue({ task, kind, page }: ObjectsPlace): string {
  return `${task} ${page} ${kind}`
}

/** As a button carries it; whatever does not fit is the first page of the tables. */
export function readObjectsValue(value: string): ObjectsPlace {
  const [task = '', page = '', ...kind] = value.split(' ')
  const number = Number(page)
  return { task, kind: kind.join(' ') || 'table', page: Number.isInteger(number) && number > 0 ? number : 1 }
}

const objectsPerPage = 20

const pageWords: TextTemplate<[from: number, to: number, of: number]> = {
  en: (from, to, of) => `${from} to ${to} of ${of}. What is not done comes first.`,
  'zh-CN': (from, to, of) => `第 ${from} 至 ${to} 个，共 ${of} 个，未完成的在前。`,
}
const firstOnly: TextTemplate<[read: number, total: number]> = {
  en: (read, total) => `Only the first ${read} of ${total} objects are read.`,
  'zh-CN': (read, total) => `共 ${total} 个对象，仅读取前 ${read} 个。`,
}
const unreadableRows: TextTemplate<[count: number]> = {
  en: (count) => `${plural(count, 'row', 'rows')} could not be read.`,
  'zh-CN': (count) => `${count} 行无法读取。`,
}

/** Objects of one kind, those that are not done first; `undefined`: no call tells them. */
export function progressObjectsCard(
  task: Task,
  { kind, page }: Omit<ObjectsPlace, 'task'>,
  objects: ObjectProgress | undefined,
  locale: Locale,
): Card {
  const ref = formatRef(task)
  const choice = {
    placeholder: words.kind[locale],
    action: commandTarget('progress', 'objects'),
    options: copiedKinds.map((one) => ({
      label: objectKindWords(one)[locale],
      value: objectsValue({ task: ref, kind: one, page: 1 }),
    })),
    chosen: objectsValue({ task: ref, kind, page: 1 }),
  }
  const head = {
    title: `${objectKindWords(kind)[locale]}${colon[locale]}${task.name}`,
    tone: 'neutral' as const,
    choice,
  }
  if (objects === undefined) return { ...head, lines: [words.onlyV5[locale]] }
  const { rows, total, unreadable } = objects
  const notes = unreadable > 0 ? [unreadableRows[locale](unreadable)] : []
  if (rows.length === 0) return { ...head, lines: [words.noObjects[locale], ...notes] }
  const pages = Math.ceil(rows.length / objectsPerPage)
  const at = Math.min(page, pages)
  const from = (at - 1) * objectsPerPage
  const shown = orderedObjects(rows, task.error).slice(from, from + objectsPerPage)
  const move = (label: Text, to: number) => objectsButton(label, kind, to, ref, locale)
  return {
    ...head,
    lines: [
      pageWords[locale](from + 1, from + shown.length, rows.length),
      ...(total > rows.length + unreadable ? [firstOnly[locale](rows.length, total)] : []),
      ...notes,
    ],
    sections: [objectTable(task, kind, shown, locale)],
    buttons: [
      ...(at > 1 ? [move(words.previous, at - 1)] : []),
      ...(at < pages ? [move(words.next, at + 1)] : []),
    ],
  }
}

function objectTable(task: Task, kind: string, shown: readonly ObjectRow[], locale: Locale): Section {
  const renamed = shown.some(({ destination }) => destination !== undefined)
  const header = [words.source, words.done, ...(renamed ? [words.destination] : [])]
  const rows = shown.map((row): readonly Inline[] => [
    { code: row.source },
    isNamedIn(task.error ?? '', row)
      ? `🔴 ${words.named[locale]}`
      : row.percent === undefined
        ? words.unknown[locale]
        : formatBar(row.percent, locale),
    ...(renamed ? [row.destination === undefined ? '' : { code: row.destination }] : []),
  ])
  const caption = objectKindWords(kind)[locale]
  return { table: { caption, header: header.map((text) => text[locale]), rows } }
}

/** One of several tasks, or why nothing is known of its progress. */
export type ListedProgress = { readonly task: Task } & (
  | { readonly full: FullProgress }
  | { readonly error: DrsError | undefined }
)

/** So many tasks fit into one message. */
const mostTasks = 18
const mostUnknown = 8
/** A list of Slack has room for so many. */
const mostChoices = 100

const leftOut: TextTemplate<[count: number]> = {
  en: (count) => `and ${plural(count, 'more task', 'more tasks')}`,
  'zh-CN': (count) => `另有 ${count} 个任务`,
}

/** How far several tasks are, one line each; `unknown`: what there is to say of those that cannot be found. */
export function progressListCard(
  tasks: readonly ListedProgress[],
  unknown: readonly Line[],
  { now, locale }: At,
): Card {
  const left = tasks.length - mostTasks
  const options = tasks
    .slice(0, mostChoices)
    .map(({ task }) => ({ label: task.name, value: formatRef(task) }))
  return {
    title: words.several[locale],
    mark: '📋',
    sections: [
      { lines: tasks.slice(0, mostTasks).map((one) => listedLine(one, { now, locale })) },
      ...(left > 0 ? [{ lines: [leftOut[locale](left)] }] : []),
      ...(unknown.length > 0 ? [{ list: unknown.slice(0, mostUnknown) }] : []),
    ],
    ...(options.length > 0 && {
      choice: { placeholder: words.pick[locale], action: commandTarget('progress', 'ask'), options },
    }),
  }
}

function listedLine(one: ListedProgress, { now, locale }: At): Line {
  const { task } = one
  const name = [{ bold: task.name }]
  if ('full' in one) {
    const shown = { task, full: one.full, kinds: undefined }
    return joined([name, [stateOf(shown, now, locale)].flat() as readonly Inline[]])
  }
  const [why = words.untold[locale]] = one.error ? drsErrorLines(one.error, locale) : []
  return joined([name, stateLine(task, now, locale), [why].flat() as readonly Inline[]])
}
