import type { Text } from '../base/i18n.ts'
import { Refusal } from '../base/user-error.ts'
import { decide } from '../domain/approvals/decide.ts'
import { taskIdsOf } from '../domain/approvals/open.ts'
import type { Decision, Ticket, TicketStep } from '../domain/approvals/request.ts'
import { notesOf } from '../views/request-notes.ts'
import type { ApprovalParts } from './deps.ts'
import { factsFor, nobodysFacts, peopleOf } from './facts.ts'
import { sayInThread, sayToAudit, showTicket } from './message.ts'
import { moveRecord, refusedRecord } from './records.ts'

/** Another replica may have moved the ticket in between; after so many times something else is wrong. */
const attempts = 5

export const words = {
  unknown: { en: 'There is no such request.', 'zh-CN': '没有该请求。' },
  busy: { en: 'The request is being changed right now. Try again.', 'zh-CN': '该请求正在被修改，请重试。' },
} as const

/** Throws `Refusal` for what this workspace does not have. */
export async function ticketOf(parts: ApprovalParts, id: string, team: string): Promise<Ticket> {
  const ticket = await parts.ledger.loadTicket(id)
  if (ticket?.team !== team) throw new Refusal(words.unknown)
  return ticket
}

/** Steps that a person takes rest on who people are at this moment; the bot's own rest on nobody. */
function isPersonal(step: TicketStep): boolean {
  return 'by' in step
}

export async function judge(parts: ApprovalParts, ticket: Ticket, step: TicketStep): Promise<Decision> {
  const facts = isPersonal(step)
    ? await factsFor(parts, ticket, peopleOf(ticket, step), { fresh: true })
    : nobodysFacts
  return decide(ticket, step, facts, parts.now())
}

/**
 * One move: decided purely, saved by compare-and-set together with its audit record, shown on the one message, told in
 * its thread. Where another replica was quicker, the request is read again and decided anew, on what is known of people
 * and rules in this interaction. `only`: for which tickets, as they are stored, it is meant. Throws `Refusal` where the rules do not allow it, which may all the same have moved the ticket (too late).
 */
export async function takeStep(
  parts: ApprovalParts,
  id: string,
  step: TicketStep,
  only: (before: Ticket) => boolean = () => true,
): Promise<Ticket> {
  for (let tried = 0; tried < attempts; tried++) {
    const before = await parts.ledger.loadTicket(id)
    if (!before) throw new Refusal(words.unknown)
    if (!only(before)) return before
    const decision = await judge(parts, before, step)
    if (decision.kind === 'unchanged') return before
    const after = decision.ticket
    if (after && !(await save(parts, before, after, step))) continue
    if (after) await tell(parts, before, after, step)
    if (decision.kind === 'moved') return decision.ticket
    await noteRefusal(parts, before, step, decision.why.en)
    throw new Refusal(decision.why)
  }
  throw new Refusal(words.busy)
}

function save(parts: ApprovalParts, before: Ticket, after: Ticket, step: TicketStep): Promise<boolean> {
  return parts.ledger.saveTicket(after, moveRecord(before, after, step, parts.now()))
}

/** The message has just been posted, and nobody was quicker than the note of it. */
function isAsPosted(before: Ticket, after: Ticket, step: TicketStep): boolean {
  return (
    step.kind === 'posted' && before.state === 'pending' && after.state === 'pending' && before.version === 0
  )
}

async function tell(parts: ApprovalParts, before: Ticket, after: Ticket, step: TicketStep): Promise<void> {
  if (!isAsPosted(before, after, step)) await showTicket(parts, after)
  for (const note of notesOf(before, after)) {
    await (note.to === 'audit' ? sayToAudit(parts, after, note) : sayInThread(parts, after, note))
  }
  await redrawTasks(parts, before, after)
}

/** The cards of the tasks show that something waits for consent; nothing is lost if they show it later. */
async function redrawTasks(parts: ApprovalParts, before: Ticket, after: Ticket): Promise<void> {
  if (before.state === after.state && before.version > 0) return
  for (const id of taskIdsOf(after)) {
    await parts.redraw(after.connection, id, `ticket:${after.id}:${after.version}`).catch((err: unknown) => {
      parts.log.warn({ err, ticket: after.id, task: id }, 'the card of a task could not be asked to be drawn')
    })
  }
}

/** Attempts that the rules do not allow are written down as well; the person is answered even if that fails. */
async function noteRefusal(
  parts: ApprovalParts,
  ticket: Ticket,
  step: TicketStep,
  why: string,
): Promise<void> {
  if (!isPersonal(step)) return
  try {
    await parts.ledger.append(refusedRecord(ticket, step, why, parts.now()))
  } catch (err) {
    parts.log.error({ err, ticket: ticket.id, step: step.kind }, 'a refused step could not be audited')
  }
}

/**
 * Nothing was asked of DRS, and nothing will be. A ticket that somebody else has begun meanwhile is theirs, and one that
 * was not approved yet (break-glass) goes on waiting; whoever pressed is told in any case.
 */
export async function giveUp(parts: ApprovalParts, ticket: Ticket, why: Text): Promise<Ticket> {
  const step = { kind: 'stale', why: why[ticket.locale] } as const
  const after = await takeStep(parts, ticket.id, step, (before) => before.state === 'approved')
  if (after.state !== 'stale') throw new Refusal(why)
  return after
}
