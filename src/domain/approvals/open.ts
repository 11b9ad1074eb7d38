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

/** The tasks that are named anywhere in a request to DRS: under `job_id`, or in a list of `jobs`. */
export function taskIdsIn(value: unknown): readonly string[] {
  return [...new Set(namedIn(value))]
}

function namedIn(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(namedIn)
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([name, part]) => {
    if (name === 'job_id' && typeof part === 'string') return [part]
    if (name === 'jobs' && Array.isArray(part))
      return part.flatMap((one) => (typeof one === 'string' ? [one] : namedIn(one)))
    return namedIn(part)
  })
}
