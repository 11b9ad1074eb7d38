import type { Locale } from '../base/i18n.ts'
import type { TaskService } from '../domain/tasks/task-service.ts'
import type { Operation, OperationInput } from '../drs/operation.ts'
import type { PollPriority } from './call-budget.ts'

/** DRS as the task model, for one connection in one language. */
export type DrsServices = (connection: string, locale: Locale) => TaskService

/** The same for polls, whose calls stand behind those of people; without a priority as about tasks at rest. */
export type PollServices = (connection: string, locale: Locale, priority?: PollPriority) => TaskService

/** Any single call of DRS; throws `DrsError`. */
export type DrsCall = (
  connection: string,
  op: Operation,
  input: OperationInput,
  options: { readonly locale: Locale; readonly file?: ReceivedFile },
) => Promise<CallResult>

/** What a call of DRS answered: JSON, or a file. */
export type CallResult =
  | { readonly kind: 'answer'; readonly answer: unknown }
  | { readonly kind: 'file'; readonly file: ReceivedFile }

export interface ReceivedFile {
  readonly name: string
  readonly bytes: Uint8Array
}
