import type { Locale, Text } from '../base/i18n.ts'
import type { Principal } from '../domain/access/person.ts'
import type { EffectiveGrant, Role } from '../domain/access/roles.ts'
import type { ActionOptionsOf, CallableAction, SettingAction, TrackedAction } from '../domain/actions/rows.ts'
import type { Policy } from '../domain/approvals/policy.ts'
import type { AuditQuery } from '../domain/audit/audit.ts'
import type { AuditPage } from '../domain/audit/audit-chain.ts'
import type { CheckResult } from '../domain/check-result.ts'
import type { CommandName } from '../domain/command-targets.ts'
import type { Batch } from '../domain/delivery/batch.ts'
import type { CardExtras } from '../domain/delivery/card-extras.ts'
import type { EventSummary } from '../domain/delivery/outbox-message.ts'
import type { SecretContinuation, SecretRequest } from '../domain/secrets/one-time-link.ts'
import type { DatabaseSide } from '../domain/secrets/stored-secret.ts'
import type { CheckNote } from '../domain/tasks/check-notes.ts'
import type { ComparisonSchedule } from '../domain/tasks/comparison-schedule.ts'
import type { ServiceMethod } from '../domain/tasks/service-operations.ts'
import type { PrecheckItem, Task } from '../domain/tasks/task.ts'
import type { TaskRef } from '../domain/tasks/task-ref.ts'
import type { DatabaseAccess } from '../domain/tasks/task-service.ts'
import type { DatabaseSetup, TaskSetup } from '../domain/tasks/task-setup.ts'
import type { Snooze, SnoozeTarget } from '../domain/watching/snooze.ts'
import type { FilterWatch, Watch, WatchOptions } from '../domain/watching/watch.ts'
import type { FilterTerm } from '../domain/watching/watch-filter.ts'
import type { DrsError } from '../drs/drs-error.ts'
import type { Generation, Operation, OperationInput } from '../drs/operation.ts'
import type { Approvals } from '../ports/approvals.ts'
import type { CallResult, ReceivedFile } from '../ports/drs.ts'
import type { RawCall, SetUpSteps } from '../ports/execution.ts'
import type { TaskKnowledge } from '../ports/task-knowledge.ts'

/**
 * What a command may name besides what every command has, each bound to the person, the channel and the language. A command
 * is handed what it names, and nothing else.
 */
export interface Capabilities<Uses extends ServiceMethod = ServiceMethod> {
  readonly actions: TaskActions<Uses>
  readonly settings: TaskSettingsWriter<Uses>
  readonly rawCalls: RawCalls
  readonly inputs: Inputs
  readonly setups: TaskPreparation
  /** The page on which people hand over passwords; undefined where the bot has none. */
  readonly secretPage: SecretPage | undefined
  readonly approvals: Approvals
  readonly roles: RoleChecks
  readonly rights: RightsReader
  readonly watching: ChannelWatching
  readonly knowledge: TaskFactsReader
  readonly checks: CheckBoard
  readonly comparisonPlans: ComparisonPlans
  readonly channelSettings: ChannelSettings
  readonly auditing: AuditReader
  readonly diagnosis: Diagnosis
}

export type CapabilityName = keyof Capabilities

/** Comparisons that the bot begins at their time. */
export interface ComparisonPlans {
  /** Of the task, the next to run first. */
  of(task: TaskRef): Promise<readonly ComparisonSchedule[]>
  /** Told in this channel. Throws where nothing could be told. */
  plan(
    task: Pick<Task, 'connection' | 'id' | 'name'>,
    wanted: Pick<ComparisonSchedule, 'options' | 'nextAt' | 'everyMs' | 'until'>,
  ): Promise<void>
  /** Whether there was one. */
  end(plan: Pick<ComparisonSchedule, 'connection' | 'id'>): Promise<boolean>
}

/** `Uses`: the methods of the task service that the command declared; other actions are not there. */
export interface TaskActions<Uses extends ServiceMethod> {
  /**
   * Carries out an action on a task, held to `policy` where it asks for nobody. Throws what the person has to hear: that it
   * must not begin, or what DRS refused; its end is told in this channel.
   */
  perform<Name extends Uses & CallableAction>(
    action: Name,
    task: Task,
    options: ActionOptionsOf<Name>,
    policy?: Policy,
  ): Promise<void>
  /**
   * The same on several tasks of one connection, which is told in one message of this channel: those that it must not begin
   * on are told there too, and keep the others from nothing. `held`: why it must not begin on a task, as far as that is known.
   */
  performAll<Name extends Uses & CallableAction & TrackedAction>(
    action: Name,
    tasks: readonly { readonly task: Task; readonly held?: Text | undefined }[],
    options: ActionOptionsOf<Name>,
    policy?: Policy,
  ): Promise<void>
}

/** What came of an action that is done when DRS has answered: nothing more, or why it was not done on that task. */
export interface AppliedSetting {
  readonly task: Task
  /** It must not begin. */
  readonly why?: Text
  readonly error?: DrsError
}

export interface TaskSettingsWriter<Uses extends ServiceMethod> {
  /** Sets something on tasks of one connection, held to `policy` where it asks for nobody. Each has its own result. */
  apply<Name extends Uses & SettingAction>(
    action: Name,
    tasks: readonly Task[],
    options: ActionOptionsOf<Name>,
    policy?: Policy,
  ): Promise<readonly AppliedSetting[]>
}

export interface RawCalls {
  /**
   * One call of any operation, held to what the actions are held to that it stands for; references to secrets in it are
   * read now. The answer is redacted. Throws what the person has to hear.
   */
  call(connection: string, call: RawCall): Promise<CallResult>
  /**
   * Whether others have to approve where the secrets of the request and its file would go. Throws `UserError` for a reference that
   * the person may not name there at all, and for a password in the clear in a file that holds passwords.
   */
  secretsNeedApproval(
    connection: string,
    operation: Operation,
    input: OperationInput,
    file?: ReceivedFile,
  ): boolean
  /** The generations of the API that the configuration gives the connection. */
  generations(connection: string): readonly Generation[]
}

/** What people hand over, and what is kept for them until they press. */
export interface Inputs {
  /** The file that the person handed over in a form. */
  file(id: string): Promise<ReceivedFile>
  /** Keeps values of a form for an hour; returns where they can be found, by the form itself as well. */
  keep(command: CommandName, values: Readonly<Record<string, string>>): Promise<string>
  /** Throws `UserError` if they are gone, or somebody else’s. */
  kept(id: string): Promise<Readonly<Record<string, string>>>
  /** Long work waits for it now and then, so that everything else has its turn. */
  turn(): Promise<void>
}

export interface AssignedCheck {
  readonly taskId: string
  readonly item: string
}

/** What people have said of the items of pre-checks. */
export interface CheckBoard {
  /** With what these people are called. */
  of(task: TaskRef): Promise<{
    readonly notes: readonly CheckNote[]
    readonly names: ReadonlyMap<string, string>
  }>
  /** The person knows of these alarms, and goes on all the same. It is written down, and told in this channel. */
  accept(
    task: Pick<Task, 'connection' | 'id' | 'name'>,
    alarms: readonly PrecheckItem[],
    reason?: string,
  ): Promise<void>
  /** That person looks after these items from now on. It is written down, and told to them in this channel. */
  assign(
    task: Pick<Task, 'connection' | 'id' | 'name'>,
    items: readonly PrecheckItem[],
    to: string,
  ): Promise<void>
  /** What was assigned to the person, of tasks of that connection. */
  mine(connection: string): Promise<readonly AssignedCheck[]>
}

/** Setting tasks up before their first start, and what the bot remembers of it. */
export interface TaskPreparation {
  /** What is asked of DRS, step by step. */
  steps(connection: string): SetUpSteps
  /** Of a part of a dual-active pair that nothing was said of, what was said of the pair. */
  of(task: TaskRef & Partial<Pick<Task, 'parentId' | 'source'>>): Promise<TaskSetup | undefined>
  save(task: TaskRef, setup: TaskSetup): Promise<void>
  /**
   * The database of that side with its password, read from the reference at this moment; without one if what was kept is gone,
   * or was kept for another database. Throws `UserError`, also where the reference was not given for its address.
   */
  access(task: TaskRef, side: DatabaseSide, database: DatabaseSetup): Promise<DatabaseAccess>
  /** Reports in this channel how the creation of the task ends, and shows its card there meanwhile. */
  trackCreation(task: TaskRef): Promise<void>
}

/** A link and the code for it, for the eyes of one person. */
export interface OfferedLink {
  readonly url: string
  readonly code: string
  /** Milliseconds since the epoch. */
  readonly until: number
}

export interface SecretPage {
  ask(wanted: Omit<SecretRequest, 'team' | 'user' | 'channel' | 'locale'>): Promise<OfferedLink>
  /** Throws `UserError` if it is gone, or was handed over by somebody else or for another verb. */
  take(verb: SecretContinuation['verb'], id: string): Promise<SecretContinuation>
  giveBack(id: string, given: SecretContinuation): Promise<void>
  move: (reference: string, from: string, to: string) => Promise<string | undefined>
}

/** For what only some uses of a command need, or for a connection that the command itself finds out. */
export interface RoleChecks {
  /** Throws `UserError` if the person lacks the role for that connection here. */
  require(role: Role, connection: string): void
  /** The same with who the person is at this moment. */
  confirm(role: Role, connection: string): Promise<void>
}

/** Who may do what, everywhere. */
export interface RightsReader {
  grants(): Promise<readonly EffectiveGrant[]>
  /** Who somebody is now, as Slack has said since the interaction began. */
  principal(user: string): Promise<Principal>
}

/** What the bot itself knows of tasks. */
export interface TaskFactsReader
  extends Pick<TaskKnowledge, 'seen' | 'figures' | 'needing' | 'limits' | 'prices'> {
  /** What a card of the task shows in this channel. */
  extras(task: TaskRef): Promise<CardExtras>
  /** What happened to a task since then, milliseconds since the epoch, oldest first. */
  history(task: TaskRef, since: number): Promise<readonly EventSummary[]>
}

export interface SuspendedWatches {
  readonly connection: string
  readonly since: number
}

/** `changed`: it was watched before, with other options. */
export type WatchResult = 'added' | 'changed' | 'already'

/** What the channel watches and is told. */
export interface ChannelWatching {
  /** Without options a watch that is there already stays as it is. */
  watch(task: TaskRef, options?: WatchOptions): Promise<WatchResult>
  unwatch(task: TaskRef): Promise<boolean>
  watches(): Promise<readonly Watch[]>
  /** A filter with the same terms counts as the same. */
  watchFilter(connection: string, terms: readonly FilterTerm[], options?: WatchOptions): Promise<WatchResult>
  unwatchFilter(filter: Pick<FilterWatch, 'connection' | 'id'>): Promise<boolean>
  filters(): Promise<readonly FilterWatch[]>
  snooze(target: SnoozeTarget, until: number): Promise<void>
  snoozes(): Promise<readonly Snooze[]>
  suspended(): Promise<readonly SuspendedWatches[]>
  missed(since: number): Promise<readonly EventSummary[]>
  /** An action on several tasks; undefined if it is forgotten, or of a connection that the person may not see. */
  batch(ref: { readonly connection: string; readonly id: string }): Promise<Batch | undefined>
  /** What the person watches in that channel is watched here instead. Returns how much that was. */
  moveHere(channel: string): Promise<number>
}

export interface ChannelSettings {
  /** From now on the channel works with that connection. */
  chooseConnection(connection: string): Promise<void>
  /** From now on the person’s Home shows that connection only; without one, all of them. */
  narrowHome(connection: string | undefined): Promise<void>
  /** From now on the channel sees everything in that language, what it watches already included. */
  chooseLanguage(locale: Locale): Promise<void>
  /** The language in which the channel sees things now. */
  language(): Promise<Locale>
}

/** What the bot needs around it, tried now. */
export interface Diagnosis {
  /** Changes nothing. Of the connections, those of which the person is an admin here. */
  run(): Promise<readonly CheckResult[]>
}

/** Part of the audit, the newest first. */
export interface AuditSlice {
  readonly limit: number
  /** Only records before that number. */
  readonly before?: number
}

export interface AuditReader {
  /** The newest records first, of this workspace, and about connections of which the person is an admin here. */
  page(filter: Omit<AuditQuery, 'team' | 'connections'>, slice: AuditSlice): Promise<AuditPage>
}
