import type { Decision, Ticket, TicketState, TicketStep } from './request.ts'
import { followableOf } from './targets.ts'
import { move, refused } from './transitions.ts'
import { refusals } from './words.ts'

type StepOf<Kind extends TicketStep['kind']> = Extract<TicketStep, { readonly kind: Kind }>

/** One task has its result. The last one ends the ticket: verified only if all tasks are where they should be. */
export function result(ticket: Ticket, { taskId, outcome, why }: StepOf<'result'>): Decision {
  const ids = followableOf(ticket.wanted).map(({ task }) => task.id)
  if (!ids.includes(taskId)) return refused(refusals.notThere)
  const results = { ...ticket.results, [taskId]: outcome }
  const whys = [ticket.why, why].filter((part) => part !== undefined)
  return move(ticket, {
    results,
    state: stateWith(ids.map((id) => results[id])),
    ...(whys.length > 0 && { why: whys.join('\n') }),
  })
}

function stateWith(results: readonly (Ticket['results'][string] | undefined)[]): TicketState {
  if (results.includes(undefined)) return 'executing'
  return results.every((one) => one === 'reached') ? 'verified' : 'failed'
}

/** The whole has ended. Tasks are never called verified without a result of each. */
export function finish(ticket: Ticket, { outcome, why }: StepOf<'finish'>): Decision {
  if (outcome === 'verified' && followableOf(ticket.wanted).length > 0) return refused(refusals.notAlone)
  return move(ticket, { state: outcome, ...(why && { why }) })
}
