import { type Notice, noticeEntry, type Told } from '../../domain/delivery/outbox-message.ts'
import {
  type BlindCause,
  causeWords,
  judgeSight,
  type Tick,
  type Verdict,
  wasSet,
} from '../../domain/watching/health.ts'
import type { Place } from '../../domain/watching/watch.ts'
import {
  type BlindState,
  loadBlind,
  moveBlind,
  readSight,
  type StoredBlind,
  type StoredSight,
  unseenTasks,
} from '../../store/heartbeats.ts'
import { trimHistory } from '../../store/history.ts'
import { placeId } from '../../store/keys.ts'
import type { Redis } from '../../store/redis.ts'
import { loadTasks } from '../../store/task-states.ts'
import { watchesOfTask, watchingPlaces } from '../../store/watches.ts'
import { blindAfter } from '../options.ts'
import {
  blindEntry,
  checkInterval,
  emptyMemory,
  type Memory,
  type SightParts,
  type Watching,
} from './deps.ts'
import { tellWithoutRedis } from './without-redis.ts'

/*
 * Nobody notices that nothing is said. So every round leaves a heartbeat, and every replica looks after it by a timer of
 * its own, whether the queue works or not. What is told, and that it is over, goes through the outbox and stands in Redis,
 * so that one replica tells it, once. Only while Redis itself is away do replicas post on their own account: under the
 * same key, by which they find each other's messages, and which the outbox knows when Redis is back.
 */

export interface Lookout {
  /** Looks after the heartbeats of all connections and tells who is concerned. Never throws. */
  check(): Promise<void>
  /** The same, if the last time is longer ago than it should be. */
  checkIfLate(): Promise<void>
  /** Tells that the connection can be seen again, if blindness was told and this round saw what it asked for. */
  afterRound(connection: string, complete: boolean): Promise<void>
}

/** At most so many events are listed when sight is back; the rest is in `/drs missed`. */
const mostMissed = 100

export function createLookout(parts: SightParts): Lookout {
  const { connections, options } = parts
  const memories = new Map(connections.map((connection) => [connection, emptyMemory()]))
  let last: Tick | undefined
  let checking: Promise<void> | undefined

  /** One at a time: while Redis is away a check may take longer than the time to the next one. */
  function check(): Promise<void> {
    checking ??= checkAll().finally(() => {
      checking = undefined
    })
    return checking
  }

  async function checkAll(): Promise<void> {
    const tick = { wall: parts.clock(), steady: parts.steadyClock() }
    const before = last
    last = tick
    if (before !== undefined && wasSet(before, tick, options.steady)) {
      // Everything looks old (or new) at once; the next rounds write heartbeats by the clock as it is now.
      parts.log.warn({ ms: tick.wall - before.wall }, 'The clock was set')
      return
    }
    for (const [connection, memory] of memories) {
      await checkOne(parts, connection, memory, { tick, first: before === undefined })
    }
  }

  return {
    check,
    checkIfLate: async () => {
      const late = last === undefined || parts.steadyClock() - last.steady > 2 * checkInterval(options)
      if (late) await check()
    },
    afterRound: (connection, complete) => tellSighted(parts, connection, complete),
  }
}

interface Moment {
  readonly tick: Tick
  /** This replica has not checked before: others may not have either. */
  readonly first: boolean
}

async function checkOne(parts: SightParts, connection: string, memory: Memory, moment: Moment) {
  try {
    const sight = await readSight(parts.redis, connection, moment.tick.wall)
    memory.places = await watchingPlaces(parts.redis, connection)
    memory.count = sight.count
    memory.heartbeat = sight.heartbeat
    await trimHistory(parts.redis, connection, moment.tick.wall)
    await tellIfBlind(parts, connection, memory, sight, moment)
    // Until there was a look again, what is told may have been told without Redis.
    if ((sight.heartbeat ?? 0) >= (memory.away?.since.wall ?? 0)) memory.away = undefined
  } catch (error) {
    parts.log.warn({ connection, err: error }, 'Redis could not be asked for the heartbeat')
    await tellWithoutRedis(parts, connection, memory, moment.tick)
  }
}

async function tellIfBlind(
  parts: SightParts,
  connection: string,
  { places, away }: Memory,
  sight: StoredSight,
  { first }: Moment,
): Promise<void> {
  const blindMs = blindAfter(parts.options)
  const { heartbeat, alive, trouble, unseen } = sight
  const verdict = judgeSight({
    // Not the time of the check: Redis may have been waited for.
    now: parts.clock(),
    heartbeat,
    // Another replica's word is needed only for the time before this one began to check.
    alive: first ? alive : undefined,
    blindMs,
    watching: places.length > 0,
    unseen,
    ...(trouble && { trouble }),
  })
  if (verdict.kind === 'sighted') return
  if (away === undefined) return tell(parts, connection, places, sight, verdict)
  const lost: Lost = verdict.kind === 'blind' ? { ...verdict, cause: 'redis' } : verdict
  await tell(parts, connection, places, sight, lost, away.since.wall)
}

type Lost = Exclude<Verdict, { readonly kind: 'sighted' }>

async function tell(
  parts: SightParts,
  connection: string,
  all: readonly Watching[],
  { blind, count }: StoredSight,
  verdict: Lost,
  triedSince?: number,
): Promise<void> {
  const news = newsOf(verdict, blind?.state)
  if (news === undefined) return
  const { since, cause, taskIds } = news
  const places = await concerned(parts.redis, connection, all, taskIds)
  if (places.length === 0) return
  const before = blind?.state.taskIds ?? []
  const blindness = { since, cause: causeWords[cause], count, toldBefore: before.length }
  const sayings = places.map(({ place, locale, tasks }) => ({
    place,
    entry: blindEntry(connection, tasks ? { ...blindness, tasks } : blindness, locale),
  }))
  const after: BlindState = {
    count,
    since: blind?.state.since ?? since,
    ...(taskIds && { taskIds: [...before, ...taskIds] }),
    places: [...new Set([...(blind?.state.places ?? []), ...places.map(({ place }) => placeId(place))])],
  }
  const move = { before: blind?.raw, after, sayings, ...(triedSince !== undefined && { triedSince }) }
  if (!(await moveBlind(parts.redis, connection, move))) return
  parts.log.error({ connection, since, cause, tasks: taskIds?.length }, 'Tasks cannot be seen')
  parts.events.emit('sight:lost', { connection, since, cause, ...(taskIds && { taskIds }) })
}

interface News {
  readonly since: number
  readonly cause: BlindCause
  /** Absent: all of them. */
  readonly taskIds?: readonly string[]
}

/** What has not been told yet: after some tasks others, or all of them. */
function newsOf(verdict: Lost, told: BlindState | undefined): News | undefined {
  if (told !== undefined && told.taskIds === undefined) return undefined
  if (verdict.kind === 'blind') return verdict
  const tasks = verdict.tasks.filter(({ taskId }) => !told?.taskIds?.includes(taskId))
  const [first] = tasks
  return first && { since: first.since, cause: first.cause, taskIds: tasks.map(({ taskId }) => taskId) }
}

interface Concerned extends Watching {
  /** Names of the tasks that it is about, if not all of them. */
  readonly tasks?: readonly string[]
}

/** The places that watch any of the tasks, each with its own. */
async function concerned(
  redis: Redis,
  connection: string,
  all: readonly Watching[],
  taskIds: readonly string[] | undefined,
): Promise<readonly Concerned[]> {
  if (taskIds === undefined) return all
  const stored = await loadTasks(redis, connection, taskIds)
  const names = new Map<string, string[]>(all.map(({ place }) => [placeId(place), []]))
  for (const { id, snapshot } of stored) {
    const watches = await watchesOfTask(redis, connection, id)
    for (const watch of watches) names.get(placeId(watch))?.push(snapshot?.name ?? id)
  }
  return all
    .map((one) => ({ ...one, tasks: names.get(placeId(one.place)) ?? [] }))
    .filter(({ tasks }) => tasks.length > 0)
}

async function tellSighted(parts: SightParts, connection: string, complete: boolean): Promise<void> {
  const blind = await loadBlind(parts.redis, connection)
  if (blind === undefined || !(await isOver(parts.redis, connection, blind, complete))) return
  const { state, raw } = blind
  const until = parts.clock()
  const told = new Set(state.places)
  const watching = (await watchingPlaces(parts.redis, connection)).filter(({ place }) =>
    told.has(placeId(place)),
  )
  const places = await concerned(parts.redis, connection, watching, state.taskIds)
  const sayings = await Promise.all(
    places.map(async ({ place, locale, tasks }) => {
      const missed = (await missedOf(parts, connection, place, state)).slice(-mostMissed)
      const notice: Notice = { kind: 'sighted', since: state.since, until, missed, ...(tasks && { tasks }) }
      return { place, entry: noticeEntry({ connection, taskId: '' }, notice, locale, String(state.count)) }
    }),
  )
  if (!(await moveBlind(parts.redis, connection, { before: raw, after: undefined, sayings }))) return
  parts.log.info({ connection, since: state.since, until }, 'Tasks can be seen again')
  parts.events.emit('sight:back', { connection, since: state.since, until })
}

async function isOver(
  redis: Redis,
  connection: string,
  { state: { taskIds } }: StoredBlind,
  complete: boolean,
): Promise<boolean> {
  if (taskIds === undefined) return complete
  const unseen = new Set(await unseenTasks(redis, connection))
  return !taskIds.some((id) => unseen.has(id))
}

/** What happened to tasks that were seen all the time has been told. */
async function missedOf(
  parts: SightParts,
  connection: string,
  place: Place,
  { since, taskIds }: BlindState,
): Promise<readonly Told[]> {
  const told = await parts.missed(place, since)
  return told
    .filter(({ event }) => event.id.startsWith(`${connection}:`))
    .filter(({ taskId }) => taskIds === undefined || taskIds.includes(taskId))
}
