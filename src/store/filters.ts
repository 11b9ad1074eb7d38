import * as z from 'zod'
import { chunks } from '../base/chunks.ts'
import type { OutboxMessageOf } from '../domain/delivery/outbox-message.ts'
import { type ChannelRef, type FilterWatch, filterWatchSchema, type Watch } from '../domain/watching/watch.ts'
import { luaCleanUp, retentionMs } from './clean-up.ts'
import { eventSummaryOf, toldKind } from './history.ts'
import { channelRefId, channelRefOf, filterField, keysOf, luaKeys } from './keys.ts'
import { writeLimits } from './limits.ts'
import { outboxMessageKind } from './outbox-messages.ts'
import type { Redis } from './redis.ts'
import { script } from './script.ts'
import { luaFieldOf, storedKind } from './stored.ts'
import { luaWatching, writeWatch } from './watches.ts'

/** Tasks taken in one step. */
const batch = 100

/** A filter watch as it is stored. */
export interface StoredFilter {
  readonly filter: FilterWatch
  /** The version of the index up to which its tasks are found; absent before its first look. What appears later is new. */
  readonly judged?: number
  /** The version of its first look. */
  readonly looked?: number
  /** It has ended; the watches it made are being taken back. */
  readonly ended: boolean
}

/** Adds a filter watch, or replaces the one with the same id. Returns whether it is new. */
export async function addFilter(redis: Redis, filter: FilterWatch): Promise<boolean> {
  const keys = keysOf(filter.connection)
  await redis.hset(keys.places, channelRefId(filter), filter.locale)
  return (await redis.hset(keys.filters, filterField(filter, filter.id), writeFilter(filter))) === 1
}

/** Notes up to which version of the index the filters have found their tasks. */
export async function noteJudged(
  redis: Redis,
  filters: readonly StoredFilter[],
  version: number,
): Promise<void> {
  for (const { filter, judged, looked = version } of filters) {
    if (judged !== version) await replaceFilter(redis, filter, { judged: version, looked })
  }
}

/** Has the filters of a channel look at every task of the index again. */
export async function judgeAnew(redis: Redis, connection: string, channelRef: ChannelRef): Promise<void> {
  for (const { filter, ended } of await filtersOf(redis, connection)) {
    if (!ended && channelRefId(filter) === channelRefId(channelRef)) await replaceFilter(redis, filter, {})
  }
}

/**
 * Marks a filter watch as ended: discovery must not find tasks for it any more while its watches are taken back. Returns
 * whether there was such a filter that had not ended.
 */
export async function endFilter(
  redis: Redis,
  connection: string,
  channelRef: ChannelRef,
  id: string,
): Promise<boolean> {
  const found = (await filtersOf(redis, connection)).find(
    ({ filter, ended }) => !ended && filter.id === id && channelRefId(filter) === channelRefId(channelRef),
  )
  if (found === undefined) return false
  return replaceFilter(redis, found.filter, { ended: true })
}

type Marks = Partial<Omit<StoredFilter, 'filter'>>

/** A filter that was removed meanwhile stays removed. */
async function replaceFilter(redis: Redis, filter: FilterWatch, marks: Marks): Promise<boolean> {
  const args = [filterField(filter, filter.id), writeFilter(filter, marks)]
  return (await replaceScript(redis, [keysOf(filter.connection).filters], args)) === 1
}

const replaceScript = script(`
${luaFieldOf}
local held = redis.call('HGET', KEYS[1], ARGV[1])
if not held or fieldOf(held, 'ended') then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
return 1`)

/** Forgets an ended filter; with the last one of the connection, whose tags are wanted. */
export async function forgetFilter(redis: Redis, filter: FilterWatch): Promise<void> {
  const { connection, id } = filter
  const args = [luaKeys(connection), filterField(filter, id), channelRefId(filter)]
  await forgetScript(redis, [keysOf(connection).filters], args)
}

const forgetScript = script(`
local K = cjson.decode(ARGV[1])
${luaWatching}
redis.call('HDEL', K.filters, ARGV[2])
if redis.call('EXISTS', K.filters) == 0 then redis.call('DEL', K.tagged) end
forgetPlace(ARGV[3])`)

/** All filters of a connection, oldest first. */
export async function filtersOf(redis: Redis, connection: string): Promise<readonly StoredFilter[]> {
  const all = await redis.hgetall(keysOf(connection).filters)
  const filters = Object.entries(all).flatMap(
    ([field, text]) => readFilter(redis, connection, field, text) ?? [],
  )
  return filters.toSorted((a, b) => a.filter.createdAt - b.filter.createdAt)
}

/** The filters of a channel over the named connections that have not ended. */
export async function filtersOfChannel(
  redis: Redis,
  connections: readonly string[],
  channelRef: ChannelRef,
): Promise<readonly FilterWatch[]> {
  const all = await Promise.all(connections.map((connection) => filtersOf(redis, connection)))
  return all
    .flat()
    .flatMap(({ filter, ended }) =>
      ended || channelRefId(filter) !== channelRefId(channelRef) ? [] : filter,
    )
}

/** What key and field say is not said again in the value. */
export const filterKind = storedKind({
  name: 'filter watch',
  version: 1,
  schema: filterWatchSchema.omit({ connection: true, id: true, team: true, channel: true }).extend({
    judged: z.number().exactOptional(),
    looked: z.number().exactOptional(),
    ended: z.boolean().exactOptional(),
  }),
})

function writeFilter(filter: FilterWatch, marks: Marks = {}): string {
  const { connection: _, id: __, team: ___, channel: ____, ...rest } = filter
  return filterKind.write({ ...rest, ...marks })
}

function readFilter(redis: Redis, connection: string, field: string, text: string): StoredFilter | undefined {
  const read = filterKind.read(redis, text, { key: keysOf(connection).filters, field })
  if (!read) return undefined
  const [place = '', id = ''] = field.split(' ')
  const { judged, looked, ended = false, ...rest } = read
  return {
    filter: { ...rest, ...channelRefOf(place), connection, id },
    ...(judged !== undefined && { judged }),
    ...(looked !== undefined && { looked }),
    ended,
  }
}

/** A watch that a filter makes, and what is said of its task if it is new. */
export interface DiscoveredWatch {
  readonly watch: Watch
  readonly card: OutboxMessageOf<'card'>
  readonly appeared?: OutboxMessageOf<'event'>
}

/** Adds the watches that filters make, except where the channel watches the task already. Returns how many were added. */
export async function addDiscoveredWatches(
  redis: Redis,
  connection: string,
  found: readonly DiscoveredWatch[],
  now: number,
): Promise<number> {
  let added = 0
  for (const some of chunks(found, batch)) {
    const args = some.map(({ watch, card, appeared }) => ({
      place: channelRefId(watch),
      id: watch.taskId,
      filter: filterField(watch, watch.via ?? ''),
      watch: writeWatch(watch),
      card: outboxMessageKind.write(card),
      locale: watch.locale,
      limits: watch.options?.limits?.length ? writeLimits(watch.options.limits) : '',
      appeared: appeared ? outboxMessageKind.write(appeared) : '',
      told: appeared ? toldKind.write(eventSummaryOf(appeared)) : '',
    }))
    const keys = [keysOf(connection).due]
    added += Number(await addScript(redis, keys, [luaKeys(connection), now, JSON.stringify(args)]))
  }
  return added
}

// A task that appears in several channels is one event of the history. A filter may have ended while the list was read: what
// it would still find nobody would ever take back.
const addScript = script(`
local K = cjson.decode(ARGV[1])
${luaWatching}
local added, told = 0, {}
for _, found in ipairs(cjson.decode(ARGV[3])) do
  local resting = redis.call('HEXISTS', K.paused, found.place) == 1
  local held = redis.call('HGET', K.filters, found.filter)
  if held and not fieldOf(held, 'ended') and not resting and redis.call('HEXISTS', K.watches .. found.place, found.id) == 0 then
    beginWatch(found.place, found.id, found.watch, ARGV[2], found.card, found.locale, found.limits)
    added = added + 1
    if found.appeared ~= '' then
      redis.call('RPUSH', K.outbox .. found.place, found.appeared)
      if not told[found.id] then
        told[found.id] = true
        redis.call('XADD', K.history, '*', 'task', found.id, 'told', found.told, 'place', '')
      end
    end
  end
end
return added`)

/**
 * Puts a watch that a filter made under another filter, or under its new options; a watch that ended stays so. With new
 * limits its task is due at once.
 */
export async function changeDiscoveredWatch(redis: Redis, watch: Watch, now: number): Promise<void> {
  const { connection, taskId, options } = watch
  const limits = options?.limits?.length ? writeLimits(options.limits) : ''
  const args = [luaKeys(connection), channelRefId(watch), taskId, writeWatch(watch), limits, now]
  await changeScript(redis, [keysOf(connection).due], args)
}

const changeScript = script(`
local K = cjson.decode(ARGV[1])
local place, id, watch, limits, now = unpack(ARGV, 2, 6)
${luaWatching}
local held = redis.call('HGET', K.watches .. place, id)
if not held or not fieldOf(held, 'via') then return end
redis.call('HSET', K.watches .. place, id, watch)
setLimits(place, id, limits, now)`)

/**
 * Ends watches of a channel that a filter made. What waits to be said there about a task is said first: such a watch is
 * left, and its id is among the answers. With `forgetCards` watching again posts a new card.
 */
export async function removeDiscoveredWatches(
  redis: Redis,
  connection: string,
  channelRef: ChannelRef,
  removal: { readonly taskIds: readonly string[]; readonly forgetCards: boolean },
): Promise<readonly string[]> {
  const left: string[] = []
  for (const some of chunks(removal.taskIds, batch)) {
    const answer = await removeScript(
      redis,
      [keysOf(connection).due],
      [luaKeys(connection), retentionMs, channelRefId(channelRef), removal.forgetCards ? 1 : 0, ...some],
    )
    if (Array.isArray(answer)) left.push(...answer.map(String))
  }
  return left
}

const removeScript = script(`
local K = cjson.decode(ARGV[1])
local place, forget = ARGV[3], ARGV[4] == '1'
${luaWatching}
${luaCleanUp}
local waiting, left = {}, {}
for _, entry in ipairs(redis.call('LRANGE', K.outbox .. place, 0, -1)) do
  waiting[fieldOf(entry, 'taskId') or ''] = true
end
for i = 5, #ARGV do
  local id = ARGV[i]
  local held = redis.call('HGET', K.watches .. place, id)
  if held and fieldOf(held, 'via') then
    if waiting[id] and not forget then table.insert(left, id)
    else
      endWatch(place, id)
      if forget then redis.call('HDEL', K.posts .. place, id) end
      letGo(id)
    end
  end
end
return left`)
