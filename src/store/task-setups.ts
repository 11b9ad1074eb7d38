import { type TaskSetup, taskSetupSchema } from '../domain/tasks/task-setup.ts'
import { keysOf } from './keys.ts'
import type { Redis } from './redis.ts'
import { storedKind } from './stored.ts'

export const setupKind = storedKind({ name: 'setup of a task', version: 1, schema: taskSetupSchema })

/** Where a task's databases are, as somebody said when setting it up; references, never passwords. */
export async function putSetup(
  redis: Redis,
  connection: string,
  taskId: string,
  setup: TaskSetup,
): Promise<void> {
  await redis.hset(keysOf(connection).setups, taskId, setupKind.write(setup))
}

export async function getSetup(
  redis: Redis,
  connection: string,
  taskId: string,
): Promise<TaskSetup | undefined> {
  const key = keysOf(connection).setups
  return setupKind.read(redis, await redis.hget(key, taskId), { key, field: taskId })
}

export async function deleteSetup(redis: Redis, connection: string, taskId: string): Promise<void> {
  await redis.hdel(keysOf(connection).setups, taskId)
}
