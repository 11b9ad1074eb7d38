import type { Redis } from 'ioredis'
import type { TaskSetup } from '../domain/tasks/task-setup.ts'
import { keysOf } from './keys.ts'

/** Where a task's databases are, as somebody said when setting it up; references, never passwords. */
export async function putSetup(
  redis: Redis,
  connection: string,
  taskId: string,
  setup: TaskSetup,
): Promise<void> {
  await redis.hset(keysOf(connection).setups, taskId, JSON.stringify(setup))
}

export async function getSetup(
  redis: Redis,
  connection: string,
  taskId: string,
): Promise<TaskSetup | undefined> {
  const text = await redis.hget(keysOf(connection).setups, taskId)
  if (text === null) return undefined
  const setup: TaskSetup = JSON.parse(text)
  return setup
}

export async function deleteSetup(redis: Redis, connection: string, taskId: string): Promise<void> {
  await redis.hdel(keysOf(connection).setups, taskId)
}
