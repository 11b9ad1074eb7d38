import type { Redis } from 'ioredis'
import type { Endpoint } from '../domain/task.ts'
import { keysOf } from './keys.ts'

/** A database with a reference to its password (`env:NAME`, `file:...`), never the password itself. */
export interface DatabaseReference extends Endpoint {
  readonly passwordRef?: string
  readonly ssl?: boolean
}

/** Where a task's databases are, as somebody said when setting it up. */
export interface Setup {
  readonly source?: DatabaseReference
  readonly destination?: DatabaseReference
}

export async function putSetup(
  redis: Redis,
  connection: string,
  taskId: string,
  setup: Setup,
): Promise<void> {
  await redis.hset(keysOf(connection).setups, taskId, JSON.stringify(setup))
}

export async function getSetup(redis: Redis, connection: string, taskId: string): Promise<Setup | undefined> {
  const text = await redis.hget(keysOf(connection).setups, taskId)
  if (text === null) return undefined
  const setup: Setup = JSON.parse(text)
  return setup
}

export async function deleteSetup(redis: Redis, connection: string, taskId: string): Promise<void> {
  await redis.hdel(keysOf(connection).setups, taskId)
}
