import type { IndexedTask } from '../domain/tasks/indexed-task.ts'
import type { Redis } from './redis.ts'
import {
  type IndexState,
  indexChanges,
  indexState,
  nameMember,
  readIndexed,
  readWholeIndex,
} from './task-index.ts'

/** The index as one process has read it, for whoever looks for a part of a name or counts tasks. */
export interface IndexView {
  readonly state: IndexState
  /** By name. */
  readonly tasks: readonly IndexedTask[]
}

interface Held {
  state: IndexState
  readonly tasks: Map<string, IndexedTask>
  /** Made when somebody asks, after each change. */
  sorted: readonly IndexedTask[] | undefined
}

/**
 * Gives the index of a connection as it is now. It is read as a whole once, when somebody first asks; after that only what
 * has changed, and nothing where nothing has.
 */
export function createIndexViews(redis: Redis): (connection: string) => Promise<IndexView> {
  const views = new Map<string, Promise<Held>>()

  async function refreshed(connection: string, before: Promise<Held> | undefined): Promise<Held> {
    const held = await before?.catch(() => undefined)
    const state = await indexState(redis, connection)
    const changed = held === undefined ? 'all' : await indexChanges(redis, connection, held.state.version)
    if (held === undefined || changed === 'all') {
      const tasks = await readWholeIndex(redis, connection)
      return { state, tasks: new Map(tasks.map((task) => [task.id, sharing(task)])), sorted: undefined }
    }
    const read = await readIndexed(redis, connection, changed)
    for (const id of changed) {
      const task = read.get(id)
      if (task === undefined) held.tasks.delete(id)
      else held.tasks.set(id, sharing(task))
    }
    if (changed.length > 0) held.sorted = undefined
    held.state = state
    return held
  }

  return async (connection) => {
    // One after the other: two at the same time would read the same.
    const next = refreshed(connection, views.get(connection))
    views.set(connection, next)
    const held = await next
    held.sorted ??= [...held.tasks.values()].sort(byName)
    return { state: held.state, tasks: held.sorted }
  }
}

function byName(a: IndexedTask, b: IndexedTask): number {
  const [left, right] = [nameMember(a), nameMember(b)]
  return left < right ? -1 : left > right ? 1 : 0
}

/** Words that many tasks have are held once. */
const words = new Map<string, string>()

function once(word: string): string {
  const known = words.get(word)
  if (known !== undefined) return known
  words.set(word, word)
  return word
}

function sharing(task: IndexedTask): IndexedTask {
  const { connection, scenario, engine, status, direction, mode } = task
  return {
    ...task,
    connection: once(connection),
    scenario: once(scenario),
    engine: once(engine),
    status: once(status),
    direction: once(direction),
    mode: once(mode),
  }
}
