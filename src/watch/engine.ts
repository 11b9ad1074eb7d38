import type { Locale } from '../base/i18n.ts'
import type { EntryOf, Told } from '../domain/delivery/outbox-message.ts'
import type { TaskService } from '../domain/tasks/task-service.ts'
import type { Snapshot } from '../domain/watching/snapshot.ts'
import type { FilterWatch, Follow, Place, Watch } from '../domain/watching/watch.ts'
import type { Messenger } from '../ports/messenger.ts'
import { addFilter, filtersOfPlace } from '../store/filters.ts'
import { placeId } from '../store/keys.ts'
import { addFollow } from '../store/pending-actions.ts'
import { closeRedis, openRedis, type Redis } from '../store/redis.ts'
import { redrawCards } from '../store/redraw.ts'
import { loadSnapshot, makeDue } from '../store/task-states.ts'
import { pausedPlaces, resumePlace } from '../store/unreachable-channels.ts'
import { addWatch, removeWatch, watchesOfPlace, watchesOfTask } from '../store/watches.ts'
import { deliver, deliverPending } from './delivery/deliver.ts'
import type { DeliveryParts, Render } from './delivery/deps.ts'
import { type Snoozing, snoozing } from './delivery/snoozes.ts'
import { createEmitter, type EngineEmitter, type Log } from './events.ts'
import type { Reached } from './failpoints.ts'
import { checkInterval } from './health/deps.ts'
import { createLookout } from './health/monitor.ts'
import { missedAt } from './missed.ts'
import { defaultOptions, type EngineOptions } from './options.ts'
import { endFilterWatch } from './polling/discovery.ts'
import { createLooking } from './polling/schedule.ts'
import { type Queues, startQueues } from './queues.ts'

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
  /** Milliseconds of a clock that only runs, and is never set; default: that of the process. */
  readonly steadyClock?: () => number
  /** 0 to 1; default: chance. */
  readonly random?: () => number
  /** Waits so many milliseconds; default: by the clock of the process. */
  readonly wait?: (ms: number) => Promise<void>
  /** Told of the moments at which a process may die; see `points`. */
  readonly reached?: Reached
  /** Called at least once for each end of a followed action, on one replica or another, until it does not throw. */
  readonly onOutcome?: (outcome: EntryOf<'outcome'>) => Promise<void> | void
}

export interface Engine extends Snoozing {
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
  /** Looks for the tasks of filters at once. Throws if DRS does not list the tasks. */
  discover(connection: string): Promise<void>
  /** Looks after the heartbeats of all connections, as every replica does by a timer; see blindness.ts. */
  checkSight(): Promise<void>
  /** Returns whether the watch is new. A place whose watches rest wakes up with it. */
  watch(watch: Watch): Promise<boolean>
  /** Returns whether there was such a watch. */
  unwatch(connection: string, taskId: string, place: Place): Promise<boolean>
  /** Watches what a filter fits, from now on; replaces the one with the same id. Returns whether the filter is new. */
  watchFilter(filter: FilterWatch): Promise<boolean>
  /** Ends a filter and the watches that it made. Returns whether there was such a filter. */
  unwatchFilter(connection: string, id: string, place: Place): Promise<boolean>
  filtersOfPlace(place: Place): Promise<readonly FilterWatch[]>
  /** Goes on with watches that rest because the place could not be reached. Returns whether there were any. */
  resumePlace(place: Place): Promise<boolean>
  /** The connections on which the watches of a place rest, and since when (ms). */
  restingAt(place: Place): Promise<readonly { readonly connection: string; readonly since: number }[]>
  /** What happened since then (ms) at tasks that the place watches, oldest first, of the kinds that its watches choose. */
  missed(place: Place, since: number): Promise<readonly Told[]>
  /**
   * To be called right after DRS accepted the action. `status` is taken from the last look if it is absent; better pass
   * the one that was read just before the action.
   */
  follow(follow: Follow): Promise<void>
  /** Makes a task due now, if anybody watches or follows it. */
  lookSoon(connection: string, taskId: string): Promise<void>
  /** Has the task's card drawn again wherever it is watched; `cause` makes that unique. */
  redraw(connection: string, taskId: string, cause: string): Promise<void>
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
  const onError = (error: Error) => log.warn({ err: error }, 'Lost Redis')
  const redis = openRedis(parts.redisUrl, { onError, log })
  // The lookout must notice a Redis that hangs.
  const hasty = openRedis(parts.redisUrl, { onError, log, commandMs: hastyMs })
  const shared = { ...parts, redis, clock, log, events, options }
  const delivery: DeliveryParts = { ...shared, stopping: () => stopping }
  const missed = (place: Place, since: number) => missedAt(redis, connections, place, since)
  const lookout = createLookout({
    ...shared,
    redis: hasty,
    missed,
    steadyClock: parts.steadyClock ?? (() => performance.now()),
    random: parts.random ?? Math.random,
    wait: parts.wait ?? ((ms) => new Promise((resolve) => setTimeout(resolve, ms))),
  })
  const looking = createLooking({
    ...shared,
    service: (name) => parts.services(name, 'en'),
    act: parts.onOutcome,
    lookout,
    queues: () => queues,
  })
  let queues: Queues | undefined
  let watchdog: NodeJS.Timeout | undefined
  let stopping = false

  return {
    ...lookups(redis, connections),
    ...snoozing({ redis, connections, clock, wake: async (connection) => queues?.askRound(connection) }),
    ...watching({ redis, connections, clock, queues: () => queues }),
    missed,
    events,
    start: async () => {
      // Before the first round writes a heartbeat: was anybody looking?
      await lookout.check()
      watchdog = setInterval(() => void lookout.check(), checkInterval(options))
      watchdog.unref()
      queues = await startQueues({
        redisUrl: parts.redisUrl,
        connections,
        tick: options.motion,
        discovery: options.discovery,
        deliveries: options.deliveries,
        log,
        round: looking.tick,
        share: looking.share,
        discover: looking.discoverQuietly,
        deliver: (connection, place) => deliver(delivery, connection, place),
      })
    },
    stop: async () => {
      stopping = true
      clearInterval(watchdog)
      await queues?.close()
      await Promise.all([closeRedis(redis), closeRedis(hasty)])
    },
    runRound: looking.round,
    discover: looking.discover,
    checkSight: () => lookout.check(),
    deliverPending: async () => {
      for (const connection of connections) await deliverPending(delivery, connection)
    },
  }
}

/** Longest wait of the lookout for an answer of Redis, ms. */
const hastyMs = 5_000

interface WatchingParts {
  readonly redis: Redis
  readonly connections: readonly string[]
  readonly clock: () => number
  readonly queues: () => Queues | undefined
}

/** What people change. */
function watching({ redis, connections, clock, queues }: WatchingParts) {
  async function wake(connection: string, place?: Place): Promise<void> {
    if (place !== undefined) await queues()?.askDelivery(connection, [place])
    await queues()?.askRound(connection)
  }

  async function resume(place: Place): Promise<boolean> {
    const resumed = await Promise.all(
      connections.map(async (connection) => {
        if (!(await resumePlace(redis, connection, place, clock()))) return false
        await wake(connection, place)
        await queues()?.askDiscovery(connection)
        return true
      }),
    )
    return resumed.includes(true)
  }

  return {
    watch: async (watch: Watch) => {
      await resume(watch)
      const added = await addWatch(redis, watch, clock())
      await wake(watch.connection, watch)
      return added
    },
    unwatch: (connection: string, taskId: string, place: Place) =>
      removeWatch(redis, connection, taskId, place),
    watchFilter: async (filter: FilterWatch) => {
      await resume(filter)
      const added = await addFilter(redis, filter)
      await queues()?.askDiscovery(filter.connection)
      return added
    },
    unwatchFilter: async (connection: string, id: string, place: Place) => {
      const ended = await endFilterWatch(redis, connection, place, id)
      if (ended) await queues()?.askDiscovery(connection)
      return ended
    },
    resumePlace: resume,
    follow: async (follow: Follow) => {
      await addFollow(redis, follow, clock())
      await wake(follow.connection, follow)
    },
    redraw: async (connection: string, taskId: string, cause: string) => {
      const places = await redrawCards(redis, connection, taskId, cause)
      await queues()?.askDelivery(connection, places)
    },
    lookSoon: async (connection: string, taskId: string) => {
      if (await makeDue(redis, connection, taskId, clock())) await wake(connection)
    },
  }
}

function lookups(redis: Redis, connections: readonly string[]) {
  return {
    watchesOfPlace: (place: Place) => watchesOfPlace(redis, connections, place),
    watchesOfTask: (connection: string, taskId: string) => watchesOfTask(redis, connection, taskId),
    filtersOfPlace: (place: Place) => filtersOfPlace(redis, connections, place),
    snapshot: (connection: string, taskId: string) => loadSnapshot(redis, connection, taskId),
    restingAt: async (place: Place) => {
      const all = await Promise.all(
        connections.map(async (connection) => {
          const places = await pausedPlaces(redis, connection)
          return places.map(({ place: resting, since }) => ({ resting, connection, since }))
        }),
      )
      return all
        .flat()
        .filter(({ resting }) => placeId(resting) === placeId(place))
        .map(({ connection, since }) => ({ connection, since }))
    },
  }
}
