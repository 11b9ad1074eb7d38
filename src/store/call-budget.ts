import { callWindowMs } from '../domain/watching/health.ts'
import type { CallBudget, Permit, Priority } from '../ports/call-budget.ts'
import { keysOf } from './keys.ts'
import type { Redis } from './redis.ts'
import { script } from './script.ts'

/**
 * The calls to DRS that all replicas may make together: never more than `limit` in any `windowMs`, for each connection
 * and API generation. Polls are spread evenly over the window and leave the last part of the limit to people, so that a
 * person seldom waits and no task is out of sight for the rest of a window. Who has to wait stands in a queue: people
 * first, then polls in the order of arrival, where tasks in motion count as having come earlier.
 *
 * A caller that does not come back for its permit (a replica died) loses its place.
 */
export interface CallBudgetOptions {
  /** Calls per window, default 60. */
  readonly limit?: number
  /** Default one minute. */
  readonly windowMs?: number
  /** Of the limit, what polls leave to people, default a sixth. */
  readonly reserved?: number
  /** Milliseconds since the epoch. Default: the clock of Redis, which is the same for all replicas. */
  readonly now?: () => number
}

/** How late a caller may come back for its permit, ms. */
const grace = 2_000

/** So much earlier (ms) than it did a look at tasks in motion counts as having come. */
const headStartMs = 10_000

const lanes: Readonly<Record<Priority, number>> = { people: 0, motion: 1, rest: 2 }

/** How the calls of polls are spread. */
export interface PollPace {
  /** After a pause so many may follow each other at once. */
  readonly burst: number
  /** Milliseconds from one call to the next otherwise. */
  readonly intervalMs: number
  readonly perMinute: number
}

/** Burst and interval together never exceed in any window what is for polls. */
export function pollPaceOf(
  limit: number,
  {
    windowMs = callWindowMs,
    reserved = Math.floor(limit / 6),
  }: Pick<CallBudgetOptions, 'windowMs' | 'reserved'> = {},
): PollPace {
  const share = Math.max(1, limit - reserved)
  // What a pause of a twelfth of the window (five seconds) has left is not lost.
  const burst = Math.max(1, Math.floor(share / 12))
  const intervalMs = windowMs / (share - burst + 1)
  return { burst, intervalMs, perMinute: Math.floor(minute / intervalMs) }
}

const minute = 60_000

export function callBudget(redis: Redis, options: CallBudgetOptions = {}): CallBudget {
  const { limit = 60, windowMs = callWindowMs, now } = options
  const { burst, intervalMs } = pollPaceOf(limit, options)
  return async ({ connection, api, priority, callId, longestWaitMs: patienceMs }) => {
    const pace = [limit, windowMs, burst, intervalMs, headStartMs]
    const args = [now?.() ?? '', ...pace, lanes[priority], callId, patienceMs, grace]
    const answer = await askScript(redis, keysOf(connection).callBudget(api), args)
    return turnOf(Number(answer), patienceMs)
  }
}

function turnOf(waitMs: number, patienceMs: number): Permit {
  return waitMs === 0 ? { granted: true } : { granted: false, waitMs, gaveUp: waitMs > patienceMs }
}

// Answers the wait in ms, 0 for a granted permit. A place in the queue is a moment in microseconds, no two the same; those
// of people lie far before all others. The pace of polls is the generic cell rate algorithm: `pace` holds when the next
// call would be due if all had kept their distance.
const askScript = script(`
local calls, callers, gone, last, pace = unpack(KEYS)
local now, limit, window, burst, interval, headStart, lane = unpack(ARGV, 1, 7)
local callId, patience, grace = unpack(ARGV, 8, 10)
if now == '' then
  local time = redis.call('TIME')
  now = time[1] * 1000 + time[2] / 1000
else now = tonumber(now) end
limit, window, burst, interval = tonumber(limit), tonumber(window), tonumber(burst), tonumber(interval)
patience, grace, lane = tonumber(patience), tonumber(grace), tonumber(lane)

local rank, people, queued = 0, 0, redis.call('ZCARD', callers) > 0
local function stand()
  for _, lost in ipairs(redis.call('ZRANGEBYSCORE', gone, '-inf', now)) do
    redis.call('ZREM', callers, lost)
    redis.call('ZREM', gone, lost)
  end
  if not redis.call('ZSCORE', callers, callId) then
    local place = math.max(math.floor(now * 1000), tonumber(redis.call('GET', last) or '0') + 1)
    redis.call('SET', last, string.format('%.0f', place))
    local ahead = { [0] = 2 ^ 52, [1] = headStart * 1000, [2] = 0 }
    redis.call('ZADD', callers, place - ahead[lane], callId)
  end
  rank = redis.call('ZRANK', callers, callId)
  people = redis.call('ZCOUNT', callers, '-inf', '(0')
  queued = true
end
local function leave()
  redis.call('ZREM', callers, callId)
  redis.call('ZREM', gone, callId)
end

redis.call('ZREMRANGEBYSCORE', calls, '-inf', now - window)
local used = redis.call('ZCARD', calls)
local due = lane == 0 and now or tonumber(redis.call('GET', pace) or '0')
-- Further off than the pace itself can set it, it is of a clock that was set back since.
if due < now or due > now + burst * interval + grace then due = now end
local function waitFor()
  local short, wait = rank - (limit - used), 0
  if short >= 0 then
    -- What a clock that was set back since has left in the future never leaves by itself.
    redis.call('ZREMRANGEBYSCORE', calls, now + grace, '+inf')
    -- The turn comes when so many calls have left the window; those beyond it leave in the windows after.
    local index = used > 0 and short % used or 0
    local oldest = redis.call('ZRANGE', calls, index, index, 'WITHSCORES')
    local leaves = oldest[2] and tonumber(oldest[2]) + window - now or window
    wait = math.max(1, leaves + (used > 0 and math.floor(short / used) or 0) * window)
  end
  if lane > 0 then wait = math.max(wait, due - now + (rank - people - burst + 1) * interval) end
  return wait
end

if queued then stand() end
local wait = waitFor()
if wait < 0.01 then -- what is left of a pace that divides into no whole number
  if queued then leave() end
  redis.call('ZADD', calls, now, callId)
  redis.call('PEXPIRE', calls, window)
  if lane > 0 then redis.call('SET', pace, string.format('%.3f', due + interval), 'PX', math.ceil(window)) end
  return 0
end
wait = math.ceil(wait)
if wait > patience then
  if queued then leave() end
else
  if not queued then stand() end
  redis.call('ZADD', gone, now + wait + grace, callId)
  for _, key in ipairs({ callers, gone, last }) do redis.call('PEXPIRE', key, wait + grace + window) end
end
return wait`)
