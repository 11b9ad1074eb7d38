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

export async function findPostedCard(
  redis: Redis,
  connection: string,
  taskId: string,
  channelRef: ChannelRef,
): Promise<PostedCard | undefined> {
  const key = keysOf(connection).posts(channelRef)
  return postKind.read(redis, await redis.hget(key, taskId), { key, field: taskId })
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
