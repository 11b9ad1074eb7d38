import { cardEntry } from '../domain/delivery/outbox-message.ts'
import type { Place } from '../domain/watching/watch.ts'
import { entryKind } from './entries.ts'
import { keysOf, placeOf } from './keys.ts'
import type { Redis } from './redis.ts'
import { script, strings } from './script.ts'

const redraw = script(`
local watchers, paused, pending = unpack(KEYS)
local outboxes, card = unpack(ARGV)
local asked = {}
for _, place in ipairs(redis.call('SMEMBERS', watchers)) do
  if redis.call('HEXISTS', paused, place) == 0 then
    redis.call('RPUSH', outboxes .. place, card)
    redis.call('SADD', pending, place)
    asked[#asked + 1] = place
  end
end
return asked`)

/**
 * Has the task's card drawn again wherever the task is watched, because something changed that DRS knows nothing of.
 * `cause` makes the entry's id unique. Returns the places.
 */
export async function redrawCards(
  redis: Redis,
  connection: string,
  taskId: string,
  cause: string,
): Promise<readonly Place[]> {
  const keys = keysOf(connection)
  const card = entryKind.write(cardEntry(connection, taskId, cause))
  const places = await redraw(
    redis,
    [keys.watchers(taskId), keys.paused, keys.pending],
    [keys.outboxes, card],
  )
  return strings(places).map(placeOf)
}
