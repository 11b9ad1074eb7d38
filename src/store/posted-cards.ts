import type { Redis } from 'ioredis'
import type { Locale } from '../base/i18n.ts'
import type { Place } from '../domain/watching/watch.ts'
import { keysOf } from './keys.ts'

/** A task's card at a place: Slack's message `ts`, and the language it was drawn in. */
export interface Post {
  readonly ts: string
  readonly locale: Locale
}

export async function findPost(
  redis: Redis,
  connection: string,
  taskId: string,
  place: Place,
): Promise<Post | undefined> {
  const text = await redis.hget(keysOf(connection).posts(place), taskId)
  if (text === null) return undefined
  const post: Post = JSON.parse(text)
  return post
}

/** Which of the tasks have a card at the place. */
export async function postedTasks(
  redis: Redis,
  connection: string,
  place: Place,
  taskIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (taskIds.length === 0) return new Set()
  const texts = await redis.hmget(keysOf(connection).posts(place), ...taskIds)
  return new Set(taskIds.filter((_, index) => typeof texts[index] === 'string'))
}
