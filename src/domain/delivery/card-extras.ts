import type { Text } from '../../base/i18n.ts'
import type { CheckNote } from '../tasks/check-notes.ts'
import type { TaskSetup } from '../tasks/task-setup.ts'
import type { TaskEvent } from '../watching/event.ts'
import type { Snapshot } from '../watching/snapshot.ts'
import type { CrossedLimit } from '../watching/usual-limits.ts'
import type { ActionOutcome, PendingAction } from '../watching/watch.ts'

/** What an event's message says beside the event: delivery knows it, the views say it. */
export interface EventExtras {
  /** Slack users (`U…`, `W…`) and user groups (`S…`) to be mentioned. */
  readonly mention?: readonly string[]
  /** Names of people, by their ids, so that they are named without being notified. */
  readonly names?: ReadonlyMap<string, string>
  /** So many failures of parts of this task are not told on their own, since they follow from this one. */
  readonly absorbed?: number
  /** What people have said of items of the task's pre-check. */
  readonly checkNotes?: readonly CheckNote[]
}

/** An action as it is told: how far it is, and the event that shows what it has brought about, if there is one. */
export interface ToldAction {
  readonly action: PendingAction
  readonly stage: 'begun' | 'going' | 'refused' | ActionOutcome
  /** The task as it stands. */
  readonly snapshot: Snapshot
  /** Why it was refused. */
  readonly why?: Text
  readonly event?: TaskEvent
}

/** What a task's card shows beside the task's state. */
export interface CardExtras {
  /** Limits of the connection, or default ones, that figures are above and that this channel has no others for. */
  readonly crossed?: readonly CrossedLimit[]
  /** Requests for approval of actions on this task that are not decided or not carried out yet. */
  readonly openRequests?: readonly {
    readonly id: string
    /** The action, for example “Switch over”. */
    readonly verb: Text
    /** Slack user who asked. */
    readonly by: string
    /** When the request ends by itself, milliseconds since the epoch. */
    readonly until: number
    /** Where the request stands, an address of Slack. */
    readonly link?: string
  }[]
  /** How the task is set up, as far as the bot was told. */
  readonly setup?: TaskSetup
  /** The same of the limits that the channel has set for its watch. */
  readonly ownCrossed?: readonly CrossedLimit[]
  /** Names of people, by their ids, so that they are named without being notified. */
  readonly names?: ReadonlyMap<string, string>
  /** The task in the console of the cloud. */
  readonly consoleUrl?: string
  /** The channel does not watch the task any more: the card stays as it is, for the record. */
  readonly unwatched?: true
}
