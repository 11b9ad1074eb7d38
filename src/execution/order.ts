import type { Locale, Text } from '../base/i18n.ts'
import type { Log } from '../base/log.ts'
import type { UserError } from '../base/user-error.ts'
import type { ActionOptions } from '../domain/actions/action.ts'
import type { CallableAction } from '../domain/actions/rows.ts'
import type { Preconditions } from '../domain/approvals/policy.ts'
import type { PayloadTask } from '../domain/approvals/request.ts'
import type { PayloadTarget } from '../domain/approvals/targets.ts'
import type { Batch, BatchHead } from '../domain/delivery/batch.ts'
import type { SecretUse } from '../domain/secrets/secret-scope.ts'
import type { ItemResult } from '../domain/tasks/task-service.ts'
import type { PendingAction } from '../domain/watching/watch.ts'
import type { DrsError } from '../drs/drs-error.ts'
import type { Operation, OperationInput } from '../drs/operation.ts'
import type { CallResult, DrsCall, DrsServices, ReceivedFile } from '../ports/drs.ts'
import type { SecretReader } from '../ports/secret-reader.ts'
import type { WriteAuditNote } from './audit-notes.ts'

/** Who works on which task, and whose end is waited for; shared by all replicas. */
export interface ExecutionStore {
  /** Takes the task for `ttlMs`, or says what it is taken for; the same token finds its own lock. */
  lock(
    connection: string,
    taskId: string,
    holder: { readonly by: string; readonly verb: string; readonly token: string },
    ttlMs: number,
    now: number,
  ): Promise<{ readonly ok: true } | { readonly ok: false; readonly held: { readonly verb: string } }>
  /** A lock that somebody else holds meanwhile is left alone. */
  unlock(connection: string, taskId: string, token: string): Promise<void>
  pending(connection: string, taskId: string): Promise<readonly PendingAction[]>
  /** Has the watch engine find out how the action ends; stored when it resolves. */
  note(pending: PendingAction): Promise<void>
  /** DRS was asked: from now on the end is judged by looking. */
  accept(pending: PendingAction): Promise<void>
  /** DRS refused it, so that nothing is waited for; those who were told that it was begun are told why. */
  refuse(pending: PendingAction, why: Text): Promise<void>
  /** Tells how tasks of an action on several stand, in one message; those told before stay. `cause` makes that unique. */
  tellBatch(head: BatchHead, tasks: Batch['tasks'], cause: string): Promise<void>
  /**
   * Stores what must not be lost: again and again while Redis is away or takes nothing, for a minute at most. `store` has to
   * bear being done twice. Throws what is not Redis's trouble, or lasts longer.
   */
  untilStored<T>(store: () => Promise<T>): Promise<T>
  /** Waits, for two seconds at most, until what was stored up to now outlives the end of the server, and says where it lies. */
  acknowledged(): Promise<'disk' | 'replica' | 'nowhere'>
}

/** What perform() works with. */
export interface ExecutionDeps {
  readonly store: ExecutionStore
  readonly log: Log
  readonly service: DrsServices
  readonly call: DrsCall
  readonly secret: SecretReader
  now(): number
}

/** What DRS is asked to do. */
export type Instruction =
  | {
      readonly kind: 'action'
      readonly action: CallableAction
      readonly ids: readonly string[]
      readonly options: ActionOptions
    }
  | {
      readonly kind: 'call'
      readonly operation: Operation
      /** Secrets in it are references. */
      readonly input: OperationInput
      readonly file?: ReceivedFile
    }

/** Something to be done on DRS, whoever asks for it: a verb at once, a request that was approved, a raw call. */
export interface ExecutionOrder {
  readonly connection: string
  readonly locale: Locale
  readonly instruction: Instruction
  /** Whose doing it is: a Slack user. */
  readonly by: string
  /** What it is called where it is in somebody's way. */
  readonly verb: string
  /** Asking again with the same token finds its own lock. */
  readonly token: string
  /** Every task that it names, by its name where that is known. */
  readonly tasks: readonly { readonly id: string; readonly name: string }[]
  /** What fresh reads have to allow, task by task. */
  readonly targets: readonly PayloadTarget[]
  /** What the figures of fresh reads have to keep to. */
  readonly preconditions: Preconditions
  /** In whose right secrets are read: that of a person, or of those who have approved it. */
  readonly secretRight?: Pick<SecretUse, 'has' | 'approved'>
  /** Reads everything that approvers were shown, not only what the preconditions ask for. */
  readonly everything?: true
  /** The actions whose end is waited for; `tasks` as they were just read. */
  pending(tasks: readonly PayloadTask[]): readonly PendingAction[]
  /** Writes down what is done, and what DRS refused. Throws if it cannot: then nothing is asked. */
  readonly note: WriteAuditNote
  /** Instead of a note of its own: moves the request on, which is written down with it. Throws where it must not begin. */
  readonly begin?: () => Promise<unknown>
  /** What else there is against it, with the tasks as they were just read. */
  readonly objection?: (tasks: readonly PayloadTask[]) => Promise<Text | undefined>
  /** Whether the lock may be given back though it never began; default yes. */
  readonly releases?: () => Promise<boolean>
}

/** What came back: an answer, an error of the whole, or that nothing was sent because a reference leads nowhere. */
export type ExecutionAnswer = CallResult | { readonly kind: 'error'; readonly error: DrsError | UserError }

export type ExecutionResult =
  /** Nothing was asked of DRS. */
  | { readonly kind: 'held'; readonly why: Text }
  | {
      readonly kind: 'asked'
      /** For every task whose end is waited for, and for every task of an action. */
      readonly items: readonly ItemResult[]
      readonly answer: ExecutionAnswer | undefined
      readonly pending: readonly PendingAction[]
    }
