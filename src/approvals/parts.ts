import type { ApproverGroup, PolicyRule } from '../domain/approvals/policy.ts'
import type { Follow } from '../domain/watch.ts'
import type { Facilities } from '../kit/context.ts'
import type { Log } from '../log.ts'
import type { Ledger } from '../store/ledger.ts'
import type { Redis } from '../store/redis.ts'
import type { Locale } from '../text.ts'
import type { Messenger } from '../watch/messenger.ts'

/** What requests for consent are made with. Any number of replicas work over one Redis. */
export interface ApprovalParts
  extends Pick<Facilities, 'standing' | 'grants' | 'service' | 'secret' | 'call'> {
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

/** Who asks, where, and in which language. */
export interface Asker {
  readonly team: string
  readonly channel: string
  readonly user: string
  readonly locale: Locale
}
