import { keysOf } from './keys.ts'
import type { Redis } from './redis.ts'

/**
 * The query ids under which v5 gives the results of prechecks (7.5.1), by task; shared by all replicas, since only who
 * knows the id gets the result.
 */
export function precheckQueries(redis: Redis, connection: string) {
  const key = keysOf(connection).prechecks
  return {
    async get(taskIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
      if (taskIds.length === 0) return new Map()
      const ids = await redis.hmget(key, ...taskIds)
      return new Map(
        taskIds.flatMap((taskId, i) => {
          const id = ids[i]
          return typeof id === 'string' ? [[taskId, id] as const] : []
        }),
      )
    },
    async put(taskId: string, queryId: string): Promise<void> {
      await redis.hset(key, taskId, queryId)
    },
  }
}
