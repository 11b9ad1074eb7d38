import type { Task } from '../domain/tasks/task.ts'
import { DrsError } from '../drs/drs-error.ts'
import { createdTaskIn, rowErrorIn } from './answer-forms.ts'
import { itemError, malformed } from './errors.ts'

export interface CreatedTask {
  readonly id: string
  readonly status: string
}

/**
 * The task that a creation has brought. Where the answer does not name it, it is looked up by its name, as it exists and
 * costs money all the same. Throws `DrsError`: what DRS refused, or `malformed` if the task is not found either.
 */
export async function created(
  operation: string,
  send: () => Promise<unknown>,
  list: () => Promise<readonly Task[]>,
  name: string,
): Promise<CreatedTask> {
  const { answer, unread } = await accepted(send)
  const refused = rowErrorIn(answer)
  const error = refused && itemError(operation, refused)
  if (error) throw error
  const task = createdTaskIn(answer) ?? newest((await list()).filter((one) => one.name === name))
  if (task === undefined) throw unread ?? malformed(operation, 'The answer does not name the new task.')
  return { id: task.id, status: task.status ?? 'CREATING' }
}

/** An answer that cannot be read follows a call that DRS accepted. */
async function accepted(
  send: () => Promise<unknown>,
): Promise<{ readonly answer?: unknown; readonly unread?: DrsError }> {
  try {
    return { answer: await send() }
  } catch (error) {
    if (error instanceof DrsError && error.code === 'malformed') return { unread: error }
    throw error
  }
}

/** Of several tasks of one name, the one that is being created; nothing where that leaves a choice. */
function newest(tasks: readonly Task[]): Task | undefined {
  const creating = tasks.filter((task) => task.status === 'CREATING')
  const candidates = tasks.length > 1 ? creating : tasks
  return candidates.length === 1 ? candidates[0] : undefined
}
