import { defaultIntervals, type Intervals } from '../domain/interval.ts'

/** Times are in milliseconds. */
export interface EngineOptions extends Intervals {
  /** Tasks per question to DRS: 100 is the documented limit of the status query (6.1.21). */
  readonly chunk: number
  /** Questions of one round that may be open at the same time. */
  readonly parallel: number
  /** How long a claimed task is left to the replica that claimed it. Longer than any DRS call. */
  readonly claimMs: number
  /** How long a place is left to one replica between two steps. Longer than any Slack call. */
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
  claimMs: 60_000,
  leaseMs: 60_000,
  backoffMs: 1_000,
  maxBackoffMs: 60_000,
  deliveries: 10,
  skewMs: 60_000,
}
