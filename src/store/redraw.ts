import { cardMessage } from '../domain/delivery/outbox-message.ts'
import type { ChannelRef } from '../domain/watching/watch.ts'
import { entryKind } from './entries.ts'
import { channelRefOf, keysOf } from './keys.ts'
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
 * `cause` makes the message's id unique. Returns the channels.
 */
export async function redrawCards(
  redis: Redis,
  connection: string,
  taskId: string,
  cause: string,
): Promise<readonly ChannelRef[]> {
  const keys = keysOf(connection)
  const card = entryKind.write(cardMessage(connection, taskId, cause))
  const places = await redraw(
    redis,
    [keys.watchers(taskId), keys.paused, keys.pending],
    [keys.outboxes, card],
  )
  return strings(places).map(channelRefOf)
}
