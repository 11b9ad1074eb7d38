import type { Place } from '../domain/watching/watch.ts'
import { channelsKey, placeId } from './keys.ts'
import type { Redis } from './redis.ts'

/** The connection that a channel works with (`/drs use`), if one was chosen. */
export async function connectionOf(redis: Redis, place: Place): Promise<string | undefined> {
  return (await redis.hget(channelsKey, placeId(place))) ?? undefined
}

export async function chooseConnection(redis: Redis, place: Place, connection: string): Promise<void> {
  await redis.hset(channelsKey, placeId(place), connection)
}

export async function forgetConnection(redis: Redis, place: Place): Promise<void> {
  await redis.hdel(channelsKey, placeId(place))
}
