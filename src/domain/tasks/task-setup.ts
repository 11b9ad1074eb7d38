import type { Endpoint } from './task.ts'

/** A database of a task with the *reference* of its password (`env:NAME`, `file:/path`), never the password. */
export interface DatabaseSetup extends Endpoint {
  readonly passwordRef?: string
}

/** What the bot remembers of a task between creating and starting it; DRS does not give accounts back. */
export interface TaskSetup {
  readonly source: DatabaseSetup
  readonly destination: DatabaseSetup
  /** Databases to be copied; absent means all. */
  readonly databases?: readonly string[]
}
