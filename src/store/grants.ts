import type { AuditRecord } from '../domain/audit/audit.ts'
import { type Chain, effectScript } from './chain.ts'
import type { ledgerKeys } from './keys.ts'
import type { Redis } from './redis.ts'

/** Something that was given from Slack, on top of what the configuration file says. */
export interface Given<T> {
  /** Of the ticket that allowed it, so that the same consent never counts twice. */
  readonly id: string
  /** Slack user. */
  readonly by: string
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly value: T
}

/** Roles and rules about consent are kept alike. */
export type GivenKey = typeof ledgerKeys.grants | typeof ledgerKeys.rules

const add = effectScript(
  `if redis.call('HEXISTS', KEYS[3], ARGV[4]) == 1 then return 'no' end`,
  `redis.call('HSET', KEYS[3], ARGV[4], ARGV[5])`,
)

const remove = effectScript(
  `if redis.call('HEXISTS', KEYS[3], ARGV[4]) == 0 then return 'no' end`,
  `redis.call('HDEL', KEYS[3], ARGV[4])`,
)

/** Returns false if there is one with that id already. */
export function addGiven<T>(
  chain: Chain,
  key: GivenKey,
  given: Given<T>,
  record: AuditRecord,
): Promise<boolean> {
  const effect = { script: add, keys: [key], args: [given.id, JSON.stringify(given)] }
  return chain.write(effect, [record])
}

/** Returns false if there is none with that id. */
export function removeGiven(chain: Chain, key: GivenKey, id: string, record: AuditRecord): Promise<boolean> {
  return chain.write({ script: remove, keys: [key], args: [id] }, [record])
}

/** The oldest first. */
export async function readGiven<T>(redis: Redis, key: GivenKey): Promise<readonly Given<T>[]> {
  const texts = Object.values(await redis.hgetall(key))
  const all = texts.map((text): Given<T> => JSON.parse(text))
  return all.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1))
}
