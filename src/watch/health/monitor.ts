import { type ClockReading, judgeHealth, wasClockSet } from '../../domain/watching/health.ts'
import { readHealth, type StoredHealth } from '../../store/heartbeats.ts'
import { trimHistory } from '../../store/history.ts'
import { channelRefId } from '../../store/keys.ts'
import { watchingChannels } from '../../store/watches.ts'
import { staleAfter } from '../options.ts'
import {
  emptyReplicaMemory,
  type HealthMonitorDeps,
  healthCheckInterval,
  type ReplicaMemory,
  type WatchingChannel,
} from './deps.ts'
import { tellEmptied, wasEmptied } from './emptied.ts'
import { tellSighted, tellStale } from './tell.ts'
import { notifyWithoutRedis } from './without-redis.ts'

/*
 * Nobody notices that nothing is said. So every poll leaves a heartbeat, and every replica looks after it by a timer of
 * its own, whether the queue works or not. What is told, and that it is over, goes through the outbox and stands in Redis,
 * so that one replica tells it, once. Only while Redis itself is away do replicas post on their own account: under the
 * same key, by which they find each other's messages, and which the outbox knows when Redis is back.
 *
 * Every outage has a number that no other ever has. It is in the keys of both its messages, so each of them is posted
 * once, whatever Redis has lost or a dead replica has posted. The number moves on when the outage is over. What was told
 * while Redis was away stays in the memory of each replica until Redis knows of it, even if sight is back by then: only
 * so is there somebody to say that it is over, and only then may the next outage have the next number.
 */

export interface HealthMonitor {
  /** Looks after the heartbeats of all connections and tells who is concerned. Never throws. */
  check(): Promise<void>
  /** The same, if the last time is longer ago than it should be. */
  checkIfLate(): Promise<void>
  /** Tells that the connection can be seen again, if an outage was told and this poll saw what it asked for. */
  afterPoll(connection: string, complete: boolean): Promise<void>
  /** Keeps in mind that a channel watches since now: if Redis loses that before the next check, the channel is told all the same. */
  noteWatching(connection: string, channel: WatchingChannel): void
}

export function createHealthMonitor(deps: HealthMonitorDeps): HealthMonitor {
  const { connections, options } = deps
  const memories = new Map<string, ReplicaMemory>()
  let last: ClockReading | undefined
  /** When the clock was last set, by what it says since. */
  let setAt: number | undefined
  let checking: Promise<void> | undefined

  /** One at a time: while Redis is away a check may take longer than the time to the next one. */
  function check(): Promise<void> {
    checking ??= checkAll().finally(() => {
      checking = undefined
    })
    return checking
  }

  async function checkAll(): Promise<void> {
    const tick = { wall: deps.clock(), steady: deps.steadyClock() }
    const before = last
    last = tick
    if (before !== undefined && wasClockSet(before, tick, options.steady)) {
      // Everything looks old (or new) at once: what is older counts from now on.
      deps.log.warn({ ms: tick.wall - before.wall }, 'The clock was set')
      setAt = tick.wall
      for (const memory of memories.values()) beginAnew(memory, setAt)
      return
    }
    const gap = before === undefined ? 0 : tick.steady - before.steady
    const moment: Moment = {
      ...tick,
      first: before === undefined,
      stalledMs: Math.max(0, gap - 2 * healthCheckInterval(options)),
      ...(setAt !== undefined && { setAt }),
    }
    for (const connection of connections) await checkOne(deps, connection, memoryOf(connection), moment)
  }

  function memoryOf(connection: string): ReplicaMemory {
    const memory = memories.get(connection) ?? emptyReplicaMemory()
    memories.set(connection, memory)
    return memory
  }

  return {
    check,
    noteWatching: (connection, channel) => {
      const memory = memoryOf(connection)
      const id = channelRefId(channel.channelRef)
      if (memory.channels.some(({ channelRef }) => channelRefId(channelRef) === id)) return
      memory.channels = [...memory.channels, channel]
    },
    checkIfLate: async () => {
      const late = last === undefined || deps.steadyClock() - last.steady > 2 * healthCheckInterval(options)
      if (late) await check()
    },
    afterPoll: async (connection, complete) => {
      const memory = memoryOf(connection)
      if (complete) memory.heartbeat = deps.clock()
      // What was told without Redis is written down first: then it can be over.
      if (memory.told !== undefined && memory.away !== undefined) await check()
      const count = await tellSighted(deps, connection, complete)
      if (count === undefined) return
      memory.told = undefined
      memory.known = memory.known && { ...memory.known, count }
    },
  }
}

/** When the check began, by both clocks. */
interface Moment extends ClockReading {
  /** This replica has not checked before: others may not have either. */
  readonly first: boolean
  /** This check is so much later than it should be: the process stood still. */
  readonly stalledMs: number
  /** Since when times are by the clock as it is now; absent if it was never set. */
  readonly setAt?: number
}

async function checkOne(deps: HealthMonitorDeps, connection: string, memory: ReplicaMemory, moment: Moment) {
  const { redis, log } = deps
  try {
    const health = sinceSet(await readHealth(redis, connection, moment.wall, memory.known), moment)
    if (wasEmptied(memory, health)) return await tellEmptied(deps, connection, memory, health)
    const channels = await watchingChannels(redis, connection)
    // A poll of this replica has ended that outage meanwhile.
    if (memory.known !== undefined && memory.known.count > health.count) return
    remember(memory, health, channels)
    await trimHistory(redis, connection, moment.wall)
    await tellIfBlind(deps, connection, memory, health, moment)
    if ((health.heartbeat ?? 0) >= (memory.away?.since ?? 0)) memory.away = undefined
  } catch (error) {
    log.warn({ connection, err: error }, 'Redis could not be asked for the heartbeat')
    await notifyWithoutRedis(deps, connection, memory, { now: moment.wall, error })
  }
}

/** How long it was silent before the clock was set nobody can tell from times of another clock. */
function sinceSet(health: StoredHealth, { setAt }: Moment): StoredHealth {
  if (setAt === undefined) return health
  const later = (at: number) => Math.max(at, setAt)
  const { heartbeat, unanswered } = health
  return {
    ...health,
    heartbeat: heartbeat === undefined ? undefined : later(heartbeat),
    unanswered: unanswered.map((task) => ({ ...task, since: later(task.since) })),
  }
}

/** The same, for what this replica remembers. */
function beginAnew(memory: ReplicaMemory, setAt: number): void {
  if (memory.heartbeat !== undefined) memory.heartbeat = setAt
  if (memory.away !== undefined) memory.away = { ...memory.away, since: setAt }
}

function remember(memory: ReplicaMemory, health: StoredHealth, channels: readonly WatchingChannel[]): void {
  const { stale, count, born, heartbeat } = health
  if (memory.known?.count !== count) memory.told = undefined
  Object.assign(memory, { known: { count, born }, channels, heartbeat })
  if (stale === undefined || stale.state.taskIds !== undefined) return
  const { since, places } = stale.state
  // A channel that watches since then has missed nothing.
  const all = [...places, ...channels.map(({ channelRef }) => channelRefId(channelRef))]
  memory.told = { since, cause: memory.told?.cause ?? 'redis', places: new Set(all) }
}

async function tellIfBlind(
  deps: HealthMonitorDeps,
  connection: string,
  { channels: places, told, away }: ReplicaMemory,
  health: StoredHealth,
  { wall, steady, first, stalledMs }: Moment,
): Promise<void> {
  // Redis may not know of it: it was told without Redis, or Redis has lost its latest writes.
  if (told !== undefined) return tellStale(deps, connection, places, health, { kind: 'blind', ...told })
  const { heartbeat, alive, trouble, unanswered } = health
  const verdict = judgeHealth({
    // Not the time of the check: Redis may have been waited for, and the clock set meanwhile.
    now: wall + deps.steadyClock() - steady,
    heartbeat,
    // Another replica's word is needed only for the time before this one began to check.
    alive: first ? alive : undefined,
    staleMs: staleAfter(deps.options),
    stalledMs,
    watching: places.length > 0,
    unanswered,
    ...(trouble && { trouble }),
  })
  if (verdict.kind === 'sighted') return
  const cause = verdict.kind === 'blind' && away?.cause
  await tellStale(deps, connection, places, health, cause ? { ...verdict, cause } : verdict)
}
