import { type Rest, type RestingGroup, restingGroupSchema } from '../domain/watching/rest.ts'
import { keysOf, luaKeys } from './keys.ts'
import type { Redis } from './redis.ts'
import { script, strings } from './script.ts'
import { luaFieldOf, storedKind } from './stored.ts'

/*
 * Tasks at rest stand in groups of up to a hundred, and a group is due as one. A task of a group may be due by itself as
 * well, when somebody asks for a look at it; whoever finds it at rest again leaves it to its group.
 */

export const restingGroupKind = storedKind({
  name: 'resting tasks',
  version: 1,
  schema: restingGroupSchema,
})

/** A group taken to be looked at, and when that was due. */
export interface ClaimedGroup extends RestingGroup {
  readonly group: string
  readonly due: number
  /** Further tasks may come to it. */
  readonly isOpen: boolean
}

/** Groups claimed in one step: few, since they are looked at one after the other, and others may take the next ones. */
const together = 4

/**
 * As `claimDue`, of groups that are due for the same question. With the last, half filled group of one kind comes that of
 * the other. Empty: none is due.
 */
export async function claimGroups(
  redis: Redis,
  connection: string,
  claim: { readonly due: number; readonly until: number },
): Promise<readonly ClaimedGroup[]> {
  const { rests, groups, resting } = keysOf(connection)
  const args = [claim.due, claim.until, together]
  const answer = strings(await claimScript(redis, [rests, groups, resting], args))
  const claimed: ClaimedGroup[] = []
  for (let at = 0; at < answer.length; at += 4) {
    const [group = '', due, text, open] = answer.slice(at, at + 4)
    const held = restingGroupKind.read(redis, text, { key: groups, field: group })
    if (held) claimed.push({ ...held, group, due: Number(due), isOpen: open === 'open' })
    else await redis.zrem(rests, group)
  }
  return answer.length > 0 && claimed.length === 0 ? claimGroups(redis, connection, claim) : claimed
}

const claimScript = script(`
local rests, groups, resting = unpack(KEYS)
local at, untilThen = tonumber(ARGV[1]), ARGV[2]
local due = redis.call('ZRANGEBYSCORE', rests, '-inf', at, 'WITHSCORES', 'LIMIT', 0, ARGV[3])
if #due == 0 then return {} end
local turn, taken, scores, claims, open = tonumber(due[2]) % 1, {}, {}, {}, {}
local function take(group, score)
  if scores[group] or tonumber(score) > at or tonumber(score) % 1 ~= turn then return end
  scores[group] = score
  table.insert(taken, group)
  table.insert(claims, untilThen)
  table.insert(claims, group)
end
for i = 1, #due, 2 do take(due[i], due[i + 1]) end
local kinds = redis.call('HMGET', resting, 'open healthy', 'open quiet')
for i, group in ipairs(kinds) do
  local other = kinds[3 - i]
  if group then open[group] = true end
  local score = group and other and scores[other] and not scores[group] and redis.call('ZSCORE', rests, group)
  if score then take(group, score) end
end
redis.call('ZADD', rests, unpack(claims))
local claimed = {}
for i, text in ipairs(redis.call('HMGET', groups, unpack(taken))) do
  local group = taken[i]
  for _, part in ipairs({ group, scores[group], text or '', open[group] and 'open' or '' }) do table.insert(claimed, part) end
end
return claimed`)

/** When claimed groups are looked at next, except where another replica has claimed one since. */
export async function rescheduleGroups(
  redis: Redis,
  connection: string,
  claimed: number,
  appointments: readonly { readonly group: string; readonly next: number }[],
): Promise<void> {
  if (appointments.length === 0) return
  const pairs = appointments.flatMap(({ group, next }) => [group, next])
  await nextScript(redis, [keysOf(connection).rests], [claimed, ...pairs])
}

const nextScript = script(`
local groups, looks = {}, {}
for i = 2, #ARGV, 2 do table.insert(groups, ARGV[i]) end
for i, score in ipairs(redis.call('ZMSCORE', KEYS[1], unpack(groups))) do
  if tonumber(score) == tonumber(ARGV[1]) then
    table.insert(looks, ARGV[2 * i + 1])
    table.insert(looks, groups[i])
  end
end
if #looks > 0 then redis.call('ZADD', KEYS[1], unpack(looks)) end`)

/** A task that was found at rest, and when it is due by itself. */
export interface RestingTask extends Rest {
  readonly id: string
  readonly due: number
}

/**
 * Leaves tasks at rest to groups of at most `full`, unless somebody has asked for a look at them since they were given
 * their due time. A new group is due when its first task was.
 */
export async function layToRest(
  redis: Redis,
  connection: string,
  tasks: readonly RestingTask[],
  full: number,
): Promise<void> {
  if (tasks.length === 0) return
  const { due, rests, groups, resting } = keysOf(connection)
  const args = [full, restingGroupKind.version, JSON.stringify(tasks)]
  await restScript(redis, [due, rests, groups, resting], args)
}

// The last group of a kind stands under `open <kind>`, and is marked as such under `open <group>`.
const restScript = script(`
${luaFieldOf}
local due, rests, groups, resting = unpack(KEYS)
local full, version = tonumber(ARGV[1]), tonumber(ARGV[2])
local changed, opened = {}, {}
local function groupOf(number)
  if changed[number] then return changed[number] end
  local held = number and redis.call('HGET', groups, number)
  local tasks = held and fieldOf(held, 'tasks')
  if not tasks then return nil end
  local count = 0
  for _ in pairs(tasks) do count = count + 1 end
  changed[number] = { v = version, kind = fieldOf(held, 'kind'), tasks = tasks, count = count }
  return changed[number]
end
local function openGroup(kind, at)
  local number = opened[kind] or redis.call('HGET', resting, 'open ' .. kind)
  local open = groupOf(number)
  opened[kind] = number
  if open and open.count < full then return number, open end
  if number then redis.call('HDEL', resting, 'open ' .. number) end
  number = tostring(redis.call('HINCRBY', resting, 'last', 1))
  redis.call('HSET', resting, 'open ' .. kind, number, 'open ' .. number, 1)
  redis.call('ZADD', rests, at, number)
  changed[number], opened[kind] = { v = version, kind = kind, tasks = {}, count = 0 }, number
  return number, changed[number]
end
local tasks, ids, laid, stands = cjson.decode(ARGV[3]), {}, {}, {}
for i, task in ipairs(tasks) do ids[i] = task.id end
local scores = redis.call('ZMSCORE', due, unpack(ids))
local numbers = redis.call('HMGET', resting, unpack(ids))
for i, task in ipairs(tasks) do
  if tonumber(scores[i]) == task.due then
    table.insert(laid, task.id)
    local number = numbers[i]
    local own = number and groupOf(number)
    if own and own.kind ~= task.kind then
      own.tasks[task.id], own.count, own = nil, own.count - 1, nil
    end
    if not own then number, own = openGroup(task.kind, task.due) end
    if not own.tasks[task.id] then own.count = own.count + 1 end
    own.tasks[task.id] = task.text
    table.insert(stands, task.id)
    table.insert(stands, number)
  end
end
if #laid > 0 then
  redis.call('ZREM', due, unpack(laid))
  redis.call('HSET', resting, unpack(stands))
end
for number, group in pairs(changed) do
  group.count = nil
  if next(group.tasks) == nil then
    redis.call('HDEL', groups, number)
    redis.call('ZREM', rests, number)
  else redis.call('HSET', groups, number, cjson.encode(group)) end
end`)

/** The tasks that stand in groups. */
export async function restingTasks(redis: Redis, connection: string): Promise<readonly string[]> {
  const fields = await redis.hkeys(keysOf(connection).resting)
  return fields.filter((field) => field !== 'last' && !field.startsWith('open '))
}

/** Takes tasks out of their groups, to be looked at by themselves at `due`. */
export async function wakeFromRest(
  redis: Redis,
  connection: string,
  ids: readonly string[],
  due: number,
): Promise<void> {
  if (ids.length === 0) return
  const { resting } = keysOf(connection)
  await wakeScript(redis, [resting], [luaKeys(connection), due, ...ids])
}

/**
 * Takes tasks out of their groups: those that nobody looks at any more, and of the restless those that are due by themselves.
 * Another look may have laid one of them to rest meanwhile: out of its group, nobody would ever look at it again.
 */
export async function leaveRest(
  redis: Redis,
  connection: string,
  { ended, restless }: { readonly ended: readonly string[]; readonly restless: readonly string[] },
): Promise<void> {
  if (ended.length === 0 && restless.length === 0) return
  const { resting } = keysOf(connection)
  await leaveScript(redis, [resting], [luaKeys(connection), ended.length, ...ended, ...restless])
}

/**
 * Part of scripts, with `K` of `luaKeys`: `leaveGroups(ids)` takes tasks out of their groups, each of which is written once.
 */
export const luaLeaveGroups = `
local function takeOut(group, ids)
  local fine, held = pcall(cjson.decode, redis.call('HGET', K.groups, group) or '')
  if not fine or type(held) ~= 'table' or type(held.tasks) ~= 'table' then return end
  for _, id in ipairs(ids) do held.tasks[id] = nil end
  if next(held.tasks) == nil then
    redis.call('HDEL', K.groups, group)
    redis.call('ZREM', K.rests, group)
  else redis.call('HSET', K.groups, group, cjson.encode(held)) end
end
local function leaveGroups(ids)
  local left, leaving = {}, {}
  for i, group in ipairs(redis.call('HMGET', K.resting, unpack(ids))) do
    if group then
      table.insert(leaving, ids[i])
      left[group] = left[group] or {}
      table.insert(left[group], ids[i])
    end
  end
  if #leaving > 0 then redis.call('HDEL', K.resting, unpack(leaving)) end
  for group, own in pairs(left) do takeOut(group, own) end
end
`

const wakeScript = script(`
local K = cjson.decode(ARGV[1])
${luaLeaveGroups}
local ids, looks = { unpack(ARGV, 3) }, {}
for _, id in ipairs(ids) do
  table.insert(looks, ARGV[2])
  table.insert(looks, id)
end
redis.call('ZADD', K.due, unpack(looks))
leaveGroups(ids)`)

const leaveScript = script(`
local K = cjson.decode(ARGV[1])
${luaLeaveGroups}
local ended, leaving = tonumber(ARGV[2]), {}
for i = 3, #ARGV do
  if i < 3 + ended or redis.call('ZSCORE', K.due, ARGV[i]) then table.insert(leaving, ARGV[i]) end
end
if #leaving > 0 then leaveGroups(leaving) end`)
