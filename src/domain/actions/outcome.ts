import { statusOf } from '../../drs/statuses.ts'
import type { Snapshot } from '../watching/snapshot.ts'
import type { ActionOutcome, PendingAction } from '../watching/watch.ts'
import type { OutcomeRule, OutcomeVerdict, TaskAfter } from './action.ts'
import { actions } from './rows.ts'

/** No call to DRS takes longer; whoever has asked has died by then. In ms. */
const askingMs = 2 * 60_000

/**
 * Whether a tracked action has come to its end. `undefined`: not yet. The snapshot must come from a look that began
 * after DRS accepted the action. A gone task fails every action except the ones that wish it gone, and `create`,
 * where DRS may not know the new task for a moment.
 */
export function actionOutcome(
  action: PendingAction,
  snapshot: Snapshot,
  now: number,
): ActionOutcome | undefined {
  // A clock that was set back since says nothing of how long ago that was.
  if (action.asked && Math.abs(now - action.since) < askingMs) return undefined
  const { outcome } = actions[action.verb]
  const verdict =
    snapshot.status === null ? outcome.whenGone : verdictOf(outcome, action, snapshot, snapshot.status)
  return verdict ?? (now > action.deadline ? 'overdue' : undefined)
}

/** Whether a task that was just read shows that the action is over, before the watch engine has seen it. */
export function isOver(
  action: PendingAction,
  task: { readonly status: string; readonly direction?: string },
): boolean {
  if (action.asked) return false
  return verdictOf(actions[action.verb].outcome, action, task, task.status) !== undefined
}

function verdictOf(
  outcome: OutcomeRule,
  action: PendingAction,
  seen: TaskAfter,
  written: string,
): OutcomeVerdict {
  const { status } = statusOf(written)
  if (outcome.reached(status, seen, action)) return 'reached'
  return outcome.failed(status) && isNews(outcome, action, status) ? 'failed' : undefined
}

/**
 * A task that was failed when the action was asked for stays so for a moment after DRS accepted it: that status says
 * nothing about the action. Where the status before is unknown, only actions that begin from a sound task can fail.
 */
function isNews({ fromFailed }: OutcomeRule, before: PendingAction, status: string): boolean {
  if (before.status !== undefined) return status !== statusOf(before.status).status
  return !fromFailed
}
