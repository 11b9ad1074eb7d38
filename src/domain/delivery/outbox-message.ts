import * as z from 'zod'
import type { DeepReadonly } from '../../base/deep-readonly.ts'
import type { Locale, Text } from '../../base/i18n.ts'
import { statusOf } from '../../drs/statuses.ts'
import { localeSchema, textSchema } from '../text/schemas.ts'
import { type TaskEvent, taskEventSchema } from '../watching/event.ts'
import { endsFullPhase } from '../watching/event-kinds.ts'
import { type Snapshot, snapshotSchema } from '../watching/snapshot.ts'
import {
  type ActionOutcome,
  actionOutcomeSchema,
  type PendingAction,
  pendingActionSchema,
} from '../watching/watch.ts'

/** An event as a list shows it: in a digest, in what was missed, in what a grouped message says. */
export const toldSchema = z.object({
  taskId: z.string(),
  name: z.string(),
  scenario: z.string(),
  event: taskEventSchema,
})
export type EventSummary = DeepReadonly<z.output<typeof toldSchema>>

/** What is said in a channel that is not a single event. Times in milliseconds since the epoch. */
const noticeSchema = z.discriminatedUnion('kind', [
  /** The bot could not look since then; `tasks`: only these, by name, while it sees the others. */
  z.object({
    kind: z.literal('blind'),
    since: z.number(),
    cause: textSchema,
    tasks: z.array(z.string()).exactOptional(),
  }),
  /** It can again; `missed`: what the first full look found. */
  z.object({
    kind: z.literal('sighted'),
    tasks: z.array(z.string()).exactOptional(),
    since: z.number(),
    until: z.number(),
    missed: z.array(toldSchema),
  }),
  /** What the bot remembered of the connection was lost at that time, with everything that people have set. */
  z.object({ kind: z.literal('emptied'), at: z.number() }),
  /** A failure persists. */
  z.object({ kind: z.literal('repeat'), since: z.number(), snapshot: snapshotSchema }),
  /** Nothing is told of the task (or, without one, of the channel) any more that is not held back. */
  z.object({
    kind: z.literal('snooze-over'),
    /** Of the task, if it is known. */
    name: z.string().exactOptional(),
    by: z.string(),
    since: z.number(),
    held: z.array(toldSchema),
  }),
  /** Somebody has said something of items of the task's pre-check. */
  z.object({
    kind: z.literal('checks'),
    /** Of the task. */
    name: z.string(),
    deed: z.enum(['accepted', 'assigned']),
    items: z.array(z.string()),
    by: z.string(),
    /** Who looks after them from now on. */
    to: z.string().exactOptional(),
  }),
  /** A planned comparison was not begun, this time or ever, and why; or it has come to its end. */
  z.object({
    kind: z.literal('comparison'),
    state: z.enum(['held', 'stopped', 'over']),
    /** Of the task. */
    name: z.string(),
    by: z.string(),
    why: textSchema.exactOptional(),
    nextAt: z.number().exactOptional(),
  }),
  /** What was kept back by quiet hours or for a digest. */
  z.object({
    kind: z.literal('digest'),
    reason: z.enum(['quiet', 'digest']),
    since: z.number(),
    held: z.array(toldSchema),
  }),
])
export type Notice = DeepReadonly<z.output<typeof noticeSchema>>

const everyEntry = {
  id: z.string(),
  connection: z.string(),
  /** Empty for what is said of a connection as a whole. */
  taskId: z.string(),
}

export const outcomeEntrySchema = z.object({
  ...everyEntry,
  kind: z.literal('outcome'),
  action: pendingActionSchema,
  outcome: actionOutcomeSchema,
  snapshot: snapshotSchema,
})

/** An action was begun; it goes on, where its progress shows; or DRS refused it, and why. */
const stepEntrySchema = z.object({
  ...everyEntry,
  kind: z.literal('step'),
  step: z.enum(['begun', 'going', 'refused']),
  action: pendingActionSchema,
  snapshot: snapshotSchema,
  why: textSchema.exactOptional(),
})

const eventEntrySchema = z.object({
  ...everyEntry,
  kind: z.literal('event'),
  event: taskEventSchema,
  snapshot: snapshotSchema,
})

/** What a reply says that is no notice. */
export const saidEntrySchema = z.discriminatedUnion('kind', [
  stepEntrySchema,
  eventEntrySchema,
  outcomeEntrySchema,
])

/** Something to be said in a channel about a task; `id` is unique per channel and repeatable. */
export const outboxMessageSchema = z.discriminatedUnion('kind', [
  z.object({ ...everyEntry, kind: z.literal('card'), locale: localeSchema.exactOptional() }),
  /** The message of a batch to be drawn again: what it shows is read when it is drawn. */
  z.object({ ...everyEntry, kind: z.literal('batch'), batch: z.string() }),
  /** The board of a filter to be drawn again: what it shows is read when it is drawn. */
  z.object({ ...everyEntry, kind: z.literal('board'), filter: z.string() }),
  /** The report of the task's pre-check to be drawn again, where it stands. */
  z.object({ ...everyEntry, kind: z.literal('report') }),
  stepEntrySchema,
  eventEntrySchema,
  outcomeEntrySchema,
  z.object({ ...everyEntry, kind: z.literal('notice'), notice: noticeSchema, locale: localeSchema }),
])
export type OutboxMessage = DeepReadonly<z.output<typeof outboxMessageSchema>>

export type OutboxMessageOf<Kind extends OutboxMessage['kind']> = Extract<
  OutboxMessage,
  { readonly kind: Kind }
>

/** The card to be drawn again: what it shows is read when it is drawn. `cause` makes the message's id unique. */
export function cardMessage(
  connection: string,
  taskId: string,
  cause: string,
  locale?: Locale,
): OutboxMessageOf<'card'> {
  const entry = { id: `card:${connection}:${taskId}:${cause}`, connection, taskId, kind: 'card' } as const
  return locale === undefined ? entry : { ...entry, locale }
}

export function eventMessage(event: TaskEvent, snapshot: Snapshot): OutboxMessageOf<'event'> {
  const { connection, id: taskId } = snapshot
  return { id: event.id, connection, taskId, kind: 'event', event, snapshot }
}

/** `cause` makes the message's id unique. */
export function batchMessage(connection: string, batch: string, cause: string): OutboxMessageOf<'batch'> {
  return { id: `batch:${batch}:${cause}`, connection, taskId: '', kind: 'batch', batch }
}

/** `cause` makes the message's id unique. */
export function reportMessage(connection: string, taskId: string, cause: string): OutboxMessageOf<'report'> {
  return { id: `report:${connection}:${taskId}:${cause}`, connection, taskId, kind: 'report' }
}

/** The same each time, so that one waits at most. */
export function boardMessage(connection: string, filter: string): OutboxMessageOf<'board'> {
  return { id: boardKey(connection, filter), connection, taskId: '', kind: 'board', filter }
}

/**
 * That an action was begun, or, with the reason, that DRS refused it. Undefined where nothing is known of the task yet that
 * its card could show.
 */
export function stepMessage(
  action: PendingAction,
  known: Snapshot | undefined,
  why?: Text,
): OutboxMessageOf<'step'> | undefined {
  const { id, connection, taskId } = action
  const snapshot = known ?? snapshotBefore(action)
  if (snapshot === undefined) return undefined
  const step = why === undefined ? 'begun' : 'refused'
  const message = { id: `${step}:${id}`, connection, taskId, kind: 'step', step, action, snapshot } as const
  return why === undefined ? message : { ...message, why }
}

/** How far an action is, as the task stands now. */
export function goingMessage(action: PendingAction, snapshot: Snapshot): OutboxMessageOf<'step'> {
  const { connection, id: taskId, version } = snapshot
  const id = `going:${action.id}:${version}`
  return { id, connection, taskId, kind: 'step', step: 'going', action, snapshot }
}

/** What an action says of a task that no poll has seen. */
function snapshotBefore(action: PendingAction): Snapshot | undefined {
  const { connection, taskId: id, status, direction, name, since: changedAt } = action
  if (status === undefined) return undefined
  return {
    ...{ connection, id, status, version: 0, changedAt },
    ...(direction !== undefined && { direction }),
    ...(name !== undefined && { name }),
  }
}

export function outcomeMessage(
  action: PendingAction,
  outcome: ActionOutcome,
  snapshot: Snapshot,
): OutboxMessageOf<'outcome'> {
  const { connection, id: taskId } = snapshot
  return {
    id: `outcome:${action.id}`,
    connection,
    taskId,
    kind: 'outcome',
    action,
    outcome,
    snapshot,
  }
}

/** `cause` makes the message's id unique and repeatable. */
export function noticeMessage(
  { connection, taskId }: { readonly connection: string; readonly taskId: string },
  notice: Notice,
  locale: Locale,
  cause: string,
): OutboxMessageOf<'notice'> {
  const id = `notice:${connection}:${taskId}:${notice.kind}:${cause}`
  return { id, connection, taskId, kind: 'notice', notice, locale }
}

/**
 * Since when a notice may be in its channel already, ms, though nothing says so: a replica may have posted it while Redis
 * was away, or Redis may have lost that it was posted. Undefined for those that Redis alone brings about.
 */
export function mayBeToldSince(notice: Notice): number | undefined {
  switch (notice.kind) {
    case 'blind':
    case 'sighted':
      return notice.since
    case 'emptied':
      return notice.at
    case 'repeat':
    case 'snooze-over':
    case 'digest':
    case 'checks':
    case 'comparison':
      return undefined
  }
}

/** When what an outbox message says has happened, milliseconds since the epoch; a card has no such moment. */
export function happenedAt(message: OutboxMessage): number | undefined {
  if (message.kind === 'event') return message.event.at
  if (message.kind === 'step') return message.action.since
  return message.kind === 'outcome' ? message.snapshot.changedAt : undefined
}

/** The key that a card's message carries in its metadata, by which it is recognised after a crash. */
export function cardKey(connection: string, taskId: string): string {
  return `card:${connection}:${taskId}`
}

/** The same of the board of a filter. */
export function boardKey(connection: string, filter: string): string {
  return `board:${connection}:${filter}`
}

/** What is said once: everything but pictures of a state that are drawn again. */
export type Announcement = Exclude<OutboxMessage, { readonly kind: 'card' | 'batch' | 'board' | 'report' }>

export function isAnnouncement(message: OutboxMessage): message is Announcement {
  return !['card', 'batch', 'board', 'report'].includes(message.kind)
}

/**
 * What concerns the whole channel, not only the readers of the thread: failures, what needs somebody, what is finished, and
 * changes of direction.
 */
export function concernsChannel(message: Announcement): boolean {
  switch (message.kind) {
    case 'step':
      return false
    case 'outcome':
      return message.outcome !== 'reached'
    case 'notice':
      return isLoudNotice(message.notice)
    case 'event':
      return isLoud(message.event)
  }
}

function isLoudNotice(notice: Notice): boolean {
  if (notice.kind === 'checks') return false
  return notice.kind !== 'snooze-over' || notice.held.some(({ event }) => isLoud(event))
}

const dayMs = 24 * 60 * 60_000

function isLoud(event: TaskEvent): boolean {
  if (breaksThroughQuiet(event)) return true
  const byPerson = typeof event.attribution === 'object'
  switch (event.kind) {
    case 'status':
      return endsFullPhase(event.from, event.to) || (!byPerson && statusOf(event.to).kind === 'ended')
    case 'gone':
      return !byPerson
    case 'clock':
      return event.deadline.kind !== 'scheduled-start' && event.deadline.leftMs <= dayMs
    default:
      return false
  }
}

/** What breaks through quiet hours and digests. */
export function breaksThroughQuiet(event: TaskEvent): boolean {
  switch (event.kind) {
    case 'status':
      return statusOf(event.to).kind === 'failed'
    case 'precheck':
      return !event.passed
    case 'direction':
    case 'subtasks':
      return true
    case 'unstable':
      return event.state !== 'over'
    case 'limit':
      return event.state === 'crossed' || event.state === 'unreadable'
    case 'gone':
    case 'returned':
    case 'comparison':
    case 'clock':
    case 'appeared':
      return false
  }
}
