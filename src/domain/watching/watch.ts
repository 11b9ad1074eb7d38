import * as z from 'zod'
import type { DeepReadonly } from '../../base/deep-readonly.ts'
import { trackedActions } from '../actions/rows.ts'
import { begunComparisonSchema } from '../tasks/comparison.ts'
import { localeSchema } from '../text/schemas.ts'
import { limitSchema } from './event.ts'
import { eventKindSchema } from './event-kinds.ts'
import { termSchema } from './watch-filter.ts'

/** A channel of a workspace in Slack. */
export const channelRefSchema = z.object({ team: z.string(), channel: z.string() })
export type ChannelRef = DeepReadonly<z.output<typeof channelRefSchema>>

/**
 * Why nothing can be posted in a channel: the bot is no member or cannot see it, it is a direct message of others, it is
 * archived, only some members may post, or the workspace does not let the app.
 */
export type ChannelBarrier = 'absent' | 'foreign' | 'archived' | 'read-only' | 'forbidden'

/** Hours in which only failures are told; the rest follows as one message when they end. */
const quietHoursSchema = z.object({
  /** `HH:MM`, from inclusive, to exclusive; over midnight if `to` is not later than `from`. */
  from: z.string(),
  to: z.string(),
  /** IANA time zone, for example `Europe/Berlin`. */
  zone: z.string(),
})
export type QuietHours = DeepReadonly<z.output<typeof quietHoursSchema>>

const watchOptionsSchema = z.object({
  /** Kinds of events that are told; absent: all. The card follows the task in any case. */
  events: z.array(eventKindSchema).exactOptional(),
  limits: z.array(limitSchema).exactOptional(),
  /** Figures for which not even the limit of the connection holds. */
  noLimits: z.array(limitSchema.shape.metric).exactOptional(),
  quiet: quietHoursSchema.exactOptional(),
  /** Everything but failures comes as one message each so many milliseconds. */
  digestMs: z.number().exactOptional(),
  /** Events that the subscriber's own actions have brought about are not told. */
  muteOwn: z.boolean().exactOptional(),
  /** `channel`: replies are shown in the channel as well. Default: only failures and changes of direction are. */
  where: z.enum(['thread', 'channel']).exactOptional(),
  /** Slack users (`U…`, `W…`) and user groups (`S…`) mentioned with a failure. */
  mention: z.array(z.string()).exactOptional(),
})
export type WatchOptions = DeepReadonly<z.output<typeof watchOptionsSchema>>

/** A channel's subscription to a task: one living card, and the task's events in its thread. */
export const watchSchema = channelRefSchema.extend({
  connection: z.string(),
  taskId: z.string(),
  /** Slack user who subscribed. */
  by: z.string(),
  /** Language of the card and of the events. */
  locale: localeSchema,
  createdAt: z.number(),
  options: watchOptionsSchema.exactOptional(),
  /** The filter watch that found the task; absent: somebody named the task itself, which goes before any filter. */
  via: z.string().exactOptional(),
})
export type Watch = DeepReadonly<z.output<typeof watchSchema>>

/** A channel's subscription to all tasks of a connection that a filter fits, those to come included. */
export const filterWatchSchema = channelRefSchema.extend({
  id: z.string(),
  connection: z.string(),
  terms: z.array(termSchema),
  by: z.string(),
  locale: localeSchema,
  createdAt: z.number(),
  options: watchOptionsSchema.exactOptional(),
})
export type FilterWatch = DeepReadonly<z.output<typeof filterWatchSchema>>

/** Somebody asked for an action in a channel; the engine reports there when it is done, or that it is not. */
export const pendingActionSchema = channelRefSchema.extend({
  id: z.string(),
  connection: z.string(),
  taskId: z.string(),
  verb: z.enum(trackedActions),
  by: z.string(),
  locale: localeSchema,
  since: z.number(),
  /** DRS is being asked at this moment: what is seen says nothing yet, unless the process that asks has died. */
  asked: z.literal(true).exactOptional(),
  /** After this moment the action counts as accepted but not done. */
  deadline: z.number(),
  /** Status before the action; without it a task that was already failed cannot be told from one that fails now. */
  status: z.string().exactOptional(),
  /** Direction before a switchover. */
  direction: z.string().exactOptional(),
  /** The approval that allowed it. */
  requestId: z.string().exactOptional(),
  /** The task's name, where it was known. */
  name: z.string().exactOptional(),
  /** The items of a pre-check that are to be skipped. */
  items: z.array(z.string()).exactOptional(),
  /** The comparisons that were begun. */
  comparisons: z.array(begunComparisonSchema).exactOptional(),
  /** The token of the order that it follows from. */
  order: z.string().exactOptional(),
  /** It is one of several of its order, which are told in one message. */
  inBatch: z.literal(true).exactOptional(),
})
export type PendingAction = DeepReadonly<z.output<typeof pendingActionSchema>>

export const actionOutcomeSchema = z.enum(['reached', 'failed', 'overdue'])
export type ActionOutcome = z.output<typeof actionOutcomeSchema>
