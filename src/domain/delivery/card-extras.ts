import type { Text } from '../../base/i18n.ts'
import type { CrossedLimit } from '../watching/usual-limits.ts'

/** What an event's message says beside the event: delivery knows it, the views say it. */
export interface EventExtras {
  /** Slack users (`U…`, `W…`) and user groups (`S…`) to be mentioned. */
  readonly mention?: readonly string[]
  /** So many failures of parts of this task are not told on their own, since they follow from this one. */
  readonly absorbed?: number
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
  }[]
}
