import type { ChannelRef } from '../domain/watching/watch.ts'
import { channelRefId, channelsKey, keysOf, peopleKey } from './keys.ts'
import type { Redis } from './redis.ts'

/** What all replicas remember, and what is no more than a word or a number each: it needs no schema. */

/** The connection that a channel works with (`/drs use`), if one was chosen. */
export async function connectionOf(redis: Redis, channelRef: ChannelRef): Promise<string | undefined> {
  return (await redis.hget(channelsKey, channelRefId(channelRef))) ?? undefined
}

export async function chooseConnection(
  redis: Redis,
  channelRef: ChannelRef,
  connection: string,
): Promise<void> {
  await redis.hset(channelsKey, channelRefId(channelRef), connection)
}

export async function forgetConnection(redis: Redis, channelRef: ChannelRef): Promise<void> {
  await redis.hdel(channelsKey, channelRefId(channelRef))
}

/** How replicas tell each other that what they remember of people is out of date. */
export function changesOfPeople(redis: Redis) {
  return {
    seen: async () => (await redis.get(peopleKey)) ?? '',
    note: async () => void (await redis.incr(peopleKey)),
  }
}

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
