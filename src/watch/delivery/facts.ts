import { slotsOf } from '../../domain/delivery/ongoing.ts'
import type { OutboxMessageOf } from '../../domain/delivery/outbox-message.ts'
import type { DeliveryFacts, EarlierAttempt } from '../../domain/delivery/route-facts.ts'
import { isTaskFailure } from '../../domain/delivery/route-stages.ts'
import type { Watch } from '../../domain/watching/watch.ts'
import { statusOf } from '../../drs/statuses.ts'
import { channelRefId } from '../../store/keys.ts'
import { ongoingReplies } from '../../store/ongoing-replies.ts'
import type { DeliveryLease, QueuedMessage } from '../../store/outbox.ts'
import { attemptsAt, forgetAttempt } from '../../store/outbox-attempts.ts'
import { pendingActionsOfTasks } from '../../store/pending-actions.ts'
import { tasksWithCard } from '../../store/posted-cards.ts'
import { snoozesOf } from '../../store/snoozes.ts'
import { loadTasks } from '../../store/task-states.ts'
import { heldMethods, isThrottled } from '../../store/throttle.ts'
import { findWatch } from '../../store/watches.ts'
import type { DeliveryDeps } from './deps.ts'

/** Reads what has to be known to decide about the outbox messages that wait in a channel. */
export async function deliveryFactsFor(
  deps: DeliveryDeps,
  lease: DeliveryLease,
  queued: readonly QueuedMessage[],
): Promise<DeliveryFacts> {
  const { redis, options } = deps
  const { connection, channelRef } = lease
  const messages = queued.map(({ message }) => message)
  const tasks = [...new Set(messages.map(({ taskId }) => taskId))].filter((id) => id !== '')
  const events = messages.filter((message) => message.kind === 'event')
  const parents = new Set(events.filter(isTaskFailure).flatMap(({ snapshot }) => snapshot.parentId ?? []))
  const told = [...new Set([...events.map(({ taskId }) => taskId), ...parents])]
  const slots = [...new Set(messages.flatMap(slotsOf))]
  const [watches, cards, snoozes, attempts, held, throttled, ongoing] = await Promise.all([
    watchesFor(deps, lease, told),
    tasksWithCard(redis, connection, channelRef, tasks),
    snoozesOf(redis, connection, channelRef),
    livingAttempts(deps, lease, queued),
    heldMethods(redis, channelRef, options.paceMs),
    isThrottled(redis, connection, channelRef, deps.clock()),
    ongoingReplies(redis, connection, channelRef, slots),
  ])
  const strangers = events.filter(({ taskId }) => !watches.has(taskId) && !cards.has(taskId))
  const tracked = await trackedAmong(deps, lease, strangers, queued)
  const failing = await failingAmong(
    deps,
    lease,
    [...parents].filter((id) => watches.has(id)),
  )
  const { groupMs, batchMs } = options
  return {
    ...{ watches, cards, snoozes, attempts, held, throttled, tracked, failing, ongoing },
    ...{ groupMs, batchMs },
  }
}

async function watchesFor(
  { redis }: DeliveryDeps,
  { connection, channelRef }: DeliveryLease,
  taskIds: readonly string[],
): Promise<ReadonlyMap<string, Watch>> {
  const watches = await Promise.all(taskIds.map((id) => findWatch(redis, connection, id, channelRef)))
  return new Map(watches.filter((watch) => watch !== undefined).map((watch) => [watch.taskId, watch]))
}

/** Attempts whose outbox messages are gone (nobody watches the task any more) are forgotten. */
async function livingAttempts(
  { redis }: DeliveryDeps,
  lease: DeliveryLease,
  queued: readonly QueuedMessage[],
): Promise<readonly EarlierAttempt[]> {
  const attempts = await attemptsAt(redis, lease)
  const waiting = new Set(queued.map(({ message }) => message.id))
  const dead = attempts.filter(({ ids }) => !ids.some((id) => waiting.has(id)))
  for (const { key } of dead) await forgetAttempt(redis, lease, key)
  return attempts.filter((attempt) => !dead.includes(attempt))
}

/** Tasks that somebody here acted on: the action is still pending, or its outcome waits to be told. */
async function trackedAmong(
  { redis }: DeliveryDeps,
  { connection, channelRef }: DeliveryLease,
  strangers: readonly OutboxMessageOf<'event'>[],
  queued: readonly QueuedMessage[],
): Promise<ReadonlySet<string>> {
  if (strangers.length === 0) return new Set()
  const ids = [...new Set(strangers.map(({ taskId }) => taskId))]
  const awaited = await pendingActionsOfTasks(redis, connection, ids)
  const here = [...awaited].filter(([, all]) =>
    all.some((action) => !action.inBatch && channelRefId(action) === channelRefId(channelRef)),
  )
  const ended = queued
    .filter(({ message }) => message.kind === 'outcome')
    .map(({ message }) => message.taskId)
  return new Set([...here.map(([id]) => id), ...ended])
}

async function failingAmong(
  { redis }: DeliveryDeps,
  { connection }: DeliveryLease,
  taskIds: readonly string[],
) {
  const tasks = await loadTasks(redis, connection, taskIds)
  const failing = tasks.flatMap(({ id, snapshot }) => {
    if (!snapshot?.status || statusOf(snapshot.status).kind !== 'failed') return []
    return [[id, snapshot.statusSince ?? snapshot.changedAt] as const]
  })
  return new Map(failing)
}
