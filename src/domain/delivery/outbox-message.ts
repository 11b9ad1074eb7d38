import type { Locale, Text } from '../../base/i18n.ts'
import { statusOf } from '../../drs/statuses.ts'
import type { TaskEvent } from '../watching/event.ts'
import type { Snapshot } from '../watching/snapshot.ts'
import type { Follow, FollowOutcome } from '../watching/watch.ts'

/** Something to be said at a place about a task; `id` is unique per place and repeatable. */
export type Entry = {
  readonly id: string
  readonly connection: string
  /** Empty for what is said of a connection as a whole. */
  readonly taskId: string
} & (
  | { readonly kind: 'card'; readonly locale?: Locale }
  | { readonly kind: 'event'; readonly event: TaskEvent; readonly snapshot: Snapshot }
  | {
      readonly kind: 'outcome'
      readonly follow: Follow
      readonly outcome: FollowOutcome
      readonly snapshot: Snapshot
    }
  | { readonly kind: 'notice'; readonly notice: Notice; readonly locale: Locale }
)

/** An event as a list shows it: in a digest, in what was missed, in what a grouped message says. */
export interface Told {
  readonly taskId: string
  readonly name: string
  readonly scenario: string
  readonly event: TaskEvent
}

/** What is said at a place that is not a single event. Times in milliseconds since the epoch. */
export type Notice =
  /** The bot could not look since then; `tasks`: only these, by name, while it sees the others. */
  | {
      readonly kind: 'blind'
      readonly since: number
      readonly cause: Text
      readonly tasks?: readonly string[]
    }
  /** It can again; `missed`: what the first full look found. */
  | {
      readonly kind: 'sighted'
      readonly tasks?: readonly string[]
      readonly since: number
      readonly until: number
      readonly missed: readonly Told[]
    }
  /** A failure persists. */
  | { readonly kind: 'repeat'; readonly since: number; readonly snapshot: Snapshot }
  /** Nothing is told of the task (or, without one, of the channel) any more that is not held back. */
  | {
      readonly kind: 'snooze-over'
      /** Of the task, if it is known. */
      readonly name?: string
      readonly by: string
      readonly since: number
      readonly held: readonly Told[]
    }
  /** What was kept back by quiet hours or for a digest. */
  | {
      readonly kind: 'digest'
      readonly reason: 'quiet' | 'digest'
      readonly since: number
      readonly held: readonly Told[]
    }

export type EntryOf<Kind extends Entry['kind']> = Extract<Entry, { readonly kind: Kind }>

/** The card to be drawn again: what it shows is read when it is drawn. `cause` makes the entry's id unique. */
export function cardEntry(
  connection: string,
  taskId: string,
  cause: string,
  locale?: Locale,
): EntryOf<'card'> {
  const entry = { id: `card:${connection}:${taskId}:${cause}`, connection, taskId, kind: 'card' } as const
  return locale === undefined ? entry : { ...entry, locale }
}

export function eventEntry(event: TaskEvent, snapshot: Snapshot): EntryOf<'event'> {
  const { connection, id: taskId } = snapshot
  return { id: event.id, connection, taskId, kind: 'event', event, snapshot }
}

export function outcomeEntry(follow: Follow, outcome: FollowOutcome, snapshot: Snapshot): EntryOf<'outcome'> {
  const { connection, id: taskId } = snapshot
  return { id: `outcome:${follow.id}`, connection, taskId, kind: 'outcome', follow, outcome, snapshot }
}

/** `cause` makes the entry's id unique and repeatable. */
export function noticeEntry(
  { connection, taskId }: { readonly connection: string; readonly taskId: string },
  notice: Notice,
  locale: Locale,
  cause: string,
): EntryOf<'notice'> {
  const id = `notice:${connection}:${taskId}:${notice.kind}:${cause}`
  return { id, connection, taskId, kind: 'notice', notice, locale }
}

/** When what an entry says has happened, milliseconds since the epoch; a card has no such moment. */
export function knownSince(entry: Entry): number | undefined {
  if (entry.kind === 'event') return entry.event.at
  return entry.kind === 'outcome' ? entry.snapshot.changedAt : undefined
}

/** The key that a card's message carries in its metadata, by which it is recognised after a crash. */
export function cardKey(connection: string, taskId: string): string {
  return `card:${connection}:${taskId}`
}

/** Failures and changes of direction concern the whole channel, not only the readers of the thread. */
export function concernsChannel(entry: Exclude<Entry, { readonly kind: 'card' }>): boolean {
  switch (entry.kind) {
    case 'outcome':
      return entry.outcome !== 'reached'
    case 'notice':
      return true
    case 'event':
      return isAlarming(entry.event)
  }
}

/** What breaks through quiet hours and digests. */
export function isAlarming(event: TaskEvent): boolean {
  switch (event.kind) {
    case 'status':
      return statusOf(event.to).kind === 'failed'
    case 'precheck':
      return !event.passed
    case 'direction':
    case 'subtasks':
      return true
    case 'limit':
      return event.state === 'crossed'
    case 'gone':
    case 'comparison':
    case 'clock':
    case 'appeared':
      return false
  }
}
