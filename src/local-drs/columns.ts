import type { Table } from './contents.ts'

/** Columns of the tables, which follow from their names and indexes: nobody has described them. */

export interface Column {
  readonly name: string
  readonly type: string
  /** `PRI` for the primary key, otherwise empty (7.9.7, example). */
  readonly key: string
}

/** Oracle writes types and names in capitals. */
export function columnsOf(table: Table, engine: string): readonly Column[] {
  const oracle = engine === 'oracle'
  const types = oracle
    ? { key: 'NUMBER', text: 'VARCHAR2', time: 'TIMESTAMP' }
    : { key: 'bigint', text: 'varchar(128)', time: 'datetime' }
  const indexed = new Set(table.indexes.map(indexedColumn).filter((name) => name !== ''))
  const columns = [
    { name: 'id', type: types.key, key: 'PRI' },
    ...[...indexed].map((name) => ({ name, type: types.text, key: '' })),
    { name: 'created_at', type: types.time, key: '' },
    { name: 'updated_at', type: types.time, key: '' },
  ]
  return oracle ? columns.map((column) => ({ ...column, name: column.name.toUpperCase() })) : columns
}

/** `idx_email` and `email_1` are on `email`, `entries_account_idx` on `account`. */
function indexedColumn(index: string): string {
  const words = index.split('_').filter((word) => word !== 'idx' && !/^\d+$/.test(word))
  return words.at(-1) ?? ''
}
