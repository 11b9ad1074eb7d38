import * as z from 'zod'
import { reportMessage, saidEntrySchema } from '../domain/delivery/outbox-message.ts'
import type { PostedReport } from '../domain/delivery/route-facts.ts'
import type { ChannelRef } from '../domain/watching/watch.ts'
import { channelRefId, channelRefOf, keysOf } from './keys.ts'
import { outboxMessageKind } from './outbox-messages.ts'
import type { Redis } from './redis.ts'
import { script, strings } from './script.ts'
import { storedKind } from './stored.ts'

export const postedReportKind = storedKind({
  name: 'posted report',
  version: 1,
  schema: z.object({ ts: z.string(), key: z.string(), said: z.array(saidEntrySchema) }),
})

/** How long a report is drawn again after it was posted, ms: after that somebody has run the pre-check again. */
export const reportMs = 30 * 24 * 60 * 60_000

/** The reports of some tasks that stand in a channel, by task. */
export async function postedReports(
  redis: Redis,
  connection: string,
  channelRef: ChannelRef,
  taskIds: readonly string[],
): Promise<Map<string, PostedReport>> {
  const field = channelRefId(channelRef)
  const found = taskIds.map(async (id) => {
    const key = keysOf(connection).reports(id)
    const report = postedReportKind.read(redis, await redis.hget(key, field), { key, field })
    return report ? [[id, report] as const] : []
  })
  return new Map((await Promise.all(found)).flat())
}

/**
 * Has the report of a task's pre-check drawn again wherever it stands. `cause` makes the message's id unique. Returns the
 * channels.
 */
export async function redrawReports(
  redis: Redis,
  connection: string,
  taskId: string,
  cause: string,
): Promise<readonly ChannelRef[]> {
  const keys = keysOf(connection)
  const message = outboxMessageKind.write(reportMessage(connection, taskId, cause))
  const places = await redrawScript(
    redis,
    [keys.reports(taskId), keys.paused, keys.pending],
    [keys.outboxes, message],
  )
  return strings(places).map(channelRefOf)
}

const redrawScript = script(`
local reports, paused, pending = unpack(KEYS)
local outboxes, message = unpack(ARGV)
local asked = {}
for _, place in ipairs(redis.call('HKEYS', reports)) do
  if redis.call('HEXISTS', paused, place) == 0 then
    redis.call('RPUSH', outboxes .. place, message)
    redis.call('SADD', pending, place)
    asked[#asked + 1] = place
  end
end
return asked`)
