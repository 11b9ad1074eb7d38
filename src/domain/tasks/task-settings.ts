import type { AlarmSettings } from './alarm.ts'
import type { SpeedRange } from './speed-limit.ts'
import type { SyncPolicy } from './sync-policy.ts'

/** Whether the logs of a task go to LTS (Log Tank Service), and where to; a place may be kept while they do not. */
export interface LogDelivery {
  readonly on: boolean
  readonly group?: string
  readonly stream?: string
}

/** What is set on a task beside its databases and objects, as DRS shows it. */
export interface TaskSettings {
  /** Empty: the speed is not limited. Absent where DRS does not tell. */
  readonly speed?: readonly SpeedRange[]
  readonly alarm?: AlarmSettings
  /** As much of it as DRS shows, which over v3 is little. */
  readonly policy?: SyncPolicy
  /** Addresses of its EIPs; told by the details of v5 only. */
  readonly eips?: readonly string[]
  /** Nobody but DRS writes into the destination; told by the details of v3 only. */
  readonly destinationReadOnly?: boolean
  /** The user of the destination becomes the definer of views and routines; told by the details of v3 only. */
  readonly definerReplaced?: boolean
}
