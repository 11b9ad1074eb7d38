import type { Moment } from './clock.ts'
import { type Comparison, comparedShare, isOver } from './comparison.ts'
import { type Schema, type Table, tableKey } from './contents.ts'
import type { Difference } from './differences.ts'

/** What comparisons find, as far as they have come; from the contents of the source and how the destination differs. */

/** Numbers of 6.1.30; `tooLarge` is for more than 100 million rows. */
export const itemStatus = {
  different: 0,
  equal: 2,
  running: 5,
  waiting: 6,
  cancelled: 7,
  noTarget: 12,
  neither: 13,
  noDatabase: 20,
  tooLarge: 23,
} as const

const tooManyRows = 100_000_000
const rowsPerShard = 120_000

export interface ComparedTable {
  readonly schema: string
  readonly name: string
  readonly sourceRows: number
  readonly targetRows: number
  readonly status: number
  readonly sameRows: boolean
  readonly sameValues: boolean
  readonly difference?: Difference
  readonly done: boolean
  readonly shards: number
  readonly shardsDone: number
  readonly filter?: string
}

export interface ComparedSchema {
  readonly name: string
  readonly status: number
  readonly tables: readonly ComparedTable[]
}

/** The schemas of a row, value or sample comparison with their tables. */
export function comparedSchemas(
  comparison: Comparison,
  schemas: readonly Schema[],
  moment: Moment,
): readonly ComparedSchema[] {
  const wanted = wantedTables(comparison, schemas)
  const share = comparedShare(comparison, moment)
  const tables = wanted.map((table, at) => comparedTable(comparison, table, share * wanted.length - at))
  return [...new Set(tables.map(({ schema }) => schema))].map((name) => {
    const own = tables.filter(({ schema }) => schema === name)
    const exists = schemas.some((schema) => schema.name === name)
    return { name, tables: own, status: exists ? schemaStatus(comparison, own) : itemStatus.noDatabase }
  })
}

/** A table that is wanted but does not exist; neither end has it. */
interface Wanted {
  readonly schema: string
  readonly name: string
  readonly table?: Table
}

function wantedTables({ wanted }: Comparison, schemas: readonly Schema[]): readonly Wanted[] {
  const all = schemas.flatMap((schema) => schema.tables)
  const existing = (tables: readonly Table[]): readonly Wanted[] =>
    tables.map((table) => ({ schema: table.schema, name: table.name, table }))
  if (!wanted) return existing(all)
  return wanted.flatMap((place) => {
    const [schema = '', ...rest] = place.split('.')
    const name = rest.join('.')
    if (name === '') return existing(all.filter((table) => table.schema === schema))
    const table = all.find((known) => tableKey(known) === place)
    return table ? existing([table]) : [{ schema, name }]
  })
}

/** `progress`: below 0 not begun, from 1 on done. */
function comparedTable(
  comparison: Comparison,
  { schema, name, table }: Wanted,
  progress: number,
): ComparedTable {
  const share = Math.max(0, Math.min(1, progress))
  const difference = table && comparison.differences[tableKey(table)]
  const sourceRows = table?.rows ?? 0
  const targetRows = table && difference ? rowsAtTarget(table, difference) : sourceRows
  const filter = comparison.filters[`${schema}.${name}`]
  const shards = Math.max(1, Math.ceil(sourceRows / rowsPerShard))
  const done = share === 1
  return {
    schema,
    name,
    sourceRows: share > 0 ? sourceRows : 0,
    targetRows: share > 0 ? targetRows : 0,
    sameRows: !done || sourceRows === targetRows,
    sameValues: !done || difference === undefined,
    status: done ? verdict(comparison, table, difference) : unfinished(comparison, share),
    done,
    shards,
    shardsDone: Math.floor(shards * share),
    ...(difference && done ? { difference } : {}),
    ...(filter === undefined ? {} : { filter }),
  }
}

function rowsAtTarget({ rows }: Table, { kind, rows: differing }: Difference): number {
  if (kind === 'table') return 0
  if (kind === 'changed') return rows
  return kind === 'extra' ? rows + differing : Math.max(0, rows - differing)
}

function unfinished(comparison: Comparison, share: number): number {
  if (isOver(comparison)) return itemStatus.cancelled
  return comparison.startedAt !== undefined && share > 0 ? itemStatus.running : itemStatus.waiting
}

function verdict({ kind }: Comparison, table: Table | undefined, difference: Difference | undefined): number {
  if (!table) return itemStatus.neither
  if (table.rows > tooManyRows) return itemStatus.tooLarge
  if (difference?.kind === 'table') return itemStatus.noTarget
  const seen = difference !== undefined && (kind !== 'lines' || difference.kind !== 'changed')
  return seen ? itemStatus.different : itemStatus.equal
}

export function isDifferent({ status }: ComparedTable): boolean {
  return status === itemStatus.different || status === itemStatus.noTarget
}

/** Tables that are too large, or that neither end has. */
export function isUncomparable({ status }: ComparedTable): boolean {
  return status === itemStatus.tooLarge || status === itemStatus.neither
}

function schemaStatus(comparison: Comparison, tables: readonly ComparedTable[]): number {
  if (comparison.startedAt === undefined && !isOver(comparison)) return itemStatus.waiting
  if (tables.some(({ done }) => !done)) return isOver(comparison) ? itemStatus.cancelled : itemStatus.running
  return tables.some(isDifferent) ? itemStatus.different : itemStatus.equal
}

/** Numbers of the overviews (6.1.30, 6.1.32). */
export function countsOf({ tables }: ComparedSchema) {
  return {
    compare_num: tables.length,
    compare_end_num: tables.filter(({ done }) => done).length,
    data_inconsistent_num: tables.filter(isDifferent).length,
    uncomparable_num: tables.filter(isUncomparable).length,
  }
}

/** A row that differs: its key at the ends where it is. */
export interface DifferingRow {
  readonly key: string
  readonly sql: string
  readonly atSource: boolean
  readonly atTarget: boolean
}

/** How many rows of a table differ in a value comparison. */
export function differingCount({ difference, sourceRows }: ComparedTable): number {
  if (!difference) return 0
  if (difference.kind === 'table') return sourceRows
  return difference.kind === 'extra' ? difference.rows : Math.min(difference.rows, sourceRows)
}

/** The differing row at a place of the list; keys are spread evenly over the table. */
export function differingRow(table: ComparedTable, at: number): DifferingRow {
  const { schema, name, sourceRows, difference } = table
  const extra = difference?.kind === 'extra'
  const spread = Math.floor((at * sourceRows) / Math.max(1, differingCount(table)))
  const id = extra ? sourceRows + 1 + at : 1 + spread
  return {
    key: `id=${id}`,
    sql: `select * from ${schema}.${name} where id=${id}`,
    atSource: !extra,
    atTarget: extra || difference?.kind === 'changed',
  }
}
