import { peopleKey } from './keys.ts'
import type { Redis } from './redis.ts'

/** How replicas tell each other that what they remember of people is out of date. */
export function changesOfPeople(redis: Redis) {
  return {
    seen: async () => (await redis.get(peopleKey)) ?? '',
    note: async () => void (await redis.incr(peopleKey)),
  }
}
