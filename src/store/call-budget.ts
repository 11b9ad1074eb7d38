import { callWindowMs } from '../domain/watching/health.ts'
import type { CallBudget, Permit } from '../ports/call-budget.ts'
import { keysOf } from './keys.ts'
import type { Redis } from './redis.ts'
import { script } from './script.ts'

/**
 * The calls to DRS that all replicas may make together: never more than `limit` in any `windowMs`, for each connection
 * and API generation. Who has to wait stands in a queue: people first, then polls, each in the order of arrival. The
 * last part of the limit is not for polls, so that a person seldom waits at all.
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
const grace = 5_000

/** Of so many calls, what polls may use: a sixth is left to people. */
export function pollShareOf(limit: number, reserved = Math.floor(limit / 6)): number {
  return Math.max(1, limit - reserved)
}

export function callBudget(redis: Redis, options: CallBudgetOptions = {}): CallBudget {
  const { limit = 60, windowMs = callWindowMs, reserved, now } = options
  return async ({ connection, api, priority, callId, longestWaitMs: patienceMs }) => {
    const [share, rank] = priority === 'people' ? [limit, 0] : [pollShareOf(limit, reserved), 1]
    const args = [now?.() ?? '', limit, windowMs, share, rank, callId, patienceMs, grace]
    const answer = await askScript(redis, keysOf(connection).callBudget(api), args)
    return turnOf(Number(answer), patienceMs)
  }
}

function turnOf(waitMs: number, patienceMs: number): Permit {
  return waitMs === 0 ? { granted: true } : { granted: false, waitMs, gaveUp: waitMs > patienceMs }
}

// Answers the wait in ms, 0 for a granted permit. A place in the queue is a number: polls begin far behind people.
const askScript = script(`
local calls, callers, gone, last = unpack(KEYS)
local now, limit, window, share, lane, callId, patience, grace = unpack(ARGV)
if now == '' then
  local time = redis.call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
else now = tonumber(now) end
limit, window, share = tonumber(limit), tonumber(window), tonumber(share)
patience, grace = tonumber(patience), tonumber(grace)

redis.call('ZREMRANGEBYSCORE', calls, '-inf', now - window)
for _, lost in ipairs(redis.call('ZRANGEBYSCORE', gone, '-inf', now)) do
  redis.call('ZREM', callers, lost)
  redis.call('ZREM', gone, lost)
end
if not redis.call('ZSCORE', callers, callId) then
  redis.call('ZADD', callers, lane * 2 ^ 50 + redis.call('INCR', last), callId)
end

local function leave()
  redis.call('ZREM', callers, callId)
  redis.call('ZREM', gone, callId)
end

local used = redis.call('ZCARD', calls)
local turn = redis.call('ZRANK', callers, callId) - (share - used)
if turn < 0 then
  leave()
  redis.call('ZADD', calls, now, callId .. ' ' .. redis.call('INCR', last))
  redis.call('PEXPIRE', calls, window)
  redis.call('PEXPIRE', last, window * 2)
  return 0
end

-- The turn comes when so many calls have left the window; those beyond it leave in the windows after.
local index = used > 0 and turn % used or 0
local oldest = redis.call('ZRANGE', calls, index, index, 'WITHSCORES')
local leaves = oldest[2] and tonumber(oldest[2]) + window - now or window
local wait = math.max(1, math.ceil(leaves + (used > 0 and math.floor(turn / used) or 0) * window))
if wait > patience then
  leave()
else
  redis.call('ZADD', gone, now + wait + grace, callId)
  for _, key in ipairs({ callers, gone, last }) do redis.call('PEXPIRE', key, wait + grace + window) end
end
return wait`)
