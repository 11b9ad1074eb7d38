import { say, type Text, type TextTemplate } from '../../base/i18n.ts'
import { type AbnormalRow, abnormalTables } from '../../domain/tasks/abnormal-rows.ts'
import type { Task } from '../../domain/tasks/task.ts'
import type { ChartPoint, LineChart } from '../chart.ts'
import { colon, formatList, plural } from '../format.ts'
import { axisLabel, type ChartReader, spanOf } from './reader.ts'

const words = {
  title: say('Abnormal rows', '异常数据'),
  rows: say('rows', '行'),
  all: say('All tables', '全部表'),
} satisfies Record<string, Text>

const said: TextTemplate<[name: string, count: number]> = {
  en: (name, count) => `${name} ${plural(count, 'row', 'rows')}`,
  'zh-CN': (name, count) => `${name} ${count} 行`,
}

/** So many tables have a line of their own. */
const mostTables = 4

/** How many rows could not be written until then, by the times that DRS tells: of all tables, and of the worst ones. */
export function abnormalRowsChart(
  task: Pick<Task, 'name'>,
  rows: readonly AbnormalRow[],
  reader: ChartReader,
): LineChart | undefined {
  const { now, locale } = reader
  const timed = rows.flatMap(({ table, at }) => (at === undefined || at > now ? [] : [{ table, at }]))
  const begin = Math.min(...timed.map(({ at }) => at))
  if (timed.length < 2) return undefined
  const tables = abnormalTables(timed).slice(0, mostTables)
  const count = (own: readonly { readonly at: number }[]): readonly ChartPoint[] => {
    const times = own.map(({ at }) => at).toSorted((a, b) => a - b)
    return [[begin, 0], ...times.map((at, i): ChartPoint => [at, i + 1]), [now, times.length]]
  }
  const lines = tables.map(({ table }) => ({
    name: table || '–',
    points: count(timed.filter((row) => row.table === table)),
  }))
  const title = `${words.title[locale]}${colon[locale]}${task.name}`
  const listed = tables.map((table) => said[locale](table.table || '–', table.count))
  return {
    kind: 'lines',
    title,
    alt: `${said[locale](title, timed.length)}${colon[locale]}${formatList(listed, locale)}`,
    time: spanOf(begin, now, reader),
    label: axisLabel(words.title, words.rows, locale),
    lines: lines.length > 1 ? [{ name: words.all[locale], points: count(timed) }, ...lines] : lines,
    limits: [],
    marks: [],
  }
}
