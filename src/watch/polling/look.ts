import type { IndexedTask } from '../../domain/tasks/indexed-task.ts'
import type { Task } from '../../domain/tasks/task.ts'
import { staleCauseOf } from '../../domain/watching/health.ts'
import { isStill } from '../../domain/watching/limits.ts'
import { isInMotion, isProgressProbe } from '../../domain/watching/poll-interval.ts'
import { type Rest, restOf } from '../../domain/watching/rest.ts'
import type { Observation, Snapshot } from '../../domain/watching/snapshot.ts'
import type { ChannelRef, PendingAction } from '../../domain/watching/watch.ts'
import { DrsError } from '../../drs/drs-error.ts'
import { notePoll } from '../../store/heartbeats.ts'
import { channelRefId } from '../../store/keys.ts'
import { limitsOfTasks } from '../../store/limits.ts'
import { pendingActionsOfTasks } from '../../store/pending-actions.ts'
import type { Redis } from '../../store/redis.ts'
import { layToRest, leaveRest, type RestingTask } from '../../store/resting-groups.ts'
import { dropIndexed, patchIndexed, putListed } from '../../store/task-index.ts'
import { recentActions } from '../../store/task-locks.ts'
import {
  type ClaimedTask,
  commitTask,
  keepClaims,
  loadTasks,
  type NextPoll,
  reschedulePolls,
  type StoredTask,
} from '../../store/task-states.ts'
import { changeAfterPoll, type LookedAt, type PolledTask } from './change.ts'
import { type BatchObservations, observeTasks, type QuestionFailure, type RestAnswers } from './observe.ts'
import { type Claim, noteFailedLook, type PollDeps, type PollPass, whileClaimed } from './pass.ts'
import { isShortage } from './rest.ts'

/** `no-budget`: calls are short, and whoever is next in the line would get none either. */
export type LookEnd = 'done' | 'no-budget'

/** Up to a hundred tasks that this replica has claimed. */
export interface Chunk extends Claim {
  readonly claims: readonly ClaimedTask[]
  readonly ids: readonly string[]
  readonly channels: Map<string, ChannelRef>
}

export function chunkOf(claims: readonly ClaimedTask[], claimed: number): Chunk {
  return { claims, ids: claims.map(({ id }) => id), claimed, channels: new Map() }
}

/** Looks at tasks that are claimed, and commits what differs. `answered`: what was asked about them already. */
export async function lookAt(
  deps: PollDeps,
  pass: PollPass,
  chunk: Chunk,
  answered?: RestAnswers,
): Promise<LookEnd> {
  const { connection } = pass
  try {
    const { appointments, resting, ...leaving } = await lookAndCommit(deps, pass, chunk, answered)
    await reschedulePolls(deps.redis, connection, chunk.claimed, appointments)
    await layToRest(deps.redis, connection, resting, deps.options.chunk)
    await leaveRest(deps.redis, connection, leaving)
    deps.onMessages?.(connection, [...chunk.channels.values()])
    return 'done'
  } catch (error) {
    await noteFailedLook(deps, pass, chunk.ids, error)
    await putOff(deps, pass, chunk, error)
    return isShortage(error) ? 'no-budget' : 'done'
  }
}

/** Tasks that got no call keep their place in the line, so that none of them starves while calls are short. */
async function putOff(
  { redis, options }: PollDeps,
  { connection, at }: PollPass,
  { claims, claimed }: Chunk,
  error: unknown,
): Promise<void> {
  const again = at + options.motion
  const later = claims.map(({ id, due }) => ({ id, next: isShortage(error) ? due : again }))
  await reschedulePolls(redis, connection, claimed, later)
}

/** What is to follow a look at tasks. */
interface Followups {
  /** The next polls of those that had nothing to commit. */
  readonly appointments: readonly NextPoll[]
  readonly resting: readonly RestingTask[]
  /** Those that are to be looked at by themselves, and those that are not looked at any more. */
  readonly restless: readonly string[]
  readonly ended: readonly string[]
}

async function lookAndCommit(
  deps: PollDeps,
  pass: PollPass,
  chunk: Chunk,
  answered: RestAnswers | undefined,
): Promise<Followups> {
  const { redis, service, clock } = deps
  const { connection, at, lists } = pass
  const { claims, ids } = chunk
  const turns = new Set(claims.filter(({ due }) => isProgressProbe(due)).map(({ id }) => id))
  // Versions before the questions: what is begun meanwhile makes these answers too old to be committed.
  const tasks = await loadTasks(redis, connection, ids)
  const pendingActions = await pendingActionsOfTasks(redis, connection, ids)
  // What begins later is waited for, and not asked about until then.
  const begun = begunActions(pendingActions, at)
  const limits = await limitsOfTasks(redis, connection, ids)
  const look = {
    ...{ tasks, pendingActions: begun, progressDue: turns, at, lateDetails, listedStatuses: lists.statuses },
    ...(answered && { answered }),
  }
  const moves = tasks.some(({ id, snapshot }) => pendingActions.has(id) || isMoving(snapshot))
  const priority = moves ? 'motion' : 'rest'
  const keep = (until: number) => keepClaims(redis, connection, chunk, until)
  const seen = await whileClaimed(deps, pass, chunk, keep, async () => {
    const listed = await firstSights(deps, pass, tasks, pendingActions)
    return observeTasks(service(connection, priority), { ...look, listed })
  })
  deps.onFailpoint?.('poll:asked')
  for (const failure of seen.failures) report(deps, pass, failure)
  if (seen.observations.size === 0) pass.failed += 1
  await notePoll(redis, connection, noteOf(clock(), ids, seen))
  let acts: ReturnType<typeof recentActions> | undefined
  const looked = {
    ...chunk,
    acts: () => {
      acts ??= recentActions(redis, connection, ids)
      return acts
    },
  }
  const settled = await Promise.all(
    tasks.map((task) => {
      const { id } = task
      const sight = {
        task,
        progressProbe: turns.has(id),
        pendingActions: begun.get(id) ?? [],
        isAwaited: pendingActions.has(id),
        limits: limits.get(id) ?? [],
      }
      return settle(deps, pass, looked, sight, seen.observations.get(id))
    }),
  )
  await noteInIndex(redis, connection, settled)
  return {
    appointments: settled.flatMap(({ id, next, committed }) => (committed ? [] : [{ id, next }])),
    resting: settled.flatMap(({ id, next, rest }) =>
      rest && next !== undefined ? [{ id, due: next, ...rest }] : [],
    ),
    restless: settled.flatMap(({ id, rest, next }) => (rest || next === undefined ? [] : [id])),
    ended: settled.flatMap(({ id, rest, next }) => (rest || next !== undefined ? [] : [id])),
  }
}

/** So far may the clocks of two replicas be apart. */
const clocksMs = 10_000

function begunActions(
  pending: ReadonlyMap<string, readonly PendingAction[]>,
  at: number,
): ReadonlyMap<string, readonly PendingAction[]> {
  return new Map(
    [...pending].map(([id, actions]) => [id, actions.filter(({ since }) => since <= at + clocksMs)]),
  )
}

/** Whoever watches a task that nobody has seen waits for its card. */
function isMoving(snapshot: Snapshot | undefined): boolean {
  return !snapshot || (snapshot.status !== null && isInMotion(snapshot.status, snapshot.precheck))
}

/** Of the tasks of a look that are known from a list only, so many are asked for their details: they fit into one call. */
const lateDetails = 10

/**
 * Many tasks that nobody has seen are shown as DRS's list has shown them a moment ago; what is still to be known follows
 * with their next looks. Of a few everything is asked at once.
 */
async function firstSights(
  { options }: PollDeps,
  { lists }: PollPass,
  tasks: readonly StoredTask[],
  pendingActions: ReadonlyMap<string, unknown>,
): Promise<ReadonlyMap<string, IndexedTask>> {
  const unseen = tasks.filter(({ id, snapshot }) => snapshot === undefined && !pendingActions.has(id))
  if (unseen.length <= lateDetails) return new Map()
  const ids = unseen.map(({ id }) => id)
  try {
    return await lists.rows(ids, listLooks * options.steady)
  } catch (error) {
    // Each of them can still be asked for.
    if (!(error instanceof DrsError) || isShortage(error)) throw error
    return new Map()
  }
}

/** A card may stand on a list that is so many intervals old: its task is looked at right after. */
const listLooks = 10

/** A task that got no call, because the budget is too short, is not one that does not answer. */
function noteOf(at: number, ids: readonly string[], { observations, failures }: BatchObservations) {
  const [first] = failures
  const short = failures.some(({ error }) => isShortage(error))
  const silent = ids.filter((id) => !observations.has(id))
  return {
    at,
    seen: ids.filter((id) => observations.has(id)),
    failed: short ? [] : silent,
    cause: first && staleCauseOf(first.error),
  }
}

/** What became of a task in a look, and how it is looked at next. */
interface Settled extends NextPoll {
  readonly committed: boolean
  readonly rest: Rest | undefined
  /** What was known before, and what is committed. */
  readonly step?: { readonly before: Snapshot | undefined; readonly after: Snapshot }
}

async function settle(
  deps: PollDeps,
  pass: PollPass,
  { channels, ...looked }: Pick<Chunk, 'channels' | 'claimed'> & Pick<LookedAt, 'acts'>,
  polled: PolledTask,
  seen: Observation | undefined,
): Promise<Settled> {
  const { connection, at } = pass
  const { id } = polled.task
  const again = { id, committed: false, rest: undefined }
  if (seen === undefined) return { ...again, next: at + deps.options.motion }
  const change = await changeAfterPoll(deps, { connection, at, ...looked }, polled, seen)
  const state = change.snapshot ?? polled.task.snapshot
  const facts = {
    isAwaited: polled.isAwaited,
    limitsMove: change.limits.length > 0 || polled.limits.some((one) => !isStill(one.state)),
    usual: deps.options.limits(connection),
  }
  const rest = state && restOf(state, facts)
  if (change.snapshot === undefined && change.outcomes.length === 0 && change.limits.length === 0) {
    return { id, committed: false, rest, next: change.next }
  }
  deps.onFailpoint?.('commit:before')
  const channelRefs = await commitTask(deps.redis, change)
  if (channelRefs === undefined) {
    deps.log.debug({ connection, taskId: id }, 'Another look was first')
    return { ...again, next: at }
  }
  deps.onFailpoint?.('commit:after')
  pass.changed += 1
  for (const channelRef of channelRefs) channels.set(channelRefId(channelRef), channelRef)
  const step = change.snapshot && { before: polled.task.snapshot, after: change.snapshot }
  return { id, committed: true, rest, next: change.next, ...(step && { step }) }
}

/**
 * Whoever lists tasks sees what this look has seen. A task that nobody has seen yet may be so new that DRS does not know it
 * everywhere: its row stays, and the lists decide. One that is back has its row again.
 */
async function noteInIndex(redis: Redis, connection: string, settled: readonly Settled[]): Promise<void> {
  const steps = settled.flatMap(({ step }) => step ?? [])
  const gone = steps.flatMap(({ before, after }) => {
    return after.status === null && typeof before?.status === 'string' ? [after.id] : []
  })
  const back = steps.flatMap(({ before, after }) => {
    return before?.status === null ? (rowOf(connection, after) ?? []) : []
  })
  const seen = new Map(
    steps.flatMap(({ before, after: { id, status, name, direction } }) => {
      const isSame = before?.status === status && before.name === name && before.direction === direction
      if (status === null || isSame) return []
      const row = {
        status,
        ...(name !== undefined && { name }),
        ...(direction !== undefined && { direction }),
      }
      return [[id, row] as const]
    }),
  )
  await dropIndexed(redis, connection, gone)
  if (back.length > 0) await putListed(redis, connection, back)
  await patchIndexed(redis, connection, seen)
}

/** What the index needs of a task; `undefined` if the look has not seen all of it. */
function rowOf(connection: string, seen: Snapshot): Task | undefined {
  const { id, status, name, scenario, engine, direction, mode } = seen
  if (status === null || name === undefined || scenario === undefined || engine === undefined)
    return undefined
  if (direction === undefined || mode === undefined) return undefined
  return { connection, id, status, name, scenario, engine, direction, mode }
}

function report({ log, events }: PollDeps, { connection, at }: PollPass, failure: QuestionFailure): void {
  const { question, taskId, error } = failure
  log.warn({ connection, taskId, question, err: error }, 'DRS did not answer a question')
  if (taskId === undefined) events.emit('poll:failed', { connection, at, taskIds: [], error })
  else events.emit('task:failed', { connection, taskId, question, error })
}
