import type { Locale, Text } from '../base/i18n.ts'
import type { Principal } from '../domain/access/person.ts'
import type { EffectiveGrant, Role } from '../domain/access/roles.ts'
import type { ActionOptionsOf, CallableAction } from '../domain/actions/rows.ts'
import type { Policy } from '../domain/approvals/policy.ts'
import type { AuditNote, AuditQuery } from '../domain/audit/audit.ts'
import type { AuditPage } from '../domain/audit/audit-chain.ts'
import type { EventSummary } from '../domain/delivery/outbox-message.ts'
import type { SecretContinuation, SecretRequest } from '../domain/secrets/one-time-link.ts'
import type { ReadCall, ServiceMethod } from '../domain/tasks/service-operations.ts'
import type { Task } from '../domain/tasks/task.ts'
import type { TaskRef } from '../domain/tasks/task-ref.ts'
import type { DatabaseAccess, TaskService } from '../domain/tasks/task-service.ts'
import type { TaskSetup } from '../domain/tasks/task-setup.ts'
import type { Snooze } from '../domain/watching/snooze.ts'
import type { FilterWatch, Watch, WatchOptions } from '../domain/watching/watch.ts'
import type { FilterTerm } from '../domain/watching/watch-filter.ts'
import type { Approvals } from '../ports/approvals.ts'
import type { CallResult, ReceivedFile } from '../ports/drs.ts'
import type { RawCall, SetUpSteps } from '../ports/execution.ts'

type TaskId = { readonly connection: string; readonly id: string }

/** A task and how it was just before the action; a new one has no before. */
export type TargetTask = Pick<Task, 'connection' | 'id'> & Partial<Pick<Task, 'status' | 'direction'>>

/**
 * Everything a command may use, bound to the person, the channel and the language. `Uses` are the words of the task
 * vocabulary that the command declared: others are not there.
 */
export interface Context<Uses extends ServiceMethod = ServiceMethod> extends WatchService, AuditService {
  readonly locale: Locale
  /** Milliseconds since the epoch. */
  readonly now: number
  readonly user: string
  readonly team: string
  readonly channel: string
  /** Where the person is, an IANA name; absent where Slack does not say. */
  readonly zone: string | undefined
  /** The connection this channel works with. Throws `UserError` if there are several and none was chosen. */
  readonly connection: string
  readonly connections: readonly string[]
  /** DRS for a connection, in the reader's language. */
  service(connection: string): Pick<TaskService, ReadCall<Uses>>
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
  /** Why there is no use in asking for the action while something else is under way, if so; asks only the bot's own memory. */
  refusedNow(action: string, task: TaskRef): Promise<Text | undefined>
  /** The steps before a start, for a connection. */
  setUp(connection: string): SetUpSteps
  /** The task with that name, id, unique prefix or reference. Throws `UserError` or asks the person to choose. */
  task(given: string): Promise<Task>
  /** Verbs this person may use here. */
  may(command: { readonly open: boolean; readonly role: Role }): boolean
  use(connection: string): Promise<void>
  /** Reports in this channel how the creation of a task ends, and shows the task's card there meanwhile. */
  track(verb: 'create', task: TargetTask): Promise<void>
  setup(task: { readonly connection: string; readonly id: string }): Promise<TaskSetup | undefined>
  saveSetup(task: { readonly connection: string; readonly id: string }, setup: TaskSetup): Promise<void>
  /**
   * The database with its password, read from the reference at this moment; without one if what was kept is gone, or was
   * kept for something else than `about` (src/domain/secrets/stored-secret.ts). Throws `UserError`.
   */
  access(database: TaskSetup['source'], about: string): Promise<DatabaseAccess>
  /** The page on which people hand over passwords; absent where the bot has none. */
  readonly secretPage?: SecretPage
  readonly approvals: Approvals
  /** Throws `UserError` if the person lacks the role for that connection here. */
  requireRole(role: Role, connection: string): void
  /** The same with who the person is at this moment, for what only some verbs of a command may do. */
  confirmRole(role: Role, connection: string): Promise<void>
  /** Who may do what, everywhere. */
  grants(): Promise<readonly EffectiveGrant[]>
  /** Who somebody is now, as Slack has said since the interaction began. */
  principal(user: string): Promise<Principal>
  /**
   * One call of any operation, held to what the actions are held to that it stands for; references to secrets in it are
   * read now. The answer is redacted. Throws what the person has to hear.
   */
  call(connection: string, call: RawCall): Promise<CallResult>
  /** The file that the person handed over in a form. */
  file(id: string): Promise<ReceivedFile>
}

/** Everything a snooze can be for: a task, or all that a channel is told of a connection. */
export type SnoozeTarget = Pick<Snooze, 'connection' | 'taskId'>

export interface SuspendedWatches {
  readonly connection: string
  readonly since: number
}

/** `changed`: it was watched before, with other options. */
export type WatchResult = 'added' | 'changed' | 'already'

export interface WatchService {
  /** Without options a watch that is there already stays as it is. */
  watch(task: TaskId, options?: WatchOptions): Promise<WatchResult>
  unwatch(task: TaskId): Promise<boolean>
  watches(): Promise<readonly Watch[]>
  /** A filter with the same terms counts as the same. */
  watchFilter(connection: string, terms: readonly FilterTerm[], options?: WatchOptions): Promise<WatchResult>
  unwatchFilter(filter: Pick<FilterWatch, 'connection' | 'id'>): Promise<boolean>
  filters(): Promise<readonly FilterWatch[]>
  snooze(target: SnoozeTarget, until: number): Promise<void>
  snoozes(): Promise<readonly Snooze[]>
  suspended(): Promise<readonly SuspendedWatches[]>
  missed(since: number): Promise<readonly EventSummary[]>
}

/** Part of the audit, the newest first. */
export interface AuditSlice {
  readonly limit: number
  /** Only records before that number. */
  readonly before?: number
}

/** The audit as a command sees it: about this person, here and now. */
export interface AuditService {
  audit(note: AuditNote): Promise<void>
  /** The newest records first, of this workspace, and about connections of which the person is an admin here. */
  auditPage(filter: Omit<AuditQuery, 'team' | 'connections'>, page: AuditSlice): Promise<AuditPage>
}

/** A link and the code for it, for the eyes of one person. */
export interface OfferedLink {
  readonly url: string
  readonly code: string
  /** Milliseconds since the epoch. */
  readonly until: number
}

/** The same for one person. */
export interface SecretPage {
  ask(wanted: Omit<SecretRequest, 'team' | 'user' | 'channel' | 'locale'>): Promise<OfferedLink>
  /** Throws `UserError` if it is gone, or was handed over by somebody else or for another verb. */
  take(verb: SecretContinuation['verb'], id: string): Promise<SecretContinuation>
  giveBack(id: string, given: SecretContinuation): Promise<void>
  move: (reference: string, from: string, to: string) => Promise<string | undefined>
}
