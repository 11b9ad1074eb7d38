import { globFits } from '../base/glob.ts'
import { type Locale, say, type TextTemplate } from '../base/i18n.ts'
import { UserError } from '../base/user-error.ts'
import type { Task } from '../domain/tasks/task.ts'
import { formatRef, parseRef, type TaskRef } from '../domain/tasks/task-ref.ts'
import type { TaskList, TaskService } from '../domain/tasks/task-service.ts'
import { nearestNames } from '../domain/text/nearest.ts'
import { isDisasterRecovery } from '../drs/conditions.ts'
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
  const named = matchingTasks(given, list.tasks)
  // A list that was still being read may have come to it meanwhile.
  const all = named.length > 0 ? named : (await drs.list()).tasks
  const matches = matchingTasks(given, all)
  const [only] = matches
  if (!only) {
    const part = await partOfPair(given, all, drs)
    if (part) return part
    const near = nearestNames(
      given,
      all.map(({ name }) => name),
    )
    throw noTask(given, { connection: connection(), list, now, near })
  }
  if (matches.length > 1) throw new AmbiguousTask(matches, given)
  return taskById(drs, only.id, none)
}

/** A part of a dual-active pair is in no list by its own name; asked for only where the name begins with that of a pair. */
async function partOfPair(
  given: string,
  tasks: readonly Task[],
  drs: TaskService,
): Promise<Task | undefined> {
  const wanted = given.toLowerCase()
  const pairs = tasks.filter((task) => isDisasterRecovery(task) && wanted.startsWith(task.name.toLowerCase()))
  for (const pair of pairs) {
    const part = (await drs.subtasks(pair)).find(({ name }) => name.toLowerCase() === wanted)
    if (part) return { ...(await taskById(drs, part.id, () => noTask(given))), parentId: pair.id }
  }
  return undefined
}

/** `wave1-*` stands for all tasks with such a name. */
export function isPattern(given: string): boolean {
  return given.includes('*') && parseRef(given) === undefined
}

/** The task of that name, or those that a pattern fits. */
export async function tasksNamed({ task }: Pick<Context, 'task'>, given: string): Promise<readonly Task[]> {
  return isPattern(given) ? task.like(given) : [await task(given)]
}

/** A slip of the hand must not reach everything there is. */
const mostLike = 100

const patternWords = {
  all: say(
    'A pattern needs a part of the name, for example wave1-*.',
    '通配条件须包含名称的一部分，例如 wave1-*。',
  ),
  many: {
    en: (count: number, pattern: string) =>
      `${count} tasks match “${pattern}”, and at most ${mostLike} are taken at once. Narrow it down.`,
    'zh-CN': (count: number, pattern: string) =>
      `有 ${count} 个任务符合“${pattern}”，一次最多 ${mostLike} 个，请缩小范围。`,
  },
}

/** All tasks of the connection that the pattern fits, as DRS knows them now. Throws `UserError` for none, and for too many. */
export async function findTasks(
  pattern: string,
  connection: () => string,
  service: (connection: string) => TaskService,
  now: number,
): Promise<readonly Task[]> {
  if (/^\*+$/.test(pattern)) throw new UserError(patternWords.all, 'task')
  const drs = service(connection())
  const list = await drs.list()
  const wanted = pattern.toLowerCase()
  const ids = list.tasks.filter(({ name }) => globFits(wanted, name.toLowerCase())).map(({ id }) => id)
  if (ids.length > mostLike) {
    const text = (locale: Locale) => patternWords.many[locale](ids.length, pattern)
    throw new UserError(say(text('en'), text('zh-CN')), 'task')
  }
  const { found, failed } = await drs.details(ids)
  const tasks = ids
    .flatMap((id) => found.get(id) ?? [])
    .toSorted((a, b) => a.name.localeCompare(b.name, 'en', { numeric: true }))
  if (tasks.length > 0) return tasks
  throw [...failed.values()][0] ?? noTask(pattern, { connection: connection(), list, now })
}

async function taskById(drs: TaskService, id: string, none: () => UserError): Promise<Task> {
  const { found, failed } = await drs.details([id])
  const task = found.get(id)
  if (task) return task
  throw failed.get(id) ?? none()
}

const didYouMean: TextTemplate<[names: readonly string[]]> = {
  en: (names) => `Did you mean ${names.join(', ')}?`,
  'zh-CN': (names) => `您是否要找：${names.join('、')}？`,
}

interface Looked {
  readonly connection: string
  readonly list: TaskList
  readonly now: number
  /** Names that may have been meant. */
  readonly near?: readonly string[]
}

function noTask(given: string, looked?: Looked): UserError {
  const where =
    looked === undefined
      ? { en: '', zh: '' }
      : { en: ` in ${looked.connection}`, zh: `（连接 ${looked.connection}）` }
  const age = looked && listAgeWords(looked.list, looked.now)
  const { near = [] } = looked ?? {}
  const meant = (locale: Locale) => (near.length > 0 ? didYouMean[locale](near) : undefined)
  return new UserError(
    {
      en: [
        `There is no task “${given}”${where.en}.`,
        meant('en') ?? '/drs list shows names and IDs.',
        age?.en,
      ]
        .filter(Boolean)
        .join(' '),
      'zh-CN': [
        `找不到任务“${given}”${where.zh}。`,
        meant('zh-CN') ?? '可用 /drs list 查看任务名称和 ID。',
        age?.['zh-CN'],
      ].join(''),
    },
    'task',
  )
}
