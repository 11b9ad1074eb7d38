import { statusOf } from '../drs/statuses.ts'
import type { Locale } from '../text.ts'
import type { Snapshot, TaskEvent } from './snapshot.ts'
import type { Follow, FollowOutcome } from './watch.ts'

/** Something to be said at a place about a task; `id` is unique per place and repeatable. */
export type Entry = {
  readonly id: string
  readonly connection: string
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
)

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

/** The key a message carries in its metadata, by which it is recognised after a crash. */
export function messageKey(entry: Entry): string {
  return entry.kind === 'card' ? cardKey(entry.connection, entry.taskId) : entry.id
}

export function cardKey(connection: string, taskId: string): string {
  return `card:${connection}:${taskId}`
}

/** Failures and changes of direction concern the whole channel, not only the readers of the thread. */
export function concernsChannel(entry: EntryOf<'event'> | EntryOf<'outcome'>): boolean {
  return entry.kind === 'outcome' ? entry.outcome !== 'reached' : isAlarming(entry.event)
}

function isAlarming(event: TaskEvent): boolean {
  switch (event.kind) {
    case 'status':
      return statusOf(event.to).kind === 'failed'
    case 'precheck':
      return !event.passed
    case 'direction':
      return true
    case 'gone':
      return false
  }
}
