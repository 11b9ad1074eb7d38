import type { PendingAction } from '../domain/watching/watch.ts'
import { acceptPendingAction, pendingActionsOfTask, removePendingAction } from '../store/pending-actions.ts'
import { type Redis, redisTroubleOf } from '../store/redis.ts'
import { acknowledged } from '../store/server.ts'
import { claimTask, releaseTask } from '../store/task-locks.ts'
import type { ExecutionStore } from './order.ts'

const acknowledgeMs = 2_000

const againMs = 500
const mostTries = 120

interface ExecutionStoreDeps {
  readonly redis: Redis
  /** A connection that may wait. */
  readonly own: Redis
  /** How the watch engine is told of something to look after. */
  note(pending: PendingAction): Promise<void>
  /** Waits so many milliseconds. */
  wait(ms: number): Promise<void>
}

export function redisExecution({ redis, own, note, wait }: ExecutionStoreDeps): ExecutionStore {
  return {
    lock: (connection, id, holder, ttlMs, now) => claimTask(redis, connection, id, holder, ttlMs, now),
    unlock: (connection, id, token) => releaseTask(redis, connection, id, token),
    pending: (connection, id) => pendingActionsOfTask(redis, connection, id),
    note,
    accept: (pending, now) => acceptPendingAction(redis, pending, now),
    drop: (pending) => removePendingAction(redis, pending),
    untilStored: async (store) => {
      for (let tried = 1; ; tried++) {
        try {
          return await store()
        } catch (error) {
          if (redisTroubleOf(error) === undefined || tried === mostTries) throw error
          await wait(againMs)
        }
      }
    },
    acknowledged: () => acknowledged(own, acknowledgeMs),
  }
}
