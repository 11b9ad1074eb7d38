import type { Log } from '../../base/log.ts'
import type { Task } from '../../domain/tasks/task.ts'
import type { TaskService } from '../../domain/tasks/task-service.ts'
import { asksForTags } from '../../domain/watching/discovery.ts'
import { putTags, type StoredFilter, type StoredTags, storedTagsOf } from '../../store/filters.ts'
import type { Redis } from '../../store/redis.ts'

interface TagParts {
  readonly redis: Redis
  readonly service: (connection: string) => TaskService
  readonly clock: () => number
  readonly log: Log
}

/** Tasks whose details are read in one discovery because their tags are not known, ten a call (6.1.20). */
const mostNew = 100

/** Tasks whose tags are read once more in one discovery: somebody may have changed them. */
const mostOld = 20

/**
 * No list of DRS tells the tags, only the details do. Where a filter asks for them they are read once, a part of the tasks
 * at a time, and again by turns; until then such a task is undecided.
 */
export async function withTags(
  parts: TagParts,
  connection: string,
  tasks: readonly Task[],
  filters: readonly StoredFilter[],
): Promise<{ readonly tasks: readonly Task[]; readonly undecided: ReadonlySet<string> }> {
  const terms = filters.map(({ filter }) => filter)
  const ids = tasks.filter((task) => asksForTags(terms, task)).map(({ id }) => id)
  const before = await storedTagsOf(parts.redis, connection, ids)
  const read = await readTags(parts, connection, nextToRead(ids, before))
  await putTags(parts.redis, connection, read)
  const known = (id: string) => (read.get(id) ?? before.get(id))?.tags
  return {
    tasks: tasks.map((task) => {
      const tags = task.tags ?? known(task.id)
      return tags === undefined ? task : { ...task, tags }
    }),
    undecided: new Set(ids.filter((id) => known(id) === undefined)),
  }
}

function nextToRead(ids: readonly string[], before: ReadonlyMap<string, StoredTags>): readonly string[] {
  const unread = ids.filter((id) => !before.has(id))
  const oldest = [...before].toSorted(([, a], [, b]) => a.at - b.at).map(([id]) => id)
  return [...unread.slice(0, mostNew), ...oldest.slice(0, mostOld)]
}

/** What is not answered now is read another time. */
async function readTags(
  { service, clock, log }: TagParts,
  connection: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, StoredTags>> {
  if (ids.length === 0) return new Map()
  try {
    const { found } = await service(connection).details(ids)
    const at = clock()
    return new Map([...found].map(([id, { tags = [] }]) => [id, { tags, at }]))
  } catch (err) {
    log.warn({ connection, err, tasks: ids.length }, 'The tags of tasks could not be read')
    return new Map()
  }
}
