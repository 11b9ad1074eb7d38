import { type Locale, locales } from '../base/i18n.ts'
import type { ChannelRef } from '../domain/watching/watch.ts'
import type { PeopleChange } from '../ports/directory.ts'
import {
  channelLanguagesKey,
  channelRefId,
  channelsKey,
  keysOf,
  peopleKey,
  refusedBlocksKey,
} from './keys.ts'
import type { Redis } from './redis.ts'

/** What all replicas remember, and what is no more than a word or a number each: it needs no schema. */

/** The connection that a channel works with (`/drs use`), if one was chosen. */
export async function connectionOf(redis: Redis, channelRef: ChannelRef): Promise<string | undefined> {
  return (await redis.hget(channelsKey, channelRefId(channelRef))) ?? undefined
}

/** Undefined: none any more. */
export async function chooseConnection(
  redis: Redis,
  channelRef: ChannelRef,
  connection: string | undefined,
): Promise<void> {
  const field = channelRefId(channelRef)
  if (connection === undefined) await redis.hdel(channelsKey, field)
  else await redis.hset(channelsKey, field, connection)
}

/** The language of what a channel sees (`/drs use --language`), if one was chosen. */
export async function languageOf(redis: Redis, channelRef: ChannelRef): Promise<Locale | undefined> {
  const chosen = await redis.hget(channelLanguagesKey, channelRefId(channelRef))
  return locales.find((locale) => locale === chosen)
}

export async function chooseLanguage(redis: Redis, channelRef: ChannelRef, locale: Locale): Promise<void> {
  await redis.hset(channelLanguagesKey, channelRefId(channelRef), locale)
}

/** So many changes of people are told to a replica that has not asked for a while; after more it takes all for changed. */
const changesKept = 1000

const nothingYet = '0-0'

/** How replicas tell each other of whom what they remember is out of date. */
export function changesOfPeople(redis: Redis) {
  return {
    async since(point: string): Promise<{ point: string; changes: readonly PeopleChange[] | 'all' }> {
      if (point === '') {
        const [last] = await redis.xrevrange(peopleKey, '+', '-', 'COUNT', 1)
        return { point: last?.[0] ?? nothingYet, changes: 'all' }
      }
      const entries = await redis.xrange(peopleKey, point, '+')
      // The entry at that point is gone if more was noted since than is kept, or if Redis has lost what it knew.
      const isWhole = entries[0]?.[0] === point || (point === nothingYet && entries.length < changesKept)
      const changes = isWhole ? entries.filter(([id]) => id !== point).map(changeIn) : 'all'
      return { point: entries.at(-1)?.[0] ?? nothingYet, changes }
    },
    async note(change: PeopleChange): Promise<void> {
      const [kind, id] = change === 'groups' ? ['groups', ''] : ['person', change.person]
      await redis.xadd(peopleKey, 'MAXLEN', changesKept, '*', kind, id)
    },
  }
}

function changeIn([, [kind, id = '']]: readonly [string, readonly string[]]): PeopleChange {
  return kind === 'person' ? { person: id } : 'groups'
}

/** A workspace may get a block later on, so what it refused is tried again after this time, in seconds. */
const refusedForSeconds = 30 * 86_400

/** Which kinds of blocks a workspace has refused. */
export function refusedBlocks(redis: Redis, team: string) {
  const key = refusedBlocksKey(team)
  return {
    async all(): Promise<ReadonlySet<string>> {
      return new Set(await redis.smembers(key))
    },
    async add(types: readonly string[]): Promise<void> {
      await redis
        .multi()
        .sadd(key, ...types)
        .expire(key, refusedForSeconds)
        .exec()
    },
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
