import type { Locale } from '../text.ts'

/** A place in Slack: channel of a workspace. */
export interface Place {
  readonly team: string
  readonly channel: string
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
}

/** Actions whose end is worth waiting for: a call that DRS accepted is not yet a result. */
export const followedVerbs = [
  'create',
  'precheck',
  'start',
  'pause',
  'resume',
  'stop',
  'delete',
  'switchover',
] as const
export type FollowedVerb = (typeof followedVerbs)[number]

/** Somebody asked for an action in a channel; the engine reports there when it is done, or that it is not. */
export interface Follow extends Place {
  readonly id: string
  readonly connection: string
  readonly taskId: string
  readonly verb: FollowedVerb
  readonly by: string
  readonly locale: Locale
  readonly since: number
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
