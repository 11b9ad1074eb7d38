import type { EntryOf } from '../../domain/delivery/outbox-message.ts'
import type { Place } from '../../domain/watching/watch.ts'
import { pendingPlaces } from '../../store/outbox.ts'
import { pendingOutcomes, settleOutcome } from '../../store/outcomes.ts'
import { countDue } from '../../store/task-states.ts'
import { ringAlarms } from '../delivery/timers.ts'
import type { Lookout } from '../health/monitor.ts'
import type { Queues } from '../queues.ts'
import { discover } from './discovery.ts'
import { dueUntil, type RoundParts, runRound } from './poll.ts'

export interface LookingParts extends RoundParts {
  readonly act: ((outcome: EntryOf<'outcome'>) => Promise<void> | void) | undefined
  readonly lookout: Lookout
  /** There are none before the engine is started. */
  readonly queues: () => Queues | undefined
}

/** The looks of this replica at tasks, as its jobs ask for them. */
export interface Looking {
  /** A round at once. */
  round(connection: string): Promise<void>
  /** A round as a job, with everything that a crash or an emptied queue may have left undone. Never throws. */
  tick(connection: string): Promise<void>
  /** Part of a round that some replica offers to all. Never throws. */
  share(connection: string): Promise<void>
  /** Throws what DRS throws. */
  discover(connection: string): Promise<void>
  /** Never throws. */
  discoverQuietly(connection: string): Promise<void>
}

/** Rounds of one connection at the same time in one replica: one by the clock, and one that somebody waits for. */
const mostRounds = 2

export function createLooking(parts: LookingParts): Looking {
  const { lookout, queues, log, events, clock } = parts
  const running = new Map<string, number>()
  const saying: RoundParts = { ...parts, touched: (connection, places) => say(connection, places) }

  async function say(connection: string, places: readonly Place[]): Promise<void> {
    await queues()?.askDelivery(connection, places)
  }

  async function round(connection: string): Promise<void> {
    const complete = await runRound(saying, connection)
    await lookout.afterRound(connection, complete)
    await say(connection, await ringAlarms(parts, connection))
    await actOnOutcomes(parts, connection)
  }

  /** While calls are short a round may last long; more of them would only wait for the same calls. */
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

  async function quietly(connection: string, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      log.warn({ connection, err: error }, 'A round could not be finished')
      events.emit('round:failed', { connection, at: clock(), taskIds: [], error })
    }
  }

  return {
    round,
    tick: (connection) =>
      quietly(connection, async () => {
        await lookout.checkIfLate()
        // A round may last long; what is due to be said does not wait for it.
        await say(connection, await ringAlarms(parts, connection))
        await ifFree(connection, async () => {
          await offerShares(parts, connection)
          await round(connection)
        })
        await say(connection, await pendingPlaces(parts.redis, connection))
      }),
    share: (connection) => quietly(connection, () => ifFree(connection, () => round(connection))),
    discover: async (connection) => say(connection, await discoverAndLook(parts, connection)),
    discoverQuietly: async (connection) => {
      try {
        await say(connection, await discoverAndLook(parts, connection))
      } catch (error) {
        log.warn({ connection, err: error }, 'The tasks of a connection could not be listed')
        events.emit('discovery:failed', { connection, at: clock(), error })
      }
    },
  }
}

/** What was found is due at once. */
async function discoverAndLook(parts: LookingParts, connection: string): Promise<readonly Place[]> {
  const places = await discover(parts, connection)
  if (places.length > 0) await parts.queues()?.askRound(connection)
  return places
}

/** More than this replica asks at the same time is offered to the others, too. */
async function offerShares(
  { redis, clock, options, queues }: LookingParts,
  connection: string,
): Promise<void> {
  const due = await countDue(redis, connection, dueUntil(clock(), options))
  const rounds = Math.ceil(due / (options.chunk * options.parallel))
  if (rounds > 1) await queues()?.askShares(connection, Math.min(rounds - 1, options.shares))
}

async function actOnOutcomes({ redis, log, events, act }: LookingParts, connection: string): Promise<void> {
  for (const outcome of await pendingOutcomes(redis, connection)) {
    try {
      await act?.(outcome)
      events.emit('outcome', outcome)
      await settleOutcome(redis, outcome)
    } catch (error) {
      log.error({ connection, follow: outcome.follow.id, err: error }, 'An outcome waits for the next round')
    }
  }
}
