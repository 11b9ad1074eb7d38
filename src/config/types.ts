import type { Locale } from '../base/i18n.ts'
import type { Grant } from '../domain/access/roles.ts'
import type { ApproverGroup, PolicyRule } from '../domain/approvals/policy.ts'
import type { SecretScope } from '../domain/secrets/secret-scope.ts'
import type { PriceTable } from '../domain/tasks/cost.ts'
import type { Limit } from '../domain/watching/event.ts'
import type { Generation } from '../drs/operation.ts'
import type { MonitoringConfig } from './monitoring.ts'
import type { WebConfig } from './web.ts'

/**
 * Everything the bot is told from outside, checked once. The environment names the places and tokens, the file
 * (DRS_CHATOPS_CONFIG, default `drs-chatops.yml`) the connections, who may do what, and where passwords may come from.
 */
export interface Config {
  readonly slack: {
    readonly botToken: string
    readonly transport:
      | { readonly mode: 'socket'; readonly appToken: string }
      | { readonly mode: 'http'; readonly signingSecret: string; readonly port: number }
    readonly apiUrl?: string
  }
  readonly redisUrl: string
  readonly logLevel: string
  readonly connections: readonly ConnectionConfig[]
  readonly grants: readonly Grant[]
  /** What people may refer to in Slack, and where it may be sent. */
  readonly secrets: readonly SecretScope[]
  readonly polling: PollingConfig
  readonly watch: DeliveryConfig
  /** Calls that all replicas together may make a minute, per connection and API generation. */
  readonly callsPerMinute: number
  /** Named groups of people, for policies given later. */
  readonly groups: readonly ApproverGroup[]
  /** What needs approval: the rules of the file, then the defaults. The first that fits holds. */
  readonly approvals: readonly PolicyRule[]
  /** Slack channel that is told about emergencies and overdue reviews. */
  readonly auditChannel?: string
  /** So long audit records are kept, ms. */
  readonly auditKeepMs: number
  /** Encrypt what is kept of secrets at rest, the first one; without them they are kept in memory only. */
  readonly keys?: readonly Uint8Array[]
  /** The page on which people hand over secrets; without it they give references only. */
  readonly web?: WebConfig
  /** Where machines ask whether the bot lives and is ready, and for its metrics; without it nowhere. */
  readonly monitoring?: MonitoringConfig
  /** How long a secret that was handed over is kept, ms. */
  readonly secretsKeepMs: number
}

/** How often tasks are looked at, in milliseconds. */
export interface PollingConfig {
  /** While something is going on with a task. */
  readonly motion: number
  readonly steady: number
  /** How often the list of tasks is looked through for filter watches. */
  readonly discovery?: number
}

/** How it is told what happens to tasks, in milliseconds; 0 turns each of them off. */
export interface DeliveryConfig {
  /** How long events wait for others to be told with them. */
  readonly groupMs: number
  /** After this time a failure that persists is told again. */
  readonly repeatMs: number
  /** The distance that messages of one channel keep, but for short bursts. */
  readonly paceMs: number
}

export interface ConnectionConfig {
  readonly name: string
  readonly region: string
  readonly endpoint: string
  readonly projectId: string
  /** Which API generations its tasks may live in. */
  readonly generations: readonly Generation[]
  /** Address of a task in the console, with `{id}`, `{region}` and `{project}` in it. */
  readonly console?: string
  /** What its tasks cost, as the operator has written it down. */
  readonly prices?: PriceTable
  /** Of messages in channels that work with it and have chosen none; without it English. */
  readonly language?: Locale
  /** For its watches that have none of their own; without it the default. */
  readonly limits?: readonly Limit[]
  readonly credentials: KeyReferences | UserReference
}

/** References (`env:NAME`, `file:/path`), read when a call is signed. */
export interface KeyReferences {
  readonly kind: 'keys'
  readonly ak: string
  readonly sk: string
  readonly securityToken?: string
}

/** An IAM user; the password is a reference, read when a token is fetched. */
export interface UserReference {
  readonly kind: 'user'
  readonly user: string
  readonly domain: string
  readonly project: string
  readonly password: string
  readonly endpoint: string
}
