import type { ApprovalRequest, PayloadTask } from '../domain/approvals/request.ts'
import type { PendingAction } from '../domain/watching/watch.ts'

/** After this an accepted action without a result counts as not done, ms. */
const patience = 30 * 60_000

export function pendingActionOf(
  request: ApprovalRequest,
  task: PayloadTask,
  verb: PendingAction['verb'],
  at: number,
): PendingAction {
  const { team, connection, locale, requester, id } = request
  const channel = request.messages[0]?.channel ?? request.channel
  return {
    id: `${id}.${task.id}`,
    team,
    channel,
    connection,
    taskId: task.id,
    verb,
    by: requester,
    locale,
    since: at,
    deadline: at + patience,
    status: task.observed.status,
    direction: task.observed.direction,
    requestId: id,
  }
}
