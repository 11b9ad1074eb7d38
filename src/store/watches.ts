import type { Redis } from 'ioredis'
import { cardEntry, cardKey } from '../domain/entry.ts'
import type { Place, Watch } from '../domain/watch.ts'
import { keysOf, placeId, placeOf } from './keys.ts'
import { script } from './script.ts'
import { retentionMs } from './tasks.ts'

/**
 * Subscribes a place to a task: its card will be drawn and the task is due at once. Watching again replaces the watch.
 * Returns whether the watch is new.
 */
export async function addWatch(redis: Redis, watch: Watch, now: number): Promise<boolean> {
  const { connection, taskId } = watch
  const keys = keysOf(connection)
  const answer = await addWatchScript(
    redis,
    [
      keys.watches(watch),
      keys.watchers(taskId),
      keys.snapshot(taskId),
      keys.due,
      keys.outbox(watch),
      keys.pending,
    ],
    [
      placeId(watch),
      taskId,
      writeWatch(watch),
      now,
      JSON.stringify(cardEntry(connection, taskId, `watch:${now}`, watch.locale)),
    ],
  )
  return answer === 1
}

const addWatchScript = script(`
local watches, watchers, snapshot, due, outbox, pending = unpack(KEYS)
local place, id, watch, now, card = unpack(ARGV)
local added = redis.call('HSET', watches, id, watch)
redis.call('SADD', watchers, place)
redis.call('PERSIST', snapshot)
redis.call('ZADD', due, now, id)
redis.call('RPUSH', outbox, card)
redis.call('SADD', pending, place)
return added`)

/**
 * Ends a place's watch, with what was still to be said there about the task, unless an action asked for there is being
 * followed. The card is forgotten: watching again posts a new one. Returns whether there was such a watch.
 */
export async function removeWatch(
  redis: Redis,
  connection: string,
  taskId: string,
  place: Place,
): Promise<boolean> {
  const keys = keysOf(connection)
  const answer = await removeWatchScript(
    redis,
    [
      keys.watches(place),
      keys.watchers(taskId),
      keys.follows(taskId),
      keys.snapshot(taskId),
      keys.due,
      keys.outbox(place),
      keys.pending,
      keys.posts(place),
      keys.attempts(place),
    ],
    [placeId(place), taskId, cardKey(connection, taskId), retentionMs],
  )
  return answer === 1
}

const removeWatchScript = script(`
local watches, watchers, follows, snapshot, due, outbox, pending, posts, attempts = unpack(KEYS)
local place, id, cardKey, retention = unpack(ARGV)
if redis.call('HDEL', watches, id) == 0 then return 0 end
redis.call('SREM', watchers, place)

local followed = false
for _, field in ipairs(redis.call('HKEYS', follows)) do
  if string.match(field, '^%S+') == place then followed = true end
end
if not followed then
  for _, entry in ipairs(redis.call('LRANGE', outbox, 0, -1)) do
    if cjson.decode(entry).taskId == id then redis.call('LREM', outbox, 1, entry) end
  end
  if redis.call('EXISTS', outbox) == 0 then redis.call('SREM', pending, place) end
  redis.call('HDEL', posts, id)
  redis.call('HDEL', attempts, cardKey)
end
if redis.call('EXISTS', watchers, follows) == 0 then
  redis.call('ZREM', due, id)
  redis.call('PEXPIRE', snapshot, retention)
end
return 1`)

/** The watches of a place over the named connections. */
export async function watchesOfPlace(
  redis: Redis,
  connections: readonly string[],
  place: Place,
): Promise<Watch[]> {
  const lists = connections.map(async (connection) => {
    const watches = await redis.hgetall(keysOf(connection).watches(place))
    return Object.entries(watches).map(([taskId, text]) => readWatch(connection, taskId, place, text))
  })
  return (await Promise.all(lists)).flat()
}

export async function watchesOfTask(redis: Redis, connection: string, taskId: string): Promise<Watch[]> {
  const places = await redis.smembers(keysOf(connection).watchers(taskId))
  const found = places.map((id) => findWatch(redis, connection, taskId, placeOf(id)))
  return (await Promise.all(found)).filter((watch) => watch !== undefined)
}

export async function findWatch(
  redis: Redis,
  connection: string,
  taskId: string,
  place: Place,
): Promise<Watch | undefined> {
  const text = await redis.hget(keysOf(connection).watches(place), taskId)
  return text === null ? undefined : readWatch(connection, taskId, place, text)
}

/** What key and field say is not said again in the value. */
function writeWatch({ connection: _, taskId: __, team: ___, channel: ____, ...watch }: Watch): string {
  return JSON.stringify(watch)
}

function readWatch(connection: string, taskId: string, { team, channel }: Place, text: string): Watch {
  const watch: Omit<Watch, 'connection' | 'taskId' | keyof Place> = JSON.parse(text)
  return { ...watch, connection, taskId, team, channel }
}
