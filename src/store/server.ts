import { headKind } from './chain-head.ts'
import { acknowledgedKey, approvalKeys } from './keys.ts'
import { holderOf, primariesOf, type Redis } from './redis.ts'

/**
 * What is asked of the Redis server itself: its time, which of its lives this is, and what it has kept. In a cluster it is
 * the one that holds requests and audit.
 */

/** Milliseconds since the epoch, by the clock that all replicas share. */
export async function serverTime(redis: Redis): Promise<number> {
  const [seconds, micros] = await redis.time()
  return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000)
}

/** How far a clock is ahead of Redis's, in ms; less than zero if it is behind. Exact to half of the time that the answer takes. */
export async function clockAhead(redis: Redis, now: () => number): Promise<number> {
  const before = now()
  const there = await serverTime(redis)
  return (before + now()) / 2 - there
}

/**
 * Another text after everything by which writes may have been lost: another process or server answers, or an admin has let
 * a broken audit go on.
 */
export async function ledgerEpoch(redis: Redis): Promise<string> {
  const text = await redis.get(approvalKeys.head)
  const head = text === null ? undefined : headKind.read(redis, text, { key: approvalKeys.head })
  const server = await holderOf(redis, approvalKeys.head)
  return `${field(await server.info('server'), 'run_id')}/${head?.lastBreak ?? 0}`
}

/** What each server that takes writes says of itself (INFO). */
export function serverInfos(redis: Redis): Promise<readonly string[]> {
  return Promise.all(primariesOf(redis).map((server) => server.info()))
}

function field(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1]
}

/** Where everything that was written up to now lies: on the disk or on a replica; `nowhere` but in memory as far as is known. */
export type Acknowledgement = 'disk' | 'replica' | 'nowhere'

/**
 * Waits until what all connections have written up to now is on disk (Redis 7.2 with an append-only file), or else on a
 * replica, if there is one; at most `ms`. Needs a connection of its own: whatever comes after on it has to wait.
 */
export async function acknowledged(redis: Redis, ms: number): Promise<Acknowledgement> {
  // The server waits for what this connection has written, and that comes after everything before.
  await redis.incr(acknowledgedKey)
  const server = await holderOf(redis, acknowledgedKey)
  if (await isOnDisk(server, ms)) return 'disk'
  const replicas = Number(field(await server.info('replication'), 'connected_slaves'))
  return replicas > 0 && (await server.wait(replicas, ms)) > 0 ? 'replica' : 'nowhere'
}

/** False as well where the server does not know the command, or keeps no append-only file. */
async function isOnDisk(server: Pick<Redis, 'call'>, ms: number): Promise<boolean> {
  try {
    const [local] = replies(await server.call('WAITAOF', 1, 0, ms))
    return local === 1
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('ERR')) return false
    throw error
  }
}

function replies(answer: unknown): readonly unknown[] {
  return Array.isArray(answer) ? answer : []
}
