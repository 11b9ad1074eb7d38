import type { Log } from '../../base/log.ts'
import type { TaskService } from '../../domain/tasks/task-service.ts'
import type { FilterWatch } from '../../domain/watching/watch.ts'
import type { Redis } from '../../store/redis.ts'
import { noteTagged, putIndexed, readIndexed, tasksToTag } from '../../store/task-index.ts'

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
 * at a time, and again by turns; until then such a task is undecided. Returns the tasks that were read, and whether their tags
 * were not known before. What is not answered now is read another time.
 */
export async function refreshTags(
  { redis, service, clock, log }: TagParts,
  connection: string,
  filters: readonly FilterWatch[],
): Promise<ReadonlyMap<string, 'first' | 'again'>> {
  if (!filters.some(({ terms }) => terms.some(({ field }) => field === 'tag'))) return new Map()
  const ids = await tasksToTag(redis, connection, { fresh: mostNew, old: mostOld })
  if (ids.length === 0) return new Map()
  try {
    const { found } = await service(connection).details(ids)
    const known = await readIndexed(redis, connection, [...found.keys()])
    const tagged = [...known.values()].map((task) => ({ ...task, tags: found.get(task.id)?.tags ?? [] }))
    await putIndexed(redis, connection, tagged)
    await noteTagged(redis, connection, ids, clock())
    return new Map([...known].map(([id, { tags }]) => [id, tags === undefined ? 'first' : 'again']))
  } catch (err) {
    log.warn({ connection, err, tasks: ids.length }, 'The tags of tasks could not be read')
    return new Map()
  }
}
