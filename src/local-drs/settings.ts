/** What can be set on a task beside its databases and objects, under the names of the wire where v3 and v5 agree. */

export interface SpeedLimit {
  readonly begin: string
  readonly end: string
  /** MB/s. */
  readonly speed: string
  readonly is_utc?: boolean | undefined
}

export interface Alarm {
  readonly subscriptions?:
    | readonly {
        readonly endpoints?: readonly string[] | undefined
        readonly protocol?: string | undefined
      }[]
    | undefined
  readonly topicUrn?: string | undefined
  readonly delayTime?: number | undefined
  readonly rtoDelay?: number | undefined
  readonly rpoDelay?: number | undefined
  readonly alarmToUser: boolean
}

/** As every call writes it (6.1.4, 6.1.22, 7.2.3, 7.3.1). */
interface AlarmWish {
  readonly subscriptions?: Alarm['subscriptions']
  readonly topic_urn?: string | undefined
  readonly delay_time?: number | undefined
  readonly rto_delay?: number | undefined
  readonly rpo_delay?: number | undefined
  readonly alarm_to_user?: boolean | undefined
}

export function alarmFrom(wish: AlarmWish): Alarm {
  return {
    subscriptions: wish.subscriptions,
    topicUrn: wish.topic_urn,
    delayTime: wish.delay_time,
    rtoDelay: wish.rto_delay,
    rpoDelay: wish.rpo_delay,
    alarmToUser: wish.alarm_to_user ?? false,
  }
}

export interface LogDelivery {
  readonly log_group_id?: string | undefined
  readonly log_stream_id?: string | undefined
  readonly lts_enabled: boolean
}

/** A condition on the rows of one table, or the configuration for conditions over several tables. */
export interface DataRule {
  /** `database.table`. */
  readonly table: string
  readonly type: 'contentConditionalFilter' | 'configConditionalFilter'
  readonly value: string
  readonly config?: Readonly<Record<string, string>> | undefined
}

export interface MigratedUsers {
  readonly migrate: boolean
  readonly accounts: readonly string[]
  readonly roles: readonly string[]
}

export interface Settings {
  readonly speedLimits: readonly SpeedLimit[]
  readonly alarm?: Alarm
  readonly logs: LogDelivery
  /** Advanced settings that were changed, by `phase.name`. */
  readonly tuning: Readonly<Record<string, string>>
  /** Synchronization policy under the names of 6.3.2. */
  readonly policy: Readonly<Record<string, string | boolean | undefined>>
  readonly rules: readonly DataRule[]
  readonly users: MigratedUsers
  /** The database parameters were read, so that they can be changed. */
  readonly parametersRead: boolean
  /** A changed parameter waits for a restart of the destination. */
  readonly needsRestart: boolean
}

/** The settings of a new task. */
export const noSettings: Settings = {
  speedLimits: [],
  logs: { lts_enabled: false },
  tuning: {},
  policy: {},
  rules: [],
  users: { migrate: false, accounts: [], roles: [] },
  parametersRead: false,
  needsRestart: false,
}
