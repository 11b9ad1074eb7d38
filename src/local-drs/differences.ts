/** How the destination differs from the source in one table. */
export interface Difference {
  /** Rows that are missing, rows too many, rows with other values, or the whole table is missing. */
  readonly kind: 'missing' | 'extra' | 'changed' | 'table'
  readonly rows: number
}

/** By `schema.table`. */
export type Differences = Readonly<Record<string, Difference>>
