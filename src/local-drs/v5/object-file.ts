import type { Locale, Text } from '../../base/i18n.ts'
import { objectSelection } from '../../drs/v5/object-selection.ts'
import { BadArchive, unzipped } from '../archive.ts'
import type { Schema } from '../contents.ts'
import type { ImportedRow, ObjectImport, SelectedDatabase, SelectedTable, Selection } from '../extras.ts'
import { RefusedCall } from '../refusal.ts'
import { chosenSchemas, unknownObjects } from '../selection.ts'
import { readWorkbook, type Sheet } from '../sheet.ts'
import type { UploadedFile } from '../upload.ts'

/** Object files as 7.4.6 and 7.4.7 describe them: workbooks for Oracle, JSON for Kafka. */

export type Level = ObjectImport['level']

const megabyte = 1024 * 1024
/** A .zip, and what is in it (7.4.7). */
const maxZip = megabyte
const maxUnzipped = 20 * megabyte
/** DRS.10030011. */
const maxDatabases = 5_000

const words = {
  database: { en: 'Source database', 'zh-CN': '源库名' },
  table: { en: 'Source table', 'zh-CN': '源表名' },
  targetDatabase: { en: 'Destination database', 'zh-CN': '目标库名' },
  targetTable: { en: 'Destination table', 'zh-CN': '目标表名' },
  verdict: { en: 'Result', 'zh-CN': '校验结果' },
  change: { en: 'Change', 'zh-CN': '变更' },
} as const satisfies Record<string, Text>

const faults = {
  name: { en: 'The object name is invalid.', 'zh-CN': '对象名称不合法。' },
  unknown: { en: 'The source has no such object.', 'zh-CN': '源库中没有该对象。' },
  twice: { en: 'The object is named twice.', 'zh-CN': '对象重复。' },
} as const satisfies Record<string, Text>

/** The first row of a template. */
export function headings(level: Level, locale: Locale): readonly string[] {
  const columns =
    level === 'database'
      ? [words.database, words.targetDatabase]
      : [words.database, words.table, words.targetDatabase, words.targetTable]
  return columns.map((column) => column[locale])
}

export function resultHeading(kind: 'verdict' | 'change', locale: Locale): string {
  return words[kind][locale]
}

/** What a file asks for, row by row; the choice is there when no row is wrong. */
export interface ReadObjects {
  readonly rows: readonly ImportedRow[]
  readonly wish?: Selection
}

/** Reads an object file; throws the documented refusal when it cannot be read at all. */
export function readObjectFile(
  file: UploadedFile,
  level: Level,
  contents: readonly Schema[],
  locale: Locale,
): ReadObjects {
  const ending = /\.\w+$/.exec(file.name.toLowerCase())?.[0]
  if (ending === '.xlsx' || ending === '.xls') return readTable(sheetOf(file), level, contents, locale)
  return readJson(ending === '.zip' ? onlyFileIn(file) : file, contents, locale)
}

/** Only the newer format can be read; an old .xls is refused as one that cannot be imported. */
function sheetOf({ bytes }: UploadedFile): Sheet {
  const sheets = workbookOrRefusal(bytes)
  const [sheet] = sheets
  if (!sheet) throw new RefusedCall('DRS.10030000')
  if (sheets.length > 1) throw new RefusedCall('DRS.10030002')
  return sheet
}

function workbookOrRefusal(bytes: Buffer): readonly Sheet[] {
  try {
    return readWorkbook(bytes)
  } catch (error) {
    throw error instanceof BadArchive ? new RefusedCall('DRS.10030012') : error
  }
}

function readTable(sheet: Sheet, level: Level, contents: readonly Schema[], locale: Locale): ReadObjects {
  const rows = sheet.rows.slice(1).filter((cells) => cells.some((cell) => cell.trim() !== ''))
  if (rows.length === 0) throw new RefusedCall(level === 'database' ? 'DRS.10030010' : 'DRS.10030000')
  if (new Set(rows.map(([database]) => database)).size > maxDatabases) throw new RefusedCall('DRS.10030011')
  const places = rows.map((cells) => placeOf(cells, level))
  const checked = places.map((place, at) => {
    const fault = faultOf(place, places.slice(0, at), contents)
    return { cells: rows[at] ?? [], error: fault?.[locale] }
  })
  const good = checked.every(({ error }) => error === undefined)
  return good ? { rows: checked, wish: wishOf(places, level) } : { rows: checked }
}

interface Place {
  readonly database: string
  readonly table?: string
  /** Empty: as at the source. */
  readonly targetDatabase: string
  readonly targetTable?: string
}

function placeOf(cells: readonly string[], level: Level): Place {
  const [first = '', second = '', third = '', fourth = ''] = cells.map((cell) => cell.trim())
  if (level === 'database') return { database: first, targetDatabase: second }
  return {
    database: first,
    table: second,
    targetDatabase: third,
    targetTable: fourth || second,
  }
}

function faultOf(place: Place, before: readonly Place[], contents: readonly Schema[]): Text | undefined {
  const names = [place.database, place.table ?? '-', place.targetDatabase || '-', place.targetTable ?? '-']
  if (!names.every((name) => /^[^<>&"'`/\\]{1,256}$/.test(name))) return faults.name
  const schema = contents.find(({ name }) => name === place.database)
  const there = place.table === undefined || schema?.tables.some(({ name }) => name === place.table)
  if (!schema || !there) return faults.unknown
  const same = before.some(({ database, table }) => database === place.database && table === place.table)
  return same ? faults.twice : undefined
}

/** A table that goes to another database than the first one of its own says so (one to many). */
function wishOf(places: readonly Place[], level: Level): Selection {
  const names = [...new Set(places.map(({ database }) => database))]
  const info = names.map((database): [string, SelectedDatabase] => {
    const own = places.filter((place) => place.database === database)
    const name = own.find(({ targetDatabase }) => targetDatabase !== '')?.targetDatabase ?? database
    if (level === 'database') return [database, { name, all: true }]
    const tables = own.map((place): [string, SelectedTable] => [
      place.table ?? '',
      {
        name: place.targetTable,
        type: 'table',
        all: true,
        ...(place.targetDatabase && place.targetDatabase !== name
          ? { db_alias_name: place.targetDatabase }
          : {}),
      },
    ])
    return [database, { name, all: false, tables: Object.fromEntries(tables) }]
  })
  return { object_scope: level, object_info: Object.fromEntries(info) }
}

/** The one file of a .zip. */
function onlyFileIn({ name, bytes }: UploadedFile): UploadedFile {
  if (bytes.length > maxZip) throw new RefusedCall('DRS.10030001', '1 MB')
  const entries = entriesOrRefusal(bytes)
  const [entry] = entries
  if (!entry || entries.length > 1) throw new RefusedCall('DRS.10020002', name)
  if (!/\.(json|txt)$/i.test(entry.name)) throw new RefusedCall('DRS.10030006', '.json, .txt')
  return { name: entry.name, bytes: entry.content }
}

function entriesOrRefusal(bytes: Buffer) {
  try {
    return unzipped(bytes, maxUnzipped)
  } catch (error) {
    throw error instanceof BadArchive ? new RefusedCall('DRS.10030012') : error
  }
}

/** The body that saves objects with update-job, or only its selection (7.4.7). */
function readJson({ bytes }: UploadedFile, contents: readonly Schema[], locale: Locale): ReadObjects {
  const parsed = objectSelection.safeParse(selectionIn(bytes))
  if (!parsed.success) throw new RefusedCall('DRS.10020000', 'db_object')
  const unknown = new Set(unknownObjects(parsed.data, contents))
  const rows = chosenSchemas(parsed.data).flatMap(({ name, tables }) => {
    const places = [[name], ...Object.keys(tables).map((table) => [name, table])]
    const named = places.length > 1 && !unknown.has(name) ? places.slice(1) : places.slice(0, 1)
    return named.map((cells) => ({
      cells,
      error: unknown.has(cells.join('.')) ? faults.unknown[locale] : undefined,
    }))
  })
  if (rows.length === 0 && parsed.data.object_scope !== 'all') throw new RefusedCall('DRS.10030010')
  return unknown.size === 0 ? { rows, wish: parsed.data } : { rows }
}

function selectionIn(bytes: Buffer): unknown {
  const content = parsedJson(bytes)
  return (
    inside(inside(inside(content, 'job'), 'params'), 'db_object') ?? inside(content, 'db_object') ?? content
  )
}

function parsedJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    throw new RefusedCall('DRS.10020000', 'JSON')
  }
}

function inside(value: unknown, name: string): unknown {
  if (typeof value !== 'object' || value === null) return undefined
  return Object.getOwnPropertyDescriptor(value, name)?.value
}
