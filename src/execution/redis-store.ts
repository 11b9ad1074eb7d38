import type { Text } from '../base/i18n.ts'
import type { PendingAction } from '../domain/watching/watch.ts'
import { pendingActionsOfTask } from '../store/pending-actions.ts'
import type { Redis } from '../store/redis.ts'
import { acknowledged } from '../store/server.ts'
import { claimTask, releaseTask } from '../store/task-locks.ts'
import type { ExecutionStore } from './order.ts'

const acknowledgeMs = 2_000

/** How the watch engine is told of what it has to look after, and of what it has to tell. */
export interface ActionFollowing extends Pick<ExecutionStore, 'tellBatch'> {
  trackAction(pending: PendingAction): Promise<void>
  acceptAction(pending: PendingAction): Promise<void>
  refuseAction(pending: PendingAction, why: Text): Promise<void>
}

/** `own`: a connection that may wait. */
export function redisExecution(redis: Redis, engine: ActionFollowing, own: Redis): ExecutionStore {
  return {
    lock: (connection, id, holder, ttlMs, now) => claimTask(redis, connection, id, holder, ttlMs, now),
    unlock: (connection, id, token) => releaseTask(redis, connection, id, token),
    pending: (connection, id) => pendingActionsOfTask(redis, connection, id),
    note: (pending) => engine.trackAction(pending),
    accept: (pending) => engine.acceptAction(pending),
    refuse: (pending, why) => engine.refuseAction(pending, why),
    tellBatch: (head, tasks, cause) => engine.tellBatch(head, tasks, cause),
    acknowledged: () => acknowledged(own, acknowledgeMs),
  }
}
