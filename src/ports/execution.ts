import type { TrackedAction } from '../domain/actions/rows.ts'
import type { Policy } from '../domain/approvals/policy.ts'
import type { Task } from '../domain/tasks/task.ts'
import type { DatabaseAccess, ItemResult, NewTask, ObjectChoice } from '../domain/tasks/task-service.ts'
import type { Operation, OperationInput } from '../drs/operation.ts'
import type { ReceivedFile } from './drs.ts'

/** Acting on DRS as commands see it; src/execution is the only room that does it. */

/** The steps between nothing and a task that can be checked and started (6.1.1 to 6.1.5). */
export interface SetUpSteps {
  createTask(task: NewTask): Promise<{ readonly id: string; readonly status: string }>
  cloneTask(task: Task, name: string): Promise<{ readonly id: string; readonly status: string }>
  testDatabase(task: Task, end: 'source' | 'destination', database: DatabaseAccess): Promise<ItemResult>
  storeDatabases(task: Task, source: DatabaseAccess, destination: DatabaseAccess): Promise<ItemResult>
  chooseObjects(task: Task, choice: ObjectChoice): Promise<ItemResult>
}

/** A raw call, with the tasks that it names as they were read. */
export interface RawCall {
  readonly operation: Operation
  readonly input: OperationInput
  readonly file?: ReceivedFile | undefined
  readonly tasks: readonly Task[]
  readonly policy?: Policy | undefined
  /** The rules were asked whether others have to approve where its secrets go. */
  readonly secretsApproved?: boolean
  /** It begins something whose end can be seen besides what follows from the contract. */
  readonly begins?: readonly TrackedAction[]
}
