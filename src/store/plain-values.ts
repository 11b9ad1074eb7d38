import type { ChannelRef } from '../domain/watching/watch.ts'
import { channelRefId, channelsKey } from './keys.ts'
import type { Redis } from './redis.ts'

/** The connection that a channel works with (`/drs use`), if one was chosen. */
export async function connectionOf(redis: Redis, channelRef: ChannelRef): Promise<string | undefined> {
  return (await redis.hget(channelsKey, channelRefId(channelRef))) ?? undefined
}

export async function chooseConnection(
  redis: Redis,
  channelRef: ChannelRef,
  connection: string,
): Promise<void> {
  await redis.hset(channelsKey, channelRefId(channelRef), connection)
}

export async function forgetConnection(redis: Redis, channelRef: ChannelRef): Promise<void> {
  await redis.hdel(channelsKey, channelRefId(channelRef))
}
