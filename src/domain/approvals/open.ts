import { taskIdsIn } from '../actions/call-entries.ts'
import { reviewIsOpen } from './deadlines.ts'
import type { ApprovalRequest } from './request.ts'

/** A request that somebody has still to do something about: open, or carried out by break-glass and not looked at yet. */
export function isRequestOpen(request: ApprovalRequest): boolean {
  const { state } = request
  return state === 'pending' || state === 'approved' || state === 'executing' || reviewIsOpen(request)
}

/** The tasks that a request is about, as far as the request itself names them. */
export function taskIdsOf({ payload }: Pick<ApprovalRequest, 'payload'>): readonly string[] {
  if (payload.kind === 'action') return payload.tasks.map(({ id }) => id)
  return payload.kind === 'call' ? taskIdsIn(payload.input) : []
}
