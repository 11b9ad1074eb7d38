import type { Snooze } from '../../domain/watching/snooze.ts'
import type { ChannelRef } from '../../domain/watching/watch.ts'
import type { Redis } from '../../store/redis.ts'
import { putSnooze, snoozesOf } from '../../store/snoozes.ts'

/** What a snooze is for: a task, or everything that a channel is told of a connection. */
export type SnoozeScope = Pick<Snooze, 'connection' | 'taskId'>

export interface SnoozeService {
  /**
   * Holds back what happens until then (milliseconds since the epoch); the card goes on. Replaces an earlier snooze of
   * the same target. A moment that is not later than now ends it; its end is announced in any case.
   */
  snooze(channelRef: ChannelRef, target: SnoozeScope, until: number, by: string): Promise<void>
  unsnooze(channelRef: ChannelRef, target: SnoozeScope): Promise<void>
  /** Those that still last. */
  snoozes(channelRef: ChannelRef): Promise<readonly Snooze[]>
}

interface Parts {
  readonly redis: Redis
  readonly connections: readonly string[]
  readonly clock: () => number
  /** Asks for a poll soon: it fires the timers. */
  readonly wake: (connection: string) => Promise<void>
}

export function createSnoozeService({ redis, connections, clock, wake }: Parts): SnoozeService {
  async function end(channelRef: ChannelRef, { connection, taskId }: SnoozeScope): Promise<void> {
    const now = clock()
    const snoozes = await snoozesOf(redis, connection, channelRef)
    const snooze = snoozes.find((one) => one.taskId === taskId && one.until > now)
    if (snooze === undefined) return
    await putSnooze(redis, channelRef, { ...snooze, until: now })
    await wake(connection)
  }

  return {
    snooze: async (channelRef, { connection, taskId }, until, by) => {
      const now = clock()
      const target = { connection, ...(taskId !== undefined && { taskId }) }
      if (until <= now) return end(channelRef, target)
      await putSnooze(redis, channelRef, { ...target, since: now, until, by })
    },
    unsnooze: end,
    snoozes: async (channelRef) => {
      const all = await Promise.all(connections.map((connection) => snoozesOf(redis, connection, channelRef)))
      return all.flat().filter(({ until }) => until > clock())
    },
  }
}
