import type { Limit } from '../domain/watching/event.ts'
import { defaultPollIntervals, type PollIntervals } from '../domain/watching/poll-interval.ts'
import { defaultLimits } from '../domain/watching/usual-limits.ts'

/** Times are in milliseconds. */
export interface EngineOptions extends PollIntervals {
  /** Milliseconds between two looks of a connection's filters at the list of its tasks. */
  readonly discovery: number
  /** The limits that hold for watches of that connection that have none of their own. */
  readonly limits: (connection: string) => readonly Limit[]
  /** Pages of DRS's lists that a look of the filters goes on with, once all have been read. */
  readonly listPages: number
  /** Silence longer than this is told as an outage; default: two steady intervals, but see `staleAfter`. */
  readonly staleMs?: number
  /** At most so many parts of a poll are offered to other replicas. */
  readonly shares: number
  /** Tasks per question to DRS: 100 is the documented limit of the status query (6.1.21). */
  readonly chunk: number
  /** Questions of one poll that may be open at the same time. */
  readonly parallel: number
  /**
   * How long a claimed task is left to the replica that claimed it: so late is a task looked at whose replica died. A DRS
   * call that takes longer is harmless, since only one of two looks can be committed.
   */
  readonly claimMs: number
  /** How long a channel is left to a replica that gives no sign of life; it gives one every third of this time. */
  readonly leaseMs: number
  /** First and longest wait after Slack could not be reached; it doubles from failure to failure. */
  readonly backoffMs: number
  readonly maxBackoffMs: number
  /** Channels delivered to at the same time by one replica. */
  readonly deliveries: number
  /** How long events wait for others to be told with them; 0: they do not. */
  readonly groupMs: number
  /** The distance that edits of the message about an action on several tasks keep. */
  readonly batchMs: number
  /** The distance that messages of one channel keep, but for short bursts; 0: none. */
  readonly paceMs: number
  /** A failure that persists is told again after this time; 0: it is not. */
  readonly repeatMs: number
  /** A message that Slack could not be given for so long is given up, and somebody is told. */
  readonly giveUpMs: number
  /**
   * How far Slack's clock may be behind ours when a message is looked for. With a clock that is off by more than a quarter
   * of an hour DRS takes no calls either (DRS API reference 3.2.2).
   */
  readonly skewMs: number
}

export const defaultEngineOptions: EngineOptions = {
  ...defaultPollIntervals,
  discovery: 60_000,
  limits: () => defaultLimits,
  listPages: 100,
  shares: 8,
  chunk: 100,
  parallel: 4,
  claimMs: 5_000,
  leaseMs: 5_000,
  backoffMs: 1_000,
  maxBackoffMs: 60_000,
  deliveries: 50,
  groupMs: 2_000,
  batchMs: 4_000,
  paceMs: 1_000,
  repeatMs: 4 * 60 * 60_000,
  giveUpMs: 24 * 60 * 60_000,
  skewMs: 15 * 60_000,
}

/** Shorter silences are over before anybody could act on them, a restart for example. */
const leastBlindMs = 15_000

export function staleAfter({ staleMs: blindMs, steady }: EngineOptions): number {
  return blindMs ?? Math.max(2 * steady, leastBlindMs)
}
