import { isForAdmins } from './audience.ts'
import type { Policy, Seats } from './policy.ts'
import type { ApprovalFacts, ApprovalRequest, Vote } from './request.ts'
import { areSeatsFilled, type CanFill, openSeats } from './seats.ts'

/**
 * Whose approval counts, now. The policy that was in force when somebody asked and the one of today both have to be met,
 * each by itself: a stricter one holds at once, a weaker one only for requests to come.
 */
export function policiesInForce(
  request: ApprovalRequest,
  { current }: Pick<ApprovalFacts, 'current'>,
): readonly Policy[] {
  return current ? [request.policy, current] : [request.policy]
}

/** After the escalation those who were asked as well sit on any seat. */
function seating({ escalatedAt }: ApprovalRequest, { escalateTo }: Policy, facts: ApprovalFacts): CanFill {
  return (user, group) =>
    facts.isIn(user, group) ||
    (escalatedAt !== undefined && escalateTo !== undefined && facts.isIn(user, escalateTo))
}

/** Whether the person could fill any seat. Never the requester, whatever groups they are in. */
export function mayVote(request: ApprovalRequest, user: string, facts: ApprovalFacts): boolean {
  if (user === request.requester || !facts.mayApprove(user)) return false
  if (isForAdmins(request.payload.verb) && !facts.isAdmin(user)) return false
  return policiesInForce(request, facts).some((policy) => {
    const canFill = seating(request, policy, facts)
    return policy.need.some(({ group }) => canFill(user, group))
  })
}

/** The votes that count now: for what is asked now, by people who may vote now. */
export function countingVotes(request: ApprovalRequest, facts: ApprovalFacts): readonly Vote[] {
  return request.votes.filter((vote) => vote.hash === request.hash && mayVote(request, vote.by, facts))
}

/** Whether there is all the approval that both policies ask for. */
export function isApprovalComplete(request: ApprovalRequest, facts: ApprovalFacts): boolean {
  const people = countingVotes(request, facts).map((vote) => vote.by)
  return policiesInForce(request, facts).every((policy) =>
    areSeatsFilled(people, policy.need, seating(request, policy, facts)),
  )
}

/** The seats that are still to be filled, for the request's message; those of today's policy if it asks for more. */
export function seatsLeft(request: ApprovalRequest, facts: ApprovalFacts): readonly Seats[] {
  const people = countingVotes(request, facts).map((vote) => vote.by)
  const left = policiesInForce(request, facts).map((policy) =>
    openSeats(people, policy.need, seating(request, policy, facts)),
  )
  return left.toSorted((a, b) => count(b) - count(a))[0] ?? []
}

function count(seats: readonly Seats[]): number {
  return seats.reduce((sum, row) => sum + row.seats, 0)
}

/** Whether the last approval carries it out: only where both policies say so. */
export function runsOnApproval(request: ApprovalRequest, facts: Pick<ApprovalFacts, 'current'>): boolean {
  return policiesInForce(request, facts).every(({ run }) => run === 'on-approval')
}

/** What the last needed approval makes of a request: how long it holds, and whether it is carried out with it. */
export function approvedAt(
  request: ApprovalRequest,
  facts: ApprovalFacts,
  now: number,
): Pick<ApprovalRequest, 'state' | 'useBy' | 'runs'> {
  const policies = policiesInForce(request, facts)
  const useBy = now + Math.min(...policies.map(({ useWithinMs }) => useWithinMs))
  return { state: 'approved', useBy, ...(runsOnApproval(request, facts) && { runs: true }) }
}
