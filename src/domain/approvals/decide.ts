import type { Text } from '../../base/i18n.ts'
import { Refusal } from '../../base/user-error.ts'
import { countingVotes, isComplete, mayVote, useWithinOf } from './consent.ts'
import { atTime, escalatesAfter, remindersBy, reviewIsOpen, reviewOverdue } from './deadlines.ts'
import { breakGlass, review } from './emergency.ts'
import { finish, result } from './ending.ts'
import { hashOf } from './payload.ts'
import type { Policy } from './policy.ts'
import { narrow } from './reduce.ts'
import type { Decision, Draft, Facts, Ticket, TicketState, TicketStep, Vote } from './request.ts'
import { move, reasonIn, refused, unchanged } from './transitions.ts'
import { over, refusals } from './words.ts'

type Place = Pick<Ticket, 'id' | 'team' | 'channel' | 'locale' | 'requester'>
type StepOf<Kind extends TicketStep['kind']> = Extract<TicketStep, { readonly kind: Kind }>

/**
 * A request as it is posted. The policy has to ask somebody; throws a `Refusal` where the reason is missing.
 * `now` in milliseconds since the epoch, as everywhere here.
 */
export function newTicket(
  draft: Draft,
  place: Place,
  policy: Policy,
  facts: Pick<Facts, 'digest'>,
  now: number,
): Ticket {
  if (!draft.reason.trim()) throw new Refusal(refusals.reasonMissing, 'reason')
  if (policy.need.length === 0) throw new Error('a ticket for what needs nobody’s consent')
  if (draft.wanted.kind === 'action' && draft.wanted.tasks.length === 0)
    throw new Error('a ticket for no task')
  return {
    ...draft,
    ...place,
    policy,
    state: 'pending',
    hash: hashOf(draft, (text) => facts.digest(text)),
    votes: [],
    narrowed: [],
    results: {},
    reminded: 0,
    createdAt: now,
    answerBy: now + policy.answerWithinMs,
    version: 0,
  }
}

const open: readonly TicketState[] = ['pending', 'approved']

/** From which states a step can be taken at all; in all others it is refused with the state. */
const from: Readonly<Partial<Record<TicketStep['kind'], readonly TicketState[]>>> = {
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
 * One move of the state machine in ticket.ts. Pure: the same ticket, step, facts and time always give the same decision.
 * A clock that has run out comes before everything else, whether or not a sweeper has seen it.
 */
export function decide(before: Ticket, step: TicketStep, facts: Facts, now: number): Decision {
  const ticket = atTime(before, now)
  if (step.kind === 'posted') return posted(before, step, now)
  if (ticket !== before) {
    return step.kind === 'tick' ? { kind: 'moved', ticket } : refused(over(ticket), ticket)
  }
  if (step.kind === 'result' && ticket.results[step.taskId] !== undefined) return unchanged
  if (from[step.kind]?.includes(ticket.state) === false) return refused(over(ticket))
  return take(ticket, step, facts, now)
}

function take(
  ticket: Ticket,
  step: Exclude<TicketStep, StepOf<'posted'>>,
  facts: Facts,
  now: number,
): Decision {
  switch (step.kind) {
    case 'vote':
      return vote(ticket, step, facts, now)
    case 'withdraw':
      return withdraw(ticket, step, facts, now)
    case 'narrow':
      return narrow(ticket, step, facts, now)
    case 'reject':
      return reject(ticket, step, facts)
    case 'cancel':
      if (step.by !== ticket.requester) return refused(refusals.notYours)
      return move(ticket, { state: 'cancelled', endedBy: step.by })
    case 'start':
      return start(ticket, step, facts, now)
    case 'stale':
      return stale(ticket, step)
    case 'result':
      return result(ticket, step)
    case 'finish':
      return finish(ticket, step)
    case 'break-glass':
      return breakGlass(ticket, step, facts, now)
    case 'review':
      return review(ticket, step, facts, now)
    case 'tick':
      return tick(ticket, now)
  }
}

/** Where the message stands is worth knowing even if the time has run out meanwhile. */
function posted(before: Ticket, { messageTs }: StepOf<'posted'>, now: number): Decision {
  if (before.messageTs === messageTs) return unchanged
  return move(before, { state: atTime(before, now).state, messageTs })
}

/** Why that person's word on that payload does not count; nothing if it does. */
function objection(ticket: Ticket, { by, hash }: Pick<Vote, 'by' | 'hash'>, facts: Facts): Text | undefined {
  if (by === ticket.requester) return refusals.own
  if (!mayVote(ticket, by, facts)) return refusals.notAsked
  return hash === ticket.hash ? undefined : refusals.changed
}

function vote(ticket: Ticket, step: StepOf<'vote'>, facts: Facts, now: number): Decision {
  const no = objection(ticket, step, facts)
  if (no) return refused(no)
  const again = ticket.votes.some(({ by, hash }) => by === step.by && hash === ticket.hash)
  if (ticket.state === 'approved') return again ? unchanged : refused(refusals.enough)
  const votes = again ? ticket.votes : [...ticket.votes, { by: step.by, hash: step.hash, at: now }]
  // A repeated vote counts for nothing new, but the others may have begun to count meanwhile.
  if (isComplete({ ...ticket, votes }, facts)) {
    return move(ticket, { state: 'approved', votes, useBy: now + useWithinOf(ticket, facts) })
  }
  return again ? unchanged : move(ticket, { votes })
}

function withdraw(ticket: Ticket, { by }: StepOf<'withdraw'>, facts: Facts, now: number): Decision {
  const votes = ticket.votes.filter((given) => given.by !== by)
  if (votes.length === ticket.votes.length) return refused(refusals.noVote)
  if (ticket.state === 'approved' && isComplete({ ...ticket, votes }, facts)) return move(ticket, { votes })
  return { kind: 'moved', ticket: reopened(ticket, votes, now) }
}

/** Waits for consent again. The time to answer has run on, and may be over. */
function reopened(ticket: Ticket, votes: readonly Vote[], now: number): Ticket {
  const { useBy: _, ...rest } = ticket
  const state = now > ticket.answerBy ? 'expired' : 'pending'
  return { ...rest, votes, state, version: ticket.version + 1 }
}

function reject(ticket: Ticket, { by, why }: StepOf<'reject'>, facts: Facts): Decision {
  const no = objection(ticket, { by, hash: ticket.hash }, facts)
  if (no) return refused(no)
  const reason = reasonIn(why)
  return reason
    ? move(ticket, { state: 'rejected', endedBy: by, why: reason })
    : refused(refusals.reasonMissing)
}

/** All that was true at the votes has to be true still. If it is not, those who may not approve any more are forgotten. */
function start(ticket: Ticket, { by, hash }: StepOf<'start'>, facts: Facts, now: number): Decision {
  if (!facts.mayOperate(by)) return refused(refusals.notOperator)
  if (hash !== ticket.hash) return refused(refusals.changed)
  if (isComplete(ticket, facts)) return move(ticket, { state: 'executing', executedBy: by, executedAt: now })
  return refused(refusals.notEnough, reopened(ticket, countingVotes(ticket, facts), now))
}

/** Only as long as nothing was asked of DRS. */
function stale(ticket: Ticket, { why }: StepOf<'stale'>): Decision {
  return Object.keys(ticket.results).length > 0
    ? refused(over(ticket))
    : move(ticket, { state: 'stale', why })
}

function tick(ticket: Ticket, now: number): Decision {
  if (ticket.state === 'pending') return remind(ticket, now)
  const { breakGlass: emergency, reminded } = ticket
  const overdue = emergency !== undefined && reviewIsOpen(ticket) && now > emergency.reviewBy
  return overdue && reminded < reviewOverdue ? move(ticket, { reminded: reviewOverdue }) : unchanged
}

function remind(ticket: Ticket, now: number): Decision {
  const reminded = remindersBy(ticket, now)
  return reminded > ticket.reminded ? move(ticket, { reminded, ...escalation(ticket, now) }) : unchanged
}

/** With the last reminder, once. */
function escalation({ policy, escalatedAt, createdAt, answerBy }: Ticket, now: number): Partial<Ticket> {
  if (!policy.escalateTo || escalatedAt !== undefined) return {}
  return now >= createdAt + (answerBy - createdAt) * escalatesAfter ? { escalatedAt: now } : {}
}
