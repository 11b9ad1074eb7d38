import type { Log } from '../base/log.ts'
import type { ApproverGroup } from '../domain/approvals/policy.ts'
import type { Follow } from '../domain/watching/watch.ts'
import type { Authority } from '../ports/authority.ts'
import type { DrsCall, DrsServices } from '../ports/drs.ts'
import type { Messenger } from '../ports/messenger.ts'
import type { SecretReader } from '../ports/secret-reader.ts'
import type { Ledger } from '../store/approval-store.ts'
import type { Redis } from '../store/redis.ts'

/** What requests for consent are made with. Any number of replicas work over one Redis. */
export interface ApprovalDeps {
  /** Who may do what, for what the bot does of its own accord. */
  newAuthority(): Authority
  readonly service: DrsServices
  readonly secret: SecretReader
  readonly call: DrsCall
  /** The bot's own workspace. */
  readonly team: string
  readonly redis: Redis
  readonly ledger: Ledger
  readonly messenger: Messenger
  readonly log: Log
  /** Groups that rules may name. */
  readonly groups: readonly ApproverGroup[]
  /** Hears of everything that was done without consent. */
  readonly auditChannel?: string
  now(): number
  /** Tells in the channel how the action ends; has to be stored when it resolves. */
  follow(follow: Follow): Promise<void>
  /** The task's card has something new to show; `cause` is unique. */
  redraw(connection: string, taskId: string, cause: string): Promise<void>
}

/** The same within one interaction, or one round of the sweeper: everything in it is decided by the same authority. */
export interface ApprovalParts extends ApprovalDeps {
  readonly authority: Authority
}
