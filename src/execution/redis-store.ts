import type { Text } from '../base/i18n.ts'
import type { PendingAction } from '../domain/watching/watch.ts'
import { pendingActionsOfTask } from '../store/pending-actions.ts'
import { type Redis, redisTroubleOf } from '../store/redis.ts'
import { acknowledged } from '../store/server.ts'
import { claimTask, releaseTask } from '../store/task-locks.ts'
import type { ExecutionStore } from './order.ts'

const acknowledgeMs = 2_000

const againMs = 500
const mostTries = 120

/** How the watch engine is told of what it has to look after, and of what it has to tell. */
export interface ActionFollowing extends Pick<ExecutionStore, 'tellBatch'> {
  trackAction(pending: PendingAction): Promise<void>
  acceptAction(pending: PendingAction): Promise<void>
  refuseAction(pending: PendingAction, why: Text): Promise<void>
}

interface ExecutionStoreDeps {
  readonly redis: Redis
  /** A connection that may wait. */
  readonly own: Redis
  readonly engine: ActionFollowing
  /** Waits so many milliseconds. */
  wait(ms: number): Promise<void>
}

export function redisExecution({ redis, own, engine, wait }: ExecutionStoreDeps): ExecutionStore {
  return {
    lock: (connection, id, holder, ttlMs, now) => claimTask(redis, connection, id, holder, ttlMs, now),
    unlock: (connection, id, token) => releaseTask(redis, connection, id, token),
    pending: (connection, id) => pendingActionsOfTask(redis, connection, id),
    note: (pending) => engine.trackAction(pending),
    accept: (pending) => engine.acceptAction(pending),
    refuse: (pending, why) => engine.refuseAction(pending, why),
    tellBatch: (head, tasks, cause) => engine.tellBatch(head, tasks, cause),
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
