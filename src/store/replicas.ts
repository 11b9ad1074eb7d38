import { replicasKey } from './keys.ts'
import type { Redis } from './redis.ts'
import { script } from './script.ts'

/** Notes that a replica lives, and forgets those that have given no sign of it for so long (ms), by the clock of Redis. */
export async function noteReplica(redis: Redis, id: string, silentMs: number): Promise<void> {
  await noteScript(redis, [replicasKey], [id, silentMs])
}

const noteScript = script(`
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
redis.call('ZADD', KEYS[1], now, ARGV[1])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now - ARGV[2])`)

/** How many replicas have given a sign of life lately. */
export async function countReplicas(redis: Redis): Promise<number> {
  return redis.zcard(replicasKey)
}

export async function forgetReplica(redis: Redis, id: string): Promise<void> {
  await redis.zrem(replicasKey, id)
}
