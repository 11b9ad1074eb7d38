import { type OutboxMessageOf, outcomeEntrySchema } from '../domain/delivery/outbox-message.ts'
import { keysOf } from './keys.ts'
import type { Redis } from './redis.ts'
import { storedKind } from './stored.ts'

export const outcomeKind = storedKind({ name: 'outcome', version: 1, schema: outcomeEntrySchema })

/** Outcomes that the bot itself has still to act on, whatever becomes of the messages about them. */
export async function pendingOutcomes(
  redis: Redis,
  connection: string,
): Promise<OutboxMessageOf<'outcome'>[]> {
  const key = keysOf(connection).outcomes
  const outcomes: OutboxMessageOf<'outcome'>[] = []
  for (const [field, text] of Object.entries(await redis.hgetall(key))) {
    const outcome = await outcomeKind.readOrRemove(redis, text, { key, field })
    if (outcome) outcomes.push(outcome)
  }
  return outcomes
}

export async function settleOutcome(redis: Redis, message: OutboxMessageOf<'outcome'>): Promise<void> {
  await redis.hdel(keysOf(message.connection).outcomes, message.action.id)
}
