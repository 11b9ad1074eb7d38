import type { Log } from '../../base/log.ts'
import type { TaskService } from '../../domain/tasks/task-service.ts'
import { staleCauseOf } from '../../domain/watching/health.ts'
import { isProgressProbe } from '../../domain/watching/poll-interval.ts'
import type { Observation, Snapshot } from '../../domain/watching/snapshot.ts'
import type { ChannelRef } from '../../domain/watching/watch.ts'
import { DrsError } from '../../drs/drs-error.ts'
import { noteIdleRound, notePoll } from '../../store/heartbeats.ts'
import { channelRefId } from '../../store/keys.ts'
import { limitsOfTasks } from '../../store/limits.ts'
import { pendingActionsOfTasks } from '../../store/pending-actions.ts'
import type { Redis } from '../../store/redis.ts'
import { dropIndexed, patchIndexed } from '../../store/task-index.ts'
import {
  type ClaimedTask,
  claimDue,
  commitTask,
  keepClaims,
  loadTasks,
  type NextPoll,
  recallDistantPolls,
  reschedulePolls,
} from '../../store/task-states.ts'
import type { EngineEmitter } from '../events.ts'
import type { FailpointHook } from '../failpoints.ts'
import type { EngineOptions } from '../options.ts'
import { changeAfterPoll, type PolledTask } from './change.ts'
import { type BatchObservations, observeTasks, type QuestionFailure } from './observe.ts'

export interface PollDeps {
  readonly redis: Redis
  readonly service: (connection: string) => TaskService
  readonly clock: () => number
  readonly log: Log
  readonly events: EngineEmitter
  readonly options: EngineOptions
  readonly onFailpoint?: FailpointHook
  /** Told of channels that have something to be said, as soon as it is stored. */
  readonly onMessages?: (connection: string, channelRefs: readonly ChannelRef[]) => void
}

/** One poll over the tasks of a connection. */
interface PollPass {
  readonly connection: string
  readonly at: number
  looked: number
  changed: number
  /** Looks at up to a hundred tasks in which none of them answered. */
  failed: number
}

/**
 * Looks at every task of a connection that is due, in hundreds, and commits what differs. Any number of polls may run at
 * the same time on any number of replicas: a task is claimed by one of them, and a commit is refused if another was
 * first. Returns whether there was anything to ask and DRS answered all of it. Never throws on account of DRS.
 */
export async function pollConnection(deps: PollDeps, connection: string): Promise<boolean> {
  const at = deps.clock()
  const pass: PollPass = { connection, at, looked: 0, changed: 0, failed: 0 }
  await recallDistantPolls(deps.redis, connection, { latest: latestLook(at, deps.options), at })
  await Promise.all(Array.from({ length: deps.options.parallel }, () => lookAtChunks(deps, pass)))
  const { looked, changed, failed } = pass
  if (looked === 0) await noteIdleRound(deps.redis, connection, at)
  deps.events.emit('poll:done', { connection, at, looked, changed })
  deps.onFailpoint?.('poll:done')
  // Who finds nothing due does not know what those have found who were first.
  return looked > 0 && failed === 0
}

/** Tasks up to this time are taken along: they would be due before the next poll has a chance. */
export function dueUntil(at: number, { motion }: EngineOptions): number {
  return at + motion / 2
}

/** Further off than what polls take along. */
function claimUntil(now: number, options: EngineOptions): number {
  return dueUntil(now, options) + options.claimMs
}

/** No look is set later by a clock that agrees with ours. */
function latestLook(at: number, options: EngineOptions): number {
  const { steady, motion } = options
  return Math.max(at + 2 * Math.max(steady, motion), claimUntil(at + motion, options))
}

async function lookAtChunks(deps: PollDeps, pass: PollPass): Promise<void> {
  const { redis, options, clock } = deps
  for (;;) {
    const claimed = claimUntil(clock(), options)
    const claim = { due: dueUntil(pass.at, options), until: claimed, limit: options.chunk }
    const claims = await claimDue(redis, pass.connection, claim)
    if (claims.length === 0) return
    deps.onFailpoint?.('poll:claimed')
    const ids = claims.map(({ id }) => id)
    const end = await lookAt(deps, pass, { claims, ids, claimed, channels: new Map() })
    // Whoever is next in the line would get no call either; the next poll tries again.
    if (end === 'no-budget') return
  }
}

/** Up to a hundred tasks that this replica has claimed. */
interface Chunk {
  readonly claims: readonly ClaimedTask[]
  readonly ids: readonly string[]
  /** The due time that marks them as claimed here; it moves on while they are. */
  claimed: number
  readonly channels: Map<string, ChannelRef>
}

async function lookAt(deps: PollDeps, pass: PollPass, chunk: Chunk): Promise<'done' | 'no-budget'> {
  const { connection, at } = pass
  pass.looked += chunk.ids.length
  try {
    const appointments = await lookAndCommit(deps, pass, chunk)
    await reschedulePolls(deps.redis, connection, chunk.claimed, appointments)
    deps.onMessages?.(connection, [...chunk.channels.values()])
    return 'done'
  } catch (error) {
    pass.failed += 1
    const { log, events } = deps
    log.warn({ connection, tasks: chunk.ids.length, err: error }, 'Could not look at tasks')
    events.emit('poll:failed', { connection, at, taskIds: chunk.ids, error })
    await putOff(deps, pass, chunk, error)
    return isShortage(error) ? 'no-budget' : 'done'
  }
}

/** Tasks that got no call keep their place in the line, so that none of them starves while calls are short. */
async function putOff(
  { redis, options }: PollDeps,
  { connection, at }: PollPass,
  { claims, ids, claimed }: Chunk,
  error: unknown,
): Promise<void> {
  const again = at + options.motion
  const later = claims.map(({ id, due }) => ({ id, next: isShortage(error) ? due : again }))
  await reschedulePolls(redis, connection, claimed, later)
  await notePoll(redis, connection, { at, seen: [], failed: ids, cause: staleCauseOf(error) })
}

function isShortage(error: unknown): boolean {
  return error instanceof DrsError && error.code === 'budget'
}

/** Returns the next polls of the tasks that had nothing to commit. */
async function lookAndCommit(deps: PollDeps, pass: PollPass, chunk: Chunk): Promise<readonly NextPoll[]> {
  const { redis, service } = deps
  const { connection, at } = pass
  const { claims, ids } = chunk
  const turns = new Set(claims.filter(({ due }) => isProgressProbe(due)).map(({ id }) => id))
  // Versions before the questions: what is begun meanwhile makes these answers too old to be committed.
  const tasks = await loadTasks(redis, connection, ids)
  const pendingActions = await pendingActionsOfTasks(redis, connection, ids)
  const limits = await limitsOfTasks(redis, connection, ids)
  const look = { tasks, pendingActions, progressDue: turns, at }
  const seen = await whileClaimed(deps, pass, chunk, () => observeTasks(service(connection), look))
  deps.onFailpoint?.('poll:asked')
  for (const failure of seen.failures) report(deps, pass, failure)
  if (seen.observations.size === 0) pass.failed += 1
  await notePoll(redis, connection, noteOf(at, ids, seen))
  const settled = tasks.map((task) => {
    const { id } = task
    const sight = {
      task,
      progressProbe: turns.has(id),
      pendingActions: pendingActions.get(id) ?? [],
      limits: limits.get(id) ?? [],
    }
    return settle(deps, pass, chunk, sight, seen.observations.get(id))
  })
  return (await Promise.all(settled)).filter((appointment) => appointment !== undefined)
}

const slow = { seen: [], failed: [], cause: 'network' } as const

/** Claims are renewed while DRS (or the call budget) takes its time, so that nobody asks the same meanwhile. */
async function whileClaimed<T>(
  { redis, clock, options, log }: PollDeps,
  { connection }: PollPass,
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
      if (now - begun > options.claimMs) await notePoll(redis, connection, { at: now, ...slow })
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

function noteOf(at: number, ids: readonly string[], { observations, failures }: BatchObservations) {
  const [first] = failures
  return {
    at,
    seen: ids.filter((id) => observations.has(id)),
    failed: ids.filter((id) => !observations.has(id)),
    cause: first && staleCauseOf(first.error),
  }
}

async function settle(
  deps: PollDeps,
  pass: PollPass,
  chunk: Chunk,
  polled: PolledTask,
  seen: Observation | undefined,
): Promise<NextPoll | undefined> {
  const { connection, at } = pass
  const { id } = polled.task
  if (seen === undefined) return { id, next: at + deps.options.motion }
  const change = await changeAfterPoll(deps, { connection, at, claimed: chunk.claimed }, polled, seen)
  if (change.snapshot === undefined && change.outcomes.length === 0 && change.limits.length === 0) {
    return { id, next: change.next }
  }
  deps.onFailpoint?.('commit:before')
  const channelRefs = await commitTask(deps.redis, change)
  if (channelRefs === undefined) {
    deps.log.debug({ connection, taskId: id }, 'Another look was first')
    return { id, next: at }
  }
  deps.onFailpoint?.('commit:after')
  if (change.snapshot) await noteInIndex(deps.redis, polled.task.snapshot, change.snapshot)
  pass.changed += 1
  for (const channelRef of channelRefs) chunk.channels.set(channelRefId(channelRef), channelRef)
  return undefined
}

/** Whoever lists tasks sees what this look has seen. */
async function noteInIndex(redis: Redis, before: Snapshot | undefined, after: Snapshot): Promise<void> {
  const { connection, id, status, name, direction } = after
  if (status === null) return dropIndexed(redis, connection, [id])
  if (before?.status === status && before.name === name && before.direction === direction) return
  const seen = { status, ...(name !== undefined && { name }), ...(direction !== undefined && { direction }) }
  await patchIndexed(redis, connection, id, seen)
}

function report({ log, events }: PollDeps, { connection, at }: PollPass, failure: QuestionFailure): void {
  const { question, taskId, error } = failure
  log.warn({ connection, taskId, question, err: error }, 'DRS did not answer a question')
  if (taskId === undefined) events.emit('poll:failed', { connection, at, taskIds: [], error })
  else events.emit('task:failed', { connection, taskId, question, error })
}
