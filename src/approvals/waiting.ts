import type { Actor } from '../domain/access/person.ts'
import { grantCoverage } from '../domain/access/roles.ts'
import { mayVote } from '../domain/approvals/counting-votes.ts'
import { reviewIsOpen } from '../domain/approvals/deadlines.ts'
import type { ApprovalFacts, ApprovalRequest } from '../domain/approvals/request.ts'
import type { AuthorizedApprovalDeps } from './deps.ts'
import { approvalFactsFor } from './facts.ts'

/** The requests about which this person has something to do. Asks Slack nothing anew: the click decides. */
export async function waitingFor(
  deps: AuthorizedApprovalDeps,
  user: string,
  requests: readonly ApprovalRequest[],
): Promise<readonly ApprovalRequest[]> {
  const waits = await Promise.all(
    requests.map(async (request) => {
      const facts = await approvalFactsFor(deps, request, [user], { fresh: false })
      return isWaitingFor(user, request, facts)
    }),
  )
  return requests.filter((_, i) => waits[i])
}

function isWaitingFor(user: string, request: ApprovalRequest, facts: ApprovalFacts): boolean {
  const { state, requester, votes, hash, breakGlass } = request
  if (state === 'approved') return user === requester
  if (state === 'pending') {
    const hasVoted = votes.some((vote) => vote.by === user && vote.hash === hash)
    return !hasVoted && mayVote(request, user, facts)
  }
  const mayReview = facts.mayApprove(user) || facts.isAdmin(user)
  return reviewIsOpen(request) && mayReview && user !== breakGlass?.by && user !== requester
}

/** Those that the person may look at, by their roles where it was asked or where they are now. */
export async function visibleTo(
  { authority }: AuthorizedApprovalDeps,
  { user, channel }: Actor,
  requests: readonly ApprovalRequest[],
): Promise<readonly ApprovalRequest[]> {
  const [{ refused, groups }, grants] = await Promise.all([authority.principal(user), authority.grants()])
  if (refused) return []
  return requests.filter((request) =>
    [request.channel, channel].some((place) =>
      grants.some((grant) => {
        const subject = { user, groups, connection: request.connection, channel: place }
        const fits = grantCoverage(grant, subject)
        // A change of roles or rules is about many connections, and everybody may know who may do what.
        return fits.person && fits.channel && (fits.connection || request.payload.kind === 'change')
      }),
    ),
  )
}
