import * as z from 'zod'
import type { DeepReadonly } from '../base/deep-readonly.ts'
import type { OutboxMessage } from '../domain/delivery/outbox-message.ts'
import {
  type StaleCause,
  type Trouble,
  troubleSchema,
  type UnansweredTask,
  unseenSchema,
} from '../domain/watching/health.ts'
import type { ChannelRef } from '../domain/watching/watch.ts'
import { channelRefId, keysOf, luaKeys } from './keys.ts'
import { attemptKind } from './outbox-attempts.ts'
import { outboxMessageKind } from './outbox-messages.ts'
import type { Redis } from './redis.ts'
import { script, strings } from './script.ts'
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
    [at, cause ?? '', mostUnseen, trouble, unseen, seen.length, ...seen, ...failed],
  )
}

// Calls that are held back only repeat an earlier cause: the first of a trouble stays.
const noteScript = script(`
local heartbeat, trouble, unseen = unpack(KEYS)
local at, cause, most, why, note = ARGV[1], ARGV[2], tonumber(ARGV[3]), ARGV[4], ARGV[5]
local count = tonumber(ARGV[6])
if count > 0 then
  redis.call('SET', heartbeat, at)
  redis.call('DEL', trouble)
  for i = 7, 6 + count do redis.call('HDEL', unseen, ARGV[i]) end
elseif cause ~= '' or redis.call('EXISTS', trouble) == 0 then
  redis.call('SET', trouble, why)
end
local known = redis.call('HLEN', unseen)
for i = 7 + count, #ARGV do
  if known < most and redis.call('HSETNX', unseen, ARGV[i], note) == 1 then known = known + 1 end
end`)

/**
 * A poll that had nothing to ask is a heartbeat if there is nothing to be looked at: else the looks are, and one that
 * waits for an answer must not be covered up by polls that find nothing due meanwhile.
 */
export async function noteIdleRound(redis: Redis, connection: string, at: number): Promise<void> {
  const keys = keysOf(connection)
  await idleScript(redis, [keys.heartbeat, keys.trouble, keys.due], [at])
}

const idleScript = script(`
if redis.call('EXISTS', KEYS[3]) == 1 then return end
redis.call('SET', KEYS[1], ARGV[1])
redis.call('DEL', KEYS[2])`)

/** Told of an outage, until it is over. */
const blindSchema = z.object({
  /** Which outage of the connection it is. */
  count: z.number(),
  /** Milliseconds since the epoch. */
  since: z.number(),
  /** If only these are not seen. */
  taskIds: z.array(z.string()).exactOptional(),
  /** Ids of the channels that were told. */
  places: z.array(z.string()),
})
export type StaleState = DeepReadonly<z.output<typeof blindSchema>>

export const blindKind = storedKind({ name: 'blindness', version: 1, schema: blindSchema })

/** What Redis knows of how well a connection can be seen; times in milliseconds since the epoch. */
export interface StoredHealth {
  readonly heartbeat: number | undefined
  /** When any replica asked before this time. */
  readonly alive: number | undefined
  readonly trouble: Trouble | undefined
  readonly unanswered: readonly UnansweredTask[]
  readonly stale: StoredStaleState | undefined
  /** Number of the next outage. */
  readonly count: number
}

/** `raw`: as stored, for compare-and-set. */
export interface StoredStaleState {
  readonly state: StaleState
  readonly raw: string
}

/** A heartbeat later than this is not that of a replica whose clock is a little ahead: the clock was set back since. */
const skewMs = 60_000

/**
 * Reads all of it and notes that a replica did so. A connection that is asked about for the first time, or that nobody
 * watches, has its heartbeat now: what nobody wanted to see was not missed. So has one whose heartbeat is yet to come.
 */
export async function readHealth(redis: Redis, connection: string, now: number): Promise<StoredHealth> {
  const keys = keysOf(connection)
  const answer = await sightScript(
    redis,
    [keys.heartbeat, keys.alive, keys.trouble, keys.unseen, keys.blind, keys.blindCount, keys.places],
    [now, skewMs],
  )
  const [heartbeat, alive, trouble, unseen, blind, count] = Array.isArray(answer) ? answer : []
  return {
    heartbeat: numberOf(heartbeat),
    alive: numberOf(alive),
    trouble: troubleKind.read(redis, textOf(trouble), { key: keys.trouble }),
    unanswered: readUnseen(redis, keys.unseen, unseen),
    stale: await readBlind(redis, keys.blind, textOf(blind)),
    count: numberOf(count) ?? 0,
  }
}

const sightScript = script(`
local heartbeat, alive, trouble, unseen, blind, count, places = unpack(KEYS)
if redis.call('EXISTS', places) == 0 then
  redis.call('DEL', heartbeat, trouble)
end
redis.call('SET', heartbeat, ARGV[1], 'NX')
if tonumber(redis.call('GET', heartbeat)) > tonumber(ARGV[1]) + tonumber(ARGV[2]) then
  redis.call('SET', heartbeat, ARGV[1])
end
local before = redis.call('GET', alive)
redis.call('SET', alive, ARGV[1])
return {
  redis.call('GET', heartbeat), before, redis.call('GET', trouble), redis.call('HGETALL', unseen),
  redis.call('GET', blind), redis.call('GET', count),
}`)

export async function loadStaleState(
  redis: Redis,
  connection: string,
): Promise<StoredStaleState | undefined> {
  const key = keysOf(connection).blind
  return readBlind(redis, key, (await redis.get(key)) ?? undefined)
}

/** One that cannot be read must not stay: it could never be moved on, and nobody would be told of the next one. */
async function readBlind(
  redis: Redis,
  key: string,
  raw: string | undefined,
): Promise<StoredStaleState | undefined> {
  const state = await blindKind.readOrRemove(redis, raw, { key })
  return state && raw !== undefined ? { state, raw } : undefined
}

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

/** Something to be said in a channel. */
export interface AddressedMessage {
  readonly channelRef: ChannelRef
  readonly message: OutboxMessage
}

/**
 * Moves from the told state that was read (`undefined`: none) to the next (`undefined`: it is over), and says so in the
 * same step. Returns whether this replica was the first. With `triedSince` the sayings may have been posted already,
 * by a replica without Redis, since that time (ms): they are looked for before they are posted.
 */
export async function moveStaleState(
  redis: Redis,
  connection: string,
  move: {
    readonly before: string | undefined
    readonly after: StaleState | undefined
    readonly sayings: readonly AddressedMessage[]
    readonly triedSince?: number
  },
): Promise<boolean> {
  const keys = keysOf(connection)
  const { before, after, sayings, triedSince } = move
  const answer = await moveScript(
    redis,
    [keys.blind, keys.blindCount],
    [
      luaKeys(connection),
      before ?? '',
      after === undefined ? '' : blindKind.write(after),
      ...sayings.flatMap(({ channelRef, message }) => [
        channelRefId(channelRef),
        message.id,
        outboxMessageKind.write(message),
        triedSince === undefined ? '' : attemptOf(message, triedSince),
      ]),
    ],
  )
  return answer === 1
}

/** As delivery notes what it is about to post. */
function attemptOf({ id }: OutboxMessage, since: number): string {
  return attemptKind.write({ since, ids: [id], absorbed: [] })
}

const moveScript = script(`
local K = cjson.decode(ARGV[1])
local before, after = ARGV[2], ARGV[3]
if (redis.call('GET', KEYS[1]) or '') ~= before then return 0 end
if after == '' then
  redis.call('DEL', KEYS[1])
  redis.call('INCR', KEYS[2])
else
  redis.call('SET', KEYS[1], after)
end
for i = 4, #ARGV, 4 do
  local place, key, entry, tried = unpack(ARGV, i, i + 3)
  if redis.call('HEXISTS', K.paused, place) == 0 then
    if tried ~= '' then redis.call('HSETNX', K.attempts .. place, key, tried) end
    redis.call('RPUSH', K.outbox .. place, entry)
    redis.call('SADD', K.pending, place)
  end
end
return 1`)
