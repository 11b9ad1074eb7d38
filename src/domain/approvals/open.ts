import { taskIdsIn } from '../actions/call-entries.ts'
import { reviewIsOpen } from './deadlines.ts'
import { canonicalJson } from './payload.ts'
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

/** Whether both ask for the same to be done, on whatever other tasks besides; calls are the same if they send the same. */
export function sameDeed(
  one: Pick<ApprovalRequest, 'connection' | 'payload'>,
  other: Pick<ApprovalRequest, 'connection' | 'payload'>,
): boolean {
  const [a, b] = [one.payload, other.payload]
  if (one.connection !== other.connection || a.kind !== b.kind || a.verb !== b.verb) return false
  if (a.kind !== 'call' || b.kind !== 'call') return true
  return a.operation === b.operation && canonicalJson(a.input) === canonicalJson(b.input)
}

/** The address of its message in that channel, else of the one for the requester. */
export function linkSeenIn(
  { messages }: Pick<ApprovalRequest, 'messages'>,
  channel: string,
): string | undefined {
  return (messages.find((message) => message.channel === channel) ?? messages[0])?.link
}
