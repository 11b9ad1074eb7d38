import type { Snooze } from '../watching/snooze.ts'
import type { Watch } from '../watching/watch.ts'
import type { Announcement, OutboxMessage, OutboxMessageOf } from './outbox-message.ts'

/** What has to be known of a channel to decide about the outbox messages that wait there. Times in milliseconds since the epoch. */
export interface DeliveryFacts {
  /** The channel's watches of the tasks in the queue, by task. */
  readonly watches: ReadonlyMap<string, Watch>
  /** Tasks that are told here without a watch: somebody here asked for an action on them. */
  readonly tracked: ReadonlySet<string>
  /** Tasks whose card stands in the channel, so that drawing it anew is an edit. */
  readonly cards: { has(taskId: string): boolean }
  readonly snoozes: readonly Snooze[]
  /** Watched tasks that have failed and have parts in the queue: since when. */
  readonly failing: ReadonlyMap<string, number>
  readonly attempts: readonly EarlierAttempt[]
  /** Until when no message of that kind may be sent. */
  readonly held: Readonly<Partial<Record<SlackMethod, number>>>
  /** Slack limited the rate, or we kept below its limit ourselves, a moment ago. */
  readonly throttled: boolean
  /** How long events wait for others, in milliseconds; 0: they do not. */
  readonly groupMs: number
  /** Replies that stand in the channel and go on with something in the queue, by slot; the messages of batches too. */
  readonly ongoing: ReadonlyMap<string, ShownReply>
  /** The boards of the channel's filters, where they are posted, by filter. */
  readonly boards: ReadonlyMap<string, ShownReply | undefined>
  /** Reports of pre-checks that stand in the channel, of tasks in the queue that something is to be said of on them. */
  readonly reports: ReadonlyMap<string, PostedReport>
  /** Tasks in the queue that a board shows in place of a card: its filter. */
  readonly onBoard: ReadonlyMap<string, string>
  /** The distance that edits of a batch's message, and of a board, keep, in milliseconds. */
  readonly batchMs: number
}

/** A message that stands in a channel and is edited as what it tells goes on. */
export interface ShownReply {
  /** Slack's message `ts`. */
  readonly ts: string
  /** The key in its metadata. */
  readonly key: string
  /** When it was posted or edited last, milliseconds since the epoch. */
  readonly at: number
  /** The `ts` of the message in whose thread it is. */
  readonly threadTs?: string
  /** It tells the end. */
  readonly over?: true
}

/** The report of a task's pre-check where it stands, with what it says. */
export interface PostedReport {
  /** Slack's message `ts`. */
  readonly ts: string
  /** The key in its metadata. */
  readonly key: string
  readonly said: readonly SaidEntry[]
}

/** What a reply says that is no notice. */
export type SaidEntry = Exclude<Announcement, { readonly kind: 'notice' }>

/** Slack counts new messages and edits separately. */
export type SlackMethod = 'post' | 'edit'

/** A message that was begun, and of which nobody knows whether Slack has it. */
export interface EarlierAttempt {
  readonly key: string
  /** Ids of the outbox messages it says, oldest first. */
  readonly ids: readonly string[]
  /** Ids of the outbox messages that it stands for without saying them. */
  readonly absorbed: readonly string[]
}

export type EventMessage = OutboxMessageOf<'event'>

/** Why an outbox message was not told by a message of its own; `sent`: it was. */
export type SettleReason =
  | 'unwatched'
  | 'kind'
  | 'own'
  | 'batch'
  | 'other-limit'
  | 'snoozed'
  | 'absorbed'
  | 'quiet'
  | 'digest'
  | 'on-report'
  | 'merged'
  | 'grouped'
  | 'sent'

/** What is to be sent. `absorbed`: failures of parts that follow from what the message says. */
export type PlannedMessage =
  | { readonly kind: 'card'; readonly taskId: string; readonly cards: readonly OutboxMessageOf<'card'>[] }
  | {
      readonly kind: 'reply'
      readonly key: string
      readonly announcement: OutboxMessageOf<'event'> | OutboxMessageOf<'notice'>
      readonly absorbed: readonly EventMessage[]
    }
  /** What goes on, told in one reply; oldest first. `shown`: the reply, where it stands already. */
  | {
      readonly kind: 'ongoing'
      readonly key: string
      readonly slot: string
      readonly said: readonly Announcement[]
      readonly absorbed: readonly EventMessage[]
      readonly shown?: ShownReply
    }
  /** An action on several tasks, as it stands now. */
  | {
      readonly kind: 'batch'
      readonly key: string
      readonly batch: string
      readonly entries: readonly OutboxMessageOf<'batch'>[]
      readonly shown?: ShownReply
    }
  /** All tasks of a filter, as they stand now. */
  | {
      readonly kind: 'board'
      readonly key: string
      readonly filter: string
      readonly entries: readonly (OutboxMessageOf<'board'> | OutboxMessageOf<'card'>)[]
      readonly shown?: ShownReply
    }
  /** The report of a pre-check, as its items stand now. */
  | {
      readonly kind: 'report'
      readonly key: string
      readonly taskId: string
      readonly entries: readonly OutboxMessageOf<'report'>[]
      readonly shown: PostedReport
    }
  /** Events of one task, oldest first. */
  | Several<'merged'>
  /** Events of several tasks, oldest first. */
  | Several<'group'>
  /** Concerns the channel, not a task. */
  | { readonly kind: 'notice'; readonly key: string; readonly notice: OutboxMessageOf<'notice'> }

interface Several<Kind extends string> {
  readonly kind: Kind
  readonly key: string
  readonly events: readonly EventMessage[]
  readonly absorbed: readonly EventMessage[]
}

/** Where kept events lie until they are told together: one digest queue is told as one message. */
export type DigestQueue = 'digest' | `quiet:${number}` | `snooze:${string}`

export interface DeferredEvent {
  readonly message: EventMessage
  readonly reason: 'snoozed' | 'quiet' | 'digest'
  readonly digestQueue: DigestQueue
  /** When it is told at the latest, milliseconds since the epoch. */
  readonly until: number
}

export interface SettledMessage {
  readonly message: OutboxMessage
  readonly reason: SettleReason
}

export interface DeliveryPlan {
  readonly next?: PlannedMessage
  /** Not to be told at all. */
  readonly settle: readonly SettledMessage[]
  readonly deferred: readonly DeferredEvent[]
  /** When to look again, if nothing can be sent before; absent: nothing waits for a moment. */
  readonly waitUntil?: number
}

/** The outbox messages that a message stands for. */
export function outboxMessagesOf(message: PlannedMessage): readonly OutboxMessage[] {
  switch (message.kind) {
    case 'card':
      return message.cards
    case 'reply':
      return [message.announcement, ...message.absorbed]
    case 'ongoing':
      return [...message.said, ...message.absorbed]
    case 'batch':
    case 'board':
    case 'report':
      return message.entries
    case 'merged':
    case 'group':
      return [...message.events, ...message.absorbed]
    case 'notice':
      return [message.notice]
  }
}

/** The task that a message is about; empty if it is about several, or about none. */
export function taskIdOfMessage(message: PlannedMessage): string {
  switch (message.kind) {
    case 'card':
    case 'report':
      return message.taskId
    case 'reply':
      return message.announcement.taskId
    case 'ongoing':
      return message.said[0]?.taskId ?? ''
    case 'merged':
      return message.events[0]?.taskId ?? ''
    case 'batch':
    case 'board':
    case 'group':
    case 'notice':
      return ''
  }
}

/** What became of them once it is sent. */
export function settledByMessage(message: PlannedMessage): readonly SettledMessage[] {
  const said = message.kind === 'merged' ? 'merged' : message.kind === 'group' ? 'grouped' : 'sent'
  const absorbed = 'absorbed' in message ? message.absorbed : []
  return outboxMessagesOf(message).map((message) => ({
    message,
    reason: absorbed.some((one) => one === message) ? 'absorbed' : said,
  }))
}
