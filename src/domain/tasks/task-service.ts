import type { DrsError } from '../../drs/drs-error.ts'
import type { Generation } from '../../drs/operation.ts'
import type { ActionOptions, TaskAims } from '../actions/action.ts'
import type { CallableAction } from '../actions/rows.ts'
import type { SourceObjects } from '../objects/check.ts'
import type { ObjectFileSupport, ObjectImport, ObjectMapping } from '../objects/object-files.ts'
import type { ObjectSelection } from '../objects/selection.ts'
import type { TaskObjects } from '../objects/task-objects.ts'
import type { AbnormalRows } from './abnormal-rows.ts'
import type { ComparedPlace, Comparison, DifferingRows, RegularComparisons } from './comparison.ts'
import type { ProcessingRule, RulePath, RuleVerdict, SourceColumn, TaskRules } from './data-rules.ts'
import type { Driver } from './drivers.ts'
import type { ImportBatch, ImportedTask } from './import-batch.ts'
import type { ReplicationHealth } from './monitoring.ts'
import type { Component, FullProgress, KindProgress, ObjectProgress } from './object-progress.ts'
import type { DatabaseParameter, TuningChange, TuningParameter } from './parameters.ts'
import type { EnterpriseProject, MeteredProduct, TaggedTasks } from './resources.ts'
import type { SourceUsers } from './source-users.ts'
import type { DatabaseEndpoint, PrecheckReport, Progress, ProgressProbe, Recovery, Task } from './task.ts'
import type { LogDelivery, TaskSettings } from './task-settings.ts'
import type { KafkaSettings } from './task-setup.ts'
import type { KnownTag, TagPair } from './task-tags.ts'
import type { TaskLog } from './timeline.ts'

/** What one task of a batch answered; DRS accepts a batch as a whole and refuses its items one by one. */
export type ItemResult = { readonly id: string } /** `aims`: what of it DRS has told at once. */ & (
  | { readonly ok: true; readonly aims?: TaskAims }
  | { readonly ok: false; readonly error: DrsError }
)

/** Items that answered with a value, and those that answered with an error instead. */
export interface LookupResult<T> {
  readonly found: ReadonlyMap<string, T>
  /** `gone` holds the ids that DRS says it does not know. */
  readonly gone: ReadonlySet<string>
  readonly failed: ReadonlyMap<string, DrsError>
}

/** A database with the password in the clear: lives only for the length of a call. */
export interface DatabaseAccess extends DatabaseEndpoint {
  readonly password?: string
  readonly ssl?: boolean
  /** For SSL: the certificate, or the trust store of Kafka. */
  readonly certificate?: ProtectedFile
  readonly kafka?: KafkaSettings
  readonly keyStore?: ProtectedFile
  /** Of the private key in the key store. */
  readonly keyPassword?: string
}

export interface ProtectedFile {
  readonly name: string
  readonly bytes: Uint8Array
  readonly password?: string
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
  /** Of the replication instance; over v5, between self-built databases (7.2.1). */
  readonly vpcId?: string
  /** v3 takes no account at creation; v5 wants user and password at once (7.2.1). */
  readonly source: DatabaseAccess
  readonly destination: DatabaseAccess
  readonly description?: string
  /** The ID of an enterprise project. */
  readonly enterpriseProject?: string
  readonly destinationReadOnly?: boolean
  /** DR in which both sides are written to. */
  readonly dualActive?: boolean
  /** Of the primary and the standby instance; the architecture counts over v5 only. */
  readonly zones?: { readonly primary: string; readonly standby: string; readonly arch: string }
  /** Of a cluster: so many subtasks share them. */
  readonly sourceShards?: number
}

export interface ObjectChoice {
  /** Databases to be copied; absent means all. */
  readonly databases?: readonly string[]
}

export type ComparisonRef = Pick<Comparison, 'id' | 'kind' | 'status'>

/** Of a table of the source, from so many rows on. */
export interface DifferingRowsPage {
  readonly database: string
  readonly table: string
  readonly offset: number
  readonly limit: number
}

export interface ComparisonFile {
  readonly name: string
  readonly bytes: Uint8Array
}

export interface TaskFilter {
  readonly scenario?: string
  readonly status?: string
  readonly engine?: string
  /** Part of a name, or up to 100 ids separated by commas. */
  readonly name?: string
  /** How a name or an id begins, in any case. DRS cannot be asked so, and answers with more tasks. */
  readonly prefix?: string
  /** Only these tasks. DRS cannot be asked so, and answers with more tasks. */
  readonly ids?: readonly string[]
  /** Only tasks of that name, in any case, as far as the index knows. DRS cannot be asked so, and answers with more tasks. */
  readonly named?: string
}

/** The tasks that fit, and how many rows of DRS's answer could not be read: nobody knows whether they fit. */
export interface TaskList {
  readonly tasks: readonly Task[]
  readonly unreadable: number
  /** Since when the list may be out of date, milliseconds since the epoch; absent: DRS was asked just now. */
  readonly asOf?: number
  /** Not all of DRS's lists have been read yet: there may be more tasks. */
  readonly partial?: true
}

/** A page of one of DRS's lists, which hold the tasks of one scenario each (6.1.19, 7.2.2). Lists count from 0, pages from 1. */
export interface ListPlace {
  readonly list: number
  readonly page: number
}

export interface ListPage extends TaskList {
  /** There is a further page of this list. */
  readonly more: boolean
  /** So many lists together hold all tasks of the connection. */
  readonly lists: number
}

export interface NodeQuery {
  readonly scenario: string
  readonly engine: string
  readonly direction: string
}

/** A size of replication instances. */
export interface NodeType {
  readonly type: string
  /** There is none of it in any zone; absent where DRS does not tell. */
  readonly soldOut?: boolean
}

/** A kind of task that can be created: what from, what to, over which networks and in which modes (7.1.1). */
export interface TaskLink {
  readonly engine: string
  readonly direction?: string
  readonly network?: string
  readonly modes: readonly string[]
}

export interface AvailabilityZone {
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
  list(filter?: TaskFilter): Promise<TaskList>
  /** One page of the lists; whoever reads all pages of all lists has seen all tasks. One call. */
  listPage(place: ListPlace, filter?: Pick<TaskFilter, 'name'>): Promise<ListPage>
  details(ids: readonly string[]): Promise<LookupResult<Task>>
  /** What is set on the tasks, as DRS shows it now. */
  settings(ids: readonly string[]): Promise<LookupResult<TaskSettings>>
  /** What the task selects, as DRS shows it now. */
  selectedObjects(task: Pick<Task, 'id'>): Promise<TaskObjects>
  /** What of it is in force already, where the task was edited again (v5); `undefined` where nobody tells. */
  appliedObjects(task: Pick<Task, 'id'>): Promise<ObjectSelection | undefined>
  /** What the source holds, read from it again if `fresh`; `undefined` where there is no call that tells. */
  sourceObjects(
    task: Pick<Task, 'id'>,
    wanted: { readonly fresh: boolean },
  ): Promise<SourceObjects | undefined>
  /** What of its rows and columns the task takes, and under which names. */
  dataRules(task: Pick<Task, 'id'>): Promise<TaskRules>
  /** The JDBC drivers of the project; `undefined` where there is no call that tells. */
  drivers(): Promise<readonly Driver[] | undefined>
  /** What DRS says of object files for the task; `undefined` where there is no call that tells. */
  objectSupport(task: Pick<Task, 'id'>): Promise<ObjectFileSupport | undefined>
  /** How the reading of the object file ends that was uploaded last. */
  objectImport(task: Pick<Task, 'id'>): Promise<ObjectImport>
  /** The tables of the task under their names at both ends; `undefined` where there is no call that tells. */
  objectMappings(task: Pick<Task, 'id'>): Promise<readonly ObjectMapping[] | undefined>
  /** The latest batches of imported tasks, or that one; `undefined` where there is no call that tells. */
  importBatches(id?: string): Promise<readonly ImportBatch[] | undefined>
  /** The tasks of such a batch. */
  batchTasks(id: string): Promise<readonly ImportedTask[]>
  /** `undefined` where there is no call that lists them. */
  enterpriseProjects(): Promise<readonly EnterpriseProject[] | undefined>
  /** By what the task is billed; `undefined` where there is no call that tells. */
  metering(task: Pick<Task, 'id'>): Promise<readonly MeteredProduct[] | undefined>
  /** Tasks of a scenario with all of these tags, or with none; `undefined` where there is no call that tells. */
  tagged(scenario: string, tags: readonly TagPair[]): Promise<TaggedTasks | undefined>
  /** The columns of a table of the source, as it has them now; `undefined` where there is no call that tells. */
  tableColumns(task: Pick<Task, 'id'>, path: RulePath): Promise<readonly SourceColumn[] | undefined>
  /** What DRS says of the conditions of these rules, before they are saved; `undefined` where there is no call that tells. */
  checkRules(
    task: Pick<Task, 'id'>,
    rules: readonly ProcessingRule[],
  ): Promise<readonly RuleVerdict[] | undefined>
  /** Throws unless rules were saved; `query`: what the call that saves them has answered. */
  requireRulesSaved(task: Pick<Task, 'id'>, query: string): Promise<void>
  /** `key` or `key=value`. Of any task, whichever generation it lives in. */
  tags(task: Pick<Task, 'id' | 'scenario'>): Promise<readonly string[]>
  /** All tags that tasks of the scenario have; `undefined` where there are no calls for tags, so that they cannot be changed. */
  knownTags(scenario: string): Promise<readonly KnownTag[] | undefined>
  /** Where the task's logs go; `undefined` where there is no call for it. */
  logDelivery(id: string): Promise<LogDelivery | undefined>
  /** Users and roles of the source that can be migrated; `undefined` where there is no call for it. */
  sourceUsers(id: string): Promise<SourceUsers | undefined>
  /** Parameters of the two databases of the task; `undefined` where there is no call for them. */
  databaseParameters(id: string): Promise<readonly DatabaseParameter[] | undefined>
  /** Parameters by which the task itself works. */
  tuning(id: string): Promise<readonly TuningParameter[]>
  /** What of these was changed, the latest first; `undefined` where the API does not tell. */
  tuningHistory(id: string): Promise<readonly TuningChange[] | undefined>
  /** Whether a task may have that name; `undefined` where there is no call that tells. Throws what DRS says of a name that is taken. */
  isNameFree(name: string): Promise<boolean | undefined>
  /** Where the log of the task's source stood at that moment, milliseconds since the epoch. Throws `not-offered` where there is no call for it. */
  logPosition(id: string, at: number): Promise<string>
  statuses(ids: readonly string[]): Promise<LookupResult<string>>
  /** Those of the tasks whose status costs a call for each, unless it is read from the lists; absent where none does. */
  toldByListsOnly?(ids: readonly string[]): readonly string[]
  progress(ids: readonly string[]): Promise<LookupResult<Progress>>
  /** Progress with the counts by kind and the time that is left, where DRS tells them. */
  fullProgress(ids: readonly string[]): Promise<LookupResult<FullProgress>>
  /** Counts by kind of DR tasks; those of others are refused. */
  initialization(ids: readonly string[]): Promise<LookupResult<readonly KindProgress[]>>
  /** Objects of one kind, of very many the first; `undefined` where there is no call that tells. */
  objectProgress(task: Pick<Task, 'id' | 'scenario'>, kind: string): Promise<ObjectProgress | undefined>
  /** What reads and writes the changes of a synchronization; `undefined` where there is no call that tells. */
  components(task: Pick<Task, 'id'>): Promise<readonly Component[] | undefined>
  /** Rows that could not be written since that moment, of very many the first; `undefined` where there is no call that tells. */
  abnormalRows(task: Pick<Task, 'id'>, since?: number): Promise<AbnormalRows | undefined>
  /** Progress and status of many tasks by one question; absent where the API has none for many. */
  progressProbes?(ids: readonly string[]): Promise<LookupResult<ProgressProbe>>
  recovery(ids: readonly string[]): Promise<LookupResult<Recovery>>
  /** How replication goes, end by end; a task of which DRS tells nothing is missing. */
  monitoring(ids: readonly string[]): Promise<LookupResult<ReplicationHealth>>
  /** What DRS itself remembers of the life of a task: a few moments (v3), or the latest lines of its log (v5). */
  taskLog(task: Pick<Task, 'id'>): Promise<TaskLog>
  /** The parts of a task, as the list shows them; none of a task that has none. */
  subtasks(task: Pick<Task, 'id' | 'scenario'>): Promise<readonly Task[]>
  /** Names of the failed subtasks of tasks of one scenario; a task that is not listed with any subtask is missing. */
  failedSubtasks(ids: readonly string[], scenario: string): Promise<LookupResult<readonly string[]>>
  /** Tasks that were never prechecked are simply missing from `found`. `whole`: nothing is left out of very long reports. */
  precheckReports(
    ids: readonly string[],
    options?: { readonly whole?: boolean },
  ): Promise<LookupResult<PrecheckReport>>
  /** The generation in which a task of that engine would be created. */
  homeOfNew(engine: string): Generation
  create(task: NewTask): Promise<{ readonly id: string; readonly status: string }>
  /** A new task with the configuration of this one. Throws `not-offered` where there is no call for it. */
  clone(
    task: Pick<Task, 'id' | 'scenario'>,
    name: string,
  ): Promise<{ readonly id: string; readonly status: string }>
  testConnection(task: Task, end: 'source' | 'destination', database: DatabaseAccess): Promise<ItemResult>
  configure(task: Task, source: DatabaseAccess, destination: DatabaseAccess): Promise<ItemResult>
  selectObjects(task: Task, choice: ObjectChoice): Promise<ItemResult>
  /**
   * Does what the action's row says (src/domain/actions/rows.ts), task by task. Where the task's API generation has no call
   * for it, its items are refused with `not-offered`.
   */
  act(action: CallableAction, ids: readonly string[], options: ActionOptions): Promise<readonly ItemResult[]>
  /** What DRS itself says the task allows now, in verbs (see domain/actions/drs-commands.ts); `undefined` if it does not know the task. */
  allowedActions(id: string): Promise<ReadonlySet<string> | undefined>
  /**
   * The task's comparisons, latest first. `closely`: with how far the running ones are, and what is worst in the latest; that
   * costs a call for each kind, and some for what differs.
   */
  comparisons(id: string, options?: { readonly closely?: boolean }): Promise<readonly Comparison[]>
  /** Databases, or kinds of objects, of a comparison; of one `database` its tables, of one kind its objects. */
  comparedPlaces(id: string, comparison: ComparisonRef, database?: string): Promise<readonly ComparedPlace[]>
  /** A page of the rows of a table that differ; `undefined` where there is no call that tells. They are data of users. */
  differingRows(
    id: string,
    comparison: ComparisonRef,
    page: DifferingRowsPage,
  ): Promise<DifferingRows | undefined>
  /** The file that DRS has made of a result; `undefined` where there is no call for it. */
  comparisonFile(id: string, comparison: ComparisonRef): Promise<ComparisonFile | undefined>
  /** Comparisons that DRS makes by itself; `undefined` where there is no call that tells. */
  regularComparisons(id: string): Promise<RegularComparisons | undefined>
  quota(): Promise<Quota>
  /** The sizes that can be had. */
  nodeTypes(query: NodeQuery): Promise<readonly string[]>
  /** The same with those that are sold out. */
  nodeStock(query: NodeQuery): Promise<readonly NodeType[]>
  /** The kinds of tasks of a scenario that the region offers; `undefined` where the API has no call that tells. */
  links(scenario: string): Promise<readonly TaskLink[] | undefined>
  zones(query: NodeQuery & { readonly nodeType: string }): Promise<readonly AvailabilityZone[]>
}
