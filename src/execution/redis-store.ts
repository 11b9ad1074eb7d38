import type { PendingAction } from '../domain/watching/watch.ts'
import { acceptPendingAction, pendingActionsOfTask, removePendingAction } from '../store/pending-actions.ts'
import type { Redis } from '../store/redis.ts'
import { acknowledged } from '../store/server.ts'
import { claimTask, releaseTask } from '../store/task-locks.ts'
import type { ExecutionStore } from './order.ts'

const acknowledgeMs = 2_000

/** `note`: how the watch engine is told of something to look after. `own`: a connection that may wait. */
export function redisExecution(
  redis: Redis,
  note: (pending: PendingAction) => Promise<void>,
  own: Redis,
): ExecutionStore {
  return {
    lock: (connection, id, holder, ttlMs, now) => claimTask(redis, connection, id, holder, ttlMs, now),
    unlock: (connection, id, token) => releaseTask(redis, connection, id, token),
    pending: (connection, id) => pendingActionsOfTask(redis, connection, id),
    note,
    accept: (pending, now) => acceptPendingAction(redis, pending, now),
    drop: (pending) => removePendingAction(redis, pending),
    acknowledged: () => acknowledged(own, acknowledgeMs),
  }
}
