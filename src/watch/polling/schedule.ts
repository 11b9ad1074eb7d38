import type { OutboxMessageOf } from '../../domain/delivery/outbox-message.ts'
import type { ChannelRef } from '../../domain/watching/watch.ts'
import { pendingChannels } from '../../store/outbox.ts'
import { pendingOutcomes, settleOutcome } from '../../store/outcomes.ts'
import { recallDistantPolls } from '../../store/task-states.ts'
import type { DeliveryRunner } from '../delivery/runner.ts'
import { fireTimers } from '../delivery/timers.ts'
import type { HealthMonitor } from '../health/monitor.ts'
import type { Queues } from '../queues.ts'
import { discoverTasks, type RetireCard } from './discovery.ts'
import { latestLook, type PollDeps } from './pass.ts'
import { type PollScope, pollConnection } from './poll.ts'

export interface PollRunnerDeps extends PollDeps {
  readonly onOutcome: ((outcome: OutboxMessageOf<'outcome'>) => Promise<void> | void) | undefined
  /** Begins what is due at this moment and is no look. */
  readonly onTick?: ((connection: string) => Promise<void>) | undefined
  readonly healthMonitor: Pick<HealthMonitor, 'checkIfLate' | 'afterPoll'>
  readonly retire: RetireCard
  /** There are none before the engine is started. */
  readonly queues: () => Queues | undefined
  readonly deliveries: () => DeliveryRunner | undefined
}

/** The looks of this replica at tasks, as its jobs ask for them. */
export interface PollRunner {
  /** A poll at once. */
  poll(connection: string): Promise<void>
  /** A poll as a job, with everything that a crash or an emptied queue may have left undone. Never throws. */
  runPollJob(connection: string): Promise<void>
  /** Part of a poll that some replica offers to all. Never throws. */
  runShareJob(connection: string): Promise<void>
  /** Throws what DRS throws. */
  discover(connection: string): Promise<void>
  /** Never throws. */
  discoverQuietly(connection: string): Promise<void>
}

/** Polls of one connection at the same time in one replica: one by the clock, and one that somebody waits for. */
const mostRounds = 2

export function createPollRunner(deps: PollRunnerDeps): PollRunner {
  const { healthMonitor, deliveries, log, events, clock } = deps
  const running = new Map<string, number>()
  const moving = new Set<string>()
  const saying: PollDeps = { ...deps, onMessages: say }
  const sharing: PollDeps = { ...saying, onDue: offerShares }
  const recall = recallBySteps(deps)

  const discovery = shared((connection) => discoverAndLook(deps, connection))

  function say(connection: string, channelRefs: readonly ChannelRef[]): void {
    deliveries()?.request(connection, channelRefs)
  }

  /** More than this replica asks at the same time is offered to the others, too. */
  async function offerShares(connection: string, questions: number): Promise<void> {
    const parts = Math.ceil(questions / deps.options.parallel)
    if (parts > 1)
      await deps.queues()?.requestPollShares(connection, Math.min(parts - 1, deps.options.shares))
  }

  async function poll(connection: string, which: PollScope, parts = saying): Promise<void> {
    await recall(connection)
    const complete = await pollConnection(parts, connection, which)
    await healthMonitor.afterPoll(connection, complete && which === 'all')
    await actOnOutcomes(deps, connection)
  }

  /** While calls are short a poll may last long; more of them would only wait for the same calls. */
  async function ifFree(connection: string, work: () => Promise<void>): Promise<void> {
    const already = running.get(connection) ?? 0
    if (already >= mostRounds) return
    running.set(connection, already + 1)
    try {
      await work()
    } finally {
      running.set(connection, (running.get(connection) ?? 1) - 1)
    }
  }

  /** Where calls are short, polls hold what they have claimed for long; what is in motion does not wait for them. */
  async function moveOn(connection: string): Promise<void> {
    if ((running.get(connection) ?? 0) === 0 || moving.has(connection)) return
    moving.add(connection)
    try {
      await poll(connection, 'moving')
    } finally {
      moving.delete(connection)
    }
  }

  /** What cannot be begun keeps nobody from looking. */
  async function tick(connection: string): Promise<void> {
    try {
      await deps.onTick?.(connection)
    } catch (error) {
      log.error({ connection, err: error }, 'What was due could not be begun')
    }
  }

  async function quietly(connection: string, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      log.warn({ connection, err: error }, 'A poll could not be finished')
      events.emit('poll:failed', { connection, at: clock(), taskIds: [], error })
    }
  }

  return {
    poll: async (connection) => {
      await poll(connection, 'all')
      say(connection, await fireTimers(deps, connection))
    },
    runPollJob: (connection) =>
      quietly(connection, async () => {
        await healthMonitor.checkIfLate()
        // A poll may last long; what is due to be said does not wait for it.
        say(connection, await fireTimers(deps, connection))
        await tick(connection)
        await moveOn(connection)
        await ifFree(connection, () => poll(connection, 'all', sharing))
        deliveries()?.revisit(connection, await pendingChannels(deps.redis, connection))
      }),
    runShareJob: (connection) => quietly(connection, () => ifFree(connection, () => poll(connection, 'all'))),
    discover: async (connection) => say(connection, await discovery.run(connection)),
    discoverQuietly: async (connection) => {
      // Where calls are short, a walk lasts longer than the time to the next: jobs that waited for it would leave polls no room.
      if (discovery.isUnderWay(connection)) return
      try {
        say(connection, await discovery.run(connection))
      } catch (error) {
        log.warn({ connection, err: error }, 'The tasks of a connection could not be listed')
        events.emit('discovery:failed', { connection, at: clock(), error })
      }
    },
  }
}

/** What is under way is waited for, and not begun a second time. */
function shared(work: (connection: string) => Promise<readonly ChannelRef[]>) {
  const underWay = new Map<string, Promise<readonly ChannelRef[]>>()
  return {
    isUnderWay: (connection: string) => underWay.has(connection),
    run: (connection: string): Promise<readonly ChannelRef[]> => {
      const known = underWay.get(connection)
      if (known !== undefined) return known
      const begun = work(connection).finally(() => underWay.delete(connection))
      underWay.set(connection, begun)
      return begun
    },
  }
}

/** What was found is due at once. */
async function discoverAndLook(deps: PollRunnerDeps, connection: string): Promise<readonly ChannelRef[]> {
  const channelRefs = await discoverTasks(deps, connection)
  if (channelRefs.length > 0) await deps.queues()?.requestPoll(connection)
  return channelRefs
}

/**
 * Looks that are set too far off are a clock's that was set back since: by this replica, or by one that has died. The first
 * shows by the clock itself, and the second in time if this is seldom looked for.
 */
function recallBySteps({ redis, clock, options }: PollRunnerDeps) {
  const lastTimes = new Map<string, number>()
  return async (connection: string): Promise<void> => {
    const at = clock()
    const last = lastTimes.get(connection)
    if (last !== undefined && last <= at && at < last + options.steady) return
    await recallDistantPolls(redis, connection, { latest: latestLook(at, options), at })
    lastTimes.set(connection, at)
  }
}

async function actOnOutcomes(
  { redis, log, events, onOutcome: act }: PollRunnerDeps,
  connection: string,
): Promise<void> {
  for (const outcome of await pendingOutcomes(redis, connection)) {
    try {
      await act?.(outcome)
      events.emit('outcome', outcome)
      await settleOutcome(redis, outcome)
    } catch (error) {
      log.error({ connection, action: outcome.action.id, err: error }, 'An outcome waits for the next poll')
    }
  }
}
