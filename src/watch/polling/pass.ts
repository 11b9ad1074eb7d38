import type { Log } from '../../base/log.ts'
import type { TaskService } from '../../domain/tasks/task-service.ts'
import { staleCauseOf } from '../../domain/watching/health.ts'
import type { ChannelRef } from '../../domain/watching/watch.ts'
import type { PollPriority } from '../../ports/call-budget.ts'
import { notePoll } from '../../store/heartbeats.ts'
import type { Redis } from '../../store/redis.ts'
import type { EngineEmitter } from '../events.ts'
import type { FailpointHook } from '../failpoints.ts'
import type { EngineOptions } from '../options.ts'
import { isShortage } from './rest.ts'
import type { ListReader } from './walk.ts'

export interface PollDeps {
  readonly redis: Redis
  /** `motion`: for tasks that are not at rest; their calls go first. */
  readonly service: (connection: string, priority?: PollPriority) => TaskService
  readonly clock: () => number
  readonly wait: (ms: number) => Promise<void>
  readonly log: Log
  readonly events: EngineEmitter
  readonly options: EngineOptions
  readonly onFailpoint?: FailpointHook
  /** Told of channels that have something to be said, as soon as it is stored. */
  readonly onMessages?: (connection: string, channelRefs: readonly ChannelRef[]) => void
  /** Told how many questions what is due fills, before any of them is asked. */
  readonly onDue?: (connection: string, questions: number) => Promise<void>
}

/** One poll over the tasks of a connection. */
export interface PollPass {
  readonly connection: string
  readonly at: number
  looked: number
  changed: number
  /** Looks at up to a hundred tasks in which none of them answered. */
  failed: number
  /** Groups of tasks at rest that were due when the poll began, without those that it has taken since. */
  groupsLeft: number
  /** When an answer about tasks at rest was noted last, ms. */
  answeredAt: number
  /** Tasks are noted as not answering. */
  someUnseen: boolean
  /** What DRS's lists say. */
  readonly lists: ListReader
}

/** Tasks up to this time are taken along: they would be due before the next poll has a chance. */
export function dueUntil(at: number, { motion }: EngineOptions): number {
  return at + motion / 2
}

/** Further off than what polls take along. */
export function claimUntil(now: number, options: EngineOptions): number {
  return dueUntil(now, options) + options.claimMs
}

/** No look is set later by a clock that agrees with ours. */
export function latestLook(at: number, options: EngineOptions): number {
  const { steady, motion } = options
  return Math.max(at + 2 * Math.max(steady, motion), claimUntil(at + motion, options))
}

/** The due time that marks something as claimed here; it moves on while it is. */
export interface Claim {
  claimed: number
}

/** A call for which the budget was too short says nothing of the tasks. */
export async function noteFailedLook(
  { redis, log, events, clock }: PollDeps,
  pass: PollPass,
  ids: readonly string[],
  error: unknown,
): Promise<void> {
  const { connection, at } = pass
  pass.failed += 1
  log.warn({ connection, tasks: ids.length, err: error }, 'Could not look at tasks')
  events.emit('poll:failed', { connection, at, taskIds: ids, error })
  const failed = isShortage(error) ? [] : ids
  pass.someUnseen ||= failed.length > 0
  await notePoll(redis, connection, { at: clock(), seen: [], failed, cause: staleCauseOf(error) })
}

/** As long as calls are waited for, it is the budget and not the network that is slow, ms. */
const slowMs = 30_000

const slow = { seen: [], failed: [], cause: 'network' } as const

/** Claims are renewed while DRS (or the call budget) takes its time, so that nobody asks the same meanwhile. */
export async function whileClaimed<T>(
  { redis, clock, options, log }: PollDeps,
  { connection }: PollPass,
  claim: Claim,
  keep: (until: number) => Promise<unknown>,
  work: () => Promise<T>,
): Promise<T> {
  let renewing: Promise<void> = Promise.resolve()
  const begun = clock()
  const renew = async () => {
    const now = clock()
    const until = claimUntil(now, options)
    if (until <= claim.claimed) return
    try {
      // It may be minutes before the call is given up; who asks meanwhile why nothing is seen shall be told.
      if (now - begun > slowMs) await notePoll(redis, connection, { at: now, ...slow })
      await keep(until)
      claim.claimed = until
    } catch (err) {
      log.warn({ connection, err }, 'Claims could not be renewed')
    }
  }
  const timer = setInterval(() => {
    renewing = renewing.then(renew)
  }, options.claimMs / 3)
  try {
    return await work()
  } finally {
    clearInterval(timer)
    await renewing
  }
}
