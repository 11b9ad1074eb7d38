import { createHash } from 'node:crypto'

/** Rows that DRS could not write to the destination (DRS API reference 7.5.3). */

export interface AbnormalRow {
  /** `database.table` or `database.schema.table`; empty where DRS does not say. */
  readonly table: string
  /** Data of the database's users. */
  readonly sql?: string
  /** Milliseconds since the epoch. */
  readonly at?: number
  readonly message?: string
}

/** The rows that were read, and how many there are as DRS counts them. */
export interface AbnormalRows {
  readonly rows: readonly AbnormalRow[]
  readonly total: number
  /** So many of them were read, whether or not they are among `rows`. */
  readonly read: number
  /** Rows that say nothing at all. */
  readonly unreadable: number
}

export interface AbnormalTable {
  readonly table: string
  readonly count: number
  readonly first?: number
  readonly last?: number
  /** What DRS says most often. */
  readonly cause?: string
  /** Further things that it says. */
  readonly otherCauses: number
}

/** One entry for each table, those with most rows first. */
export function abnormalTables(rows: readonly AbnormalRow[]): readonly AbnormalTable[] {
  const byTable = grouped(rows, ({ table }) => table)
  return [...byTable]
    .map(([table, own]) => tableOf(table, own))
    .toSorted((a, b) => b.count - a.count || (a.table < b.table ? -1 : 1))
}

function tableOf(table: string, rows: readonly AbnormalRow[]): AbnormalTable {
  const times = rows.flatMap(({ at }) => at ?? []).toSorted((a, b) => a - b)
  const [first, last] = [times[0], times.at(-1)]
  const messages = rows.flatMap(({ message }) => message ?? [])
  const causes = grouped(messages, kindOfCause)
  const [most] = [...causes.values()].toSorted((a, b) => b.length - a.length)
  const [cause] = most ?? []
  return {
    table,
    count: rows.length,
    ...(first !== undefined && { first }),
    ...(last !== undefined && { last }),
    ...(cause !== undefined && { cause }),
    otherCauses: Math.max(0, causes.size - 1),
  }
}

function grouped<Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const key = keyOf(item)
    const group = groups.get(key)
    if (group) group.push(item)
    else groups.set(key, [item])
  }
  return groups
}

/** Names a table in the value of a choice, for which its own name may be too long. */
export function tableKey(table: string): string {
  return createHash('sha256').update(table).digest('hex').slice(0, 16)
}

/** Messages that differ in their values only have one cause. */
function kindOfCause(message: string): string {
  return message.replace(/'[^']*'|"[^"]*"|\d+/g, '?')
}
