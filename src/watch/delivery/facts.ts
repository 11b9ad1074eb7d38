import { slotsOf } from '../../domain/delivery/ongoing.ts'
import type { OutboxMessage, OutboxMessageOf } from '../../domain/delivery/outbox-message.ts'
import type {
  DeliveryFacts,
  EarlierAttempt,
  PostedReport,
  ShownReply,
} from '../../domain/delivery/route-facts.ts'
import { isTaskFailure } from '../../domain/delivery/route-stages.ts'
import { attention } from '../../domain/tasks/attention.ts'
import type { Snapshot } from '../../domain/watching/snapshot.ts'
import { usualLimitsCrossed } from '../../domain/watching/usual-limits.ts'
import { statusOf } from '../../drs/statuses.ts'
import { boardsOfChannel } from '../../store/boards.ts'
import { channelRefId, keysOf } from '../../store/keys.ts'
import { ongoingReplies } from '../../store/ongoing-replies.ts'
import type { DeliveryLease, QueuedMessage } from '../../store/outbox.ts'
import { attemptsAt, forgetAttempt } from '../../store/outbox-attempts.ts'
import { pendingActionsOfTasks } from '../../store/pending-actions.ts'
import { type PostedCard, postedCards } from '../../store/posted-cards.ts'
import { postedReports } from '../../store/posted-reports.ts'
import { snoozesOf } from '../../store/snoozes.ts'
import { loadTasks } from '../../store/task-states.ts'
import { heldMethods, isThrottled, nextPostAt } from '../../store/throttle.ts'
import { watchesAt } from '../../store/watches.ts'
import type { DeliveryDeps } from './deps.ts'

/** With the cards and boards themselves, which a message may add to. */
export interface ChannelFacts extends DeliveryFacts {
  readonly cards: Map<string, PostedCard>
  readonly boards: Map<string, ShownReply | undefined>
  readonly reports: Map<string, PostedReport>
}

/** Reads what has to be known to decide about the outbox messages that wait in a channel. */
export async function deliveryFactsFor(
  deps: DeliveryDeps,
  lease: DeliveryLease,
  queued: readonly QueuedMessage[],
): Promise<ChannelFacts> {
  const { redis, options } = deps
  const { connection, channelRef } = lease
  const messages = queued.map(({ message }) => message)
  const tasks = [...new Set(messages.map(({ taskId }) => taskId))].filter((id) => id !== '')
  const events = messages.filter((message) => message.kind === 'event')
  const parents = new Set(events.filter(isTaskFailure).flatMap(({ snapshot }) => snapshot.parentId ?? []))
  const told = [...new Set([...events.map(({ taskId }) => taskId), ...parents])]
  const slots = [...new Set(messages.flatMap(slotsOf))]
  const watching = watchesAt(redis, connection, channelRef, [...new Set([...tasks, ...told])])
  const reported = [...new Set(messages.filter(concernsReport).map(({ taskId }) => taskId))]
  const [watches, cards, { nextPost, ...unusual }, holds, ongoing, boards, reports] = await Promise.all([
    watching,
    postedCards(redis, connection, channelRef, tasks),
    unusualFacts(deps, lease, queued),
    heldMethods(redis, channelRef.team),
    ongoingReplies(redis, connection, channelRef, slots),
    watching.then((found) => boardsFor(deps, lease, messages, found)),
    postedReports(redis, connection, channelRef, reported),
  ])
  const strangers = events.filter(({ taskId }) => !watches.has(taskId) && !cards.has(taskId))
  const tracked = await trackedAmong(deps, lease, strangers, queued)
  const failing = await failingAmong(
    deps,
    lease,
    [...parents].filter((id) => watches.has(id)),
  )
  const { groupMs, batchMs } = options
  const onBoard = await shownByBoards(deps, lease, { watches, cards, boards })
  const held = nextPost > (holds.post ?? 0) ? { ...holds, post: nextPost } : holds
  const posted = { watches, cards, ongoing, boards, reports }
  return { ...posted, ...unusual, held, tracked, failing, onBoard, groupMs, batchMs }
}

function concernsReport(message: OutboxMessage): boolean {
  return message.kind === 'report' || (message.kind === 'notice' && message.notice.kind === 'checks')
}

/** Nothing else than a watch that a filter made, or the board itself, asks for boards. */
async function boardsFor(
  { redis }: DeliveryDeps,
  { connection, channelRef }: DeliveryLease,
  messages: readonly OutboxMessage[],
  watches: ChannelFacts['watches'],
): Promise<ChannelFacts['boards']> {
  const isFiltered = [...watches.values()].some(({ via }) => via !== undefined)
  const isAsked = isFiltered || messages.some(({ kind }) => kind === 'board')
  return isAsked ? boardsOfChannel(redis, connection, channelRef) : new Map()
}

/**
 * What most channels have none of: one question tells. Whether a message has to keep its distance from the one before shows
 * when its permit is taken; where it had to, what comes next knows.
 */
async function unusualFacts(
  deps: DeliveryDeps,
  lease: DeliveryLease,
  queued: readonly QueuedMessage[],
): Promise<Pick<DeliveryFacts, 'snoozes' | 'attempts' | 'throttled'> & { readonly nextPost: number }> {
  const { redis, clock, options } = deps
  const { connection, channelRef } = lease
  const keys = keysOf(connection)
  const unusual = [keys.snoozes, keys.attempts, keys.pressed, keys.tries].map((key) => key(channelRef))
  lease.hasFailed = (await redis.exists(...unusual)) > 0
  if (!lease.hasFailed) return { snoozes: [], attempts: [], throttled: false, nextPost: 0 }
  const [snoozes, attempts, throttled, nextPost] = await Promise.all([
    snoozesOf(redis, connection, channelRef),
    livingAttempts(deps, lease, queued),
    isThrottled(redis, connection, channelRef, clock()),
    nextPostAt(redis, channelRef, options.paceMs),
  ])
  return { snoozes, attempts, throttled, nextPost }
}

/** Tasks without a card whose filter has a board, and which need nobody. */
async function shownByBoards(
  { redis, clock }: DeliveryDeps,
  { connection }: DeliveryLease,
  { watches, cards, boards }: Pick<ChannelFacts, 'watches' | 'cards' | 'boards'>,
): Promise<ReadonlyMap<string, string>> {
  const open = boards.size === 0 ? [] : [...watches.values()].filter(({ taskId }) => !cards.has(taskId))
  const asked = open.filter(({ via }) => via !== undefined && boards.has(via))
  const stored = await loadTasks(
    redis,
    connection,
    asked.map(({ taskId }) => taskId),
  )
  const now = clock()
  const calm = new Set(
    stored.filter(({ snapshot }) => !snapshot || isCalm(snapshot, now)).map(({ id }) => id),
  )
  return new Map(
    asked.flatMap(({ taskId, via }) => (via !== undefined && calm.has(taskId) ? [[taskId, via]] : [])),
  )
}

function isCalm(snapshot: Snapshot, now: number): boolean {
  const own = attention({ ...snapshot, above: usualLimitsCrossed(snapshot, {}) }, now)
  return own !== 'failed' && own !== 'needs'
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
