import type { Text } from '../../base/i18n.ts'

/** The kinds of database that failure texts come from. */
export type DatabaseFamily = 'mysql' | 'postgresql' | 'mongodb' | 'oracle' | 'sqlserver' | 'redis' | 'kafka'

/** What follows once the cause is gone: a verb of `/drs`. */
export type FailureRemedyVerb = 'resume' | 'reset' | 'password' | 'create'

/** A failure that the text of a task tells (`error_message` of v3, `error_msg` of v5). */
export interface FailureCause {
  readonly id: string
  /** Any of these has to be in the text, whatever its case: words as they are, or parts of a sentence in their order. */
  readonly matches: readonly (string | readonly string[])[]
  /** Only where one end of the task is of this family; absent: any. */
  readonly family?: DatabaseFamily
  /** What has happened. */
  readonly meaning: Text
  /** Why, as a rule. */
  readonly cause: Text
  /** What to do before the verb. */
  readonly remedy: Text
  readonly verb?: FailureRemedyVerb
  /** Where this is written: a page of the DRS help, or the error in the manual of the database. */
  readonly source: string
}
