import type { Told } from '../domain/delivery/outbox-message.ts'
import type { Basket } from '../domain/delivery/route-facts.ts'
import type { Place } from '../domain/watching/watch.ts'
import { toldKind } from './history.ts'
import { keysOf, placeId } from './keys.ts'
import type { Lease, Queued } from './outbox.ts'
import type { Redis } from './redis.ts'
import { script } from './script.ts'

/** An event that is taken out of the outbox to be told later, with others of its basket. */
export interface Kept {
  readonly queued: Queued
  readonly told: Told
  readonly basket: Basket
  /** When the basket is told at the latest, milliseconds since the epoch. */
  readonly until: number
}

/** Takes entries out of the outbox, for good or into their baskets, in one step; false: the lease is lost. */
export async function putAside(
  redis: Redis,
  lease: Lease,
  dropped: readonly Queued[],
  kept: readonly Kept[],
): Promise<boolean> {
  const keys = keysOf(lease.connection)
  const { place } = lease
  const answer = await asideScript(
    redis,
    [keys.lease(place), keys.outbox(place), keys.pending, keys.alarms],
    [
      lease.token,
      placeId(place),
      keys.later(place, ''),
      dropped.length,
      ...dropped.map(({ raw }) => raw),
      ...kept.flatMap(({ queued, basket, told, until }) => [queued.raw, basket, toldKind.write(told), until]),
    ],
  )
  return answer === 1
}

// The baskets share the connection's hash tag; a basket that is to be told sooner stays so.
const asideScript = script(`
local lease, outbox, pending, alarms = unpack(KEYS)
local token, place, later = unpack(ARGV, 1, 3)
if redis.call('GET', lease) ~= token then return 0 end
local last = 4 + tonumber(ARGV[4])
for i = 5, last do redis.call('LREM', outbox, 1, ARGV[i]) end
for i = last + 1, #ARGV, 4 do
  if redis.call('LREM', outbox, 1, ARGV[i]) == 1 then
    local basket = ARGV[i + 1]
    redis.call('RPUSH', later .. basket, ARGV[i + 2])
    redis.call('ZADD', alarms, 'LT', ARGV[i + 3], basket .. ' ' .. place)
  end
end
if redis.call('EXISTS', outbox) == 0 then redis.call('SREM', pending, place) end
return 1`)

/** What lies in a basket, oldest first. */
export async function keptIn(
  redis: Redis,
  connection: string,
  place: Place,
  basket: Basket,
): Promise<readonly Told[]> {
  const key = keysOf(connection).later(place, basket)
  const kept: Told[] = []
  for (const text of await redis.lrange(key, 0, -1)) {
    // What is told is taken out by its number.
    const told = await toldKind.readOrRemove(redis, text, { key })
    if (told) kept.push(told)
  }
  return kept
}
