import type { Log } from '../base/log.ts'
import { checkRedis } from '../doctor/redis.ts'

/** What loses facts while everything seems well; without a file only a restart does, and somebody may want that. */
const fatal: readonly string[] = ['redis-version', 'redis-eviction']

/**
 * Refuses to start over a Redis that would throw facts away, and warns of one that would forget them with its process.
 * Throws an error that says what to do. What a server does not say of itself, as some managed ones do not, is only warned of.
 */
export async function refuseUnfitRedis(infos: () => Promise<readonly string[]>, log: Log): Promise<void> {
  for (const { check, ok, title, found, advice } of await checkRedis(infos)) {
    if (ok) continue
    const sentence = `${title.en}: ${found.en}. ${advice?.en ?? ''}`.trim()
    if (fatal.includes(check) && found.en !== '?') throw new Error(sentence)
    log.warn({ check }, sentence)
  }
}
