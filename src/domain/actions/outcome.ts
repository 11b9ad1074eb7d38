import { statusOf } from '../../drs/statuses.ts'
import type { Snapshot } from '../watching/snapshot.ts'
import type { Follow, FollowOutcome } from '../watching/watch.ts'
import type { Outcome, Verdict } from './action.ts'
import { actions } from './rows.ts'

/**
 * Whether a tracked action has come to its end. `undefined`: not yet. The snapshot must come from a look that began
 * after DRS accepted the action. A gone task fails every action except the ones that wish it gone, and `create`,
 * where DRS may not know the new task for a moment.
 */
export function followOutcome(follow: Follow, snapshot: Snapshot, now: number): FollowOutcome | undefined {
  const { outcome } = actions[follow.verb]
  const verdict =
    snapshot.status === null
      ? outcome.whenGone
      : verdictOf(outcome, follow, snapshot, statusOf(snapshot.status).status)
  return verdict ?? (now > follow.deadline ? 'overdue' : undefined)
}

function verdictOf(outcome: Outcome, follow: Follow, snapshot: Snapshot, status: string): Verdict {
  if (outcome.reached(status, snapshot, follow)) return 'reached'
  return outcome.failed(status) && isNews(outcome, follow, status) ? 'failed' : undefined
}

/**
 * A task that was failed when the action was asked for stays so for a moment after DRS accepted it: that status says
 * nothing about the action. Where the status before is unknown, only actions that begin from a sound task can fail.
 */
function isNews({ fromFailed }: Outcome, before: Follow, status: string): boolean {
  if (before.status !== undefined) return status !== statusOf(before.status).status
  return !fromFailed
}
