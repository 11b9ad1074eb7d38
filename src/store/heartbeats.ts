import {
  type StaleCause,
  type Trouble,
  troubleSchema,
  type UnansweredTask,
  unseenSchema,
} from '../domain/watching/health.ts'
import { keysOf } from './keys.ts'
import type { Redis } from './redis.ts'
import { script, strings } from './script.ts'
import { readStaleState, type StoredStaleState } from './stale-state.ts'
import { storedKind } from './stored.ts'

/** Tasks that are noted as not answering; if more fail, the connection as a whole is the trouble. */
const mostUnseen = 1_000

/** Why polls got no answer. */
export const troubleKind = storedKind({ name: 'trouble', version: 1, schema: troubleSchema })

/** The task stands in the field. */
export const unseenKind = storedKind({
  name: 'unseen task',
  version: 1,
  schema: unseenSchema.omit({ taskId: true }),
})

/** What a look at up to a hundred tasks came to. */
export interface PollNote {
  readonly at: number
  readonly seen: readonly string[]
  readonly failed: readonly string[]
  readonly cause: StaleCause | undefined
}

/** Whether tasks are noted as not answering. */
export async function hasUnseen(redis: Redis, connection: string): Promise<boolean> {
  return (await redis.exists(keysOf(connection).unseen)) === 1
}

/** Notes that tasks at rest answered as they did before. */
export async function noteAnswer(redis: Redis, connection: string, at: number): Promise<void> {
  const { heartbeat, trouble } = keysOf(connection)
  await answerScript(redis, [heartbeat, trouble], [at])
}

/**
 * A heartbeat only moves on: what was to be noted before Redis hung may reach it long after what was seen since. One that
 * is ahead, because the clock was set back, is mended when it is read.
 */
const beatLua = `
local function beat(heartbeat, trouble, at)
  if tonumber(redis.call('GET', heartbeat) or 0) > tonumber(at) then return end
  redis.call('SET', heartbeat, at)
  redis.call('DEL', trouble)
end`

const answerScript = script(`${beatLua}
beat(KEYS[1], KEYS[2], ARGV[1])`)

/** Notes which tasks answered. An answer of any of them is a heartbeat; without one, the cause is kept as the trouble. */
export async function notePoll(redis: Redis, connection: string, note: PollNote): Promise<void> {
  const keys = keysOf(connection)
  const { at, seen, failed, cause } = note
  const known = cause ?? 'drs'
  const trouble = troubleKind.write({ cause: known, at })
  const unseen = unseenKind.write({ since: at, cause: known })
  await noteScript(
    redis,
    [keys.heartbeat, keys.trouble, keys.unseen],
    [at, cause === undefined ? '' : 'known', mostUnseen, trouble, unseen, seen.length, ...seen, ...failed],
  )
}

// Calls that are held back only repeat an earlier cause: the first of a trouble stays.
const noteScript = script(`${beatLua}
local heartbeat, trouble, unseen = unpack(KEYS)
local at, cause, most, why, note = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4], ARGV[5]
local count = tonumber(ARGV[6])
if count > 0 then
  beat(heartbeat, trouble, at)
  if redis.call('EXISTS', unseen) == 1 then redis.call('HDEL', unseen, unpack(ARGV, 7, 6 + count)) end
elseif cause ~= '' or redis.call('EXISTS', trouble) == 0 then
  redis.call('SET', trouble, why)
end
if #ARGV < 7 + count then return end
local known = redis.call('HLEN', unseen)
for i = 7 + count, #ARGV do
  if known < most and redis.call('HSETNX', unseen, ARGV[i], note) == 1 then known = known + 1 end
end`)

/**
 * A poll that had nothing to ask is a heartbeat if there is nothing to be looked at: else the looks are, and one that
 * waits for an answer must not be covered up by polls that find nothing due meanwhile.
 */
export async function noteIdleRound(redis: Redis, connection: string, at: number): Promise<void> {
  const { heartbeat, trouble, due, rests } = keysOf(connection)
  // Mostly there is something.
  if ((await redis.exists(due, rests)) > 0) return
  await idleScript(redis, [heartbeat, trouble, due, rests], [at])
}

const idleScript = script(`${beatLua}
if redis.call('EXISTS', KEYS[3], KEYS[4]) > 0 then return end
beat(KEYS[1], KEYS[2], ARGV[1])`)

/** When a poll last got an answer, or had nothing to ask, ms since the epoch; `undefined` if never. */
export async function lastHeartbeat(redis: Redis, connection: string): Promise<number | undefined> {
  return numberOf(await redis.get(keysOf(connection).heartbeat))
}

/** What Redis knows of how well a connection can be seen; times in milliseconds since the epoch. */
export interface StoredHealth {
  readonly heartbeat: number | undefined
  /** When any replica asked before this time. */
  readonly alive: number | undefined
  readonly trouble: Trouble | undefined
  readonly unanswered: readonly UnansweredTask[]
  readonly stale: StoredStaleState | undefined
  /** Number of the outage that is on, or of the next one: no two outages ever have the same. */
  readonly count: number
  /** When Redis began to remember anything of the connection; it changes when Redis is emptied. */
  readonly born: number
}

/** A heartbeat later than this is not that of a replica whose clock is a little ahead: the clock was set back since. */
const skewMs = 60_000

/**
 * Reads all of it and notes that a replica did so. A connection that is asked about for the first time, or that nobody
 * watches, has its heartbeat now: what nobody wanted to see was not missed. So has one whose heartbeat is yet to come.
 * What this replica knows goes back where Redis has lost its latest writes. Where nobody knows the number of the next
 * outage, the time is one that was never used.
 */
export async function readHealth(
  redis: Redis,
  connection: string,
  now: number,
  known?: Pick<StoredHealth, 'count' | 'born'>,
): Promise<StoredHealth> {
  const keys = keysOf(connection)
  const answer = await sightScript(
    redis,
    [
      ...[keys.heartbeat, keys.alive, keys.trouble, keys.unseen],
      ...[keys.blind, keys.blindCount, keys.places, keys.born],
    ],
    [now, skewMs, known?.count ?? '', known?.born ?? ''],
  )
  const [heartbeat, alive, trouble, unseen, blind, count, born] = Array.isArray(answer) ? answer : []
  return {
    heartbeat: numberOf(heartbeat),
    alive: numberOf(alive),
    trouble: troubleKind.read(redis, textOf(trouble), { key: keys.trouble }),
    unanswered: readUnseen(redis, keys.unseen, unseen),
    stale: await readStaleState(redis, keys.blind, textOf(blind)),
    count: numberOf(count) ?? 0,
    born: numberOf(born) ?? now,
  }
}

const sightScript = script(`
local heartbeat, alive, trouble, unseen, blind, count, places, born = unpack(KEYS)
local now, skew, number, since = unpack(ARGV)
local beat, before, why, told, known, birth =
  unpack(redis.call('MGET', heartbeat, alive, trouble, blind, count, born), 1, 6)
if not birth then
  birth = (since == '' or not before) and now or since
  redis.call('SET', born, birth)
end
local least = number == '' and (known or now) or number
if not known or tonumber(known) < tonumber(least) then
  known = least
  redis.call('SET', count, known)
end
if redis.call('EXISTS', places) == 0 then
  redis.call('DEL', heartbeat, trouble)
  beat, why = false, false
end
if not beat or tonumber(beat) > tonumber(now) + tonumber(skew) then
  beat = now
  redis.call('SET', heartbeat, beat)
end
redis.call('SET', alive, now)
return { beat, before, why, redis.call('HGETALL', unseen), told, known, birth }`)

function readUnseen(redis: Redis, key: string, answer: unknown): readonly UnansweredTask[] {
  const pairs = strings(answer)
  return pairs.flatMap((taskId, i) => {
    const note = i % 2 === 0 && unseenKind.read(redis, pairs[i + 1], { key, field: taskId })
    return note ? [{ taskId, ...note }] : []
  })
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'string' ? Number(value) : undefined
}

/** The tasks that do not answer, by id. */
export async function unansweredTaskIds(redis: Redis, connection: string): Promise<readonly string[]> {
  return redis.hkeys(keysOf(connection).unseen)
}
