import { fitsTaskFilter } from '../domain/tasks/indexed-task.ts'
import type { Task } from '../domain/tasks/task.ts'
import type { TaskFilter, TaskList, TaskService } from '../domain/tasks/task-service.ts'
import type { DrsServices } from '../ports/drs.ts'
import { createIndexViews, type IndexView } from '../store/index-view.ts'
import type { Redis } from '../store/redis.ts'
import { idsByName, indexState, mayAskBeside, putListed, readIndexed } from '../store/task-index.ts'

interface IndexedParts {
  readonly redis: Redis
  /** Reads DRS's lists into the index; as long as that lasts for the first time, nobody waits for it. */
  readonly walk: (connection: string) => Promise<void>
  readonly now: () => number
  readonly sleep: (ms: number) => Promise<void>
}

/**
 * The task services of people: which tasks there are is answered from the index, whatever is typed and however often. What
 * is asked of single tasks goes to DRS as before.
 */
export function indexedServices(services: DrsServices, parts: IndexedParts): DrsServices {
  const views = createIndexViews(parts.redis)
  return (connection, locale) => {
    const drs = services(connection, locale)
    const index = { ...parts, views, connection, drs }
    return { ...drs, list: (filter = {}) => listIndexed(index, filter) }
  }
}

interface Index extends IndexedParts {
  readonly connection: string
  readonly drs: TaskService
  readonly views: (connection: string) => Promise<IndexView>
}

async function listIndexed(index: Index, filter: TaskFilter): Promise<TaskList> {
  const { redis, connection } = index
  const { prefix, ids, named: name } = filter
  if (name !== undefined) {
    const begun = await readIndexed(redis, connection, await idsByName(redis, connection, name, mostNamed))
    const tasks = [...begun.values()].filter((task) => fitsTaskFilter(task, filter))
    return ofIndex(await indexState(redis, connection), tasks)
  }
  await firstWalk(index)
  if (ids !== undefined) {
    const known = await readIndexed(redis, connection, ids)
    return ofIndex(await indexState(redis, connection), [...known.values()])
  }
  if (prefix !== undefined) {
    const named = await readIndexed(redis, connection, await idsByName(redis, connection, prefix, mostNamed))
    if (named.size > 0) return ofIndex(await indexState(redis, connection), [...named.values()])
  }
  const { state, tasks } = await index.views(connection)
  const fitting = tasks.filter((task) => fitsTaskFilter(task, filter))
  const found = ofIndex(state, fitting)
  const part = filter.name ?? prefix
  if (found.tasks.length > 0 || part === undefined || part === '') return found
  return (await askBeside(index, state, { name: part, isTyped: prefix !== undefined })) ?? found
}

/** More than anybody would choose among. */
const mostNamed = 100

function ofIndex({ asOf, unreadable }: IndexView['state'], tasks: readonly Task[]): TaskList {
  return { tasks, unreadable, ...(asOf === undefined ? { partial: true } : { asOf }) }
}

/** For so long somebody waits for the first walk of all, ms. */
const firstWalkMs = 2_000

async function firstWalk({ redis, connection, walk, sleep }: Index): Promise<void> {
  const { asOf } = await indexState(redis, connection)
  if (asOf === undefined) await Promise.race([walk(connection), sleep(firstWalkMs)])
}

/** An index older than this may lack a task that was created in the console since, ms. */
const freshMs = 90_000

/** DRS is asked for a name that the index does not have at most so often, ms. */
const besideMs = 10_000

/** `isTyped`: somebody named a task, and is not just on the way to it key by key. */
interface NameLooked {
  readonly name: string
  readonly isTyped: boolean
}

/**
 * A name that fits nothing may be that of a task which was created after the index was made. If that is longer ago than
 * the usual time between two walks, DRS is asked for the name: the first page of each list, once for everybody. Before
 * there is an index, it is asked for whatever somebody names.
 */
async function askBeside(index: Index, { asOf }: IndexView['state'], { name, isTyped }: NameLooked) {
  const { redis, connection, drs, now } = index
  const isFirstSight = asOf === undefined && isTyped
  if (asOf !== undefined && now() - asOf < freshMs) return undefined
  if (!isFirstSight && !(await mayAskBeside(redis, connection, besideMs))) return undefined
  const found = new Map<string, Task>()
  for (let [list, lists] = [0, 1]; list < lists; list += 1) {
    const page = await drs.listPage({ list, page: 1 }, { name })
    for (const task of page.tasks) found.set(task.id, task)
    lists = page.lists
  }
  await putListed(redis, connection, [...found.values()])
  return { tasks: [...found.values()], unreadable: 0 }
}
