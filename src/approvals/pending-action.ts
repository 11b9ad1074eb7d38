import type { ApprovalRequest } from '../domain/approvals/request.ts'
import { type TrackableTask, trackableTasks } from '../domain/approvals/targets.ts'
import type { Batch, BatchHead } from '../domain/delivery/batch.ts'
import type { PendingAction } from '../domain/watching/watch.ts'

/** After this an accepted action without a result counts as not done, ms. */
const patience = 30 * 60_000

/** What is waited for when a request is carried out. */
export function pendingActionsOf(
  request: ApprovalRequest,
  tasks: readonly TrackableTask[],
  since: number,
): readonly PendingAction[] {
  const inBatch = isBatch(tasks)
  return tasks.map((one) => ({ ...pendingActionOf(request, one, since), ...(inBatch && { inBatch }) }))
}

function pendingActionOf(
  { team, messages, channel, connection, locale, requester, id }: ApprovalRequest,
  { task, verb, aims }: TrackableTask,
  since: number,
): PendingAction {
  return {
    id: `${id}.${task.id}`,
    order: id,
    ...{ team, channel: messages[0]?.channel ?? channel, connection, locale, verb, since },
    taskId: task.id,
    by: requester,
    deadline: since + patience,
    status: task.observed.status,
    direction: task.observed.direction,
    requestId: id,
    name: task.name,
    ...aims,
  }
}

/** The same is done to all of them. */
function isBatch(tasks: readonly TrackableTask[]): tasks is readonly [TrackableTask, ...TrackableTask[]] {
  return tasks.length > 1 && new Set(tasks.map(({ verb }) => verb)).size === 1
}

/** Several tasks are told in one message; undefined where each is told on its own. */
export function batchOf(
  request: ApprovalRequest,
  since: number,
): { readonly head: BatchHead; readonly tasks: Batch['tasks'] } | undefined {
  const tracked = trackableTasks(request.payload)
  if (!isBatch(tracked)) return undefined
  const [{ verb }] = tracked
  const { team, connection, locale, requester: by, id, messages } = request
  const [home] = messages
  const { channel = request.channel, ts: threadTs } = home ?? {}
  return {
    head: {
      ...{ id, team, channel, connection, locale, verb, by, since },
      deadline: since + patience,
      ...(threadTs !== undefined && { threadTs }),
    },
    tasks: tracked.map(({ task }) => ({ id: task.id, name: task.name, state: 'asked' })),
  }
}
