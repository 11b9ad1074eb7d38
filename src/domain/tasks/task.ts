/**
 * A task as everything above the API layer sees it, whichever API generation it lives in.
 * Values that DRS may extend (status, engine, direction, ...) stay open strings; the tables of src/drs name the known ones.
 */
export interface Task {
  /** Name of the connection in the configuration. */
  readonly connection: string
  readonly id: string
  readonly name: string
  /** `migration`, `sync` or `cloudDataGuard` (disaster recovery). */
  readonly scenario: string
  /** Engine type, for example `mysql` or `cloudDataGuard-mysql`. */
  readonly engine: string
  /** Task status, for example `CONFIGURATION`. */
  readonly status: string
  /** `up`, `down` or `non-dbs`. */
  readonly direction: string
  /** `FULL_TRANS`, `FULL_INCR_TRANS` or `INCR_TRANS`. */
  readonly mode: string
  /** `vpc`, `vpn` or `eip`. */
  readonly network?: string
  readonly nodeType?: string
  readonly description?: string
  /** Cause of failure in DRS's words. */
  readonly error?: string
  /** Milliseconds since the epoch. */
  readonly createdAt?: number
  readonly source?: Endpoint
  readonly destination?: Endpoint
  readonly dualActive?: boolean
  /** `key` or `key=value`; absent where the answer does not tell, as in the list of v3 and v5. */
  readonly tags?: readonly string[]
  /** The task that this one is a part of; told by the details of v3 only. */
  readonly parentId?: string
  /** After so many days in an abnormal state DRS ends the task; told by the details of v5 only. */
  readonly expiredDays?: number
  /** Scheduled start, milliseconds since the epoch. */
  readonly startAt?: number
  /** Names of failed subtasks; told by the lists only. */
  readonly failedSubtasks?: readonly string[]
}

/** Where a database is, without any secret. */
export interface Endpoint {
  readonly dbType: string
  /** DRS's own id of a database that a v5 task knows already. */
  readonly id?: string
  readonly ip?: string
  readonly port?: number
  readonly user?: string
  readonly instanceId?: string
  readonly instanceName?: string
  readonly region?: string
  readonly vpcId?: string
  readonly subnetId?: string
  /** Authentication database (MongoDB, DDS) or service name (Oracle). */
  readonly dbName?: string
}

/** Progress of the full phase and delay of the incremental one (5.2.2). */
export interface Progress {
  /** 0 to 100. */
  readonly percent?: number
  /** Delay of the incremental phase in milliseconds; absent before that phase. */
  readonly lagMs?: number
  /** Estimated remaining time of the full phase in milliseconds. */
  readonly remainingMs?: number
  /** Percent by part: `struct`, `data`, `index`. */
  readonly parts?: Readonly<Record<string, number>>
}

/** Progress with what DRS says of the status on the way (`transfer_status`, 5.2.2): a hint, the status query decides. */
export interface Pulse {
  readonly status?: string
  readonly progress: Progress
}

/** RPO and RTO of a DR task in milliseconds (5.3.1). */
export interface Recovery {
  readonly rpoMs?: number
  readonly rtoMs?: number
}

export interface PrecheckItem {
  /** Wire name, for example `srcDbBinlogIsOff`; src/drs/precheck-items.ts knows the documented ones. */
  readonly item: string
  /** `PASSED`, `ALARM` or `FAILED`, or a value the documents do not name. */
  readonly verdict: string
  readonly reason?: string
  readonly group?: string
  /** DRS's raw text, for the "details" fold only. */
  readonly raw?: string
  readonly failedSubtasks?: readonly string[]
  /** May be skipped (v5). */
  readonly canSkip?: boolean
  /** Was skipped on request (v5). */
  readonly skipped?: boolean
}

export interface PrecheckReport {
  /** 0 to 100. */
  readonly percent: number
  readonly finished: boolean
  /** True if the task may be started. */
  readonly passed: boolean
  readonly items: readonly PrecheckItem[]
}
