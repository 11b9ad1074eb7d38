import type { Snooze } from '../watching/snooze.ts'
import type { Watch } from '../watching/watch.ts'
import type { Entry, EntryOf } from './outbox-message.ts'

/** What has to be known of a place to decide about the entries that wait there. Times in milliseconds since the epoch. */
export interface Facts {
  /** The place's watches of the tasks in the queue, by task. */
  readonly watches: ReadonlyMap<string, Watch>
  /** Tasks that are told here without a watch: somebody here asked for an action on them. */
  readonly followed: ReadonlySet<string>
  /** Tasks whose card stands at the place, so that drawing it anew is an edit. */
  readonly cards: ReadonlySet<string>
  readonly snoozes: readonly Snooze[]
  /** Watched tasks that have failed and have parts in the queue: since when. */
  readonly failing: ReadonlyMap<string, number>
  readonly attempts: readonly Attempted[]
  /** Until when no message of that kind may be sent. */
  readonly held: Readonly<Partial<Record<Method, number>>>
  /** Slack limited the rate, or we kept below its limit ourselves, a moment ago. */
  readonly pressed: boolean
  /** How long events wait for others, in milliseconds; 0: they do not. */
  readonly groupMs: number
}

/** Slack counts new messages and edits separately. */
export type Method = 'post' | 'edit'

/** A message that was begun, and of which nobody knows whether Slack has it. */
export interface Attempted {
  readonly key: string
  /** Ids of the entries it says, oldest first. */
  readonly ids: readonly string[]
  /** Ids of the entries that it stands for without saying them. */
  readonly absorbed: readonly string[]
}

export type EventEntry = EntryOf<'event'>
/** What is said once: everything but a card. */
export type Saying = Exclude<Entry, { readonly kind: 'card' }>

/** Why an entry was not told by a message of its own; `sent`: it was. */
export type Reason =
  | 'unwatched'
  | 'kind'
  | 'own'
  | 'snoozed'
  | 'absorbed'
  | 'quiet'
  | 'digest'
  | 'merged'
  | 'grouped'
  | 'sent'

/** What is to be sent. `absorbed`: failures of parts that follow from what the message says. */
export type Message =
  | { readonly kind: 'card'; readonly taskId: string; readonly cards: readonly EntryOf<'card'>[] }
  | {
      readonly kind: 'reply'
      readonly key: string
      readonly saying: Saying
      readonly absorbed: readonly EventEntry[]
    }
  /** Events of one task, oldest first. */
  | Several<'merged'>
  /** Events of several tasks, oldest first. */
  | Several<'group'>
  /** Concerns the channel, not a task. */
  | { readonly kind: 'notice'; readonly key: string; readonly notice: EntryOf<'notice'> }

interface Several<Kind extends string> {
  readonly kind: Kind
  readonly key: string
  readonly events: readonly EventEntry[]
  readonly absorbed: readonly EventEntry[]
}

/** Where kept events lie until they are told together: one basket is told as one message. */
export type Basket = 'digest' | `quiet:${number}` | `snooze:${string}`

export interface Later {
  readonly entry: EventEntry
  readonly reason: 'snoozed' | 'quiet' | 'digest'
  readonly basket: Basket
  /** When it is told at the latest, milliseconds since the epoch. */
  readonly until: number
}

export interface Settled {
  readonly entry: Entry
  readonly reason: Reason
}

export interface Plan {
  readonly next?: Message
  /** Not to be told at all. */
  readonly settle: readonly Settled[]
  readonly later: readonly Later[]
  /** When to look again, if nothing can be sent before; absent: nothing waits for a moment. */
  readonly waitUntil?: number
}

/** The entries that a message stands for. */
export function entriesOf(message: Message): readonly Entry[] {
  switch (message.kind) {
    case 'card':
      return message.cards
    case 'reply':
      return [message.saying, ...message.absorbed]
    case 'merged':
    case 'group':
      return [...message.events, ...message.absorbed]
    case 'notice':
      return [message.notice]
  }
}

/** The task that a message is about; empty if it is about several, or about none. */
export function taskOf(message: Message): string {
  switch (message.kind) {
    case 'card':
      return message.taskId
    case 'reply':
      return message.saying.taskId
    case 'merged':
      return message.events[0]?.taskId ?? ''
    case 'group':
    case 'notice':
      return ''
  }
}

/** What became of them once it is sent. */
export function settledBy(message: Message): readonly Settled[] {
  const said = message.kind === 'merged' ? 'merged' : message.kind === 'group' ? 'grouped' : 'sent'
  const absorbed = 'absorbed' in message ? message.absorbed : []
  return entriesOf(message).map((entry) => ({
    entry,
    reason: absorbed.some((one) => one === entry) ? 'absorbed' : said,
  }))
}
