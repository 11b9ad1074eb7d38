import { statusOf } from '../../drs/statuses.ts'
import type { Deadline, DeadlineKind } from '../watching/event.ts'
import type { Snapshot } from '../watching/snapshot.ts'

/**
 * The limits of time that DRS keeps to without a word (DRS API reference 6.1.1, 7.2.3; user guide, Task Statuses and
 * Pausing a Task). A deadline counts from when the bot first saw the status, so DRS's own can only be earlier.
 */

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour

/** Of a task for which nobody set anything else (6.1.1 `expired_days`). */
const defaultExpiredDays = 14

type Ticking = Pick<Snapshot, 'status' | 'statusSince' | 'expiredDays' | 'startAt'>

/** The deadlines that run for a task at this moment. */
export function deadlinesOf(snapshot: Ticking, now: number): readonly Deadline[] {
  const running = runningClock(snapshot)
  return running ? [{ ...running, leftMs: shownTimeLeft(running.endsAt, now) }] : []
}

function runningClock(snapshot: Ticking): Omit<Deadline, 'leftMs'> | undefined {
  const { status, statusSince, expiredDays = defaultExpiredDays, startAt } = snapshot
  if (status === null) return undefined
  const row = statusOf(status)
  if (row.status === 'WAITING_FOR_START') {
    return startAt === undefined ? undefined : { kind: 'scheduled-start', endsAt: startAt }
  }
  if (statusSince === undefined) return undefined
  const after = (kind: DeadlineKind, ms: number) => ({ kind, endsAt: statusSince + ms })
  if (row.status === 'CREATE_FAILED') return after('create-failed-ends', 3 * day)
  if (row.status === 'CONFIGURATION') return after('node-reclaimed', 3 * day)
  if (row.status === 'PAUSING') return after('log-retention', day)
  return row.kind === 'failed' ? after('ends-itself', expiredDays * day) : undefined
}

/**
 * Rounded down, so that it never promises more than is there: whole days, up to two of them hours, up to two of those ten
 * minutes. What is whole counts as begun, or the time that a new status has would be another one at the very next look.
 */
export function shownTimeLeft(endsAt: number, now: number): number {
  const left = endsAt - now
  if (left <= 0) return 0
  const step = left > 2 * day ? day : left > 2 * hour ? hour : 10 * minute
  return Math.max(10 * minute, (Math.ceil(left / step) - 1) * step)
}

/** When a deadline is worth a message of its own; a start that somebody has set is not. */
const warnAt: Readonly<Partial<Record<DeadlineKind, number>>> = {
  'ends-itself': day,
  'node-reclaimed': day,
  'create-failed-ends': day,
  'log-retention': 2 * hour,
}

/** The clock that has passed into its last stretch since it was looked at before. */
export function newlyUrgent(
  before: readonly Deadline[] | undefined,
  now: readonly Deadline[] | undefined,
): Deadline | undefined {
  return now?.find((deadline) => {
    const earlier = before?.find(({ kind }) => kind === deadline.kind)
    return earlier !== undefined && !isUrgent(earlier) && isUrgent(deadline)
  })
}

export function isUrgent({ kind, leftMs }: Deadline): boolean {
  return leftMs < (warnAt[kind] ?? 0)
}
