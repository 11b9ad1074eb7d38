import { columnsOf } from '../columns.ts'
import type { Schema, Table } from '../contents.ts'
import { tableKey } from '../contents.ts'
import type { FilterVerdict, ProcessingRule } from '../extras.ts'
import { chosenSchemas } from '../selection.ts'
import type { DataRule } from '../settings.ts'

/** Conditions on rows (7.9.1, 7.9.4): which table each belongs to, and whether it can be right. */

/** As the example of 7.9.5 shows it; the other two are ours. */
const faults = {
  twice: 'DATA_TRANSFORMATION_ALREADY_EXISTED',
  table: 'TABLE_NOT_EXISTED',
  condition: 'FILTER_CONDITION_INVALID',
} as const

/** The conditions of rules as the task keeps them, one per table and condition. */
export function dataRules(
  rules: readonly ProcessingRule[],
  contents: readonly Schema[],
): readonly DataRule[] {
  return rules.flatMap(({ filter_conditions = [], db_object }) =>
    (db_object ? tablesOf(db_object, contents) : []).flatMap((table) =>
      filter_conditions.map(({ filtering_type: type = 'contentConditionalFilter', value = '' }) => ({
        table,
        type,
        value,
      })),
    ),
  )
}

type Objects = NonNullable<ProcessingRule['db_object']>

function tablesOf(db_object: Objects, contents: readonly Schema[]): readonly string[] {
  return chosenSchemas(referredToo(db_object)).flatMap(({ name, whole, tables }) => {
    const named = Object.keys(tables)
    if (named.length > 0 || !whole) return named.map((table) => `${name}.${table}`)
    return contents.filter((schema) => schema.name === name).flatMap((schema) => schema.tables.map(tableKey))
  })
}

/** A table that a filter only refers to is one that the rule is for (7.9.1, `sync_type`). */
function referredToo(objects: Objects): Objects {
  const plain = <Part extends { readonly sync_type?: unknown }>({ sync_type: _, ...part }: Part) => part
  const info = Object.entries(objects.object_info ?? {}).map(([name, database]) => {
    const tables = Object.entries(database.tables ?? {}).map(([table, part]) => [table, plain(part)])
    return [name, { ...plain(database), ...(tables.length > 0 && { tables: Object.fromEntries(tables) }) }]
  })
  return { ...objects, ...(info.length > 0 && { object_info: Object.fromEntries(info) }) }
}

/** Checks each condition; a table may have one (7.9.1). `others` are conditions that are there already. */
export function verdictsOn(
  wanted: readonly DataRule[],
  others: readonly DataRule[],
  contents: readonly Schema[],
  engine: string,
): readonly FilterVerdict[] {
  const tables = contents.flatMap((schema) => schema.tables)
  return wanted.map((rule, at) => {
    const table = tables.find((known) => tableKey(known) === rule.table)
    const twice = [...others, ...wanted.slice(0, at)].some((other) => other.table === rule.table)
    const message = faultOf(rule, table, twice, engine)
    const [db_name = '', ...rest] = rule.table.split('.')
    return { db_name, table_name: rest.join('.'), is_success: message === null, message }
  })
}

function faultOf(
  { type, value }: DataRule,
  table: Table | undefined,
  twice: boolean,
  engine: string,
): string | null {
  if (!table) return faults.table
  if (twice) return faults.twice
  if (type === 'configConditionalFilter') return value === 'config' ? null : faults.condition
  return isCondition(value, table, engine) ? null : faults.condition
}

/** A comparison on a column of the table; SQL is not understood further. */
function isCondition(value: string, table: Table, engine: string): boolean {
  if (value.includes(';')) return false
  const [, name] =
    /^[\s(]*(?:not\s+)?[`"]?(\w+)[`"]?\s*(?:=|<|>|!=|(?:not\s+)?(?:in|like|between)\b|is\b)/i.exec(value) ??
    []
  const columns = columnsOf(table, engine).map((column) => column.name.toLowerCase())
  return name !== undefined && columns.includes(name.toLowerCase())
}
