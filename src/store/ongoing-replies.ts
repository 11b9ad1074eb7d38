import * as z from 'zod'
import type { ShownReply } from '../domain/delivery/route-facts.ts'
import type { ChannelRef } from '../domain/watching/watch.ts'
import { keysOf } from './keys.ts'
import type { Redis } from './redis.ts'
import { storedKind } from './stored.ts'

export const ongoingReplyKind = storedKind({
  name: 'ongoing reply',
  version: 1,
  schema: z.object({
    ts: z.string(),
    key: z.string(),
    at: z.number(),
    threadTs: z.string().exactOptional(),
    over: z.literal(true).exactOptional(),
  }),
})

/** How long a reply is gone on with after it was edited last: longer than any action takes, in ms. */
export const ongoingMs = 3 * 24 * 60 * 60_000

/** The replies that stand in the channel, of those with these slots. */
export async function ongoingReplies(
  redis: Redis,
  connection: string,
  channelRef: ChannelRef,
  slots: readonly string[],
): Promise<ReadonlyMap<string, ShownReply>> {
  if (slots.length === 0) return new Map()
  const keys = slots.map((slot) => keysOf(connection).ongoing(channelRef, slot))
  const texts = await redis.mget(...keys)
  return new Map(
    slots.flatMap((slot, i) => {
      const shown = ongoingReplyKind.read(redis, texts[i], { key: keys[i] ?? '' })
      return shown ? [[slot, shown] as const] : []
    }),
  )
}
