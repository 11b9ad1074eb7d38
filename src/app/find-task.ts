import { UserError } from '../base/user-error.ts'
import type { Task } from '../domain/tasks/task.ts'
import { formatRef, parseRef, type TaskRef } from '../domain/tasks/task-ref.ts'
import type { TaskList, TaskService } from '../domain/tasks/task-service.ts'
import type { Context } from '../kit/context.ts'
import { listAgeWords } from '../views/list-age.ts'

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

/** What a message says that somebody points at. */
export interface MessageAbout {
  readonly text: string
  /** Tasks that its buttons name, each once. */
  readonly refs: readonly TaskRef[]
}

/** More tasks than these in one message are not meant one by one. */
const mostNamed = 20

/**
 * The one task that a message is about: that of its buttons, else the one whose name or id stands in its text. Throws
 * `UserError` where there is none, or `AmbiguousTask`.
 */
export async function taskAbout(
  ctx: Pick<Context<'list'>, 'connection' | 'connections' | 'service' | 'task'>,
  { refs, text }: MessageAbout,
): Promise<Task> {
  const known = refs.filter(({ connection }) => ctx.connections.includes(connection)).slice(0, mostNamed)
  const matches =
    known.length > 0
      ? await Promise.all(known.map((ref) => ctx.task(formatRef(ref))))
      : tasksNamedIn(text, (await ctx.service(ctx.connection).list()).tasks)
  const [only, ...more] = matches
  if (!only) throw new UserError(aboutNothing)
  if (more.length > 0) throw new AmbiguousTask(matches, '')
  return only
}

/** Tasks whose name or id stands in the text as a word. */
export function tasksNamedIn(text: string, tasks: readonly Task[]): readonly Task[] {
  const words = new Set(text.toLowerCase().match(/[\p{L}\p{N}_-]+/gu) ?? [])
  return tasks.filter(({ name, id }) => words.has(name.toLowerCase()) || words.has(id.toLowerCase()))
}

const aboutNothing = {
  en: 'No task of this channel’s connection is named in that message.',
  'zh-CN': '该消息中没有提到本频道所用连接的任务。',
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

/**
 * By name, id, unique prefix or reference. The index says which task is meant; what DRS says of it now is what counts.
 * Throws `UserError`, or `AmbiguousTask`.
 */
export async function findTask(
  given: string,
  connection: () => string,
  service: (connection: string) => TaskService,
  now: number,
): Promise<Task> {
  const ref = parseRef(given)
  if (ref) return taskById(service(ref.connection), ref.id, () => noTask(given))
  const drs = service(connection())
  const list = await drs.list({ prefix: given })
  const none = () => noTask(given, { connection: connection(), list, now })
  const matches = matchingTasks(given, list.tasks)
  const [only] = matches
  if (!only) throw none()
  if (matches.length > 1) throw new AmbiguousTask(matches, given)
  return taskById(drs, only.id, none)
}

async function taskById(drs: TaskService, id: string, none: () => UserError): Promise<Task> {
  const { found, failed } = await drs.details([id])
  const task = found.get(id)
  if (task) return task
  throw failed.get(id) ?? none()
}

interface Looked {
  readonly connection: string
  readonly list: TaskList
  readonly now: number
}

function noTask(given: string, looked?: Looked): UserError {
  const where =
    looked === undefined
      ? { en: '', zh: '' }
      : { en: ` in ${looked.connection}`, zh: `（连接 ${looked.connection}）` }
  const age = looked && listAgeWords(looked.list, looked.now)
  return new UserError(
    {
      en: [`There is no task “${given}”${where.en}. /drs list shows names and IDs.`, age?.en]
        .filter(Boolean)
        .join(' '),
      'zh-CN': `找不到任务“${given}”${where.zh}。可用 /drs list 查看任务名称和 ID。${age?.['zh-CN'] ?? ''}`,
    },
    'task',
  )
}
