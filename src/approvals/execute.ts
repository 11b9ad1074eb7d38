import type { Begin, Ticket, Wanted, WantedTask } from '../domain/approvals/request.ts'
import { followableOf } from '../domain/approvals/targets.ts'
import { askAction } from './action.ts'
import { askCall } from './call.ts'
import { runChange } from './change.ts'
import { claimAll, releaseAll } from './claims.ts'
import type { ApprovalParts } from './deps.ts'
import { followOf } from './follows.ts'
import { lookNow } from './fresh.ts'
import { giveUp, judge, takeStep, ticketOf } from './transition.ts'

/**
 * Carrying out what was approved. When a process dies
 *  - before the ticket has moved to "executing": nothing was asked of DRS, and the button works again;
 *  - after that: follows are stored before DRS is asked, and they find out by looking whether it was. Nothing is ever
 *    asked twice, because only the one who has moved the ticket asks.
 */
/** Throws `Refusal` where it must not begin; the ticket that comes back says what became of it. */
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
  let won = false
  try {
    const busy = await claimAll(parts, ticket, begin.by)
    if (busy) return await giveUp(parts, ticket, busy)
    const look = await lookNow(parts, ticket)
    if (look.objection) return await giveUp(parts, ticket, look.objection)
    const executing = await takeStep(parts, ticket.id, begin)
    won = true
    await askDrs(parts, executing, withTasks(executing.wanted, look.tasks))
    return await ticketOf(parts, ticket.id, ticket.team)
  } finally {
    // Whoever lost the race for the ticket must not give back the tasks of the winner.
    if (won || !(await isExecuting(parts, ticket))) await releaseAll(parts, ticket)
  }
}

async function isExecuting(parts: ApprovalParts, { id }: Ticket): Promise<boolean> {
  return (await parts.ledger.loadTicket(id))?.state === 'executing'
}

function withTasks(wanted: Wanted, tasks: readonly WantedTask[]): Wanted {
  return wanted.kind === 'change' ? wanted : { ...wanted, tasks }
}

/** The follows are stored before DRS is asked: whatever happens then, somebody looks whether it was. */
async function askDrs(parts: ApprovalParts, ticket: Ticket, wanted: Wanted): Promise<void> {
  const follows = followableOf(wanted).map(({ task, verb }) => followOf(ticket, task, verb, parts.now()))
  for (const follow of follows) await parts.follow(follow)
  if (wanted.kind === 'action') await askAction(parts, ticket, wanted, follows)
  if (wanted.kind === 'call') await askCall(parts, ticket, wanted, follows)
}
