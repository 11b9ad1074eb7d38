import { luaLeaveGroups } from './resting-groups.ts'

/** How long the state of a task that nobody watches is kept, for cards still to be drawn: one day, in ms. */
export const retentionMs = 24 * 60 * 60 * 1000

/**
 * Part of scripts, with `K` of `luaKeys` and `retentionMs` as ARGV[2]: `letGo(id)` ends the looking at a task that nobody
 * watches or follows any more, and says whether it did. Its version is forgotten; the floor, at which tasks without a
 * version begin, is lifted to it, so that ids of events are never used twice however often a task comes and goes.
 */
export const luaCleanUp = `
${luaLeaveGroups}
local function letGo(id)
  if redis.call('EXISTS', K.watchers .. id, K.follows .. id) > 0 then return false end
  redis.call('ZREM', K.due, id)
  leaveGroups({ id })
  redis.call('PEXPIRE', K.snapshot .. id, ARGV[2])
  redis.call('HDEL', K.unseen, id)
  redis.call('DEL', K.limits .. id)
  redis.call('SREM', K.limited, id)
  redis.call('SREM', K.needs, id)
  redis.call('SREM', K.moving, id)
  local version = redis.call('HGET', K.versions, id)
  if version and tonumber(version) > tonumber(redis.call('GET', K.floor) or '0') then
    redis.call('SET', K.floor, version)
  end
  redis.call('HDEL', K.versions, id)
  return true
end
`
