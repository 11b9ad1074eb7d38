import type { EntryOf } from '../../domain/delivery/outbox-message.ts'
import type { Attempted, Facts } from '../../domain/delivery/route-facts.ts'
import { isFailure } from '../../domain/delivery/route-stages.ts'
import type { Watch } from '../../domain/watching/watch.ts'
import { statusOf } from '../../drs/statuses.ts'
import { placeId } from '../../store/keys.ts'
import type { Lease, Queued } from '../../store/outbox.ts'
import { attemptsAt, forgetAttempt } from '../../store/outbox-attempts.ts'
import { followsOfTasks } from '../../store/pending-actions.ts'
import { postedTasks } from '../../store/posted-cards.ts'
import { snoozesOf } from '../../store/snoozes.ts'
import { loadTasks } from '../../store/task-states.ts'
import { heldMethods, isPressed } from '../../store/throttle.ts'
import { findWatch } from '../../store/watches.ts'
import type { DeliveryParts } from './deps.ts'

/** Reads what has to be known to decide about the entries that wait at a place. */
export async function factsFor(
  parts: DeliveryParts,
  lease: Lease,
  queued: readonly Queued[],
): Promise<Facts> {
  const { redis, options } = parts
  const { connection, place } = lease
  const entries = queued.map(({ entry }) => entry)
  const tasks = [...new Set(entries.map(({ taskId }) => taskId))].filter((id) => id !== '')
  const events = entries.filter((entry) => entry.kind === 'event')
  const parents = new Set(events.filter(isFailure).flatMap(({ snapshot }) => snapshot.parentId ?? []))
  const told = [...new Set([...events.map(({ taskId }) => taskId), ...parents])]
  const [watches, cards, snoozes, attempts, held, pressed] = await Promise.all([
    watchesFor(parts, lease, told),
    postedTasks(redis, connection, place, tasks),
    snoozesOf(redis, connection, place),
    livingAttempts(parts, lease, queued),
    heldMethods(redis, place, options.paceMs),
    isPressed(redis, connection, place, parts.clock()),
  ])
  const strangers = events.filter(({ taskId }) => !watches.has(taskId) && !cards.has(taskId))
  const followed = await followedAmong(parts, lease, strangers, queued)
  const failing = await failingAmong(
    parts,
    lease,
    [...parents].filter((id) => watches.has(id)),
  )
  const { groupMs } = options
  return { watches, cards, snoozes, attempts, held, pressed, followed, failing, groupMs }
}

async function watchesFor(
  { redis }: DeliveryParts,
  { connection, place }: Lease,
  taskIds: readonly string[],
): Promise<ReadonlyMap<string, Watch>> {
  const watches = await Promise.all(taskIds.map((id) => findWatch(redis, connection, id, place)))
  return new Map(watches.filter((watch) => watch !== undefined).map((watch) => [watch.taskId, watch]))
}

/** Attempts whose entries are gone (nobody watches the task any more) are forgotten. */
async function livingAttempts(
  { redis }: DeliveryParts,
  lease: Lease,
  queued: readonly Queued[],
): Promise<readonly Attempted[]> {
  const attempts = await attemptsAt(redis, lease)
  const waiting = new Set(queued.map(({ entry }) => entry.id))
  const dead = attempts.filter(({ ids }) => !ids.some((id) => waiting.has(id)))
  for (const { key } of dead) await forgetAttempt(redis, lease, key)
  return attempts.filter((attempt) => !dead.includes(attempt))
}

/** Tasks that somebody here acted on: the action is still followed, or its outcome waits to be told. */
async function followedAmong(
  { redis }: DeliveryParts,
  { connection, place }: Lease,
  strangers: readonly EntryOf<'event'>[],
  queued: readonly Queued[],
): Promise<ReadonlySet<string>> {
  if (strangers.length === 0) return new Set()
  const ids = [...new Set(strangers.map(({ taskId }) => taskId))]
  const follows = await followsOfTasks(redis, connection, ids)
  const here = [...follows].filter(([, all]) => all.some((follow) => placeId(follow) === placeId(place)))
  const ended = queued.filter(({ entry }) => entry.kind === 'outcome').map(({ entry }) => entry.taskId)
  return new Set([...here.map(([id]) => id), ...ended])
}

async function failingAmong({ redis }: DeliveryParts, { connection }: Lease, taskIds: readonly string[]) {
  const tasks = await loadTasks(redis, connection, taskIds)
  const failing = tasks.flatMap(({ id, snapshot }) => {
    if (!snapshot?.status || statusOf(snapshot.status).kind !== 'failed') return []
    return [[id, snapshot.statusSince ?? snapshot.changedAt] as const]
  })
  return new Map(failing)
}
