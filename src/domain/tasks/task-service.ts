import * as z from 'zod'
import type { DeepReadonly } from '../../base/deep-readonly.ts'
import type { DrsError } from '../../drs/drs-error.ts'
import type { Endpoint, PrecheckReport, Progress, Pulse, Recovery, Task } from './task.ts'

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
  /** v3 takes no account at creation; v5 wants user and password at once (7.2.1). */
  readonly source: DatabaseAccess
  readonly destination: DatabaseAccess
  readonly description?: string
  readonly destinationReadOnly?: boolean
}

export interface ObjectChoice {
  /** Databases to be copied; absent means all. */
  readonly databases?: readonly string[]
}

export const comparisonKinds = ['object', 'row', 'value'] as const
export type ComparisonKind = (typeof comparisonKinds)[number]

/** A comparison of source and destination that was carried out once. */
export const comparisonSchema = z.object({
  id: z.string(),
  /** A `ComparisonKind`, or what DRS calls a kind that is none of these, for example `random`. */
  kind: z.string(),
  /** For example `RUNNING`, `SUCCESSFUL` or `CANCELLED` (6.1.26, 7.5.1). */
  status: z.string(),
  /** Milliseconds since the epoch. */
  startedAt: z.number().exactOptional(),
  endedAt: z.number().exactOptional(),
  /**
   * Known of the latest successful comparison of each kind: true if everything could be compared and is equal. Absent
   * where nothing was compared.
   */
  clean: z.boolean().exactOptional(),
  /** How many items differ: kinds of objects, tables (v3) or databases (v5). */
  differences: z.number().exactOptional(),
  /** How many items could not be compared. */
  uncomparable: z.number().exactOptional(),
})
export type Comparison = DeepReadonly<z.output<typeof comparisonSchema>>

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
  /** Progress and status of many tasks by one question; absent where the API has none for many. */
  pulse?(ids: readonly string[]): Promise<Found<Pulse>>
  recovery(ids: readonly string[]): Promise<Found<Recovery>>
  /** Names of the failed subtasks of tasks of one scenario; a task that is not listed with any subtask is missing. */
  failedSubtasks(ids: readonly string[], scenario: string): Promise<Found<readonly string[]>>
  /** Tasks that were never prechecked are simply missing from `found`. */
  precheckReports(ids: readonly string[]): Promise<Found<PrecheckReport>>
  create(task: NewTask): Promise<{ readonly id: string; readonly status: string }>
  testConnection(task: Task, end: 'source' | 'destination', database: DatabaseAccess): Promise<ItemResult>
  configure(task: Task, source: DatabaseAccess, destination: DatabaseAccess): Promise<ItemResult>
  selectObjects(task: Task, choice: ObjectChoice): Promise<ItemResult>
  /** Before a start or before going on, as the task's status has it, or before a reset, which only v5 has. */
  precheck(ids: readonly string[], before?: 'reset'): Promise<readonly ItemResult[]>
  /** `at`: milliseconds since the epoch; absent starts at once. */
  start(ids: readonly string[], at?: number): Promise<readonly ItemResult[]>
  /** `target` stops replay, `all` log capturing and replay. */
  pause(ids: readonly string[], what: 'target' | 'all'): Promise<readonly ItemResult[]>
  /** Goes on after a pause or a failure. */
  resume(ids: readonly string[]): Promise<readonly ItemResult[]>
  stop(ids: readonly string[], options: { readonly force: boolean }): Promise<readonly ItemResult[]>
  delete(ids: readonly string[]): Promise<readonly ItemResult[]>
  switchover(ids: readonly string[]): Promise<readonly ItemResult[]>
  /** Starts over, after a precheck made for it. v3 has no call for it: its items are refused with `not-offered`. */
  reset(ids: readonly string[]): Promise<readonly ItemResult[]>
  /** What DRS itself says the task allows now, in verbs (see task-commands.ts); `undefined` if it does not know the task. */
  allowedActions(id: string): Promise<ReadonlySet<string> | undefined>
  /** Begins a comparison, of `choice.databases` or of everything. */
  startComparison(task: Task, kind: ComparisonKind, choice?: ObjectChoice): Promise<ItemResult>
  /** The task's comparisons, latest first. */
  comparisons(id: string): Promise<readonly Comparison[]>
  quota(): Promise<Quota>
  nodeTypes(query: NodeQuery): Promise<readonly string[]>
  zones(query: NodeQuery & { readonly nodeType: string }): Promise<readonly Zone[]>
}
