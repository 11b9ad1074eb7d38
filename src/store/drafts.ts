import type { Redis } from 'ioredis'
import { draftKey } from './keys.ts'

/** How long a half-filled form survives a closed modal or a restarted bot, in ms. */
export const draftMs = 60 * 60 * 1000

/** Keeps a form's values; every put begins the time anew. Never put a secret here. */
export async function putDraft(redis: Redis, id: string, values: unknown, ms = draftMs): Promise<void> {
  await redis.set(draftKey(id), JSON.stringify(values), 'PX', ms)
}

/** Puts only if nothing is there, and says whether it did. */
export async function putFirstDraft(
  redis: Redis,
  id: string,
  values: unknown,
  ms = draftMs,
): Promise<boolean> {
  return (await redis.set(draftKey(id), JSON.stringify(values), 'PX', ms, 'NX')) === 'OK'
}

/** What was put, as parsed JSON: the caller checks its shape, which may be that of an older release. */
export async function getDraft(redis: Redis, id: string): Promise<unknown> {
  const text = await redis.get(draftKey(id))
  return text === null ? undefined : JSON.parse(text)
}

export async function deleteDraft(redis: Redis, id: string): Promise<void> {
  await redis.del(draftKey(id))
}
