import { diff } from '../domain/diff.ts'
import { cardEntry, eventEntry, outcomeEntry } from '../domain/entry.ts'
import { followOutcome } from '../domain/goals.ts'
import { isPulse, nextLook } from '../domain/interval.ts'
import type { Observation } from '../domain/snapshot.ts'
import type { TaskService } from '../domain/task-service.ts'
import type { Follow, Place } from '../domain/watch.ts'
import { followsOfTasks } from '../store/follows.ts'
import { placeId } from '../store/keys.ts'
import type { Redis } from '../store/redis.ts'
import {
  type Appointment,
  type Claimed,
  type Commit,
  claimDue,
  commit,
  loadTasks,
  reschedule,
  type Stored,
} from '../store/tasks.ts'
import type { EngineEmitter, Log } from './events.ts'
import { type Failure, observe } from './observe.ts'
import type { EngineOptions } from './options.ts'

export interface RoundParts {
  readonly redis: Redis
  readonly service: (connection: string) => TaskService
  readonly clock: () => number
  readonly log: Log
  readonly events: EngineEmitter
  readonly options: EngineOptions
}

/** One round over the tasks of a connection. */
interface Round {
  readonly connection: string
  readonly at: number
  /** The due time that marks a task as claimed by this round. */
  readonly claimed: number
  readonly touched: Map<string, Place>
  looked: number
  changed: number
}

/**
 * Looks at every task of a connection that is due, in hundreds, and commits what differs. Any number of rounds may run at
 * the same time on any number of replicas: a task is claimed by one of them, and a commit is refused if another was
 * first. Returns the places that have something to be said. Never throws on account of DRS.
 */
export async function runRound(parts: RoundParts, connection: string): Promise<readonly Place[]> {
  const at = parts.clock()
  const claimed = at + parts.options.claimMs
  const round: Round = { connection, at, claimed, touched: new Map(), looked: 0, changed: 0 }
  await Promise.all(Array.from({ length: parts.options.parallel }, () => lookAtChunks(parts, round)))
  const { looked, changed } = round
  parts.events.emit('round:done', { connection, at, looked, changed })
  return [...round.touched.values()]
}

async function lookAtChunks(parts: RoundParts, round: Round): Promise<void> {
  const { redis, options } = parts
  // Tasks that would be due before the next round has a chance are taken along.
  const due = round.at + options.motion / 2
  for (;;) {
    const claim = { due, until: round.claimed, limit: options.chunk }
    const claims = await claimDue(redis, round.connection, claim)
    if (claims.length === 0) return
    await lookAt(parts, round, claims)
  }
}

async function lookAt(parts: RoundParts, round: Round, claims: readonly Claimed[]): Promise<void> {
  const { redis } = parts
  const { connection, claimed } = round
  const ids = claims.map(({ id }) => id)
  round.looked += ids.length
  try {
    const appointments = await lookAndCommit(parts, round, claims)
    await reschedule(redis, connection, claimed, appointments)
  } catch (error) {
    const again = round.at + parts.options.motion
    await reschedule(
      redis,
      connection,
      claimed,
      ids.map((id) => ({ id, next: again })),
    )
    parts.log.warn({ connection, tasks: ids.length, err: error }, 'Could not look at tasks')
    parts.events.emit('round:failed', { connection, at: round.at, taskIds: ids, error })
  }
}

/** Returns the appointments of the tasks that had nothing to commit. */
async function lookAndCommit(
  parts: RoundParts,
  round: Round,
  claims: readonly Claimed[],
): Promise<readonly Appointment[]> {
  const { redis, service } = parts
  const { connection, at } = round
  const ids = claims.map(({ id }) => id)
  const turns = new Set(claims.filter(({ due }) => isPulse(due)).map(({ id }) => id))
  // Versions before the questions: what is begun meanwhile makes these answers too old to be committed.
  const tasks = await loadTasks(redis, connection, ids)
  const follows = await followsOfTasks(redis, connection, ids)
  const { observations, failures } = await observe(service(connection), { tasks, follows, turns, at })
  for (const failure of failures) report(parts, round, failure)
  const settled = tasks.map((task) => {
    const sight = { task, seen: observations.get(task.id), pulse: turns.has(task.id) }
    return settle(parts, round, sight, follows.get(task.id) ?? [])
  })
  return (await Promise.all(settled)).filter((appointment) => appointment !== undefined)
}

/** A task and what was seen of it, if it answered; `pulse`: the look was at how far it is. */
interface Sight {
  readonly task: Stored
  readonly seen: Observation | undefined
  readonly pulse: boolean
}

async function settle(
  parts: RoundParts,
  round: Round,
  { task, seen, pulse }: Sight,
  follows: readonly Follow[],
): Promise<Appointment | undefined> {
  const { id } = task
  if (seen === undefined) return { id, next: round.at + parts.options.motion }
  const change = changeOf(parts, round, { task, seen, pulse }, follows)
  if (change.snapshot === undefined && change.outcomes.length === 0) return { id, next: change.next }
  const places = await commit(parts.redis, change)
  if (places === undefined) {
    parts.log.debug({ connection: round.connection, taskId: id }, 'Another look was first')
    return { id, next: round.at }
  }
  round.changed += 1
  for (const place of places) round.touched.set(placeId(place), place)
  return undefined
}

function changeOf(
  { clock, options }: RoundParts,
  { connection, claimed, at }: Round,
  { task: { id, version, snapshot: before }, seen, pulse }: Sight & { readonly seen: Observation },
  follows: readonly Follow[],
): Commit {
  const { next, events, changed } = diff(before, seen, at, { connection, id, version })
  const outcomes = follows.flatMap((follow) => {
    const outcome = followOutcome(follow, next, clock())
    return outcome === undefined ? [] : [outcomeEntry(follow, outcome, next)]
  })
  return {
    connection,
    taskId: id,
    expected: version,
    snapshot: changed ? next : undefined,
    entries: changed
      ? [cardEntry(connection, id, String(next.version)), ...events.map((event) => eventEntry(event, next))]
      : [],
    outcomes,
    claimed,
    next: nextLook(next, follows.length > outcomes.length, at, options, pulse),
  }
}

function report({ log, events }: RoundParts, { connection, at }: Round, failure: Failure): void {
  const { question, taskId, error } = failure
  log.warn({ connection, taskId, question, err: error }, 'DRS did not answer a question')
  if (taskId === undefined) events.emit('round:failed', { connection, at, taskIds: [], error })
  else events.emit('task:failed', { connection, taskId, question, error })
}
