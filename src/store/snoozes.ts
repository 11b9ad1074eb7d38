import { type Snooze, snoozeSchema } from '../domain/watching/snooze.ts'
import type { ChannelRef } from '../domain/watching/watch.ts'
import { keysOf } from './keys.ts'
import type { Redis } from './redis.ts'
import { storedKind } from './stored.ts'
import { timerMember } from './timers.ts'

export const snoozeKind = storedKind({
  name: 'snooze',
  version: 1,
  schema: snoozeSchema.omit({ connection: true, taskId: true }),
})

/** Stands for all tasks of the connection. */
const all = '*'

/** Begins a snooze in a channel, in place of an earlier one of the same task or of all. */
export async function putSnooze(redis: Redis, channelRef: ChannelRef, snooze: Snooze): Promise<void> {
  const keys = keysOf(snooze.connection)
  const { connection: _, taskId = all, ...kept } = snooze
  await redis
    .multi()
    .hset(keys.snoozes(channelRef), taskId, snoozeKind.write(kept))
    .zadd(keys.alarms, snooze.until, timerMember(`snooze:${taskId}`, channelRef))
    .exec()
}

/** The snoozes of a channel, those that have just run out included: their end is still to be announced. */
export async function snoozesOf(
  redis: Redis,
  connection: string,
  channelRef: ChannelRef,
): Promise<readonly Snooze[]> {
  const key = keysOf(connection).snoozes(channelRef)
  return Object.entries(await redis.hgetall(key)).flatMap(([taskId, text]) => {
    const kept = snoozeKind.read(redis, text, { key, field: taskId })
    return kept ? [{ ...kept, connection, ...(taskId !== all && { taskId }) }] : []
  })
}
