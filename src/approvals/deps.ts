import type { Locale } from '../base/i18n.ts'
import type { Log } from '../base/log.ts'
import type { ApproverGroup } from '../domain/approvals/policy.ts'
import type { TaskRef } from '../domain/tasks/task-ref.ts'
import type { ChannelRef } from '../domain/watching/watch.ts'
import type { ExecutionDeps } from '../execution/order.ts'
import type { Authority } from '../ports/authority.ts'
import type { ReceivedFile } from '../ports/drs.ts'
import type { MessengerWithFiles } from '../ports/messenger.ts'
import type { Places } from '../ports/places.ts'
import type { ApprovalStore } from '../store/approval-store.ts'
import type { Redis } from '../store/redis.ts'

/** What approval requests are made with. Any number of replicas work over one Redis. */
export interface ApprovalDeps {
  /** Who may do what, for what the bot does of its own accord. */
  newAuthority(): Authority
  /** How what was approved is carried out. */
  readonly execution: ExecutionDeps
  /** A file that this person has uploaded to Slack. Throws `UserError` if it is gone. */
  readFile(id: string, user: string): Promise<ReceivedFile>
  /** The bot's own workspace. */
  readonly team: string
  readonly redis: Redis
  readonly store: ApprovalStore
  readonly messenger: MessengerWithFiles
  readonly places: Places
  readonly log: Log
  /** Groups that rules may name. */
  readonly groups: readonly ApproverGroup[]
  /** Hears of everything that was done without approval. */
  readonly auditChannel?: string
  /** In which language a channel reads about that connection. */
  languageOfChannel(place: ChannelRef, connection: string): Promise<Locale>
  /** Where the task is in the console, if that is configured. */
  consoleUrl(task: TaskRef): string | undefined
  now(): number
  /** The same by the clock that all replicas share: deadlines are judged by it. */
  time(): Promise<number>
  /** The task's card has something new to show; `cause` is unique. */
  redraw(connection: string, taskId: string, cause: string): Promise<void>
}

/** The same within one interaction, or one pass of the sweeper: everything in it is decided by the same authority. */
export interface AuthorizedApprovalDeps extends ApprovalDeps {
  readonly authority: Authority
}
