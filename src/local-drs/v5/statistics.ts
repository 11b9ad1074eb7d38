import type { Locale, Text } from '../../base/i18n.ts'
import { exportOperationStatistics, listDirtyData } from '../../drs/v5/index.ts'
import { wallTime } from '../clock.ts'
import { transferred } from '../contents.ts'
import { type Call, FileAnswer, handler } from '../handler.ts'
import { noise } from '../random.ts'
import { RefusedCall } from '../refusal.ts'
import type { LocalTask } from '../task.ts'
import { zoneless } from '../times.ts'
import { workbook, xlsxType } from '../xlsx.ts'
import { between, jobInPath, notFound, pageOf } from './asking.ts'
import { incrementalTime } from './monitoring.ts'

const headings = [
  { en: 'Database', 'zh-CN': '库名' },
  { en: 'Table', 'zh-CN': '表名' },
  { en: 'Inserted rows', 'zh-CN': '插入行数' },
  { en: 'Updated rows', 'zh-CN': '更新行数' },
  { en: 'Deleted rows', 'zh-CN': '删除行数' },
] as const satisfies readonly Text[]

/** "Failed to export data, because %s." */
const nothingToExport = 'DRS.10030009'
const notStarted: Text = { en: 'the task has not been started', 'zh-CN': '任务尚未启动' }

/** 7.5.4: what the incremental phase has done to each table. */
export const operationStatistics = handler(exportOperationStatistics, (_none, call) => {
  const task = jobInPath(call)
  if (task.life.startedAt === undefined) {
    throw new RefusedCall(nothingToExport, notStarted[call.locale])
  }
  const rows = [headingRow(call.locale), ...countsOf(call, task)]
  return new FileAnswer(`operation-statistics-${task.id}.xlsx`, xlsxType, workbook('statistics', rows))
})

function headingRow(locale: Locale): readonly string[] {
  return headings.map((heading) => heading[locale])
}

/** Larger tables change more often. */
function countsOf(call: Call, task: LocalTask): readonly (readonly (string | number)[])[] {
  const seconds = incrementalTime(task, call.world.clock.moment()) / 1_000
  const tables = transferred(task, call.world.databases()).flatMap((schema) => schema.tables)
  return tables.map(({ schema, name, rows }) => {
    const count = (word: string, rate: number) =>
      Math.floor(seconds * rate * Math.log10(rows + 1) * noise(schema, name, word))
    return [schema, name, count('insert', 12), count('update', 8), count('delete', 1)]
  })
}

interface AbnormalRow {
  readonly database: string
  readonly table: string
  readonly sql: string
  /** Wall time. */
  readonly at: number
}

/** Rows in which a table differs are rows that could not be applied; at most so many are kept per table. */
const mostPerTable = 1_000
/** One of them fails in this time, in virtual milliseconds. */
const failurePace = 7_000

/**
 * 7.5.3: the table of the reference breaks off after two fields; the others are those of the later edition on the web
 * ("Querying the Abnormal Data List").
 */
export const dirtyData = handler(listDirtyData, (_none, call) => {
  const task = jobInPath(call, notFound)
  const found = between(abnormalRows(call, task), call, ({ at }) => at)
  return {
    count: found.length,
    dirty_data_list: pageOf(found, call).map(({ database, table, sql, at }) => ({
      db_name: database,
      schema_name: '',
      table_name: table,
      error_sql: sql,
      error_time: zoneless(at),
      error_msg: `Duplicate entry for key 'PRIMARY' in ${database}.${table}`,
    })),
  }
})

function abnormalRows(call: Call, task: LocalTask): readonly AbnormalRow[] {
  const { clock } = call.world
  const moment = clock.moment()
  const passed = incrementalTime(task, moment)
  const begun = moment.virtual - passed
  return Object.entries(task.differences).flatMap(([key, { kind, rows }]) => {
    if (kind === 'extra') return []
    const [database = '', ...rest] = key.split('.')
    const table = rest.join('.')
    const count = Math.min(rows, mostPerTable, Math.floor(passed / failurePace))
    return Array.from({ length: count }, (_, at) => ({
      database,
      table,
      sql: `INSERT INTO \`${database}\`.\`${table}\` (\`id\`) VALUES (${at + 1})`,
      at: wallTime(begun + (at + 1) * failurePace, moment, clock.speed()),
    }))
  })
}
