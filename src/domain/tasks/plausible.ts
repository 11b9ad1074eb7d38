/** Whether DRS's figures can be true. */

const minute = 60_000
const day = 24 * 60 * minute

/** So far may the clocks of the databases, of DRS and ours differ. */
const clocksDiffer = 15 * minute

/** Where nothing is known of the task's age: no source keeps its log for so long. */
const longestMs = 366 * day

/** What is known of the task that a figure belongs to. */
export interface FigureOwner {
  /** Milliseconds since the epoch. */
  readonly createdAt?: number | undefined
  readonly mode?: string | undefined
}

/**
 * Whether a delay, RPO or RTO in milliseconds can be true at `now`: nothing lags longer than the task exists, unless the task
 * was made to begin with an older position of the log (`INCR_TRANS`).
 */
export function isPlausible(figureMs: number, { createdAt, mode }: FigureOwner, now: number): boolean {
  const age = createdAt === undefined || mode === 'INCR_TRANS' ? longestMs : now - createdAt + clocksDiffer
  return figureMs <= Math.min(longestMs, age)
}
