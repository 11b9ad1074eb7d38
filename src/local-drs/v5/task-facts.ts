import type * as z from 'zod'
import type { nodeInfo, periodOrder, publicIp } from '../../drs/v5/task-parts.ts'
import type { PrecheckMode, PrecheckRun } from '../precheck-run.ts'

/** What a task was made with beside its databases: kept and shown again by both generations. Passwords and keys never are. */

export type Node = z.output<typeof nodeInfo>
export type PublicIp = z.output<typeof publicIp>
type Order = z.output<typeof periodOrder>

/** What the connection test of one database found. */
export interface TestedEnd {
  readonly role: 'so' | 'ta'
  readonly ip: string
  /** Code of the error; absent when the connection works. */
  readonly code?: string | undefined
}

/** An asynchronous action; its result is asked for with its id (7.5.1, query_id). */
export type ActionQuery =
  | {
      readonly kind: 'network'
      readonly id: string
      /** Virtual time. */
      readonly startedAt: number
      readonly results: readonly TestedEnd[]
    }
  | {
      readonly kind: 'precheck'
      readonly id: string
      readonly startedAt: number
      readonly mode: PrecheckMode
      readonly run: PrecheckRun
    }

export interface Facts {
  readonly enterpriseProject: string
  readonly charging: 'period' | 'on_demand'
  readonly order?: Order | undefined
  /** Absent for tasks that v3 created. */
  readonly node?: Node | undefined
  readonly publicIps: readonly PublicIp[]
  /** Availability zones of a primary/standby task. */
  readonly zones?: { readonly master: string; readonly slave: string } | undefined
  /** How many subtasks share the shards of a Redis cluster. */
  readonly shards?: number | undefined
  /** Binlogs of RDS are cleared fast. */
  readonly fastClean?: boolean | undefined
  /** Objects are synchronized by whole databases (6.1.5). */
  readonly wholeDatabases?: boolean | undefined
  /** Oldest first. */
  readonly queries: readonly ActionQuery[]
  readonly clone: boolean
  /** `2.0` for the new kind of task (7.2.6). */
  readonly version?: string | undefined
  /** Planned start that was given when the task was created, as it was written. */
  readonly startTime?: string | undefined
  /** Database parameters to be set, by name. */
  readonly dbParams?: Readonly<Record<'common' | 'performance', Readonly<Record<string, string>>>> | undefined
}
