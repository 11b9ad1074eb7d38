import type { Text } from '../../base/i18n.ts'
import { UserError } from '../../base/user-error.ts'
import { approvedAt, countingVotes, isApprovalComplete, mayVote } from './counting-votes.ts'
import {
  escalatesAfter,
  expireIfLate,
  overdueReviewReminder,
  remindersDueBy,
  reviewIsOpen,
} from './deadlines.ts'
import { beginByBreakGlass, closeReview } from './emergency.ts'
import { finishRequest, recordResult } from './ending.ts'
import { canonicalJson, payloadHash } from './payload.ts'
import type { Policy } from './policy.ts'
import { reduceTasks } from './reduce.ts'
import type {
  ApprovalFacts,
  ApprovalRequest,
  Decision,
  RequestDraft,
  RequestState,
  RequestTransition,
  Vote,
} from './request.ts'
import { refuseTransition, transition, trimmedReason, unchangedDecision } from './transitions.ts'
import { refusedInState, transitionRefusals } from './words.ts'

type RequestIdentity = Pick<
  ApprovalRequest,
  'id' | 'team' | 'channel' | 'messages' | 'asked' | 'card' | 'locale' | 'requester'
>
type TransitionOf<Kind extends RequestTransition['kind']> = Extract<
  RequestTransition,
  { readonly kind: Kind }
>

/**
 * A request as it is posted. The policy has to ask somebody; throws a `UserError` where the reason is missing.
 * `now` in milliseconds since the epoch, as everywhere here.
 */
export function newApprovalRequest(
  draft: RequestDraft,
  channelRef: RequestIdentity,
  policy: Policy,
  facts: Pick<ApprovalFacts, 'digest'>,
  now: number,
): ApprovalRequest {
  if (!draft.reason.trim()) throw new UserError(transitionRefusals.reasonMissing, 'reason')
  if (policy.need.length === 0) throw new Error('a request for what needs no approval')
  if (draft.payload.kind === 'action' && draft.payload.tasks.length === 0)
    throw new Error('a request for no task')
  return {
    ...draft,
    ...channelRef,
    policy,
    state: 'pending',
    hash: payloadHash(draft, (text) => facts.digest(text)),
    votes: [],
    reductions: [],
    results: {},
    reminded: 0,
    createdAt: now,
    answerBy: now + policy.answerWithinMs,
    version: 0,
  }
}

const open: readonly RequestState[] = ['pending', 'approved']

/** From which states a step can be taken at all; in all others it is refused with the state. */
const from: Readonly<Partial<Record<RequestTransition['kind'], readonly RequestState[]>>> = {
  vote: open,
  withdraw: open,
  narrow: open,
  reject: open,
  cancel: open,
  start: ['approved'],
  stale: ['approved', 'executing'],
  result: ['executing'],
  finish: ['executing'],
  'break-glass': open,
}

/**
 * One transition of the state machine in request.ts. Pure: the same request, step, facts and time always give the same decision.
 * A clock that has run out comes before everything else, whether or not a sweeper has seen it.
 */
export function decide(
  before: ApprovalRequest,
  step: RequestTransition,
  facts: ApprovalFacts,
  now: number,
): Decision {
  const request = expireIfLate(before, now)
  if (step.kind === 'posted') return posted(before, step, now)
  if (request !== before) {
    return step.kind === 'tick'
      ? { kind: 'moved', request }
      : refuseTransition(refusedInState(request), request)
  }
  if (step.kind === 'result' && request.results[step.taskId] !== undefined) return unchangedDecision
  if (statesFor(step)?.includes(request.state) === false) return refuseTransition(refusedInState(request))
  return take(request, step, facts, now)
}

/** What may be done already without anybody knowing ends before it begins again, whoever is still to agree. */
function statesFor(step: RequestTransition): readonly RequestState[] | undefined {
  return step.kind === 'stale' && step.unknown ? open : from[step.kind]
}

function take(
  request: ApprovalRequest,
  step: Exclude<RequestTransition, TransitionOf<'posted'>>,
  facts: ApprovalFacts,
  now: number,
): Decision {
  switch (step.kind) {
    case 'vote':
      return vote(request, step, facts, now)
    case 'withdraw':
      return withdraw(request, step, facts, now)
    case 'narrow':
      return reduceTasks(request, step, facts, now)
    case 'reject':
      return reject(request, step, facts)
    case 'cancel':
      if (step.by !== request.requester) return refuseTransition(transitionRefusals.notYours)
      return transition(request, { state: 'cancelled', endedBy: step.by })
    case 'start':
      return start(request, step, facts, now)
    case 'stale':
      return stale(request, step)
    case 'result':
      return recordResult(request, step)
    case 'finish':
      return finishRequest(request, step)
    case 'break-glass':
      return beginByBreakGlass(request, step, facts, now)
    case 'review':
      return closeReview(request, step, facts, now)
    case 'tick':
      return tick(request, now)
  }
}

/** Where the messages stand is worth knowing even if the time has run out meanwhile. */
function posted(
  before: ApprovalRequest,
  { messages, lost = [] }: TransitionOf<'posted'>,
  now: number,
): Decision {
  const news = new Map(messages.map((message) => [message.channel, message]))
  const kept = before.messages.filter(({ channel }) => !lost.includes(channel))
  const known = new Set(kept.map(({ channel }) => channel))
  const after = [
    ...kept.map((message) => news.get(message.channel) ?? message),
    ...messages.filter(({ channel }) => !known.has(channel)),
  ]
  if (canonicalJson(after) === canonicalJson(before.messages)) return unchangedDecision
  return transition(before, { state: expireIfLate(before, now).state, messages: after })
}

/** Why that person's word on that payload does not count; nothing if it does. */
function objection(
  request: ApprovalRequest,
  { by, hash }: Pick<Vote, 'by' | 'hash'>,
  facts: ApprovalFacts,
): Text | undefined {
  if (by === request.requester) return transitionRefusals.own
  if (!mayVote(request, by, facts)) return transitionRefusals.notAsked
  return hash === request.hash ? undefined : transitionRefusals.changed
}

function vote(
  request: ApprovalRequest,
  step: TransitionOf<'vote'>,
  facts: ApprovalFacts,
  now: number,
): Decision {
  const no = objection(request, step, facts)
  if (no) return refuseTransition(no)
  const again = request.votes.some(({ by, hash }) => by === step.by && hash === request.hash)
  if (request.state === 'approved')
    return again ? unchangedDecision : refuseTransition(transitionRefusals.enough)
  const votes = again ? request.votes : [...request.votes, { by: step.by, hash: step.hash, at: now }]
  // A repeated vote counts for nothing new, but the others may have begun to count meanwhile.
  if (isApprovalComplete({ ...request, votes }, facts)) {
    return transition(request, { votes, ...approvedAt(request, facts, now) })
  }
  return again ? unchangedDecision : transition(request, { votes })
}

function withdraw(
  request: ApprovalRequest,
  { by }: TransitionOf<'withdraw'>,
  facts: ApprovalFacts,
  now: number,
): Decision {
  const votes = request.votes.filter((given) => given.by !== by)
  if (votes.length === request.votes.length) return refuseTransition(transitionRefusals.noVote)
  if (request.state === 'approved' && isApprovalComplete({ ...request, votes }, facts))
    return transition(request, { votes })
  return { kind: 'moved', request: reopened(request, votes, now) }
}

/** Waits for approval again. The time to answer has run on, and may be over. */
function reopened(request: ApprovalRequest, votes: readonly Vote[], now: number): ApprovalRequest {
  const { useBy: _, runs: __, ...rest } = request
  const state = now > request.answerBy ? 'expired' : 'pending'
  return { ...rest, votes, state, version: request.version + 1 }
}

function reject(
  request: ApprovalRequest,
  { by, why }: TransitionOf<'reject'>,
  facts: ApprovalFacts,
): Decision {
  const no = objection(request, { by, hash: request.hash }, facts)
  if (no) return refuseTransition(no)
  const reason = trimmedReason(why)
  return reason
    ? transition(request, { state: 'rejected', endedBy: by, why: reason })
    : refuseTransition(transitionRefusals.reasonMissing)
}

/** All that was true at the votes has to be true still. If it is not, those who may not approve any more are forgotten. */
function start(
  request: ApprovalRequest,
  { by, hash }: TransitionOf<'start'>,
  facts: ApprovalFacts,
  now: number,
): Decision {
  if (!facts.mayOperate(by)) return refuseTransition(transitionRefusals.notOperator)
  if (hash !== request.hash) return refuseTransition(transitionRefusals.changed)
  if (isApprovalComplete(request, facts))
    return transition(request, { state: 'executing', executedBy: by, executedAt: now })
  return refuseTransition(transitionRefusals.notEnough, reopened(request, countingVotes(request, facts), now))
}

/** Only as long as nothing was asked of DRS. */
function stale(request: ApprovalRequest, { why, unknown }: TransitionOf<'stale'>): Decision {
  return Object.keys(request.results).length > 0
    ? refuseTransition(refusedInState(request))
    : transition(request, { state: 'stale', why, ...(unknown && { unknown }) })
}

function tick(request: ApprovalRequest, now: number): Decision {
  if (request.state === 'pending') return remind(request, now)
  const { breakGlass: emergency, reminded } = request
  const overdue = emergency !== undefined && reviewIsOpen(request) && now > emergency.reviewBy
  return overdue && reminded < overdueReviewReminder
    ? transition(request, { reminded: overdueReviewReminder })
    : unchangedDecision
}

function remind(request: ApprovalRequest, now: number): Decision {
  const reminded = remindersDueBy(request, now)
  return reminded > request.reminded
    ? transition(request, { reminded, ...escalation(request, now) })
    : unchangedDecision
}

/** With the last reminder, once. */
function escalation(
  { policy, escalatedAt, createdAt, answerBy }: ApprovalRequest,
  now: number,
): Partial<ApprovalRequest> {
  if (!policy.escalateTo || escalatedAt !== undefined) return {}
  return now >= createdAt + (answerBy - createdAt) * escalatesAfter ? { escalatedAt: now } : {}
}
