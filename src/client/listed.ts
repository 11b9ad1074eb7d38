import type { Task } from '../domain/tasks/task.ts'
import type { ListPage, TaskFilter, TaskList, TaskService } from '../domain/tasks/task-service.ts'
import { scenarios } from '../drs/engines.ts'
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

/** A page of the list of one scenario. */
export type PageOfScenario = Omit<ListPage, 'lists'>

/** All pages of a list, each task once. A service that takes no notice of the page says the same again: that is its end. */
export async function allPages(read: (page: number) => Promise<PageOfScenario>): Promise<TaskList> {
  const found = new Map<string, Task>()
  let unreadable = 0
  for (let page = 1; ; page += 1) {
    const { tasks, unreadable: odd, more } = await read(page)
    const before = found.size
    for (const task of tasks) found.set(task.id, task)
    if (page === 1 || found.size > before) unreadable += odd
    if (!more || found.size === before) return { tasks: [...found.values()], unreadable }
  }
}

/** The lists of an API generation are one for each scenario, in their order. */
export function pageOfLists(
  operation: string,
  client: Pick<Client, 'log' | 'connection'>,
  read: (filter: TaskFilter, page: number) => Promise<PageOfScenario>,
): TaskService['listPage'] {
  return async ({ list, page }, filter = {}) => {
    const { value: scenario = '' } = scenarios[list] ?? {}
    const answer = await read({ ...filter, scenario }, page)
    noteUnreadableRows(client, operation, answer)
    return { ...answer, lists: scenarios.length }
  }
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
