import * as z from 'zod'
import { saidEntrySchema } from '../domain/delivery/outbox-message.ts'
import type { PostedReport } from '../domain/delivery/route-facts.ts'
import type { ChannelRef } from '../domain/watching/watch.ts'
import { channelRefId, keysOf } from './keys.ts'
import type { Redis } from './redis.ts'
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
