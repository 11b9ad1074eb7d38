import type { PrincipalOf } from '../access/principals.ts'
import type { Log } from '../base/log.ts'
import type { GivenGrant } from '../domain/access/roles.ts'
import type { ApproverGroup, PolicyRule } from '../domain/approvals/policy.ts'
import type { Follow } from '../domain/watching/watch.ts'
import type { DrsCall, DrsServices } from '../ports/drs.ts'
import type { Messenger } from '../ports/messenger.ts'
import type { SecretReader } from '../ports/secret-reader.ts'
import type { Ledger } from '../store/approval-store.ts'
import type { Redis } from '../store/redis.ts'

/** What requests for consent are made with. Any number of replicas work over one Redis. */
export interface ApprovalParts {
  readonly standing: PrincipalOf
  grants(): Promise<readonly GivenGrant[]>
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
  /** Of the configuration file. */
  readonly fileRules: readonly PolicyRule[]
  /** Hears of everything that was done without consent. */
  readonly auditChannel?: string
  now(): number
  /** Tells in the channel how the action ends; has to be stored when it resolves. */
  follow(follow: Follow): Promise<void>
  /** The task's card has something new to show; `cause` is unique. */
  redraw(connection: string, taskId: string, cause: string): Promise<void>
}
