import type { ChannelRef } from '../domain/watching/watch.ts'
import { channelRefId, channelsKey } from './keys.ts'
import type { Redis } from './redis.ts'

/** The connection that a channel works with (`/drs use`), if one was chosen. */
export async function connectionOf(redis: Redis, place: ChannelRef): Promise<string | undefined> {
  return (await redis.hget(channelsKey, channelRefId(place))) ?? undefined
}

export async function chooseConnection(redis: Redis, place: ChannelRef, connection: string): Promise<void> {
  await redis.hset(channelsKey, channelRefId(place), connection)
}

export async function forgetConnection(redis: Redis, place: ChannelRef): Promise<void> {
  await redis.hdel(channelsKey, channelRefId(place))
}
