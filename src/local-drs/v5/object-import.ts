import {
  downloadObjectTemplate,
  objectTemplateProgress,
  objectTemplateResult,
  uploadObjectTemplate,
} from '../../drs/v5/index.ts'
import type { Moment } from '../clock.ts'
import type { ObjectImport } from '../extras.ts'
import { type Call, FileAnswer, handler } from '../handler.ts'
import { configurationRefusal } from '../perform.ts'
import { RefusedCall } from '../refusal.ts'
import { chooseObjects, chosenTables, listed, selectionOf, sourceContents } from '../selection.ts'
import type { LocalTask } from '../task.ts'
import { workbook, zipped } from '../xlsx.ts'
import { extrasOf, jobInPath, note, requireEngine } from './asking.ts'
import { headings, type Level, readObjectFile, resultHeading } from './object-file.ts'
import { importEngines } from './objects.ts'

/** "Failed to download the file" (7.4.9, example). */
const noFile = 'DRS.10030008'
/** How long parsing takes, in virtual milliseconds. */
const parsingTime = 6_000

function importing(call: Call): LocalTask {
  const task = jobInPath(call)
  requireEngine(task, importEngines.includes(task.engine))
  return task
}

function levelOf({ query }: Call): Level {
  return query.file_import_db_level === 'database' ? 'database' : 'table'
}

/** Sources of Oracle take workbooks, the others JSON (7.4.7). */
function takesWorkbooks({ source }: LocalTask): boolean {
  return source.db_type === 'oracle'
}

/** 7.4.6: an archive with an empty workbook, or with the choice in force as JSON to be edited. */
export const objectTemplate = handler(downloadObjectTemplate, (_none, call) => {
  const task = importing(call)
  const level = levelOf(call)
  const name = `objects-${level}`
  if (takesWorkbooks(task)) {
    return archive(name, `${name}.xlsx`, workbook('objects', [headings(level, call.locale)]))
  }
  const chosen = selectionOf(task) ?? listed(task, sourceContents(task, call.world.databases()))
  const body = { job: { type: 'db_object', params: { db_object: chosen } } }
  return archive(name, `${name}.json`, Buffer.from(JSON.stringify(body, null, 2)))
})

function archive(name: string, file: string, content: Buffer): FileAnswer {
  return new FileAnswer(`${name}.zip`, 'application/zip', zipped([{ name: file, content }]))
}

/** 7.4.7: a file without a wrong row becomes the choice of objects; one with wrong rows changes nothing. */
export const uploadObjects = handler(uploadObjectTemplate, (_none, call) => {
  const task = importing(call)
  const { file } = call
  if (!file) throw new RefusedCall('DRS.10020001', 'file')
  requireEnding(task, file.name)
  if (task.life.status !== 'INCRE_TRANSFER_STARTED') {
    const refusal = configurationRefusal(call.world, task)
    if (refusal) throw new RefusedCall(refusal, undefined, 400)
  }
  const contents = sourceContents(task, call.world.databases())
  const level = levelOf(call)
  const { rows, wish } = readObjectFile(file, level, contents, call.locale)
  const before = chosenTables(selectionOf(task), contents)
  const startedAt = call.world.clock.moment().virtual
  if (wish) chooseObjects(call.world, task, wish)
  note(call.world, task, { imported: { fileName: file.name, level, startedAt, rows, before } })
  return { send_success: true }
})

function requireEnding(task: LocalTask, name: string): void {
  if (takesWorkbooks(task) && !/\.xlsx?$/i.test(name)) throw new RefusedCall('DRS.10030007')
  if (!takesWorkbooks(task) && /\.xlsx?$/i.test(name)) {
    throw new RefusedCall('DRS.10030006', '.json, .txt, .zip')
  }
}

function isParsed({ startedAt }: ObjectImport, moment: Moment): boolean {
  return moment.virtual >= startedAt + parsingTime
}

/** 7.4.8: rows are counted while they are parsed; only the good ones. */
export const importProgress = handler(objectTemplateProgress, (_none, call) => {
  const { imported } = extrasOf(importing(call))
  if (!imported) return { send_success: false, process_status: '', parsed_success_number: '0' }
  const moment = call.world.clock.moment()
  const share = Math.min(1, (moment.virtual - imported.startedAt) / parsingTime)
  const good = imported.rows
    .slice(0, Math.floor(imported.rows.length * share))
    .filter(({ error }) => error === undefined)
  const failed = imported.rows.some(({ error }) => error !== undefined)
  const process_status = isParsed(imported, moment) ? (failed ? 'failed' : 'success') : 'processing'
  return { send_success: true, process_status, parsed_success_number: String(good.length) }
})

/** 7.4.9. */
export const importResult = handler(objectTemplateResult, (_none, call) => {
  const task = importing(call)
  const rows = resultRows[call.query.type ?? '']?.(call, task)
  if (!rows) throw new RefusedCall(noFile)
  const name = `objects-${call.query.type}`
  return archive(name, `${name}.xlsx`, workbook('objects', rows))
})

type Rows = readonly (readonly string[])[]

const resultRows: Readonly<Record<string, (call: Call, task: LocalTask) => Rows | undefined>> = {
  detail(call, task) {
    const { imported } = extrasOf(task)
    if (!imported || !isParsed(imported, call.world.clock.moment())) return undefined
    const columns = headings(imported.level, call.locale)
    return [
      [...columns, resultHeading('verdict', call.locale)],
      ...imported.rows.map(({ cells, error }) => [...columns.map((_, at) => cells[at] ?? ''), error ?? 'OK']),
    ]
  },
  synchronized(call, task) {
    if (task.life.startedAt === undefined) return undefined
    return [headings('table', call.locale).slice(0, 2), ...chosenNow(call, task).map(databaseAndTable)]
  },
  change(call, task) {
    const { imported } = extrasOf(task)
    if (!imported) return undefined
    const now = chosenNow(call, task)
    const added = now.filter((key) => !imported.before.includes(key))
    const removed = imported.before.filter((key) => !now.includes(key))
    return [
      [...headings('table', call.locale).slice(0, 2), resultHeading('change', call.locale)],
      ...added.map((key) => [...databaseAndTable(key), 'add']),
      ...removed.map((key) => [...databaseAndTable(key), 'delete']),
    ]
  },
}

function chosenNow(call: Call, task: LocalTask): readonly string[] {
  return chosenTables(selectionOf(task), sourceContents(task, call.world.databases()))
}

/** Names of databases have no dots here, those of tables may. */
function databaseAndTable(key: string): readonly string[] {
  const at = key.indexOf('.')
  return [key.slice(0, at), key.slice(at + 1)]
}
