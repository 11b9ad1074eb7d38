import type { Task } from '../domain/tasks/task.ts'
import type { TaskList } from '../domain/tasks/task-service.ts'
import type { Client } from './client.ts'
import { rowsOf } from './values.ts'

/** What can be read of one page of a task list. `read` gives nothing for a row that tells of no task. */
export function readListPage<Row extends object>(
  page: readonly Row[] | null | undefined,
  read: (row: Row) => Task | undefined,
): TaskList {
  const tasks = rowsOf(page).flatMap((row) => read(row) ?? [])
  return { tasks, unreadable: (page?.length ?? 0) - tasks.length }
}

/** Such a task is in no list, so that only the log can say it is there. */
export function noteUnreadableRows(
  { log, connection }: Pick<Client, 'log' | 'connection'>,
  operation: string,
  { unreadable }: Pick<TaskList, 'unreadable'>,
): void {
  if (unreadable === 0) return
  log.warn(
    { connection: connection.name, operation, rows: unreadable },
    'rows of a task list could not be read',
  )
}
