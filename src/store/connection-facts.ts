import { keysOf } from './keys.ts'
import type { Redis } from './redis.ts'

/** How a connection stands, for all replicas. Reads only: unlike a look after the heartbeat it notes nothing. */
export async function readConnectionFacts(redis: Redis, connection: string) {
  const { heartbeat, blind, versions, pending } = keysOf(connection)
  const [answered, isBlind, tasks, waitingChannels] = await Promise.all([
    redis.get(heartbeat),
    redis.exists(blind),
    redis.hlen(versions),
    redis.scard(pending),
  ])
  return {
    connection,
    /** Milliseconds since the epoch. */
    answeredAt: answered === null ? undefined : Number(answered),
    isBlind: isBlind === 1,
    tasks,
    waitingChannels,
  }
}
