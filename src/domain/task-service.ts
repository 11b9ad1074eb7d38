import type { DrsError } from '../drs/drs-error.ts'
import type { Endpoint, PrecheckReport, Progress, Recovery, Task } from './task.ts'

/** What one task of a batch answered; DRS accepts a batch as a whole and refuses its items one by one. */
export type ItemResult = { readonly id: string } & (
  | { readonly ok: true }
  | { readonly ok: false; readonly error: DrsError }
)

/** Items that answered with a value, and those that answered with an error instead. */
export interface Found<T> {
  readonly found: ReadonlyMap<string, T>
  /** `gone` holds the ids that DRS says it does not know. */
  readonly gone: ReadonlySet<string>
  readonly failed: ReadonlyMap<string, DrsError>
}

/** A database with the password in the clear: lives only for the length of a call. */
export interface DatabaseAccess extends Endpoint {
  readonly password?: string
  readonly ssl?: boolean
}

/** What a new task needs (6.1.1). The databases' accounts follow with `test` and `configure`. */
export interface NewTask {
  readonly name: string
  readonly scenario: string
  readonly engine: string
  readonly direction: string
  readonly mode: string
  readonly network: string
  readonly nodeType: string
  readonly subnetId: string
  readonly source: Endpoint
  readonly destination: Endpoint
  readonly description?: string
  readonly destinationReadOnly?: boolean
}

export interface ObjectChoice {
  /** Databases to be copied; absent means all. */
  readonly databases?: readonly string[]
}

export interface TaskFilter {
  readonly scenario?: string
  readonly status?: string
  readonly engine?: string
  /** Part of a name, or up to 100 ids separated by commas. */
  readonly name?: string
}

export interface NodeQuery {
  readonly scenario: string
  readonly engine: string
  readonly direction: string
}

export interface Zone {
  readonly code: string
  readonly name: string
  readonly available: boolean
}

export interface Quota {
  readonly limit: number
  readonly used: number
}

/**
 * Everything the bot asks of DRS, over both API generations. One instance belongs to one connection and one
 * language. Every method may throw `DrsError` for the call as a whole; per-task refusals come as values.
 */
export interface TaskService {
  list(filter?: TaskFilter): Promise<readonly Task[]>
  details(ids: readonly string[]): Promise<Found<Task>>
  statuses(ids: readonly string[]): Promise<Found<string>>
  progress(ids: readonly string[]): Promise<Found<Progress>>
  recovery(ids: readonly string[]): Promise<Found<Recovery>>
  /** Tasks that were never prechecked are simply missing from `found`. */
  precheckReports(ids: readonly string[]): Promise<Found<PrecheckReport>>
  create(task: NewTask): Promise<{ readonly id: string; readonly status: string }>
  testConnection(task: Task, end: 'source' | 'destination', database: DatabaseAccess): Promise<ItemResult>
  configure(task: Task, source: DatabaseAccess, destination: DatabaseAccess): Promise<ItemResult>
  selectObjects(task: Task, choice: ObjectChoice): Promise<ItemResult>
  precheck(ids: readonly string[]): Promise<readonly ItemResult[]>
  /** `at`: milliseconds since the epoch; absent starts at once. */
  start(ids: readonly string[], at?: number): Promise<readonly ItemResult[]>
  /** `target` stops replay, `all` log capturing and replay. */
  pause(ids: readonly string[], what: 'target' | 'all'): Promise<readonly ItemResult[]>
  /** Goes on after a pause or a failure. */
  resume(ids: readonly string[]): Promise<readonly ItemResult[]>
  stop(ids: readonly string[], options: { readonly force: boolean }): Promise<readonly ItemResult[]>
  delete(ids: readonly string[]): Promise<readonly ItemResult[]>
  switchover(ids: readonly string[]): Promise<readonly ItemResult[]>
  quota(): Promise<Quota>
  nodeTypes(query: NodeQuery): Promise<readonly string[]>
  zones(query: NodeQuery & { readonly nodeType: string }): Promise<readonly Zone[]>
}
