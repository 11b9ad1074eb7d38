import { type EventSummary, type Notice, noticeMessage } from '../../domain/delivery/outbox-message.ts'
import { type HealthVerdict, type StaleCause, staleCauseWords } from '../../domain/watching/health.ts'
import type { ChannelRef } from '../../domain/watching/watch.ts'
import { lastHeartbeat, type StoredHealth, unansweredTaskIds } from '../../store/heartbeats.ts'
import { channelRefId } from '../../store/keys.ts'
import type { Redis } from '../../store/redis.ts'
import {
  loadStaleState,
  moveStaleState,
  type StaleState,
  type StoredStaleState,
} from '../../store/stale-state.ts'
import { loadTasks } from '../../store/task-states.ts'
import { watchesOfTask, watchingChannels } from '../../store/watches.ts'
import { staleAfter } from '../options.ts'
import { type HealthMonitorDeps, staleMessage, type WatchingChannel } from './deps.ts'

/** At most so many events are listed when sight is back; the rest is in `/drs missed`. */
const mostMissed = 100

type Unseen = Exclude<HealthVerdict, { readonly kind: 'sighted' }>

/** Tells what is not told yet. */
export async function tellStale(
  deps: HealthMonitorDeps,
  connection: string,
  all: readonly WatchingChannel[],
  { stale, count }: StoredHealth,
  verdict: Unseen,
): Promise<void> {
  const news = newsOf(verdict, stale?.state)
  if (news === undefined) return
  const { since, cause, taskIds } = news
  const places = await concerned(deps.redis, connection, all, taskIds)
  if (places.length === 0) return
  const before = stale?.state.taskIds ?? []
  const blindness = { since, cause: staleCauseWords(cause), count, toldBefore: before.length }
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
  const move = { before: stale?.raw, after, sayings }
  if ((await moveStaleState(deps.redis, connection, move)) === undefined) return
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
function newsOf(verdict: Unseen, told: StaleState | undefined): News | undefined {
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

/** Tells that an outage is over, if it is. Returns the number of the next one. */
export async function tellSighted(
  deps: HealthMonitorDeps,
  connection: string,
  complete: boolean,
): Promise<number | undefined> {
  const stale = await loadStaleState(deps.redis, connection)
  if (stale === undefined || !(await isOver(deps, connection, stale, complete))) return undefined
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
  const next = await moveStaleState(deps.redis, connection, { before: raw, after: undefined, sayings })
  if (next === undefined) return undefined
  deps.log.info({ connection, since: state.since, until }, 'Tasks can be seen again')
  deps.events.emit('health:recovered', { connection, since: state.since, until })
  return next
}

/**
 * A poll that began before the outage may end after it, if Redis hung meanwhile: it has seen all, but not lately. Whoever
 * looked after the heartbeat now would tell the outage again.
 */
async function isOver(
  { redis, clock, options }: HealthMonitorDeps,
  connection: string,
  { state: { taskIds } }: StoredStaleState,
  complete: boolean,
): Promise<boolean> {
  if (taskIds === undefined) {
    if (!complete) return false
    const heartbeat = await lastHeartbeat(redis, connection)
    return heartbeat !== undefined && clock() - heartbeat <= staleAfter(options)
  }
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
