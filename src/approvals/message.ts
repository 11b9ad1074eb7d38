import { Refusal } from '../base/user-error.ts'
import { seatsLeft } from '../domain/approvals/consent.ts'
import type { Facts, Ticket } from '../domain/approvals/request.ts'
import { MessengerError } from '../ports/messenger.ts'
import type { Card } from '../views/card.ts'
import { type GroupSeats, ticketCard } from '../views/request-card.ts'
import type { TicketNote } from '../views/request-notes.ts'
import type { ApprovalParts } from './deps.ts'
import { factsFor, peopleOf } from './facts.ts'

/** The one message of a request, and what is said in its thread. */
const words = {
  noPlace: {
    en: 'I cannot post the request here. Invite me to this channel with /invite first.',
    'zh-CN': '我无法在此发布请求，请先用 /invite 邀请我加入本频道。',
  },
} as const

function seatsOf(ticket: Ticket, facts: Facts): readonly GroupSeats[] {
  const left = seatsLeft(ticket, facts)
  const openIn = (name: string) => left.find(({ group }) => group.name === name)?.seats ?? 0
  const known = ticket.policy.need.map(({ group, seats }) => {
    const open = openIn(group.name)
    return { group: group.name, seats: Math.max(seats, open), open }
  })
  const names = new Set(known.map(({ group }) => group))
  const added = left.filter(({ group }) => !names.has(group.name))
  return [...known, ...added.map(({ group, seats }) => ({ group: group.name, seats, open: seats }))]
}

/** The request as it stands. Who sits where may be a minute old, unless a decision has just asked: nothing hangs on it. */
export async function drawTicket(parts: ApprovalParts, ticket: Ticket): Promise<Card> {
  if (ticket.state !== 'pending') return ticketCard(ticket)
  const facts = await factsFor(parts, ticket, peopleOf(ticket), { fresh: false })
  return ticketCard(ticket, seatsOf(ticket, facts))
}

export function keyOf(ticket: Pick<Ticket, 'id'>): string {
  return `ticket:${ticket.id}`
}

/** Posts the request; the `ts` of its message. Throws `Refusal` where the bot is not in the channel. */
export async function postTicket(parts: ApprovalParts, ticket: Ticket): Promise<string> {
  const { team, channel } = ticket
  try {
    const card = await drawTicket(parts, ticket)
    return (await parts.messenger.post({ team, channel, key: keyOf(ticket), card })).ts
  } catch (error) {
    if (error instanceof MessengerError && error.reason === 'place-gone') throw new Refusal(words.noPlace)
    throw error
  }
}

/** The message that a crash has left without its note, or a new one. */
export async function findOrPost(parts: ApprovalParts, ticket: Ticket): Promise<string> {
  const { team, channel, createdAt: since } = ticket
  const found = await parts.messenger.find({ team, channel, key: keyOf(ticket), since })
  return found ?? (await postTicket(parts, ticket))
}

/**
 * Edits the request's message. Another replica may have moved the ticket on and edited the message while this edit was
 * under way: whoever finds that draws again, so that the last edit shows the last state.
 */
export async function showTicket(parts: ApprovalParts, ticket: Ticket): Promise<void> {
  for (let shown: Ticket | undefined = ticket; shown; ) {
    await edit(parts, shown)
    const latest: Ticket | undefined = await parts.ledger.loadTicket(ticket.id)
    shown = latest && latest.version > shown.version ? latest : undefined
  }
}

/** The state counts, not its picture: a message that cannot be edited is logged, and the next move tries again. */
async function edit(parts: ApprovalParts, ticket: Ticket): Promise<void> {
  const { team, channel, messageTs: ts, id, state } = ticket
  if (ts === undefined) return
  try {
    const card = await drawTicket(parts, ticket)
    await parts.messenger.update({ team, channel, ts, key: keyOf(ticket), card })
  } catch (err) {
    parts.log.warn({ err, ticket: id, state }, 'the message of a request could not be edited')
  }
}

/** A reply in the request's thread. What cannot be said there is logged: the message itself shows the state. */
export async function sayInThread(parts: ApprovalParts, ticket: Ticket, note: ThreadNote): Promise<void> {
  const { team, channel, messageTs: threadTs } = ticket
  if (threadTs === undefined) return
  const { card, broadcast } = note
  await orLog(parts, ticket, () =>
    parts.messenger.post({ team, channel, key: noteKey(ticket), card, threadTs, broadcast }),
  )
}

type ThreadNote = Pick<TicketNote, 'card' | 'broadcast'>

/** To those who look after what was done without consent, where the configuration names a channel. */
export async function sayToAudit(parts: ApprovalParts, ticket: Ticket, { card }: ThreadNote): Promise<void> {
  const { auditChannel: channel } = parts
  if (channel === undefined) return
  const { team } = ticket
  await orLog(parts, ticket, () => parts.messenger.post({ team, channel, key: noteKey(ticket), card }))
}

function noteKey(ticket: Ticket): string {
  return `${keyOf(ticket)}:${ticket.version}`
}

async function orLog(parts: ApprovalParts, ticket: Ticket, say: () => Promise<unknown>): Promise<void> {
  try {
    await say()
  } catch (err) {
    parts.log.warn(
      { err, ticket: ticket.id, state: ticket.state },
      'a note about a request could not be posted',
    )
  }
}
