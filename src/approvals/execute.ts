import type { Text } from '../base/i18n.ts'
import { taskIdsOf } from '../domain/approvals/open.ts'
import type { Begin, Ticket, Wanted } from '../domain/approvals/request.ts'
import { strictest } from '../domain/approvals/rules.ts'
import { followableOf, targetsOf, unseenTasks } from '../domain/approvals/targets.ts'
import { operationById } from '../drs/index.ts'
import type { Deed, Order } from '../execution/order.ts'
import { perform } from '../execution/perform.ts'
import { runChange } from './change.ts'
import type { ApprovalParts } from './deps.ts'
import { policyFor, rulesOf } from './facts.ts'
import { followOf } from './follows.ts'
import { noteRecord } from './records.ts'
import { settle } from './settle.ts'
import { giveUp, judge, takeStep, ticketOf } from './transition.ts'

/**
 * Carrying out what was approved, the way everything on DRS is done (src/execution/perform.ts). The request moves to
 * "executing" before DRS is asked: until then the button works again, and only the one who has moved it asks.
 *
 * Throws `Refusal` where it must not begin; the request that comes back says what became of it.
 */
export async function executeTicket(
  parts: ApprovalParts,
  team: string,
  id: string,
  begin: Begin,
): Promise<Ticket> {
  const ticket = await ticketOf(parts, id, team)
  const decision = await judge(parts, ticket, begin)
  // DRS is not troubled for what the rules refuse; the step itself tells why, and writes it down.
  if (decision.kind === 'refused') return takeStep(parts, id, begin)
  const { wanted } = ticket
  return wanted.kind === 'change' ? runChange(parts, ticket, wanted, begin) : runOnTasks(parts, ticket, begin)
}

async function runOnTasks(parts: ApprovalParts, ticket: Ticket, begin: Begin): Promise<Ticket> {
  const missing = unseenTasks(ticket.wanted)
  if (missing.length > 0) return giveUp(parts, ticket, unseenText(missing))
  const performed = await perform(parts.execution, await orderOf(parts, ticket, begin))
  if (performed.kind === 'held') return giveUp(parts, ticket, performed.why)
  await settle(parts, ticket, performed)
  return ticketOf(parts, ticket.id, ticket.team)
}

function unseenText(ids: readonly string[]): Text {
  return {
    en: `The request does not say how ${ids.join(', ')} stood when it was asked. Ask again.`,
    'zh-CN': `该请求未记录 ${ids.join('、')} 发起时的状态，请重新发起。`,
  }
}

/** Held to the stricter of the policy of then and that of now. The request is the token: two presses are told apart by its own move. */
async function orderOf(parts: ApprovalParts, ticket: Ticket, begin: Begin): Promise<Order> {
  const { connection, locale, wanted, id: token, policy } = ticket
  const current = policyFor(await rulesOf(parts), ticket)
  const { gates } = strictest(current ? [policy, current] : [policy]) ?? policy
  const targets = targetsOf(wanted)
  const names = new Map(targets.map(({ task }) => [task.id, task.name]))
  return {
    connection,
    locale,
    deed: deedOf(wanted),
    by: begin.by,
    verb: wanted.verb,
    token,
    tasks: taskIdsOf(ticket).map((id) => ({ id, name: names.get(id) ?? id })),
    targets,
    gates,
    everything: true,
    pending: (tasks) =>
      followableOf(wanted.kind === 'change' ? wanted : { ...wanted, tasks }).map(({ task, verb }) =>
        followOf(ticket, task, verb, parts.now()),
      ),
    note: (note) =>
      parts.ledger
        .append(noteRecord({ ...ticket, executedBy: begin.by }, note, parts.now()))
        .then(() => undefined),
    begin: () => takeStep(parts, ticket.id, begin),
    // Whoever lost the race for the request must not give back the tasks of the winner.
    releases: async () => (await parts.ledger.loadTicket(ticket.id))?.state !== 'executing',
  }
}

function deedOf(wanted: Wanted): Deed {
  if (wanted.kind === 'action') {
    const { verb: action, tasks, options = {} } = wanted
    return { kind: 'action', action, ids: tasks.map(({ id }) => id), options }
  }
  const operation = wanted.kind === 'call' ? operationById(wanted.operation) : undefined
  if (!operation || wanted.kind !== 'call')
    throw new Error(`a request asks for what is not in the contract: ${wanted.verb}`)
  return { kind: 'call', operation, input: wanted.input }
}
