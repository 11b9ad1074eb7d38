import * as z from 'zod'
import { boardMessage } from '../domain/delivery/outbox-message.ts'
import type { ShownReply } from '../domain/delivery/route-facts.ts'
import type { ChannelRef } from '../domain/watching/watch.ts'
import { channelRefId, keysOf } from './keys.ts'
import { outboxMessageKind } from './outbox-messages.ts'
import type { Redis } from './redis.ts'
import { script } from './script.ts'
import { storedKind } from './stored.ts'

const boardPostSchema = z.object({ ts: z.string(), key: z.string(), at: z.number() })

/** Of a filter that is told by a board; `shown` is null while it is not posted. */
export const boardKind = storedKind({
  name: 'board',
  version: 1,
  schema: z.object({ shown: boardPostSchema.nullable() }),
})

/** The boards of a channel: where their messages are, by filter; `undefined` for one that is not posted yet. */
export async function boardsOfChannel(
  redis: Redis,
  connection: string,
  channelRef: ChannelRef,
): Promise<Map<string, ShownReply | undefined>> {
  const key = keysOf(connection).boards(channelRef)
  const texts = Object.entries(await redis.hgetall(key))
  return new Map(
    texts.flatMap(([filter, text]) => {
      const board = boardKind.read(redis, text, { key, field: filter })
      return board ? [[filter, board.shown ?? undefined] as const] : []
    }),
  )
}

/** From now on the filter is told by a board; one that is posted already stays. */
export async function beginBoard(
  redis: Redis,
  connection: string,
  channelRef: ChannelRef,
  filter: string,
): Promise<void> {
  await redis.hsetnx(keysOf(connection).boards(channelRef), filter, boardKind.write({ shown: null }))
}

/** Notes where a board's message is; without `shown`, that it is gone. A filter that has ended meanwhile keeps none. */
export async function noteBoard(
  redis: Redis,
  connection: string,
  channelRef: ChannelRef,
  filter: string,
  shown?: ShownReply,
): Promise<void> {
  const key = keysOf(connection).boards(channelRef)
  await noteScript(redis, [key], [filter, boardKind.write({ shown: shown ?? null })])
}

const noteScript = script(`
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then redis.call('HSET', KEYS[1], ARGV[1], ARGV[2]) end`)

export async function forgetBoard(
  redis: Redis,
  connection: string,
  channelRef: ChannelRef,
  filter: string,
): Promise<void> {
  await redis.hdel(keysOf(connection).boards(channelRef), filter)
}

/** Has a board drawn again; where that waits already, once is enough. */
export async function redrawBoard(
  redis: Redis,
  connection: string,
  channelRef: ChannelRef,
  filter: string,
): Promise<void> {
  const keys = keysOf(connection)
  const message = outboxMessageKind.write(boardMessage(connection, filter))
  await redrawScript(
    redis,
    [keys.boards(channelRef), keys.outbox(channelRef), keys.pending],
    [filter, message, channelRefId(channelRef)],
  )
}

const redrawScript = script(`
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 0 or redis.call('LPOS', KEYS[2], ARGV[2]) then return end
redis.call('RPUSH', KEYS[2], ARGV[2])
redis.call('SADD', KEYS[3], ARGV[3])`)
