import type { EntryOf } from '../domain/entry.ts'
import type { Snapshot } from '../domain/snapshot.ts'
import type { TaskService } from '../domain/task-service.ts'
import type { Follow, Place, Watch } from '../domain/watch.ts'
import { addFollow } from '../store/follows.ts'
import { pendingPlaces } from '../store/outbox.ts'
import { pendingOutcomes, settleOutcome } from '../store/outcomes.ts'
import { closeRedis, openRedis, type Redis } from '../store/redis.ts'
import { loadSnapshot, makeDue } from '../store/tasks.ts'
import { addWatch, removeWatch, watchesOfPlace, watchesOfTask } from '../store/watches.ts'
import type { Locale } from '../text.ts'
import { deliver, deliverPending } from './deliver.ts'
import type { DeliveryParts, Render } from './delivery.ts'
import { createEmitter, type EngineEmitter, type Log } from './events.ts'
import type { Messenger } from './messenger.ts'
import { defaultOptions, type EngineOptions } from './options.ts'
import { type Queues, startQueues } from './queues.ts'
import { type RoundParts, runRound } from './rounds.ts'

export interface EngineParts {
  readonly redisUrl: string
  /** Everything asked in a round is asked in English: snapshots are shared by readers of both languages. */
  readonly services: (connection: string, locale: Locale) => TaskService
  readonly connections: readonly string[]
  readonly messenger: Messenger
  readonly render: Render
  /** Milliseconds since the epoch. */
  readonly clock: () => number
  readonly log: Log
  readonly options?: Partial<EngineOptions>
  /** Called at least once for each end of a followed action, on one replica or another, until it does not throw. */
  readonly onOutcome?: (outcome: EntryOf<'outcome'>) => Promise<void> | void
}

export interface Engine {
  /** What happens, as typed events; see `EngineEvents`. */
  readonly events: EngineEmitter
  /** Begins to take part in the rounds and deliveries of all replicas. */
  start(): Promise<void>
  /** Finishes the work at hand and lets go of Redis. The engine cannot be used afterwards. */
  stop(): Promise<void>
  /** One round at once, without waiting for its turn. */
  runRound(connection: string): Promise<void>
  /** Delivers everything that waits at this moment; places on hold are left. */
  deliverPending(): Promise<void>
  /** Returns whether the watch is new. */
  watch(watch: Watch): Promise<boolean>
  /** Returns whether there was such a watch. */
  unwatch(connection: string, taskId: string, place: Place): Promise<boolean>
  /**
   * To be called right after DRS accepted the action. `status` is taken from the last look if it is absent; better pass
   * the one that was read just before the action.
   */
  follow(follow: Follow): Promise<void>
  /** Makes a task due now, if anybody watches or follows it. */
  lookSoon(connection: string, taskId: string): Promise<void>
  watchesOfPlace(place: Place): Promise<Watch[]>
  watchesOfTask(connection: string, taskId: string): Promise<Watch[]>
  /** The state at the last look, if the task is or was watched. */
  snapshot(connection: string, taskId: string): Promise<Snapshot | undefined>
}

/** The engine that looks at tasks and tells what changed. Works over one Redis with any number of its kind. */
export function createEngine(parts: EngineParts): Engine {
  const { clock, log, connections } = parts
  const options: EngineOptions = { ...defaultOptions, ...parts.options }
  const events = createEmitter()
  const redis = openRedis(parts.redisUrl, { onError: (error) => log.warn({ err: error }, 'Lost Redis') })
  const shared = { redis, clock, log, events, options }
  const delivery: DeliveryParts = { ...shared, ...parts, options, stopping: () => stopping }
  const looking: Looking = { ...shared, service: (name) => parts.services(name, 'en'), act: parts.onOutcome }
  let queues: Queues | undefined
  let stopping = false

  async function wake(connection: string, place?: Place): Promise<void> {
    if (place !== undefined) await queues?.askDelivery(connection, [place])
    await queues?.askRound(connection)
  }

  return {
    ...lookups(redis, connections),
    events,
    start: async () => {
      queues = await startQueues({
        redisUrl: parts.redisUrl,
        connections,
        tick: options.motion,
        deliveries: options.deliveries,
        log,
        round: (connection) => sweepingRound(looking, connection, queues),
        deliver: (connection, place) => deliver(delivery, connection, place),
      })
    },
    stop: async () => {
      stopping = true
      await queues?.close()
      await closeRedis(redis)
    },
    runRound: (connection) => round(looking, connection, queues),
    deliverPending: async () => {
      for (const connection of connections) await deliverPending(delivery, connection)
    },
    watch: async (watch) => {
      const added = await addWatch(redis, watch, clock())
      await wake(watch.connection, watch)
      return added
    },
    unwatch: (connection, taskId, place) => removeWatch(redis, connection, taskId, place),
    follow: async (follow) => {
      await addFollow(redis, follow, clock())
      await wake(follow.connection, follow)
    },
    lookSoon: async (connection, taskId) => {
      if (await makeDue(redis, connection, taskId, clock())) await wake(connection)
    },
  }
}

function lookups(redis: Redis, connections: readonly string[]) {
  return {
    watchesOfPlace: (place: Place) => watchesOfPlace(redis, connections, place),
    watchesOfTask: (connection: string, taskId: string) => watchesOfTask(redis, connection, taskId),
    snapshot: (connection: string, taskId: string) => loadSnapshot(redis, connection, taskId),
  }
}

interface Looking extends RoundParts {
  readonly act: EngineParts['onOutcome']
}

async function round(looking: Looking, connection: string, queues: Queues | undefined): Promise<void> {
  const touched = await runRound(looking, connection)
  await queues?.askDelivery(connection, touched)
  await actOnOutcomes(looking, connection)
}

/** A round as a job: what a crash, or an emptied queue, left unsaid is found again here. */
async function sweepingRound(
  looking: Looking,
  connection: string,
  queues: Queues | undefined,
): Promise<void> {
  try {
    await round(looking, connection, queues)
    await queues?.askDelivery(connection, await pendingPlaces(looking.redis, connection))
  } catch (error) {
    const { log, events, clock } = looking
    log.warn({ connection, err: error }, 'A round could not be finished')
    events.emit('round:failed', { connection, at: clock(), taskIds: [], error })
  }
}

async function actOnOutcomes({ redis, log, events, act }: Looking, connection: string): Promise<void> {
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
