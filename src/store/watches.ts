import { type Locale, locales } from '../base/i18n.ts'
import { cardKey, cardMessage } from '../domain/delivery/outbox-message.ts'
import { type ChannelRef, type Watch, watchSchema } from '../domain/watching/watch.ts'
import { luaCleanUp, retentionMs } from './clean-up.ts'
import { channelRefId, channelRefOf, keysOf, luaKeys } from './keys.ts'
import { writeLimits } from './limits.ts'
import { outboxMessageKind } from './outbox-messages.ts'
import type { Redis } from './redis.ts'
import { script } from './script.ts'
import { luaFieldOf, storedKind } from './stored.ts'

/**
 * Subscribes a channel to a task: its card will be drawn and the task is due at once. Watching again replaces the watch,
 * one that a filter made included. Returns whether the watch is new.
 */
export async function addWatch(redis: Redis, watch: Watch, now: number): Promise<boolean> {
  const { connection, taskId, locale, options } = watch
  const limits = options?.limits ?? []
  const answer = await addWatchScript(
    redis,
    [keysOf(connection).due],
    [
      luaKeys(connection),
      retentionMs,
      channelRefId(watch),
      taskId,
      writeWatch(watch),
      now,
      outboxMessageKind.write(cardMessage(connection, taskId, `watch:${now}`, locale)),
      locale,
      limits.length === 0 ? '' : writeLimits(limits),
    ],
  )
  return answer === 1
}

/** Part of scripts that change watches, with `K` of `luaKeys`. */
export const luaWatching = `
${luaFieldOf}
local function sameLimits(a, b)
  return cjson.encode(fieldOf(a, 'limits')) == cjson.encode(fieldOf(b, 'limits'))
end
-- What a task at rest shows may be above a limit that is new: it is looked at by itself.
local function setLimits(place, id, limits, now)
  local key = K.limits .. id
  local before = redis.call('HGET', key, place)
  if limits == '' then redis.call('HDEL', key, place)
  elseif not (before and sameLimits(before, limits)) then
    redis.call('HSET', key, place, limits)
    redis.call('ZADD', K.due, now, id)
  end
  if redis.call('EXISTS', key) == 1 then redis.call('SADD', K.limited, id)
  else redis.call('SREM', K.limited, id) end
end
local function beginWatch(place, id, watch, now, card, locale, limits)
  local added = redis.call('HSET', K.watches .. place, id, watch)
  redis.call('SADD', K.watchers .. id, place)
  redis.call('HSET', K.places, place, locale)
  redis.call('PERSIST', K.snapshot .. id)
  redis.call('ZADD', K.due, now, id)
  redis.call('RPUSH', K.outbox .. place, card)
  redis.call('SADD', K.pending, place)
  setLimits(place, id, limits, now)
  return added
end
local function stillWatches(place)
  if redis.call('EXISTS', K.watches .. place) == 1 then return true end
  for _, field in ipairs(redis.call('HKEYS', K.filters)) do
    if string.match(field, '^%S+') == place then return true end
  end
  return false
end
local function forgetPlace(place)
  if stillWatches(place) then return end
  redis.call('HDEL', K.places, place)
  redis.call('HDEL', K.paused, place)
end
local function endWatch(place, id)
  redis.call('HDEL', K.watches .. place, id)
  redis.call('SREM', K.watchers .. id, place)
  setLimits(place, id, '')
  forgetPlace(place)
end
`

const addWatchScript = script(`
local K = cjson.decode(ARGV[1])
${luaWatching}
return beginWatch(unpack(ARGV, 3, 9))`)

/**
 * Ends a channel's watch, with what was still to be said there about the task, unless an action asked for there is being
 * followed. The card is forgotten: watching again posts a new one. Returns whether there was such a watch.
 */
export async function removeWatch(
  redis: Redis,
  connection: string,
  taskId: string,
  channelRef: ChannelRef,
): Promise<boolean> {
  const answer = await removeWatchScript(
    redis,
    [keysOf(connection).due],
    [luaKeys(connection), retentionMs, channelRefId(channelRef), taskId, cardKey(connection, taskId)],
  )
  return answer === 1
}

const removeWatchScript = script(`
local K = cjson.decode(ARGV[1])
local place, id, cardKey = unpack(ARGV, 3, 5)
${luaWatching}
${luaCleanUp}
if redis.call('HEXISTS', K.watches .. place, id) == 0 then return 0 end
endWatch(place, id)

local followed = false
for _, field in ipairs(redis.call('HKEYS', K.follows .. id)) do
  if string.match(field, '^%S+') == place then followed = true end
end
if not followed then
  local outbox = K.outbox .. place
  for _, entry in ipairs(redis.call('LRANGE', outbox, 0, -1)) do
    if fieldOf(entry, 'taskId') == id then redis.call('LREM', outbox, 1, entry) end
  end
  if redis.call('EXISTS', outbox) == 0 then redis.call('SREM', K.pending, place) end
  redis.call('HDEL', K.posts .. place, id)
  redis.call('HDEL', K.attempts .. place, cardKey)
end
letGo(id)
return 1`)

/** Channels that watch anything, with a language spoken there; those whose watches are suspended are left out. */
export async function watchingChannels(
  redis: Redis,
  connection: string,
): Promise<readonly { readonly channelRef: ChannelRef; readonly locale: Locale }[]> {
  const keys = keysOf(connection)
  const [places, paused] = await Promise.all([redis.hgetall(keys.places), redis.hkeys(keys.paused)])
  return Object.entries(places)
    .filter(([id]) => !paused.includes(id))
    .map(([id, locale]) => ({
      channelRef: channelRefOf(id),
      locale: locales.find((one) => one === locale) ?? 'en',
    }))
}

/** The watches of a channel over the named connections. */
export async function watchesOfChannel(
  redis: Redis,
  connections: readonly string[],
  channelRef: ChannelRef,
): Promise<Watch[]> {
  const lists = connections.map(async (connection) => {
    const watches = await redis.hgetall(keysOf(connection).watches(channelRef))
    return Object.entries(watches).flatMap(
      ([taskId, text]) => readWatch(redis, connection, taskId, channelRef, text) ?? [],
    )
  })
  return (await Promise.all(lists)).flat()
}

/** The watches of a channel among those tasks. */
export async function watchesAmong(
  redis: Redis,
  connection: string,
  channelRef: ChannelRef,
  taskIds: readonly string[],
): Promise<readonly Watch[]> {
  if (taskIds.length === 0) return []
  const texts = await redis.hmget(keysOf(connection).watches(channelRef), ...taskIds)
  return taskIds.flatMap((id, at) => readWatch(redis, connection, id, channelRef, texts[at] ?? null) ?? [])
}

export async function watchesOfTask(redis: Redis, connection: string, taskId: string): Promise<Watch[]> {
  const places = await redis.smembers(keysOf(connection).watchers(taskId))
  const found = places.map((id) => findWatch(redis, connection, taskId, channelRefOf(id)))
  return (await Promise.all(found)).filter((watch) => watch !== undefined)
}

export async function findWatch(
  redis: Redis,
  connection: string,
  taskId: string,
  channelRef: ChannelRef,
): Promise<Watch | undefined> {
  const text = await redis.hget(keysOf(connection).watches(channelRef), taskId)
  return readWatch(redis, connection, taskId, channelRef, text)
}

/** The watches of some tasks in a channel, by task. */
export async function watchesAt(
  redis: Redis,
  connection: string,
  channelRef: ChannelRef,
  taskIds: readonly string[],
): Promise<ReadonlyMap<string, Watch>> {
  if (taskIds.length === 0) return new Map()
  const texts = await redis.hmget(keysOf(connection).watches(channelRef), ...taskIds)
  const watches = taskIds.map((id, index) =>
    readWatch(redis, connection, id, channelRef, texts[index] ?? null),
  )
  return new Map(watches.flatMap((watch) => (watch ? [[watch.taskId, watch]] : [])))
}

/** What key and field say is not said again in the value. */
export const watchKind = storedKind({
  name: 'watch',
  version: 1,
  schema: watchSchema.omit({ connection: true, taskId: true, team: true, channel: true }),
})

export function writeWatch({ connection: _, taskId: __, team: ___, channel: ____, ...watch }: Watch): string {
  return watchKind.write(watch)
}

function readWatch(
  redis: Redis,
  connection: string,
  taskId: string,
  channelRef: ChannelRef,
  text: string | null,
): Watch | undefined {
  const watch = watchKind.read(redis, text, { key: keysOf(connection).watches(channelRef), field: taskId })
  const { team, channel } = channelRef
  return watch && { ...watch, connection, taskId, team, channel }
}
