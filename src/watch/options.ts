import { defaultIntervals, type Intervals } from '../domain/interval.ts'

/** Times are in milliseconds. */
export interface EngineOptions extends Intervals {
  /** Tasks per question to DRS: 100 is the documented limit of the status query (6.1.21). */
  readonly chunk: number
  /** Questions of one round that may be open at the same time. */
  readonly parallel: number
  /**
   * How long a claimed task is left to the replica that claimed it: so late is a task looked at whose replica died. A DRS
   * call that takes longer is harmless, since only one of two looks can be committed.
   */
  readonly claimMs: number
  /** How long a place is left to a replica that gives no sign of life; it gives one every third of this time. */
  readonly leaseMs: number
  /** First and longest wait after Slack could not be reached; it doubles from failure to failure. */
  readonly backoffMs: number
  readonly maxBackoffMs: number
  /** Places delivered to at the same time by one replica. */
  readonly deliveries: number
  /** How far Slack's clock may be behind ours when a message is looked for. */
  readonly skewMs: number
}

export const defaultOptions: EngineOptions = {
  ...defaultIntervals,
  chunk: 100,
  parallel: 4,
  claimMs: 5_000,
  leaseMs: 5_000,
  backoffMs: 1_000,
  maxBackoffMs: 60_000,
  deliveries: 10,
  skewMs: 60_000,
}
