import * as z from 'zod'
import type { DeepReadonly } from '../base/deep-readonly.ts'
import { localeSchema } from '../domain/text/schemas.ts'
import type { ChannelRef } from '../domain/watching/watch.ts'
import { keysOf } from './keys.ts'
import type { Redis } from './redis.ts'
import { storedKind } from './stored.ts'

/** A task's card in a channel: Slack's message `ts`, and the language it was drawn in. */
const postSchema = z.object({ ts: z.string(), locale: localeSchema })
export type PostedCard = DeepReadonly<z.output<typeof postSchema>>

export const postKind = storedKind({ name: 'posted card', version: 1, schema: postSchema })

/** The cards of some tasks in a channel, by task. */
export async function postedCards(
  redis: Redis,
  connection: string,
  channelRef: ChannelRef,
  taskIds: readonly string[],
): Promise<Map<string, PostedCard>> {
  if (taskIds.length === 0) return new Map()
  const key = keysOf(connection).posts(channelRef)
  const texts = await redis.hmget(key, ...taskIds)
  const cards = taskIds.map(
    (id, index) => [id, postKind.read(redis, texts[index], { key, field: id })] as const,
  )
  return new Map(cards.flatMap(([id, card]) => (card ? [[id, card] as const] : [])))
}

/** Which of the tasks have a card in the channel. */
export async function tasksWithCard(
  redis: Redis,
  connection: string,
  channelRef: ChannelRef,
  taskIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (taskIds.length === 0) return new Set()
  const texts = await redis.hmget(keysOf(connection).posts(channelRef), ...taskIds)
  return new Set(taskIds.filter((_, index) => typeof texts[index] === 'string'))
}
