import { UserError } from '../base/user-error.ts'
import type { Task } from '../domain/tasks/task.ts'
import { parseRef } from '../domain/tasks/task-ref.ts'
import type { TaskService } from '../domain/tasks/task-service.ts'

/** Several tasks fit what was typed; the dispatcher lets the person choose. */
export class AmbiguousTask extends Error {
  override readonly name = 'AmbiguousTask'
  readonly matches: readonly Task[]
  readonly given: string

  constructor(matches: readonly Task[], given: string) {
    super(`${matches.length} tasks fit`)
    this.matches = matches
    this.given = given
  }
}

/** By name, id, unique prefix or reference. Throws `UserError`, or `AmbiguousTask`. */
export async function findTask(
  given: string,
  connection: () => string,
  service: (connection: string) => TaskService,
): Promise<Task> {
  const ref = parseRef(given)
  if (ref) return taskById(service(ref.connection), ref.id, given)
  const drs = service(connection())
  const named = matchingTasks(given, (await drs.list({ name: given })).tasks)
  const matches = named.length > 0 ? named : matchingTasks(given, (await drs.list()).tasks)
  const [only] = matches
  if (!only) throw noTask(given, connection())
  if (matches.length > 1) throw new AmbiguousTask(matches, given)
  return only
}

async function taskById(drs: TaskService, id: string, given: string): Promise<Task> {
  const { found, failed } = await drs.details([id])
  const task = found.get(id)
  if (task) return task
  throw failed.get(id) ?? noTask(given, undefined)
}

/** An exact name or id beats a prefix; names are not case-sensitive (6.1.1). */
export function matchingTasks(given: string, tasks: readonly Task[]): readonly Task[] {
  const wanted = given.toLowerCase()
  const exact = tasks.filter((task) => task.id === given || task.name.toLowerCase() === wanted)
  if (exact.length > 0) return exact
  return tasks.filter(
    (task) => task.name.toLowerCase().startsWith(wanted) || task.id.toLowerCase().startsWith(wanted),
  )
}

function noTask(given: string, connection: string | undefined): UserError {
  const where =
    connection === undefined ? { en: '', zh: '' } : { en: ` in ${connection}`, zh: `（连接 ${connection}）` }
  return new UserError(
    {
      en: `There is no task “${given}”${where.en}. Look at /drs list for names and ids.`,
      'zh-CN': `找不到任务“${given}”${where.zh}。可用 /drs list 查看任务名称和 ID。`,
    },
    'task',
  )
}
