import type * as z from 'zod'
import type { objectSelection } from '../drs/v5/object-selection.ts'
import type { processingRules } from '../drs/v5/processing-rules.ts'

/** What a task holds besides configuration and life: small records of the features that v5 has calls for. */

export type Selection = z.output<typeof objectSelection>
export type SelectedDatabase = NonNullable<Selection['object_info']>[string]
export type SelectedTable = NonNullable<SelectedDatabase['tables']>[string]
export type ProcessingRule = NonNullable<z.output<typeof processingRules>>[number]

/** Which objects a look-up is for (7.4.2). */
export interface ObjectsWanted {
  readonly type: 'source' | 'modified' | 'synchronized'
  readonly databases?: readonly string[] | undefined
}

export interface TableName {
  readonly db_name: string
  readonly schema_name?: string | undefined
  readonly table_name: string
}

/** What the check of one table's filter found. */
export interface FilterVerdict extends TableName {
  readonly is_success: boolean
  /** Why it failed, otherwise nothing. */
  readonly message: string | null
}

/** What an asynchronous call asked for. */
export type Asked =
  | { readonly kind: 'objects'; readonly wanted: ObjectsWanted }
  | { readonly kind: 'saving' }
  | { readonly kind: 'rules' }
  | { readonly kind: 'filters'; readonly verdicts: readonly FilterVerdict[] }
  | { readonly kind: 'columns'; readonly tables: readonly TableName[] }
  | { readonly kind: 'position'; readonly position: string }

/** An asynchronous call; its result is there after a while. */
export type Query = Asked & {
  readonly id: string
  /** Virtual time. */
  readonly startedAt: number
  readonly failed: boolean
}

/** A row of an uploaded object file, with what is wrong with it. */
export interface ImportedRow {
  readonly cells: readonly string[]
  readonly error?: string | undefined
}

/** The object file that was uploaded last (7.4.7). */
export interface ObjectImport {
  readonly fileName: string
  readonly level: 'table' | 'database'
  /** Virtual time. */
  readonly startedAt: number
  readonly rows: readonly ImportedRow[]
  /** `database.table` of what was selected before. */
  readonly before: readonly string[]
}

/** A changed task parameter (7.10.3). */
export interface ParameterChange {
  readonly name: string
  readonly from: string
  readonly to: string
  /** Virtual time. */
  readonly at: number
  /** Since when it is at work, virtual time. */
  readonly appliedAt?: number | undefined
}

export interface StartPosition {
  readonly position: string
  readonly gtidSet?: string | undefined
}

export interface Extras {
  /** Oldest first. */
  readonly queries: readonly Query[]
  /** The choice of objects as v5 writes it; it counts as long as the task's own choice is the one it was made with. */
  readonly selection?: { readonly wish: Selection; readonly madeWith: object }
  /** What is synchronized while an edited choice waits to be applied (7.4.2). */
  readonly inForce?: Selection
  readonly imported?: ObjectImport
  readonly rules: readonly ProcessingRule[]
  /** Oldest first. */
  readonly parameterChanges: readonly ParameterChange[]
  readonly startPosition?: StartPosition
  /** JDBC driver of the task. */
  readonly driver?: string
}

export const noExtras: Extras = { queries: [], rules: [], parameterChanges: [] }
