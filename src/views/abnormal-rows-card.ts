import { type Locale, say, type Text, type TextTemplate } from '../base/i18n.ts'
import { commandTarget } from '../domain/command-targets.ts'
import {
  type AbnormalRow,
  type AbnormalRows,
  type AbnormalTable,
  abnormalTables,
  tableKey,
} from '../domain/tasks/abnormal-rows.ts'
import type { Task } from '../domain/tasks/task.ts'
import { formatRef } from '../domain/tasks/task-ref.ts'
import type { DrsError } from '../drs/drs-error.ts'
import type { Button, Card, Inline, Line, Section } from './card.ts'
import { aside, colon, plural } from './format.ts'
import { pictureButton } from './picture-card.ts'
import { drsErrorLines } from './problem-card.ts'
import { joined } from './task-state.ts'

const words = {
  title: say('Abnormal rows', '异常数据'),
  none: say('DRS has no abnormal rows of this task.', 'DRS 未返回该任务的异常数据。'),
  noneOfFilter: say('No abnormal row fits the filter.', '没有符合条件的异常数据。'),
  noCall: say(
    'Only API v5 lists abnormal rows. Enable it for the connection, or look in the console.',
    '仅 v5 接口提供异常数据列表。请为该连接启用 v5 接口，或在控制台查看。',
  ),
  advice: say(
    'Leave the rows out with a data processing rule, or take the table out of the objects.',
    '可通过数据加工规则过滤这些数据，或从迁移对象中移除该表。',
  ),
  table: say('Table', '表'),
  count: say('Rows', '行数'),
  first: say('First', '首次时间'),
  last: say('Last', '最近时间'),
  cause: say('Cause', '原因'),
  noTable: say('Table not reported', '未返回表名'),
  noCause: say('not reported', '未返回'),
  rows: say('Show rows of…', '查看异常行…'),
  transform: say('Filter rows', '设置过滤规则'),
  objects: say('Objects', '迁移对象'),
  private: say('The statements hold data of the tables. Only you see them.', '语句中包含表数据，仅您可见。'),
  noRows: say('These rows are no longer listed.', '列表中已没有这些数据。'),
  noSql: say('DRS reports no statement.', 'DRS 未返回语句。'),
  noTime: say('Time not reported', '未返回时间'),
  next: say('Next', '下一页'),
  previous: say('Back', '上一页'),
  pick: say('Abnormal rows of a task', '查看单个任务的异常数据'),
} satisfies Record<string, Text>

const counted: TextTemplate<[rows: number, tables: number]> = {
  en: (rows, tables) => `${plural(rows, 'row', 'rows')} in ${plural(tables, 'table', 'tables')}`,
  'zh-CN': (rows, tables) => `${tables} 张表，共 ${rows} 行`,
}
const firstOnly: TextTemplate<[read: number, total: number]> = {
  en: (read, total) => `Only ${read} of ${total} rows are read. Choose a shorter time to see others.`,
  'zh-CN': (read, total) => `共 ${total} 行，仅读取 ${read} 行。可缩短时间范围查看其他数据。`,
}
const unreadableRows: TextTemplate<[count: number]> = {
  en: (count) => `${plural(count, 'row', 'rows')} could not be read.`,
  'zh-CN': (count) => `${count} 行无法读取。`,
}
const moreTables: TextTemplate<[count: number]> = {
  en: (count) => `and ${plural(count, 'more table', 'more tables')}. Name one with --table.`,
  'zh-CN': (count) => `另有 ${count} 张表，可用 --table 指定。`,
}
const moreTasks: TextTemplate<[count: number]> = {
  en: (count) =>
    `and ${plural(count, 'more task', 'more tasks')} that ${count === 1 ? 'was' : 'were'} not asked about`,
  'zh-CN': (count) => `另有 ${count} 个任务未查询`,
}
const otherCauses: TextTemplate<[count: number]> = {
  en: (count) => `and ${plural(count, 'other cause', 'other causes')}`,
  'zh-CN': (count) => `另有 ${count} 种原因`,
}
const cut: TextTemplate<[count: number]> = {
  en: (count) => `… ${count} more characters`,
  'zh-CN': (count) => `……另有 ${count} 个字符`,
}

/** As much as one glance takes in. */
const mostTables = 50
const mostCause = 200
const mostSql = 1500

/** Abnormal rows of a task that fit the filter. */
export interface ShownAbnormalRows {
  readonly task: Task
  /** `undefined`: there is no call that tells. */
  readonly found: AbnormalRows | undefined
  readonly filtered: boolean
  /** Since when, milliseconds since the epoch; the rows of a table are shown for the same time. */
  readonly since: number | undefined
}

/** Which tables have abnormal rows, and why. No statement stands in it: those are data. */
export function abnormalRowsCard(shown: ShownAbnormalRows, locale: Locale): Card {
  const { task, found, filtered } = shown
  const head = { title: `${words.title[locale]}${colon[locale]}${task.name}` }
  if (!found) return { ...head, tone: 'neutral', lines: [words.noCall[locale]] }
  const { rows, total, read, unreadable } = found
  const notes = [
    ...(total > read ? [firstOnly[locale](read, total)] : []),
    ...(unreadable > 0 ? [unreadableRows[locale](unreadable)] : []),
  ]
  if (rows.length === 0) {
    const none = (filtered ? words.noneOfFilter : words.none)[locale]
    return { ...head, tone: unreadable > 0 ? 'warning' : 'neutral', lines: [none, ...notes] }
  }
  const tables = abnormalTables(rows)
  const left = tables.length - mostTables
  return {
    ...head,
    tone: 'warning',
    lines: [counted[locale](rows.length, tables.length), ...notes, words.advice[locale]],
    sections: [
      tableSection(tables.slice(0, mostTables), locale),
      ...(left > 0 ? [{ lines: [moreTables[locale](left)] }] : []),
    ],
    choice: {
      placeholder: words.rows[locale],
      action: commandTarget('dirty', 'rows'),
      options: tables.slice(0, mostTables).map(({ table, count }) => ({
        label: `${table || words.noTable[locale]}${aside(count, locale)}`,
        value: rowsValue({ ...shown, key: tableKey(table), page: 1 }),
      })),
    },
    buttons: [
      pictureButton('dirty', [task], locale),
      { label: words.transform[locale], action: commandTarget('transform', 'form'), value: formatRef(task) },
      { label: words.objects[locale], action: commandTarget('objects', 'ask'), value: formatRef(task) },
    ],
  }
}

function tableSection(tables: readonly AbnormalTable[], locale: Locale): Section {
  const header = [words.table, words.count, words.first, words.last, words.cause]
  const time = (at: number | undefined): Inline => (at === undefined ? '' : { time: at })
  const rows = tables.map((one): readonly Inline[] => [
    one.table === '' ? words.noTable[locale] : { code: one.table },
    String(one.count),
    time(one.first),
    time(one.last),
    causeOf(one, locale),
  ])
  return { table: { caption: words.title[locale], header: header.map((text) => text[locale]), rows } }
}

function causeOf({ cause, otherCauses: others }: AbnormalTable, locale: Locale): string {
  if (cause === undefined) return words.noCause[locale]
  const text = short(cause, mostCause, locale)
  return others > 0 ? `${text}${aside(otherCauses[locale](others), locale)}` : text
}

function short(text: string, most: number, locale: Locale): string {
  const signs = [...text]
  return signs.length <= most ? text : `${signs.slice(0, most).join('')} ${cut[locale](signs.length - most)}`
}

/** Which rows of a task are looked at. */
interface RowsPlace {
  /** A reference. */
  readonly task: string
  /** Of the table. */
  readonly key: string
  readonly since: number | undefined
  readonly page: number
}

function rowsValue(place: Omit<RowsPlace, 'task'> & { readonly task: Task }): string {
  return `${formatRef(place.task)} ${place.page} ${place.since ?? 0} ${place.key}`
}

/** As a button carries it. */
export function readRowsValue(value: string): RowsPlace {
  const [task = '', page, since, key = ''] = value.split(' ')
  return { task, page: countIn(page) || 1, since: countIn(since) || undefined, key }
}

function countIn(text = ''): number {
  return /^\d{1,15}$/.test(text) ? Number(text) : 0
}

const rowsPerPage = 5

const pageWords: TextTemplate<[from: number, to: number, of: number]> = {
  en: (from, to, of) => `Row ${from} to ${to} of ${of}, the latest first`,
  'zh-CN': (from, to, of) => `第 ${from} 至 ${to} 行，共 ${of} 行，最近的在前`,
}

/** Rows of one table with their statements, for the eyes of one person. */
export function abnormalTableCard(
  task: Task,
  place: Omit<RowsPlace, 'task'>,
  rows: readonly AbnormalRow[],
  locale: Locale,
): Card {
  const own = rows
    .filter(({ table }) => tableKey(table) === place.key)
    .toSorted((a, b) => (b.at ?? 0) - (a.at ?? 0))
  const [first] = own
  if (!first) return { title: task.name, tone: 'neutral', lines: [words.noRows[locale]] }
  const pages = Math.ceil(own.length / rowsPerPage)
  const at = Math.min(place.page, pages)
  const from = (at - 1) * rowsPerPage
  const shown = own.slice(from, from + rowsPerPage)
  const move = (label: Text, to: number): Button => ({
    label: label[locale],
    action: commandTarget('dirty', 'rows'),
    value: rowsValue({ ...place, task, page: to }),
  })
  return {
    title: `${first.table || words.noTable[locale]}${colon[locale]}${task.name}`,
    tone: 'neutral',
    lines: [pageWords[locale](from + 1, from + shown.length, own.length), { italic: words.private[locale] }],
    sections: shown.map((row) => rowSection(row, locale)),
    buttons: [
      ...(at > 1 ? [move(words.previous, at - 1)] : []),
      ...(at < pages ? [move(words.next, at + 1)] : []),
    ],
  }
}

function rowSection({ at, message, sql }: AbnormalRow, locale: Locale): Section {
  const time: Inline = at === undefined ? words.noTime[locale] : { time: at }
  const why = message === undefined ? words.noCause[locale] : short(message, mostSql, locale)
  return {
    lines: [joined([[time], [why]]), ...(sql === undefined ? [words.noSql[locale]] : [])],
    ...(sql !== undefined && { code: short(sql, mostSql, locale) }),
  }
}

/** One of several tasks: its abnormal rows, or why they are not known. */
export interface ListedAbnormalRows {
  readonly task: Task
  readonly found: AbnormalRows | DrsError | undefined
}

const mostUnknown = 8

/** Which of several tasks have abnormal rows; `left`: so many more were not asked about. */
export function abnormalTasksCard(
  tasks: readonly ListedAbnormalRows[],
  { unknown, left }: { readonly unknown: readonly Line[]; readonly left: number },
  locale: Locale,
): Card {
  const some = tasks.some(({ found }) => found !== undefined && 'rows' in found && found.rows.length > 0)
  return {
    title: words.title[locale],
    tone: some ? 'warning' : 'neutral',
    sections: [
      { lines: tasks.map((one) => taskLine(one, locale)) },
      ...(left > 0 ? [{ lines: [moreTasks[locale](left)] }] : []),
      ...(unknown.length > 0 ? [{ list: unknown.slice(0, mostUnknown) }] : []),
    ],
    ...(tasks.length > 0 && {
      choice: {
        placeholder: words.pick[locale],
        action: commandTarget('dirty', 'ask'),
        options: tasks.map(({ task }) => ({ label: task.name, value: formatRef(task) })),
      },
    }),
  }
}

function taskLine({ task, found }: ListedAbnormalRows, locale: Locale): Line {
  return joined([[{ bold: task.name }], [foundWords(found, locale)].flat() as readonly Inline[]])
}

function foundWords(found: ListedAbnormalRows['found'], locale: Locale): Line {
  if (found === undefined) return words.noCall[locale]
  if (!('rows' in found)) return drsErrorLines(found, locale)[0] ?? ''
  const { rows, total, read, unreadable } = found
  if (rows.length === 0 && unreadable === 0) return words.none[locale]
  const count = counted[locale](rows.length, abnormalTables(rows).length)
  return joined([
    [count],
    total > read ? [firstOnly[locale](read, total)] : [],
    unreadable > 0 ? [unreadableRows[locale](unreadable)] : [],
  ])
}
