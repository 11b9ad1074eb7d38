import type { Redis } from 'ioredis'
import type { EntryOf } from '../domain/delivery/outbox-message.ts'
import { keysOf } from './keys.ts'

/** Outcomes that the bot itself has still to act on, whatever becomes of the messages about them. */
export async function pendingOutcomes(redis: Redis, connection: string): Promise<EntryOf<'outcome'>[]> {
  const texts = await redis.hvals(keysOf(connection).outcomes)
  return texts.map(parseOutcome)
}

export async function settleOutcome(redis: Redis, entry: EntryOf<'outcome'>): Promise<void> {
  await redis.hdel(keysOf(entry.connection).outcomes, entry.follow.id)
}

function parseOutcome(text: string): EntryOf<'outcome'> {
  const entry: EntryOf<'outcome'> = JSON.parse(text)
  return entry
}
