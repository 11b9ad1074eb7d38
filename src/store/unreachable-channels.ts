import { chunks } from '../base/chunks.ts'
import { cardMessage } from '../domain/delivery/outbox-message.ts'
import type { ChannelRef, Watch } from '../domain/watching/watch.ts'
import { luaCleanUp, retentionMs } from './clean-up.ts'
import { channelRefId, channelRefOf, keysOf, luaKeys } from './keys.ts'
import { writeLimits } from './limits.ts'
import { outboxMessageKind } from './outbox-messages.ts'
import { removePendingActionsOfChannel } from './pending-actions.ts'
import type { Redis } from './redis.ts'
import { script } from './script.ts'
import { watchesOfChannel } from './watches.ts'

/** Watches taken in one step. */
const batch = 200

/**
 * Suspends the watches of a channel that cannot be reached: they are kept, but its tasks are not looked at for it, and
 * nothing is said there. What waited to be said and the pending actions of the channel end; the cards are remembered. Returns the
 * watches, or `undefined` if they were suspended already. `now`: milliseconds since the epoch.
 */
export async function suspendChannel(
  redis: Redis,
  connection: string,
  channelRef: ChannelRef,
  now: number,
): Promise<readonly Watch[] | undefined> {
  const keys = keysOf(connection)
  const isFirst = (await redis.hsetnx(keys.paused, channelRefId(channelRef), now)) === 1
  await removePendingActionsOfChannel(redis, connection, channelRef)
  const watches = await watchesOfChannel(redis, [connection], channelRef)
  for (const some of chunks(watches, batch)) {
    const ids = some.map(({ taskId }) => taskId)
    await restScript(redis, [keys.due], [luaKeys(connection), retentionMs, channelRefId(channelRef), ...ids])
  }
  await redis
    .multi()
    .del(keys.outbox(channelRef), keys.attempts(channelRef), keys.tries(channelRef), keys.lease(channelRef))
    .srem(keys.pending, channelRefId(channelRef))
    .exec()
  return isFirst ? watches : undefined
}

const restScript = script(`
local K = cjson.decode(ARGV[1])
${luaCleanUp}
for i = 4, #ARGV do
  redis.call('SREM', K.watchers .. ARGV[i], ARGV[3])
  letGo(ARGV[i])
end`)

/** Goes on with the watches of a channel; its cards will be drawn anew. Returns whether they were suspended. */
export async function resumeChannel(
  redis: Redis,
  connection: string,
  channelRef: ChannelRef,
  now: number,
): Promise<boolean> {
  const keys = keysOf(connection)
  if ((await redis.hexists(keys.paused, channelRefId(channelRef))) === 0) return false
  const watches = await watchesOfChannel(redis, [connection], channelRef)
  for (const some of chunks(watches, batch)) {
    const pairs = some.flatMap(({ taskId, locale, options }) => [
      taskId,
      outboxMessageKind.write(cardMessage(connection, taskId, `resume:${now}`, locale)),
      options?.limits ? writeLimits(options.limits) : '',
    ])
    await wakeScript(redis, [keys.due], [luaKeys(connection), now, channelRefId(channelRef), ...pairs])
  }
  // Last, so that a replica that dies on the way leaves the rest to the next attempt.
  await redis.hdel(keys.paused, channelRefId(channelRef))
  return true
}

// A watch that was removed meanwhile stays removed.
const wakeScript = script(`
local K = cjson.decode(ARGV[1])
local now, place = ARGV[2], ARGV[3]
for i = 4, #ARGV, 3 do
  local id, card, limits = unpack(ARGV, i, i + 2)
  if redis.call('HEXISTS', K.watches .. place, id) == 1 then
    redis.call('SADD', K.watchers .. id, place)
    redis.call('PERSIST', K.snapshot .. id)
    redis.call('ZADD', K.due, now, id)
    redis.call('RPUSH', K.outbox .. place, card)
    redis.call('SADD', K.pending, place)
    if limits ~= '' and redis.call('HSETNX', K.limits .. id, place, limits) == 1 then
      redis.call('SADD', K.limited, id)
    end
  end
end`)

export async function isChannelSuspended(
  redis: Redis,
  connection: string,
  channelRef: ChannelRef,
): Promise<boolean> {
  return (await redis.hexists(keysOf(connection).paused, channelRefId(channelRef))) === 1
}

/** Channels whose watches are suspended, and since when (ms). */
export async function suspendedChannels(
  redis: Redis,
  connection: string,
): Promise<readonly { readonly channelRef: ChannelRef; readonly since: number }[]> {
  const all = await redis.hgetall(keysOf(connection).paused)
  return Object.entries(all).map(([id, since]) => ({ channelRef: channelRefOf(id), since: Number(since) }))
}
