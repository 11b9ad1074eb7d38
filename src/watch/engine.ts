import type { Text } from '../base/i18n.ts'
import type { Log } from '../base/log.ts'
import type { Batch, BatchHead } from '../domain/delivery/batch.ts'
import type { EventSummary, OutboxMessage, OutboxMessageOf } from '../domain/delivery/outbox-message.ts'
import type { Snapshot } from '../domain/watching/snapshot.ts'
import type { ChannelRef, FilterWatch, PendingAction, Watch } from '../domain/watching/watch.ts'
import type { PollServices } from '../ports/drs.ts'
import type { Messenger } from '../ports/messenger.ts'
import { loadBatch, noteBatch } from '../store/batches.ts'
import { boardsOfChannel } from '../store/boards.ts'
import { addFilter, filtersOfChannel } from '../store/filters.ts'
import { channelRefId } from '../store/keys.ts'
import { putMessage, redrawCards, redrawReports } from '../store/outbox.ts'
import { acceptPendingAction, addPendingAction, refusePendingAction } from '../store/pending-actions.ts'
import { postedCards } from '../store/posted-cards.ts'
import { closeRedis, type OpenRedisOptions, openRedis, type Redis } from '../store/redis.ts'
import { loadSnapshot, makeDue } from '../store/task-states.ts'
import { resumeChannel, suspendedChannels } from '../store/unreachable-channels.ts'
import { addWatch, removeWatch, watchesOfChannel, watchesOfTask } from '../store/watches.ts'
import { deliverPending, deliverToChannel } from './delivery/deliver.ts'
import type { CardRenderer, DeliveryDeps } from './delivery/deps.ts'
import { type LeavingParts, leaveChannel } from './delivery/errors.ts'
import { createDeliveryRunner, type DeliveryRunner } from './delivery/runner.ts'
import { retireBoard } from './delivery/send-board.ts'
import { retireCard } from './delivery/send-card.ts'
import { createSnoozeService, type SnoozeService } from './delivery/timers.ts'
import { createEmitter, type EngineEmitter } from './events.ts'
import type { FailpointHook } from './failpoints.ts'
import { healthCheckInterval } from './health/deps.ts'
import { createHealthMonitor, type HealthMonitor } from './health/monitor.ts'
import { missedEvents } from './missed.ts'
import { defaultEngineOptions, type EngineOptions } from './options.ts'
import { endFilterWatch, type RetireCard } from './polling/discovery.ts'
import { createPollRunner } from './polling/schedule.ts'
import { type Queues, startQueues } from './queues.ts'

export interface EngineDeps {
  readonly redisUrl: string
  /** How long it waits for a Redis that is away or being failed over, by the clock of the machine. */
  readonly redisWaits?: Pick<OpenRedisOptions, 'failoverMs' | 'reconnectMs'>
  /** Everything asked in a poll is asked in English: snapshots are shared by readers of both languages. */
  readonly services: PollServices
  readonly connections: readonly string[]
  readonly messenger: Messenger
  /** The direct message channel with a person. */
  readonly directMessage?: (user: string) => Promise<string>
  /** The name of a person; undefined where Slack does not say. */
  readonly nameOf?: (user: string) => Promise<string | undefined>
  /** The address of a message; undefined where Slack does not say. */
  readonly permalink?: (channel: string, ts: string) => Promise<string | undefined>
  readonly render: CardRenderer
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
  readonly onFailpoint?: FailpointHook
  /** Called at least once for each end of a pending action, on one replica or another, until it does not throw. */
  readonly onOutcome?: (outcome: OutboxMessageOf<'outcome'>) => Promise<void> | void
  /** Begins what is due of a connection and is no look, as often as it is polled. */
  readonly onTick?: (connection: string) => Promise<void>
}

export interface Engine extends SnoozeService {
  /** What happens, as typed events; see `EngineEvents`. */
  readonly events: EngineEmitter
  /** Begins to take part in the polls and deliveries of all replicas. */
  start(): Promise<void>
  /** Finishes the work at hand and lets go of Redis. The engine cannot be used afterwards. */
  stop(): Promise<void>
  /** One poll at once, without waiting for its turn. */
  poll(connection: string): Promise<void>
  /** Delivers everything that waits at this moment; places on hold are left. */
  deliverPending(): Promise<void>
  /** Looks for the tasks of filters at once. Throws if DRS does not list the tasks. */
  discover(connection: string): Promise<void>
  /** Looks after the heartbeats of all connections, as every replica does by a timer; see health/monitor.ts. */
  checkHealth(): Promise<void>
  /** Returns whether the watch is new. A channel whose watches are suspended wakes up with it. */
  watch(watch: Watch): Promise<boolean>
  /** Returns whether there was such a watch. */
  unwatch(connection: string, taskId: string, channelRef: ChannelRef): Promise<boolean>
  /** Watches what a filter fits, from now on; replaces the one with the same id. Returns whether the filter is new. */
  watchFilter(filter: FilterWatch): Promise<boolean>
  /** Ends a filter and the watches that it made. Returns whether there was such a filter. */
  unwatchFilter(connection: string, id: string, channelRef: ChannelRef): Promise<boolean>
  filtersOfChannel(channelRef: ChannelRef): Promise<readonly FilterWatch[]>
  /** Suspends what is watched and awaited in a channel where nothing can be said any more, and tells of it once. */
  suspendChannel(channelRef: ChannelRef): Promise<void>
  /** Goes on with watches that are suspended because the channel could not be reached. Returns whether there were any. */
  resumeChannel(channelRef: ChannelRef): Promise<boolean>
  /** The connections on which the watches of a channel are suspended, and since when (ms). */
  suspendedAt(
    channelRef: ChannelRef,
  ): Promise<readonly { readonly connection: string; readonly since: number }[]>
  /** What happened since then (ms) at tasks that the channel watches, oldest first, of the kinds that its watches choose. */
  missed(channelRef: ChannelRef, since: number): Promise<readonly EventSummary[]>
  /**
   * To be called right after DRS accepted the action. `status` is taken from the last look if it is absent; better pass
   * the one that was read just before the action.
   */
  trackAction(action: PendingAction): Promise<void>
  /** DRS was asked: the end of the action is judged by looking from now on, and that it was begun is told. */
  acceptAction(action: PendingAction): Promise<void>
  /** DRS refused the action, and why: nothing is waited for any more. */
  refuseAction(action: PendingAction, why: Text): Promise<void>
  /** Tells how tasks of a batch stand, in its message; those told before stay. `cause` makes that unique. */
  tellBatch(head: BatchHead, tasks: Batch['tasks'], cause: string): Promise<void>
  batch(connection: string, id: string): Promise<Batch | undefined>
  /** Makes a task due now, if anybody watches it or waits for it. */
  pollSoon(connection: string, taskId: string): Promise<void>
  /** Says something in one channel. */
  tell(channelRef: ChannelRef, message: OutboxMessage): Promise<void>
  /** Has the task's card drawn again wherever it is watched; `cause` makes that unique. */
  redraw(connection: string, taskId: string, cause: string): Promise<void>
  /** Draws the report of a task's pre-check again wherever it stands. `cause` makes the message's id unique. */
  redrawReport(connection: string, taskId: string, cause: string): Promise<void>
  watchesOfChannel(channelRef: ChannelRef): Promise<Watch[]>
  watchesOfTask(connection: string, taskId: string): Promise<Watch[]>
  /** The state at the last look, if the task is or was watched. */
  snapshot(connection: string, taskId: string): Promise<Snapshot | undefined>
}

/** The engine that looks at tasks and tells what changed. Works over one Redis with any number of its kind. */
export function createEngine(deps: EngineDeps): Engine {
  const { clock, log, connections } = deps
  const options: EngineOptions = { ...defaultEngineOptions, ...deps.options }
  const events = createEmitter()
  const handle = { ...deps.redisWaits, onError: (err: Error) => log.warn({ err }, 'Lost Redis'), log }
  const redis = openRedis(deps.redisUrl, handle)
  // The health monitor must notice a Redis that hangs.
  const hasty = openRedis(deps.redisUrl, { ...handle, commandMs: hastyMs })
  const wait = deps.wait ?? sleep
  const shared = { ...deps, redis, clock, wait, log, events, options }
  const delivery: DeliveryDeps = { ...shared, stopping: () => stopping }
  const deliveries = createDeliveryRunner(delivery, (...where) => deliverToChannel(delivery, ...where))
  const hands = { queues: () => queues, deliveries: () => queues && deliveries }
  const missed = (where: ChannelRef, since: number) => missedEvents(redis, connections, where, since)
  const healthMonitor = createHealthMonitor({
    ...shared,
    redis: hasty,
    missed,
    steadyClock: deps.steadyClock ?? (() => performance.now()),
    random: deps.random ?? Math.random,
  })
  const wake = async (connection: string) => queues?.requestPoll(connection)
  const retire: RetireCard = (...card) => retireCard(delivery, ...card)
  const pollRunner = createPollRunner({
    ...shared,
    service: (name, priority) => deps.services(name, 'en', priority),
    onOutcome: deps.onOutcome,
    healthMonitor,
    retire,
    ...hands,
  })
  let queues: Queues | undefined
  let watchdog: NodeJS.Timeout | undefined
  let stopping = false

  return {
    ...lookups(redis, connections),
    ...createSnoozeService({ redis, connections, clock, wake }),
    ...watching({ ...shared, ...hands, retire, delivery, healthMonitor }),
    ...telling({ ...shared, ...hands }),
    missed,
    events,
    start: async () => {
      // Before the first poll writes a heartbeat: was anybody looking?
      await healthMonitor.check()
      watchdog = setInterval(() => void healthMonitor.check(), healthCheckInterval(options))
      watchdog.unref()
      queues = await startQueues({
        redisUrl: deps.redisUrl,
        connections,
        pollEveryMs: options.motion,
        discoverEveryMs: options.discovery,
        log,
        runPollJob: pollRunner.runPollJob,
        runShareJob: pollRunner.runShareJob,
        discover: pollRunner.discoverQuietly,
      })
    },
    stop: async () => {
      stopping = true
      clearInterval(watchdog)
      await queues?.close()
      await deliveries.stop()
      await Promise.all([closeRedis(redis), closeRedis(hasty)])
    },
    poll: pollRunner.poll,
    discover: pollRunner.discover,
    checkHealth: () => healthMonitor.check(),
    deliverPending: () => deliverPending(delivery, connections),
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

/** Longest wait of the health monitor for an answer of Redis, ms. */
const hastyMs = 5_000

interface WatchingParts extends LeavingParts {
  readonly connections: readonly string[]
  readonly queues: () => Queues | undefined
  readonly deliveries: () => DeliveryRunner | undefined
  /** Says on a card that its task is not watched there any more. */
  readonly retire: RetireCard
  readonly delivery: DeliveryDeps
  readonly healthMonitor: Pick<HealthMonitor, 'noteWatching'>
}

/** What people change. */
function watching(parts: WatchingParts) {
  const { redis, connections, clock, queues, deliveries } = parts
  async function wake(connection: string, channelRef?: ChannelRef): Promise<void> {
    if (channelRef !== undefined) deliveries()?.request(connection, [channelRef])
    await queues()?.requestPoll(connection)
  }

  function noteWatching({ connection, team, channel, locale }: Watch | FilterWatch): void {
    parts.healthMonitor.noteWatching(connection, { channelRef: { team, channel }, locale })
  }

  async function resume(channelRef: ChannelRef): Promise<boolean> {
    const resumed = await Promise.all(
      connections.map(async (connection) => {
        if (!(await resumeChannel(redis, connection, channelRef, clock()))) return false
        await wake(connection, channelRef)
        await queues()?.requestDiscovery(connection)
        return true
      }),
    )
    return resumed.includes(true)
  }

  return {
    watch: async (watch: Watch) => {
      await resume(watch)
      const added = await addWatch(redis, watch, clock())
      noteWatching(watch)
      await wake(watch.connection, watch)
      return added
    },
    unwatch: async (connection: string, taskId: string, channelRef: ChannelRef) => {
      const before = await postedCards(redis, connection, channelRef, [taskId])
      const ended = await removeWatch(redis, connection, taskId, channelRef)
      // A card that an awaited action still speaks through is kept, and goes on.
      const after = await postedCards(redis, connection, channelRef, [taskId])
      const card = before.get(taskId)
      if (ended && card && !after.has(taskId))
        await retireCard(parts.delivery, { connection, channelRef }, taskId, card)
      return ended
    },
    watchFilter: async (filter: FilterWatch) => {
      await resume(filter)
      const added = await addFilter(redis, filter)
      noteWatching(filter)
      await queues()?.requestDiscovery(filter.connection)
      return added
    },
    unwatchFilter: async (connection: string, id: string, channelRef: ChannelRef) => {
      // While it is known which tasks it has.
      await retireBoardOf(parts.delivery, connection, channelRef, id)
      const ended = await endFilterWatch(parts, connection, channelRef, id)
      if (ended) await queues()?.requestDiscovery(connection)
      return ended
    },
    suspendChannel: async (channelRef: ChannelRef) => {
      for (const connection of connections) await leaveChannel(parts, connection, channelRef)
    },
    resumeChannel: resume,
    trackAction: async (action: PendingAction) => {
      await addPendingAction(redis, action, clock())
      if (!action.asked) await wake(action.connection, action)
    },
    acceptAction: async (action: PendingAction) => {
      await acceptPendingAction(redis, action, clock())
      await wake(action.connection, action)
    },
    refuseAction: async (action: PendingAction, why: Text) => {
      await refusePendingAction(redis, action, why)
      await wake(action.connection, action)
    },
    pollSoon: async (connection: string, taskId: string) => {
      if (await makeDue(redis, connection, taskId, clock())) await wake(connection)
    },
  }
}

/** What is said or drawn again because something changed that DRS knows nothing of. */
function telling({ redis, deliveries }: Pick<WatchingParts, 'redis' | 'deliveries'>) {
  return {
    tellBatch: async (head: BatchHead, tasks: Batch['tasks'], cause: string) => {
      await noteBatch(redis, head, tasks, cause)
      deliveries()?.request(head.connection, [head])
    },
    redraw: async (connection: string, taskId: string, cause: string) => {
      const channelRefs = await redrawCards(redis, connection, taskId, cause)
      deliveries()?.request(connection, channelRefs)
    },
    redrawReport: async (connection: string, taskId: string, cause: string) => {
      const channelRefs = await redrawReports(redis, connection, taskId, cause)
      deliveries()?.request(connection, channelRefs)
    },
    tell: async (channelRef: ChannelRef, message: OutboxMessage) => {
      await putMessage(redis, channelRef, message)
      deliveries()?.request(message.connection, [channelRef])
    },
  }
}

async function retireBoardOf(
  delivery: DeliveryDeps,
  connection: string,
  channelRef: ChannelRef,
  id: string,
): Promise<void> {
  const filters = await filtersOfChannel(delivery.redis, [connection], channelRef)
  const filter = filters.find((one) => one.id === id)
  const shown = (await boardsOfChannel(delivery.redis, connection, channelRef)).get(id)
  if (filter && shown) await retireBoard(delivery, filter, shown)
}

function lookups(redis: Redis, connections: readonly string[]) {
  return {
    watchesOfChannel: (channelRef: ChannelRef) => watchesOfChannel(redis, connections, channelRef),
    watchesOfTask: (connection: string, taskId: string) => watchesOfTask(redis, connection, taskId),
    filtersOfChannel: (channelRef: ChannelRef) => filtersOfChannel(redis, connections, channelRef),
    snapshot: (connection: string, taskId: string) => loadSnapshot(redis, connection, taskId),
    batch: (connection: string, id: string) => loadBatch(redis, connection, id),
    suspendedAt: async (channelRef: ChannelRef) => {
      const all = await Promise.all(
        connections.map(async (connection) => {
          const places = await suspendedChannels(redis, connection)
          return places.map(({ channelRef: resting, since }) => ({ resting, connection, since }))
        }),
      )
      return all
        .flat()
        .filter(({ resting }) => channelRefId(resting) === channelRefId(channelRef))
        .map(({ connection, since }) => ({ connection, since }))
    },
  }
}
