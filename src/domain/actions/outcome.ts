import { statusOf } from '../../drs/statuses.ts'
import { isFinished } from '../tasks/comparisons.ts'
import type { Comparison } from '../tasks/task-service.ts'
import type { Snapshot } from '../watching/snapshot.ts'
import type { Follow, FollowedVerb, FollowOutcome } from '../watching/watch.ts'

type Verdict = 'reached' | 'failed' | undefined

/**
 * Whether a followed action has come to its end. `undefined`: not yet. The snapshot must come from a look that began
 * after DRS accepted the action. A gone task fails every action except the ones that wish it gone, and `create`,
 * where DRS may not know the new task for a moment.
 */
export function followOutcome(follow: Follow, snapshot: Snapshot, now: number): FollowOutcome | undefined {
  const verdict =
    snapshot.status === null
      ? whenGone[follow.verb]
      : verdictOf(follow, snapshot, statusOf(snapshot.status).status)
  return verdict ?? (now > follow.deadline ? 'overdue' : undefined)
}

const whenGone: Record<FollowedVerb, Verdict> = {
  create: undefined,
  precheck: 'failed',
  start: 'failed',
  pause: 'failed',
  resume: 'failed',
  stop: 'reached',
  delete: 'reached',
  reset: 'failed',
  switchover: 'failed',
  compare: 'failed',
}

function verdictOf(follow: Follow, snapshot: Snapshot, status: string): Verdict {
  if (goals[follow.verb](snapshot, status, follow)) return 'reached'
  return failures[follow.verb](status) && isNews(follow, status) ? 'failed' : undefined
}

const goals: Record<FollowedVerb, (snapshot: Snapshot, status: string, follow: Follow) => boolean> = {
  create: (_, status) => status === 'CONFIGURATION',
  precheck: ({ precheck }) => precheck?.finished === true,
  start: (_, status) => status === 'WAITING_FOR_START' || isUnderWay(status),
  pause: (_, status) => status === 'PAUSING',
  resume: (_, status) => isUnderWay(status),
  stop: (_, status) => status === 'RELEASE_RESOURCE_COMPLETE' || status === 'DELETED',
  delete: (_, status) => status === 'DELETED',
  // It begins anew: the full phase once more (7.3.2).
  reset: (_, status) => isUnderWay(status),
  switchover: ({ direction }, status, follow) =>
    status === 'INCRE_TRANSFER_STARTED' && direction !== undefined && direction !== follow.direction,
  compare: ({ comparison }, _, follow) => comparison !== undefined && isAnswerTo(comparison, follow),
}

const failures: Record<FollowedVerb, (status: string) => boolean> = {
  create: isFailed,
  // A failed check is a finished check; only the task's own end makes its report impossible.
  precheck: (status) => statusOf(status).terminal,
  start: isFailedOrEnded,
  pause: isFailedOrEnded,
  resume: isFailedOrEnded,
  stop: (status) => status === 'RELEASE_RESOURCE_FAILED',
  // DRS deletes at once or answers with an error (6.1.14): there is no status of a failed deletion.
  delete: () => false,
  reset: isFailedOrEnded,
  switchover: isFailedOrEnded,
  compare: isFailedOrEnded,
}

/**
 * A task that was failed when the action was asked for stays so for a moment after DRS accepted it: that status says
 * nothing about the action. Where the status before is unknown, only actions that begin from a sound task can fail.
 */
function isNews(follow: Follow, status: string): boolean {
  if (follow.status !== undefined) return status !== statusOf(follow.status).status
  return !fromFailed.has(follow.verb)
}

/** So far may the clock of DRS be behind ours. */
const skewMs = 60_000

/** The latest comparison may still be one from before. */
function isAnswerTo(comparison: Comparison, { since }: Follow): boolean {
  return isFinished(comparison) && (comparison.startedAt ?? since) >= since - skewMs
}

const fromFailed: ReadonlySet<FollowedVerb> = new Set(['resume', 'stop', 'reset'])

function isUnderWay(status: string): boolean {
  const { kind } = statusOf(status)
  return kind === 'running' || kind === 'healthy'
}

function isFailed(status: string): boolean {
  return statusOf(status).kind === 'failed'
}

function isFailedOrEnded(status: string): boolean {
  const { kind } = statusOf(status)
  return kind === 'failed' || kind === 'ended'
}
