import type { Redis } from 'ioredis'
import type { Snooze } from '../domain/watching/snooze.ts'
import type { Place } from '../domain/watching/watch.ts'
import { keysOf } from './keys.ts'
import { alarmMember } from './timers.ts'

/** Stands for all tasks of the connection. */
const all = '*'

/** Begins a snooze at a place, in place of an earlier one of the same task or of all. */
export async function putSnooze(redis: Redis, place: Place, snooze: Snooze): Promise<void> {
  const keys = keysOf(snooze.connection)
  const { connection: _, taskId = all, ...kept } = snooze
  await redis
    .multi()
    .hset(keys.snoozes(place), taskId, JSON.stringify(kept))
    .zadd(keys.alarms, snooze.until, alarmMember(`snooze:${taskId}`, place))
    .exec()
}

/** The snoozes of a place, those that have just run out included: their end is still to be announced. */
export async function snoozesOf(redis: Redis, connection: string, place: Place): Promise<readonly Snooze[]> {
  const texts = await redis.hgetall(keysOf(connection).snoozes(place))
  return Object.entries(texts).map(([taskId, text]) => readSnooze(connection, taskId, text))
}

function readSnooze(connection: string, taskId: string, text: string): Snooze {
  const kept: Omit<Snooze, 'connection' | 'taskId'> = JSON.parse(text)
  return { ...kept, connection, ...(taskId !== all && { taskId }) }
}
