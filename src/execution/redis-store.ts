import type { Follow } from '../domain/watching/watch.ts'
import { acceptFollow, followsOfTask, removeFollow } from '../store/pending-actions.ts'
import type { Redis } from '../store/redis.ts'
import { claimTask, releaseTask } from '../store/task-locks.ts'
import type { ExecutionStore } from './order.ts'

/** `note`: how the watch engine is told of something to look after. */
export function redisExecution(redis: Redis, note: (pending: Follow) => Promise<void>): ExecutionStore {
  return {
    lock: (connection, id, holder, ttlMs, now) => claimTask(redis, connection, id, holder, ttlMs, now),
    unlock: (connection, id, token) => releaseTask(redis, connection, id, token),
    pending: (connection, id) => followsOfTask(redis, connection, id),
    note,
    accept: (pending, now) => acceptFollow(redis, pending, now),
    drop: (pending) => removeFollow(redis, pending),
  }
}
