import type { TaskService } from '../../domain/tasks/task-service.ts'
import { causeOf } from '../../domain/watching/health.ts'
import { isPulse } from '../../domain/watching/poll-interval.ts'
import type { Observation } from '../../domain/watching/snapshot.ts'
import type { Place } from '../../domain/watching/watch.ts'
import { DrsError } from '../../drs/drs-error.ts'
import { noteIdle, noteLook } from '../../store/heartbeats.ts'
import { placeId } from '../../store/keys.ts'
import { limitsOfTasks } from '../../store/limits.ts'
import { followsOfTasks } from '../../store/pending-actions.ts'
import type { Redis } from '../../store/redis.ts'
import {
  type Appointment,
  type Claimed,
  claimDue,
  commit,
  keepClaims,
  loadTasks,
  recallFarOff,
  reschedule,
} from '../../store/task-states.ts'
import type { EngineEmitter, Log } from '../events.ts'
import type { Reached } from '../failpoints.ts'
import type { EngineOptions } from '../options.ts'
import { changeOf, type Sight } from './change.ts'
import { type Failure, observe, type Seen } from './observe.ts'

export interface RoundParts {
  readonly redis: Redis
  readonly service: (connection: string) => TaskService
  readonly clock: () => number
  readonly log: Log
  readonly events: EngineEmitter
  readonly options: EngineOptions
  readonly reached?: Reached
  /** Told of places that have something to be said, as soon as it is stored. */
  readonly touched?: (connection: string, places: readonly Place[]) => Promise<void>
}

/** One round over the tasks of a connection. */
interface Round {
  readonly connection: string
  readonly at: number
  looked: number
  changed: number
  /** Looks at up to a hundred tasks in which none of them answered. */
  failed: number
}

/**
 * Looks at every task of a connection that is due, in hundreds, and commits what differs. Any number of rounds may run at
 * the same time on any number of replicas: a task is claimed by one of them, and a commit is refused if another was
 * first. Returns whether there was anything to ask and DRS answered all of it. Never throws on account of DRS.
 */
export async function runRound(parts: RoundParts, connection: string): Promise<boolean> {
  const at = parts.clock()
  const round: Round = { connection, at, looked: 0, changed: 0, failed: 0 }
  await recallFarOff(parts.redis, connection, { latest: latestLook(at, parts.options), at })
  await Promise.all(Array.from({ length: parts.options.parallel }, () => lookAtChunks(parts, round)))
  const { looked, changed, failed } = round
  if (looked === 0) await noteIdle(parts.redis, connection, at)
  parts.events.emit('round:done', { connection, at, looked, changed })
  parts.reached?.('round:done')
  // Who finds nothing due does not know what those have found who were first.
  return looked > 0 && failed === 0
}

/** Tasks up to this time are taken along: they would be due before the next round has a chance. */
export function dueUntil(at: number, { motion }: EngineOptions): number {
  return at + motion / 2
}

/** Further off than what rounds take along. */
function claimUntil(now: number, options: EngineOptions): number {
  return dueUntil(now, options) + options.claimMs
}

/** No look is set later by a clock that agrees with ours. */
function latestLook(at: number, options: EngineOptions): number {
  const { steady, motion } = options
  return Math.max(at + 2 * Math.max(steady, motion), claimUntil(at + motion, options))
}

async function lookAtChunks(parts: RoundParts, round: Round): Promise<void> {
  const { redis, options, clock } = parts
  for (;;) {
    const claimed = claimUntil(clock(), options)
    const claim = { due: dueUntil(round.at, options), until: claimed, limit: options.chunk }
    const claims = await claimDue(redis, round.connection, claim)
    if (claims.length === 0) return
    parts.reached?.('round:claimed')
    const ids = claims.map(({ id }) => id)
    const end = await lookAt(parts, round, { claims, ids, claimed, touched: new Map() })
    // Whoever is next in the line would get no call either; the next round tries again.
    if (end === 'no-budget') return
  }
}

/** Up to a hundred tasks that this replica has claimed. */
interface Chunk {
  readonly claims: readonly Claimed[]
  readonly ids: readonly string[]
  /** The due time that marks them as claimed here; it moves on while they are. */
  claimed: number
  readonly touched: Map<string, Place>
}

async function lookAt(parts: RoundParts, round: Round, chunk: Chunk): Promise<'done' | 'no-budget'> {
  const { connection, at } = round
  round.looked += chunk.ids.length
  try {
    const appointments = await lookAndCommit(parts, round, chunk)
    await reschedule(parts.redis, connection, chunk.claimed, appointments)
    await parts.touched?.(connection, [...chunk.touched.values()])
    return 'done'
  } catch (error) {
    round.failed += 1
    const { log, events } = parts
    log.warn({ connection, tasks: chunk.ids.length, err: error }, 'Could not look at tasks')
    events.emit('round:failed', { connection, at, taskIds: chunk.ids, error })
    await putOff(parts, round, chunk, error)
    return isShortage(error) ? 'no-budget' : 'done'
  }
}

/** Tasks that got no call keep their place in the line, so that none of them starves while calls are short. */
async function putOff(
  { redis, options }: RoundParts,
  { connection, at }: Round,
  { claims, ids, claimed }: Chunk,
  error: unknown,
): Promise<void> {
  const again = at + options.motion
  const later = claims.map(({ id, due }) => ({ id, next: isShortage(error) ? due : again }))
  await reschedule(redis, connection, claimed, later)
  await noteLook(redis, connection, { at, seen: [], failed: ids, cause: causeOf(error) })
}

function isShortage(error: unknown): boolean {
  return error instanceof DrsError && error.code === 'budget'
}

/** Returns the appointments of the tasks that had nothing to commit. */
async function lookAndCommit(parts: RoundParts, round: Round, chunk: Chunk): Promise<readonly Appointment[]> {
  const { redis, service } = parts
  const { connection, at } = round
  const { claims, ids } = chunk
  const turns = new Set(claims.filter(({ due }) => isPulse(due)).map(({ id }) => id))
  // Versions before the questions: what is begun meanwhile makes these answers too old to be committed.
  const tasks = await loadTasks(redis, connection, ids)
  const follows = await followsOfTasks(redis, connection, ids)
  const limits = await limitsOfTasks(redis, connection, ids)
  const look = { tasks, follows, turns, at }
  const seen = await whileClaimed(parts, round, chunk, () => observe(service(connection), look))
  parts.reached?.('round:asked')
  for (const failure of seen.failures) report(parts, round, failure)
  if (seen.observations.size === 0) round.failed += 1
  await noteLook(redis, connection, noteOf(at, ids, seen))
  const settled = tasks.map((task) => {
    const { id } = task
    const sight = { task, pulse: turns.has(id), follows: follows.get(id) ?? [], limits: limits.get(id) ?? [] }
    return settle(parts, round, chunk, sight, seen.observations.get(id))
  })
  return (await Promise.all(settled)).filter((appointment) => appointment !== undefined)
}

const slow = { seen: [], failed: [], cause: 'network' } as const

/** Claims are renewed while DRS (or the call budget) takes its time, so that nobody asks the same meanwhile. */
async function whileClaimed<T>(
  { redis, clock, options, log }: RoundParts,
  { connection }: Round,
  chunk: Chunk,
  work: () => Promise<T>,
): Promise<T> {
  let renewing: Promise<void> = Promise.resolve()
  const begun = clock()
  const renew = async () => {
    const now = clock()
    const until = claimUntil(now, options)
    if (until <= chunk.claimed) return
    try {
      // It may be minutes before the call is given up; who asks meanwhile why nothing is seen shall be told.
      if (now - begun > options.claimMs) await noteLook(redis, connection, { at: now, ...slow })
      await keepClaims(redis, connection, chunk, until)
      chunk.claimed = until
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

function noteOf(at: number, ids: readonly string[], { observations, failures }: Seen) {
  const [first] = failures
  return {
    at,
    seen: ids.filter((id) => observations.has(id)),
    failed: ids.filter((id) => !observations.has(id)),
    cause: first && causeOf(first.error),
  }
}

async function settle(
  parts: RoundParts,
  round: Round,
  chunk: Chunk,
  sight: Sight,
  seen: Observation | undefined,
): Promise<Appointment | undefined> {
  const { connection, at } = round
  const { id } = sight.task
  if (seen === undefined) return { id, next: at + parts.options.motion }
  const change = await changeOf(parts, { connection, at, claimed: chunk.claimed }, sight, seen)
  if (change.snapshot === undefined && change.outcomes.length === 0 && change.limits.length === 0) {
    return { id, next: change.next }
  }
  parts.reached?.('commit:before')
  const places = await commit(parts.redis, change)
  if (places === undefined) {
    parts.log.debug({ connection, taskId: id }, 'Another look was first')
    return { id, next: at }
  }
  parts.reached?.('commit:after')
  round.changed += 1
  for (const place of places) chunk.touched.set(placeId(place), place)
  return undefined
}

function report({ log, events }: RoundParts, { connection, at }: Round, failure: Failure): void {
  const { question, taskId, error } = failure
  log.warn({ connection, taskId, question, err: error }, 'DRS did not answer a question')
  if (taskId === undefined) events.emit('round:failed', { connection, at, taskIds: [], error })
  else events.emit('task:failed', { connection, taskId, question, error })
}
