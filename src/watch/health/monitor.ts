import { type EventSummary, type Notice, noticeMessage } from '../../domain/delivery/outbox-message.ts'
import {
  type ClockReading,
  type HealthVerdict,
  judgeHealth,
  type StaleCause,
  staleCauseWords,
  wasClockSet,
} from '../../domain/watching/health.ts'
import type { ChannelRef } from '../../domain/watching/watch.ts'
import {
  loadStaleState,
  moveStaleState,
  readHealth,
  type StaleState,
  type StoredHealth,
  type StoredStaleState,
  unansweredTaskIds,
} from '../../store/heartbeats.ts'
import { trimHistory } from '../../store/history.ts'
import { channelRefId } from '../../store/keys.ts'
import type { Redis } from '../../store/redis.ts'
import { loadTasks } from '../../store/task-states.ts'
import { watchesOfTask, watchingChannels } from '../../store/watches.ts'
import { staleAfter } from '../options.ts'
import {
  emptyReplicaMemory,
  type HealthMonitorDeps,
  healthCheckInterval,
  type ReplicaMemory,
  staleMessage,
  type WatchingChannel,
} from './deps.ts'
import { notifyWithoutRedis } from './without-redis.ts'

/*
 * Nobody notices that nothing is said. So every poll leaves a heartbeat, and every replica looks after it by a timer of
 * its own, whether the queue works or not. What is told, and that it is over, goes through the outbox and stands in Redis,
 * so that one replica tells it, once. Only while Redis itself is away do replicas post on their own account: under the
 * same key, by which they find each other's messages, and which the outbox knows when Redis is back.
 */

export interface HealthMonitor {
  /** Looks after the heartbeats of all connections and tells who is concerned. Never throws. */
  check(): Promise<void>
  /** The same, if the last time is longer ago than it should be. */
  checkIfLate(): Promise<void>
  /** Tells that the connection can be seen again, if an outage was told and this poll saw what it asked for. */
  afterPoll(connection: string, complete: boolean): Promise<void>
}

/** At most so many events are listed when sight is back; the rest is in `/drs missed`. */
const mostMissed = 100

export function createHealthMonitor(deps: HealthMonitorDeps): HealthMonitor {
  const { connections, options } = deps
  const memories = new Map(connections.map((connection) => [connection, emptyReplicaMemory()]))
  let last: ClockReading | undefined
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
      // Everything looks old (or new) at once; the next polls write heartbeats by the clock as it is now.
      deps.log.warn({ ms: tick.wall - before.wall }, 'The clock was set')
      return
    }
    for (const [connection, memory] of memories) {
      await checkOne(deps, connection, memory, { tick, first: before === undefined })
    }
  }

  return {
    check,
    checkIfLate: async () => {
      const late = last === undefined || deps.steadyClock() - last.steady > 2 * healthCheckInterval(options)
      if (late) await check()
    },
    afterPoll: (connection, complete) => tellSighted(deps, connection, complete),
  }
}

interface Moment {
  readonly tick: ClockReading
  /** This replica has not checked before: others may not have either. */
  readonly first: boolean
}

async function checkOne(deps: HealthMonitorDeps, connection: string, memory: ReplicaMemory, moment: Moment) {
  try {
    const health = await readHealth(deps.redis, connection, moment.tick.wall)
    memory.channels = await watchingChannels(deps.redis, connection)
    memory.count = health.count
    memory.heartbeat = health.heartbeat
    await trimHistory(deps.redis, connection, moment.tick.wall)
    await tellIfBlind(deps, connection, memory, health, moment)
    // Until there was a look again, what is told may have been told without Redis.
    if ((health.heartbeat ?? 0) >= (memory.away?.since.wall ?? 0)) memory.away = undefined
  } catch (error) {
    deps.log.warn({ connection, err: error }, 'Redis could not be asked for the heartbeat')
    await notifyWithoutRedis(deps, connection, memory, moment.tick)
  }
}

async function tellIfBlind(
  deps: HealthMonitorDeps,
  connection: string,
  { channels: places, away }: ReplicaMemory,
  health: StoredHealth,
  { first }: Moment,
): Promise<void> {
  const blindMs = staleAfter(deps.options)
  const { heartbeat, alive, trouble, unanswered } = health
  const verdict = judgeHealth({
    // Not the time of the check: Redis may have been waited for.
    now: deps.clock(),
    heartbeat,
    // Another replica's word is needed only for the time before this one began to check.
    alive: first ? alive : undefined,
    staleMs: blindMs,
    watching: places.length > 0,
    unanswered,
    ...(trouble && { trouble }),
  })
  if (verdict.kind === 'sighted') return
  if (away === undefined) return tell(deps, connection, places, health, verdict)
  const lost: Lost = verdict.kind === 'blind' ? { ...verdict, cause: 'redis' } : verdict
  await tell(deps, connection, places, health, lost, away.since.wall)
}

type Lost = Exclude<HealthVerdict, { readonly kind: 'sighted' }>

async function tell(
  deps: HealthMonitorDeps,
  connection: string,
  all: readonly WatchingChannel[],
  { stale, count }: StoredHealth,
  verdict: Lost,
  triedSince?: number,
): Promise<void> {
  const news = newsOf(verdict, stale?.state)
  if (news === undefined) return
  const { since, cause, taskIds } = news
  const places = await concerned(deps.redis, connection, all, taskIds)
  if (places.length === 0) return
  const before = stale?.state.taskIds ?? []
  const blindness = { since, cause: staleCauseWords[cause], count, toldBefore: before.length }
  const sayings = places.map(({ channelRef, locale, tasks }) => ({
    channelRef,
    message: staleMessage(connection, tasks ? { ...blindness, tasks } : blindness, locale),
  }))
  const after: StaleState = {
    count,
    since: stale?.state.since ?? since,
    ...(taskIds && { taskIds: [...before, ...taskIds] }),
    places: [
      ...new Set([
        ...(stale?.state.places ?? []),
        ...places.map(({ channelRef }) => channelRefId(channelRef)),
      ]),
    ],
  }
  const move = { before: stale?.raw, after, sayings, ...(triedSince !== undefined && { triedSince }) }
  if (!(await moveStaleState(deps.redis, connection, move))) return
  deps.log.error({ connection, since, cause, tasks: taskIds?.length }, 'Tasks cannot be seen')
  deps.events.emit('health:stale', { connection, since, cause, ...(taskIds && { taskIds }) })
}

interface News {
  readonly since: number
  readonly cause: StaleCause
  /** Absent: all of them. */
  readonly taskIds?: readonly string[]
}

/** What has not been told yet: after some tasks others, or all of them. */
function newsOf(verdict: Lost, told: StaleState | undefined): News | undefined {
  if (told !== undefined && told.taskIds === undefined) return undefined
  if (verdict.kind === 'blind') return verdict
  const tasks = verdict.tasks.filter(({ taskId }) => !told?.taskIds?.includes(taskId))
  const [first] = tasks
  return first && { since: first.since, cause: first.cause, taskIds: tasks.map(({ taskId }) => taskId) }
}

interface Concerned extends WatchingChannel {
  /** Names of the tasks that it is about, if not all of them. */
  readonly tasks?: readonly string[]
}

/** The channels that watch any of the tasks, each with its own. */
async function concerned(
  redis: Redis,
  connection: string,
  all: readonly WatchingChannel[],
  taskIds: readonly string[] | undefined,
): Promise<readonly Concerned[]> {
  if (taskIds === undefined) return all
  const stored = await loadTasks(redis, connection, taskIds)
  const names = new Map<string, string[]>(all.map(({ channelRef }) => [channelRefId(channelRef), []]))
  for (const { id, snapshot } of stored) {
    const watches = await watchesOfTask(redis, connection, id)
    for (const watch of watches) names.get(channelRefId(watch))?.push(snapshot?.name ?? id)
  }
  return all
    .map((one) => ({ ...one, tasks: names.get(channelRefId(one.channelRef)) ?? [] }))
    .filter(({ tasks }) => tasks.length > 0)
}

async function tellSighted(deps: HealthMonitorDeps, connection: string, complete: boolean): Promise<void> {
  const stale = await loadStaleState(deps.redis, connection)
  if (stale === undefined || !(await isOver(deps.redis, connection, stale, complete))) return
  const { state, raw } = stale
  const until = deps.clock()
  const told = new Set(state.places)
  const watching = (await watchingChannels(deps.redis, connection)).filter(({ channelRef }) =>
    told.has(channelRefId(channelRef)),
  )
  const places = await concerned(deps.redis, connection, watching, state.taskIds)
  const sayings = await Promise.all(
    places.map(async ({ channelRef, locale, tasks }) => {
      const missed = (await missedOf(deps, connection, channelRef, state)).slice(-mostMissed)
      const notice: Notice = { kind: 'sighted', since: state.since, until, missed, ...(tasks && { tasks }) }
      return {
        channelRef,
        message: noticeMessage({ connection, taskId: '' }, notice, locale, String(state.count)),
      }
    }),
  )
  if (!(await moveStaleState(deps.redis, connection, { before: raw, after: undefined, sayings }))) return
  deps.log.info({ connection, since: state.since, until }, 'Tasks can be seen again')
  deps.events.emit('health:recovered', { connection, since: state.since, until })
}

async function isOver(
  redis: Redis,
  connection: string,
  { state: { taskIds } }: StoredStaleState,
  complete: boolean,
): Promise<boolean> {
  if (taskIds === undefined) return complete
  const unseen = new Set(await unansweredTaskIds(redis, connection))
  return !taskIds.some((id) => unseen.has(id))
}

/** What happened to tasks that were seen all the time has been told. */
async function missedOf(
  deps: HealthMonitorDeps,
  connection: string,
  channelRef: ChannelRef,
  { since, taskIds }: StaleState,
): Promise<readonly EventSummary[]> {
  const events = await deps.missed(channelRef, since)
  return events
    .filter(({ event }) => event.id.startsWith(`${connection}:`))
    .filter(({ taskId }) => taskIds === undefined || taskIds.includes(taskId))
}
