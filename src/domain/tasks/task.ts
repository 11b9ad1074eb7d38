import * as z from 'zod'
import type { DeepReadonly } from '../../base/deep-readonly.ts'

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
  /** Availability zones of the replication instance; told by the details of v3 only. */
  readonly zones?: readonly string[]
  /** Whether DRS bills it; told by the lists only. */
  readonly billed?: boolean
  readonly description?: string
  /** Cause of failure in DRS's words. */
  readonly error?: string
  /** Milliseconds since the epoch. */
  readonly createdAt?: number
  readonly source?: DatabaseEndpoint
  readonly destination?: DatabaseEndpoint
  readonly dualActive?: boolean
  /** `key` or `key=value`; absent where the answer does not tell, as in the list of v3 and v5. */
  readonly tags?: readonly string[]
  /** The task that this one is a part of, as a subtask or in one of two availability zones; told by the details of v3 only. */
  readonly parentId?: string
  /** After so many days in an abnormal state DRS ends the task; told by the details of v5 only. */
  readonly expiredDays?: number
  /** Scheduled start, milliseconds since the epoch. */
  readonly startAt?: number
  /** Names of failed subtasks; told by the lists only. */
  readonly failedSubtasks?: readonly string[]
}

/** Where a database is, without any secret. */
export const endpointSchema = z.object({
  dbType: z.string(),
  /** DRS's own id of a database that a v5 task knows already. */
  id: z.string().exactOptional(),
  ip: z.string().exactOptional(),
  port: z.number().exactOptional(),
  user: z.string().exactOptional(),
  instanceId: z.string().exactOptional(),
  instanceName: z.string().exactOptional(),
  region: z.string().exactOptional(),
  vpcId: z.string().exactOptional(),
  subnetId: z.string().exactOptional(),
  /** Authentication database (MongoDB, DDS) or service name (Oracle). */
  dbName: z.string().exactOptional(),
})
export type DatabaseEndpoint = DeepReadonly<z.output<typeof endpointSchema>>

/** Progress of the full phase and delay of the incremental one (5.2.2). */
export const progressSchema = z.object({
  /** 0 to 100. */
  percent: z.number().exactOptional(),
  /** Delay of the incremental phase in milliseconds; absent before that phase. */
  lagMs: z.number().exactOptional(),
  /** Estimated remaining time of the full phase in milliseconds. */
  remainingMs: z.number().exactOptional(),
  /** Percent by part: `struct`, `data`, `index`. */
  parts: z.record(z.string(), z.number()).exactOptional(),
})
export type Progress = DeepReadonly<z.output<typeof progressSchema>>

/** Progress with what DRS says of the status on the way (`transfer_status`, 5.2.2): a hint, the status query decides. */
export interface ProgressProbe {
  readonly status?: string
  readonly progress: Progress
}

/** RPO and RTO of a DR task in milliseconds (5.3.1). */
export const recoverySchema = z.object({
  rpoMs: z.number().exactOptional(),
  rtoMs: z.number().exactOptional(),
})
export type Recovery = DeepReadonly<z.output<typeof recoverySchema>>

export const precheckItemSchema = z.object({
  /** Wire name, for example `srcDbBinlogIsOff`; src/drs/precheck-items.ts knows the documented ones. */
  item: z.string(),
  /** `PASSED`, `ALARM` or `FAILED`, or a value the documents do not name. */
  verdict: z.string(),
  reason: z.string().exactOptional(),
  group: z.string().exactOptional(),
  /** DRS's raw text, for the "details" fold only. */
  raw: z.string().exactOptional(),
  failedSubtasks: z.array(z.string()).exactOptional(),
  /** What the check has looked at, as DRS gives it: often the names of objects. Of items that have not passed. */
  data: z.string().exactOptional(),
  /** How many further things the reason has named; only the beginning of a very long one is kept. */
  omitted: z.number().exactOptional(),
  /** May be skipped (v5). */
  canSkip: z.boolean().exactOptional(),
  /** Was skipped on request (v5). */
  skipped: z.boolean().exactOptional(),
})
export type PrecheckItem = DeepReadonly<z.output<typeof precheckItemSchema>>

export const precheckReportSchema = z.object({
  /** 0 to 100. */
  percent: z.number(),
  finished: z.boolean(),
  /** True if the task may be started. */
  passed: z.boolean(),
  items: z.array(precheckItemSchema),
  /** How many further items came in a form that cannot be read; one of them may have failed. */
  unreadable: z.number().exactOptional(),
  /** How many further items there are; of very many, the worst are kept. */
  more: z.number().exactOptional(),
})
export type PrecheckReport = DeepReadonly<z.output<typeof precheckReportSchema>>
