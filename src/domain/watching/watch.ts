import type { Locale } from '../../base/i18n.ts'
import type { TrackedAction } from '../actions/rows.ts'
import type { Limit } from './event.ts'
import type { EventKind } from './event-kinds.ts'
import type { Term } from './watch-filter.ts'

/** A place in Slack: channel of a workspace. */
export interface Place {
  readonly team: string
  readonly channel: string
}

/** Hours in which only failures are told; the rest follows as one message when they end. */
export interface QuietHours {
  /** `HH:MM`, from inclusive, to exclusive; over midnight if `to` is not later than `from`. */
  readonly from: string
  readonly to: string
  /** IANA time zone, for example `Europe/Berlin`. */
  readonly zone: string
}

export interface WatchOptions {
  /** Kinds of events that are told; absent: all. The card follows the task in any case. */
  readonly events?: readonly EventKind[]
  readonly limits?: readonly Limit[]
  readonly quiet?: QuietHours
  /** Everything but failures comes as one message each so many milliseconds. */
  readonly digestMs?: number
  /** Events that the subscriber's own actions have brought about are not told. */
  readonly muteOwn?: boolean
  /** `channel`: replies are shown in the channel as well. Default: only failures and changes of direction are. */
  readonly where?: 'thread' | 'channel'
  /** Slack users (`U…`, `W…`) and user groups (`S…`) mentioned with a failure. */
  readonly mention?: readonly string[]
}

/** A channel's subscription to a task: one living card, and the task's events in its thread. */
export interface Watch extends Place {
  readonly connection: string
  readonly taskId: string
  /** Slack user who subscribed. */
  readonly by: string
  /** Language of the card and of the events. */
  readonly locale: Locale
  readonly createdAt: number
  readonly options?: WatchOptions
  /** The filter watch that found the task; absent: somebody named the task itself, which goes before any filter. */
  readonly via?: string
}

/** A channel's subscription to all tasks of a connection that a filter fits, those to come included. */
export interface FilterWatch extends Place {
  readonly id: string
  readonly connection: string
  readonly terms: readonly Term[]
  readonly by: string
  readonly locale: Locale
  readonly createdAt: number
  readonly options?: WatchOptions
}

/** Somebody asked for an action in a channel; the engine reports there when it is done, or that it is not. */
export interface Follow extends Place {
  readonly id: string
  readonly connection: string
  readonly taskId: string
  readonly verb: TrackedAction
  readonly by: string
  readonly locale: Locale
  readonly since: number
  /** DRS is being asked at this moment: what is seen says nothing yet, unless the process that asks has died. */
  readonly asked?: true
  /** After this moment the action counts as accepted but not done. */
  readonly deadline: number
  /** Status before the action; without it a task that was already failed cannot be told from one that fails now. */
  readonly status?: string
  /** Direction before a switchover. */
  readonly direction?: string
  /** The approval that allowed it. */
  readonly ticket?: string
}

export type FollowOutcome = 'reached' | 'failed' | 'overdue'
