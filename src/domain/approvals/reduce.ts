import type { Text } from '../../base/i18n.ts'
import { isComplete, mayVote, useWithinOf } from './consent.ts'
import { hashOf } from './payload.ts'
import type { Decision, Facts, Ticket, TicketStep, Wanted } from './request.ts'
import { refused } from './transitions.ts'
import { refusals } from './words.ts'

type Narrow = Extract<TicketStep, { readonly kind: 'narrow' }>

/**
 * An approver takes tasks out of a batch, never adds one. What was asked is now something else with another hash: the
 * votes start anew, with that of the person who took them out.
 */
export function narrow(ticket: Ticket, step: Narrow, facts: Facts, now: number): Decision {
  const no = objection(ticket, step, facts, now)
  if (no) return refused(no)
  const wanted = without(ticket.wanted, step.without)
  const hash = hashOf({ ...ticket, wanted }, (text) => facts.digest(text))
  const { useBy: _, ...rest } = ticket
  const changed: Ticket = {
    ...rest,
    state: 'pending',
    wanted,
    hash,
    votes: [{ by: step.by, hash, at: now }],
    narrowed: [...ticket.narrowed, { by: step.by, at: now, taskIds: [...new Set(step.without)] }],
    version: ticket.version + 1,
  }
  if (!isComplete(changed, facts)) return { kind: 'moved', ticket: changed }
  const useBy = now + useWithinOf(changed, facts)
  return { kind: 'moved', ticket: { ...changed, state: 'approved', useBy } }
}

function objection(ticket: Ticket, step: Narrow, facts: Facts, now: number): Text | undefined {
  if (step.by === ticket.requester) return refusals.own
  if (!mayVote(ticket, step.by, facts)) return refusals.notAsked
  if (step.hash !== ticket.hash) return refusals.changed
  // New consent would come after the time for it.
  if (now > ticket.answerBy) return refusals.tooLate
  return choiceObjection(ticket.wanted, new Set(step.without))
}

function choiceObjection(wanted: Wanted, chosen: ReadonlySet<string>): Text | undefined {
  if (wanted.kind !== 'action' || wanted.tasks.length < 2) return refusals.noBatch
  const ids = new Set(wanted.tasks.map((task) => task.id))
  if (chosen.size === 0 || ![...chosen].every((id) => ids.has(id))) return refusals.notThere
  return chosen.size === ids.size ? refusals.all : undefined
}

function without(wanted: Wanted, ids: readonly string[]): Wanted {
  if (wanted.kind !== 'action') return wanted
  return { ...wanted, tasks: wanted.tasks.filter((task) => !ids.includes(task.id)) }
}
