import { chunks } from '../base/chunks.ts'
import { say } from '../base/i18n.ts'
import type { BatchTask } from '../domain/delivery/batch.ts'
import type { OutboxMessageOf } from '../domain/delivery/outbox-message.ts'
import type { FiguresAt } from '../domain/tasks/figures.ts'
import type { Snapshot } from '../domain/watching/snapshot.ts'
import type { ChannelRef } from '../domain/watching/watch.ts'
import { batchChange } from './batches.ts'
import { luaCleanUp, retentionMs } from './clean-up.ts'
import { figureRows, luaKeepFigures } from './figures.ts'
import { eventSummaryOf, historyLength, toldKind } from './history.ts'
import { batchMark, channelRefId, channelRefOf, keysOf, luaKeys, pendingActionField } from './keys.ts'
import type { LimitStep } from './limits.ts'
import { outboxMessageKind } from './outbox-messages.ts'
import { outcomeKind } from './outcomes.ts'
import type { Redis } from './redis.ts'
import { restingTasks } from './resting-groups.ts'
import { script, strings } from './script.ts'
import { readSnapshot, writeSnapshot } from './snapshots.ts'

/** The stored state of a task; `version` is that of the floor for a task never seen. */
export interface StoredTask {
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
  return readSnapshot(redis, connection, taskId, text)
}

export async function loadTasks(
  redis: Redis,
  connection: string,
  ids: readonly string[],
): Promise<StoredTask[]> {
  if (ids.length === 0) return []
  const keys = keysOf(connection)
  // The version first: if a commit comes between the two reads, ours will be refused, never the other way round.
  const [floor, versions] = await Promise.all([redis.get(keys.floor), redis.hmget(keys.versions, ...ids)])
  const snapshots = await redis.mget(...ids.map(keys.snapshot))
  return ids.map((id, index) => ({
    id,
    version: Number(versions[index] ?? floor ?? 0),
    snapshot: readSnapshot(redis, connection, id, snapshots[index]),
  }))
}

/** The tasks whose last stored state needs somebody. */
export async function tasksInNeed(redis: Redis, connection: string): Promise<ReadonlySet<string>> {
  return new Set(await redis.smembers(keysOf(connection).needs))
}

/** So many are read in one step. */
const page = 500

/** Every task that is looked at, as it is stored. */
export async function* scheduledTasks(redis: Redis, connection: string): AsyncGenerator<StoredTask> {
  const due = await redis.zrange(keysOf(connection).due, '0', '-1')
  const ids = [...new Set([...due, ...(await restingTasks(redis, connection))])]
  for (const some of chunks(ids, page)) yield* await loadTasks(redis, connection, some)
}

/** How much is due at a time: tasks by themselves, and groups of tasks at rest. */
export interface DueCounts {
  readonly tasks: number
  readonly groups: number
}

export async function countDue(redis: Redis, connection: string, due: number): Promise<DueCounts> {
  const keys = keysOf(connection)
  const [tasks, groups] = await Promise.all([
    redis.zcount(keys.due, '-inf', due),
    redis.zcount(keys.rests, '-inf', due),
  ])
  return { tasks, groups }
}

/** Makes tasks due at `at` whose next look is set later than `latest`, as a clock has left them that was set back since. */
export async function recallDistantPolls(
  redis: Redis,
  connection: string,
  { latest, at }: { readonly latest: number; readonly at: number },
): Promise<void> {
  const { due, rests } = keysOf(connection)
  await recallScript(redis, [due, rests], [latest, at])
}

const recallScript = script(`
for _, key in ipairs(KEYS) do
  for _, id in ipairs(redis.call('ZRANGEBYSCORE', key, '(' .. ARGV[1], '+inf')) do
    redis.call('ZADD', key, ARGV[2], id)
  end
end`)

/** A task taken to be looked at, and when that was due. */
export interface ClaimedTask {
  readonly id: string
  readonly due: number
}

/**
 * Which tasks are claimed, where more are due than fit: the longest due ones, or those in motion or with an action under way
 * before others, or only these. In motion, they are claimed by themselves, so that their calls go first.
 */
export type ClaimOrder = 'oldest' | 'moving-first' | 'moving-only'

/** Up to `limit` tasks that are due by then. */
export interface DueClaim {
  readonly due: number
  readonly until: number
  readonly limit: number
  readonly order?: ClaimOrder
}

/**
 * Takes due tasks and puts them off until `until`, so that another replica does not look at them meanwhile. A replica that
 * dies leaves them due again at `until`.
 */
export async function claimDue(
  redis: Redis,
  connection: string,
  { due, until, limit, order = 'oldest' }: DueClaim,
): Promise<readonly ClaimedTask[]> {
  const keys = keysOf(connection)
  const answer = await claimScript(redis, [keys.due, keys.moving, keys.following], [due, until, limit, order])
  const pairs = strings(answer)
  return pairs.flatMap((id, at) => (at % 2 === 0 ? [{ id, due: Number(pairs[at + 1]) }] : []))
}

const claimScript = script(`
local due, moving, following = unpack(KEYS)
local at, untilThen, limit, order = tonumber(ARGV[1]), ARGV[2], tonumber(ARGV[3]), ARGV[4]
local function take(found)
  local pairs = {}
  for i = 1, math.min(#found, limit) do
    redis.call('ZADD', due, untilThen, found[i].id)
    table.insert(pairs, found[i].id)
    table.insert(pairs, found[i].score)
  end
  return pairs
end
if order == 'moving-only' or (order == 'moving-first' and redis.call('ZCOUNT', due, '-inf', at) > limit) then
  local found = {}
  for _, id in ipairs(redis.call('SUNION', moving, following)) do
    local score = redis.call('ZSCORE', due, id)
    if score and tonumber(score) <= at then table.insert(found, { id = id, score = score }) end
  end
  table.sort(found, function(a, b) return tonumber(a.score) < tonumber(b.score) end)
  if order == 'moving-only' or #found > 0 then return take(found) end
end
local oldest = redis.call('ZRANGEBYSCORE', due, '-inf', at, 'WITHSCORES', 'LIMIT', 0, limit)
local found = {}
for i = 1, #oldest, 2 do table.insert(found, { id = oldest[i], score = oldest[i + 1] }) end
return take(found)`)

/** Puts claimed tasks off once more, until `until`, except where somebody asked for a look since. */
export async function keepClaims(
  redis: Redis,
  connection: string,
  { ids, claimed }: { readonly ids: readonly string[]; readonly claimed: number },
  until: number,
): Promise<void> {
  const appointments = ids.map((id) => ({ id, next: until }))
  await reschedulePolls(redis, connection, claimed, appointments)
}

/** When to look at a claimed task next; `undefined`: never. */
export interface NextPoll {
  readonly id: string
  readonly next: number | undefined
}

/** Sets when to look next, except where somebody asked for a look since the task was claimed. */
export async function reschedulePolls(
  redis: Redis,
  connection: string,
  claimed: number,
  appointments: readonly NextPoll[],
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

/** Makes a task due at `at` if anybody watches it or waits for it; says whether. */
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

export interface TaskCommit {
  readonly connection: string
  readonly taskId: string
  /** Version the difference was taken from. */
  readonly expected: number
  /** The new state, if it differs. */
  readonly snapshot: Snapshot | undefined
  /** Whether the new state needs somebody; absent: as before. */
  readonly needs?: boolean
  /** Whether it is in motion: such tasks are looked at before others. Absent: as before. */
  readonly moves?: boolean
  /** What the look has read, to be kept with the state; absent: nothing. */
  readonly figures?: FiguresAt | undefined
  /** Said in every channel that watches or follows when the commit happens. */
  readonly messages: readonly (OutboxMessageOf<'card'> | OutboxMessageOf<'event'>)[]
  /** Said where the report of the task's pre-check stands. */
  readonly report?: OutboxMessageOf<'report'> | undefined
  /** Said in single channels, and where the limits of their watches stand now. */
  readonly limits?: readonly LimitStep[]
  /** Said where the action was asked for, which goes on. */
  readonly steps?: readonly OutboxMessageOf<'step'>[]
  /** Said where the pending action was asked for; its pending action ends. */
  readonly outcomes: readonly OutboxMessageOf<'outcome'>[]
  readonly claimed: number
  readonly next: number | undefined
}

/**
 * The one transaction of the delivery promise: new state, outgoing messages, history, ended pending actions and the next look
 * together, or nothing. Returns the channels that have something to say now, or `undefined` if the stored version is not
 * the expected one because another replica was first or an action was begun meanwhile.
 */
export async function commitTask(
  redis: Redis,
  change: TaskCommit,
): Promise<readonly ChannelRef[] | undefined> {
  const { connection, taskId, expected, snapshot, claimed, next } = change
  const answer = await commitScript(
    redis,
    [keysOf(connection).versions],
    [
      luaKeys(connection),
      retentionMs,
      taskId,
      expected,
      snapshot?.version ?? '',
      snapshot === undefined ? '' : writeSnapshot(snapshot),
      claimed,
      next ?? '',
      JSON.stringify(saidBy(change)),
    ],
  )
  if (!Array.isArray(answer)) return undefined
  return strings(answer).map(channelRefOf)
}

/** What a commit says, as texts that the script passes on as they are. */
function saidBy({ messages: entries, report, limits = [], steps = [], outcomes, ...state }: TaskCommit) {
  const { needs, moves, figures } = state
  return {
    report: report ? outboxMessageKind.write(report) : '',
    needs,
    moves,
    figures: figureRows(figures),
    entries: entries.map(outboxMessageKind.write),
    told: entries.flatMap((entry) => (entry.kind === 'event' ? [toldKind.write(eventSummaryOf(entry))] : [])),
    limits: limits.map(({ channelRef, before, after, messages: own }) => ({
      place: channelRefId(channelRef),
      before,
      after,
      entries: own.map((message) => ({
        entry: outboxMessageKind.write(message),
        ...(message.kind === 'event' && { told: toldKind.write(eventSummaryOf(message)) }),
      })),
    })),
    steps: steps.map((entry) => ({
      field: pendingActionField(entry.action),
      entry: outboxMessageKind.write(entry),
    })),
    outcomes: outcomes.map((entry) => {
      const { action, outcome } = entry
      const batch = batchChange(action, { state: outcome, ...outcomeCause(entry) })
      return {
        field: pendingActionField(action),
        id: action.id,
        entry: batch?.entry ?? outboxMessageKind.write(entry),
        outcome: outcomeKind.write(entry),
        ...(batch && { batch }),
      }
    }),
  }
}

/** DRS's own words, which it has in one language. */
function outcomeCause({ outcome, snapshot }: OutboxMessageOf<'outcome'>): Pick<BatchTask, 'why'> {
  const { error } = snapshot
  return outcome === 'failed' && error ? { why: say(error, error) } : {}
}

const commitScript = script(`
local K = cjson.decode(ARGV[1])
local id, expected, version, json, claimed, nextLook = unpack(ARGV, 3, 8)
local said = cjson.decode(ARGV[9])
${luaCleanUp}
${luaKeepFigures}
if (redis.call('HGET', K.versions, id) or redis.call('GET', K.floor) or '0') ~= expected then return false end

local touched, places = {}, {}
local function say(place, ...)
  redis.call('RPUSH', K.outbox .. place, ...)
  if not touched[place] then
    touched[place] = true
    table.insert(places, place)
    redis.call('SADD', K.pending, place)
  end
end
local function mark(set, is)
  if is ~= nil then redis.call(is and 'SADD' or 'SREM', set, id) end
end
local function remember(told, place)
  redis.call('XADD', K.history, 'MAXLEN', '~', ${historyLength}, '*', 'task', id, 'told', told, 'place', place)
end

local audience, known = redis.call('SMEMBERS', K.watchers .. id), {}
for _, place in ipairs(audience) do known[place] = true end
for _, field in ipairs(redis.call('HKEYS', K.follows .. id)) do
  local place = string.match(field, '^%S+')
  local told = string.sub(field, -${batchMark.length}) == '${batchMark}'
  if not told and not known[place] then known[place] = true; table.insert(audience, place) end
end

if json ~= '' then
  redis.call('SET', K.snapshot .. id, json)
  redis.call('HSET', K.versions, id, version)
  mark(K.needs, said.needs)
  mark(K.moving, said.moves)
end
if said.figures then keepFigures(id, said.figures) end
for _, place in ipairs(audience) do
  if #said.entries > 0 then say(place, unpack(said.entries)) end
end
if said.report ~= '' then
  for _, place in ipairs(redis.call('HKEYS', K.reports .. id)) do
    if redis.call('HEXISTS', K.paused, place) == 0 then say(place, said.report) end
  end
end
for _, told in ipairs(said.told) do remember(told, '') end
for _, step in ipairs(said.limits) do
  if known[step.place] and redis.call('HGET', K.limits .. id, step.place) == step.before then
    redis.call('HSET', K.limits .. id, step.place, step.after)
    for _, own in ipairs(step.entries) do
      say(step.place, own.entry)
      if own.told then remember(own.told, step.place) end
    end
  end
end
for _, step in ipairs(said.steps) do
  if redis.call('HEXISTS', K.follows .. id, step.field) == 1 then
    say(string.match(step.field, '^%S+'), step.entry)
  end
end
for _, outcome in ipairs(said.outcomes) do
  if redis.call('HDEL', K.follows .. id, outcome.field) == 1 then
    if outcome.batch then redis.call('HSET', outcome.batch.key, outcome.batch.field, outcome.batch.value) end
    say(string.match(outcome.field, '^%S+'), outcome.entry)
    redis.call('HSET', K.outcomes, outcome.id, outcome.outcome)
  end
end
local ended = #said.outcomes > 0
if ended and redis.call('EXISTS', K.follows .. id) == 0 then redis.call('SREM', K.following, id) end

if not ((ended or #audience == 0) and letGo(id)) and tonumber(redis.call('ZSCORE', K.due, id)) == tonumber(claimed) then
  if nextLook == '' then redis.call('ZREM', K.due, id) else redis.call('ZADD', K.due, nextLook, id) end
end
return places`)
