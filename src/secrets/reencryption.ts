import type { Log } from '../base/log.ts'
import type { KeyRing } from '../security/key-ring.ts'
import type { Redis } from '../store/redis.ts'
import { reencrypt } from '../store/reencryption.ts'

/** How often is looked whether something still lies under an older key, ms. */
const everyMs = 60 * 60_000

/** Seals everything anew that lies under an older key, at the start and from time to time. Answers how to stop. */
export function startReencryption(redis: Redis, ring: KeyRing, log: Log): () => Promise<void> {
  const once = async () => {
    const { renewed, unreadable } = await reencrypt(redis, ring)
    if (renewed > 0) log.info({ renewed }, 'secrets that lay under an older key lie under the new one')
    if (unreadable > 0) log.warn({ unreadable }, 'secrets lie under a key that is not there any more')
  }
  const guarded = () =>
    once().catch((err: unknown) =>
      log.warn({ err }, 'what lies under an older key could not be looked through'),
    )
  let work = guarded()
  const timer = setInterval(() => {
    work = work.then(guarded)
  }, everyMs)
  timer.unref()
  return async () => {
    clearInterval(timer)
    await work
  }
}
