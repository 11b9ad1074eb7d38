/** Objects chosen by a file that DRS itself reads (DRS API reference 7.4.6 to 7.4.9, 7.4.12), and what became of them (7.4.11). */

/** What DRS says of files for a task. */
export interface ObjectFileSupport {
  /** Kinds of tasks that take a file. */
  readonly engines: readonly string[]
  readonly megabytes?: number
  readonly level?: 'table' | 'database'
  /** The last choice was made by file. */
  readonly byFile: boolean
}

/** What became of an uploaded file. */
export interface ObjectImport {
  readonly ok: boolean
  /** Rows that were taken, where DRS tells. */
  readonly rows?: number
}

/** A table with its names at both ends, from the outside in. */
export interface ObjectMapping {
  readonly source: readonly string[]
  readonly destination: readonly string[]
  /** Columns have other names, or are left out. */
  readonly columns: boolean
}
