import type { Redis } from 'ioredis'
import type { EntryOf } from '../domain/entry.ts'
import type { Snapshot } from '../domain/snapshot.ts'
import type { Place } from '../domain/watch.ts'
import { followField, keysOf, placeOf } from './keys.ts'
import { script, strings } from './script.ts'
import { readSnapshot, writeSnapshot } from './snapshots.ts'

/** How long the state of a task that nobody watches is kept, for cards still to be drawn: one day, in ms. */
export const retentionMs = 24 * 60 * 60 * 1000

/** The stored state of a task; `version` is 0 for a task never seen. */
export interface Stored {
  readonly id: string
  readonly version: number
  readonly snapshot: Snapshot | undefined
}

export async function loadSnapshot(
  redis: Redis,
  connection: string,
  taskId: string,
): Promise<Snapshot | undefined> {
  const text = await redis.get(keysOf(connection).snapshot(taskId))
  return readSnapshot(connection, taskId, text)
}

export async function loadTasks(redis: Redis, connection: string, ids: readonly string[]): Promise<Stored[]> {
  if (ids.length === 0) return []
  const keys = keysOf(connection)
  // The version first: if a commit comes between the two reads, ours will be refused, never the other way round.
  const versions = await redis.hmget(keys.versions, ...ids)
  const snapshots = await redis.mget(...ids.map(keys.snapshot))
  return ids.map((id, index) => ({
    id,
    version: Number(versions[index] ?? 0),
    snapshot: readSnapshot(connection, id, snapshots[index]),
  }))
}

/** A task taken to be looked at, and when that was due. */
export interface Claimed {
  readonly id: string
  readonly due: number
}

/**
 * Takes up to `limit` tasks that are due, longest due first, and puts them off until `until`, so that another replica does
 * not look at them meanwhile. A replica that dies leaves them due again at `until`.
 */
export async function claimDue(
  redis: Redis,
  connection: string,
  claim: { readonly due: number; readonly until: number; readonly limit: number },
): Promise<readonly Claimed[]> {
  const answer = await claimScript(redis, [keysOf(connection).due], [claim.due, claim.until, claim.limit])
  const pairs = strings(answer)
  return pairs.flatMap((id, at) => (at % 2 === 0 ? [{ id, due: Number(pairs[at + 1]) }] : []))
}

const claimScript = script(`
local pairs = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'WITHSCORES', 'LIMIT', 0, ARGV[3])
for i = 1, #pairs, 2 do redis.call('ZADD', KEYS[1], ARGV[2], pairs[i]) end
return pairs`)

/** When to look at a claimed task next; `undefined`: never. */
export interface Appointment {
  readonly id: string
  readonly next: number | undefined
}

/** Sets when to look next, except where somebody asked for a look since the task was claimed. */
export async function reschedule(
  redis: Redis,
  connection: string,
  claimed: number,
  appointments: readonly Appointment[],
): Promise<void> {
  if (appointments.length === 0) return
  const pairs = appointments.flatMap(({ id, next }) => [id, next ?? ''])
  await rescheduleScript(redis, [keysOf(connection).due], [claimed, ...pairs])
}

const rescheduleScript = script(`
for i = 2, #ARGV, 2 do
  if tonumber(redis.call('ZSCORE', KEYS[1], ARGV[i])) == tonumber(ARGV[1]) then
    if ARGV[i + 1] == '' then redis.call('ZREM', KEYS[1], ARGV[i])
    else redis.call('ZADD', KEYS[1], ARGV[i + 1], ARGV[i]) end
  end
end`)

/** Makes a task due at `at` if anybody watches or follows it; says whether. */
export async function makeDue(
  redis: Redis,
  connection: string,
  taskId: string,
  at: number,
): Promise<boolean> {
  const keys = keysOf(connection)
  const answer = await makeDueScript(
    redis,
    [keys.due, keys.watchers(taskId), keys.follows(taskId)],
    [taskId, at],
  )
  return answer === 1
}

const makeDueScript = script(`
if redis.call('EXISTS', KEYS[2], KEYS[3]) == 0 then return 0 end
redis.call('ZADD', KEYS[1], ARGV[2], ARGV[1])
return 1`)

export interface Commit {
  readonly connection: string
  readonly taskId: string
  /** Version the difference was taken from. */
  readonly expected: number
  /** The new state, if it differs. */
  readonly snapshot: Snapshot | undefined
  /** Said at every place that watches or follows when the commit happens. */
  readonly entries: readonly (EntryOf<'card'> | EntryOf<'event'>)[]
  /** Said where the follow was asked for; its follow ends. */
  readonly outcomes: readonly EntryOf<'outcome'>[]
  readonly claimed: number
  readonly next: number | undefined
}

/**
 * The one transaction of the delivery promise: new state, outgoing messages, ended follows and the next look together,
 * or nothing. Returns the places that have something to say now, or `undefined` if the stored version is not the
 * expected one because another replica was first or an action was begun meanwhile.
 */
export async function commit(redis: Redis, change: Commit): Promise<readonly Place[] | undefined> {
  const keys = keysOf(change.connection)
  const { taskId } = change
  const answer = await commitScript(
    redis,
    [
      keys.versions,
      keys.snapshot(taskId),
      keys.due,
      keys.watchers(taskId),
      keys.follows(taskId),
      keys.following,
      keys.pending,
      keys.outcomes,
    ],
    commitArguments(change, keys.outboxes),
  )
  if (!Array.isArray(answer)) return undefined
  return strings(answer).map(placeOf)
}

function commitArguments(change: Commit, outboxes: string): (string | number)[] {
  const { snapshot, entries, outcomes } = change
  return [
    change.taskId,
    change.expected,
    snapshot?.version ?? '',
    snapshot === undefined ? '' : writeSnapshot(snapshot),
    change.claimed,
    change.next ?? '',
    retentionMs,
    outboxes,
    entries.length,
    ...entries.map((entry) => JSON.stringify(entry)),
    ...outcomes.flatMap((entry) => [followField(entry.follow), entry.follow.id, JSON.stringify(entry)]),
  ]
}

// The outboxes are not among KEYS because the places are only known here; they share the connection's hash tag.
const commitScript = script(`
local versions, snapshot, due, watchers, follows, following, pending, outcomes = unpack(KEYS)
local id, expected, version, json, claimed, nextLook, retention, outboxes = unpack(ARGV, 1, 8)
if (redis.call('HGET', versions, id) or '0') ~= expected then return false end

local touched, places = {}, {}
local function say(place, entry)
  redis.call('RPUSH', outboxes .. place, entry)
  if not touched[place] then
    touched[place] = true
    table.insert(places, place)
    redis.call('SADD', pending, place)
  end
end

local audience = redis.call('SMEMBERS', watchers)
local known = {}
for _, place in ipairs(audience) do known[place] = true end
for _, field in ipairs(redis.call('HKEYS', follows)) do
  local place = string.match(field, '^%S+')
  if not known[place] then known[place] = true; table.insert(audience, place) end
end

if json ~= '' then
  redis.call('SET', snapshot, json)
  redis.call('HSET', versions, id, version)
end
local last = 9 + tonumber(ARGV[9])
for _, place in ipairs(audience) do
  for i = 10, last do say(place, ARGV[i]) end
end
for i = last + 1, #ARGV, 3 do
  if redis.call('HDEL', follows, ARGV[i]) == 1 then
    say(string.match(ARGV[i], '^%S+'), ARGV[i + 2])
    redis.call('HSET', outcomes, ARGV[i + 1], ARGV[i + 2])
  end
end
if redis.call('EXISTS', follows) == 0 then redis.call('SREM', following, id) end

if redis.call('EXISTS', watchers, follows) == 0 then
  redis.call('ZREM', due, id)
  redis.call('PEXPIRE', snapshot, retention)
elseif tonumber(redis.call('ZSCORE', due, id)) == tonumber(claimed) then
  if nextLook == '' then redis.call('ZREM', due, id) else redis.call('ZADD', due, nextLook, id) end
end
return places`)
