import type { ItemResult } from '../domain/tasks/task-service.ts'
import type { DrsError } from '../drs/drs-error.ts'
import { type ErrorFields, taskIdIn } from './answer-forms.ts'
import { errorOfTask, itemError, malformed } from './errors.ts'
import { flagOf, textOf } from './values.ts'

/** One entry of the answer to a change. Which of the fields an operation has: conventions of chapter 6, section by section. */
export interface ItemRow extends ErrorFields {
  readonly id?: unknown
  readonly job_id?: unknown
  /** `success` or `failed`; true or false in 6.1.5; the task's status in 6.1.1; absent in 6.4.1. */
  readonly status?: unknown
  /** 6.1.2 */
  readonly success?: unknown
}

/** What the answer says about each of the tasks, in the order asked. A task it does not mention has failed. */
export function itemResults(
  operation: string,
  ids: readonly string[],
  rows: readonly ItemRow[],
): readonly ItemResult[] {
  const byId = new Map(rows.map((row) => [taskIdIn(row), row]))
  return ids.map((id) => itemResult(operation, id, byId.get(id)))
}

/** What the answer says about one task. */
export function itemResult(operation: string, id: string, row: ItemRow | undefined): ItemResult {
  if (row === undefined) {
    return { id, ok: false, error: malformed(operation, 'The answer does not mention this task.') }
  }
  const error = itemError(operation, row)
  if (error === undefined && !saysFailed(row)) return { id, ok: true }
  return { id, ok: false, error: error ?? malformed(operation, 'Refused without an error code.') }
}

/** What a refused call means for one of its tasks. */
export function refusedItem(error: DrsError, id: string): ItemResult {
  const own = errorOfTask(error, id)
  return own === undefined ? { id, ok: true } : { id, ok: false, error: own }
}

function saysFailed(row: ItemRow): boolean {
  const words = [row.status, row.success]
  return words.some((word) => flagOf(word) === false || textOf(word)?.toLowerCase() === 'failed')
}
