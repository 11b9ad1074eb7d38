import { randomUUID } from 'node:crypto'
import { decide, newTicket, type Ticket, type TicketStep } from './domain/approval.ts'
import type { EntryOf } from './domain/entry.ts'
import type { FollowOutcome } from './domain/watch.ts'
import type { Approvals } from './kit/command.ts'
import type { Log } from './log.ts'
import { Refusal } from './refusal.ts'
import { loadTicket, saveTicket } from './store/approvals.ts'
import type { Redis } from './store/redis.ts'
import type { Locale, Text } from './text.ts'
import { ticketCard } from './views/ticket-card.ts'
import { type Messenger, MessengerError } from './watch/messenger.ts'

export interface ApprovalParts {
  readonly redis: Redis
  readonly messenger: Messenger
  readonly log: Log
  now(): number
}

interface Asker {
  readonly team: string
  readonly channel: string
  readonly user: string
  readonly locale: Locale
}

/** Another replica may have moved the ticket in between; after so many times something else is wrong. */
const attempts = 5

const words = {
  unknown: { en: 'There is no such request.', 'zh-CN': '没有该请求。' },
  busy: { en: 'The request is being changed right now. Try again.', 'zh-CN': '该请求正在被修改，请重试。' },
  noPlace: {
    en: 'I cannot post the request here. Invite me to this channel with /invite first.',
    'zh-CN': '我无法在此发布请求，请先用 /invite 邀请我加入本频道。',
  },
} as const

const failures = {
  failed: { en: 'The task has failed.', 'zh-CN': '任务已失败。' },
  overdue: {
    en: 'DRS accepted the action, but its result has not shown in time. Look at the task before asking again.',
    'zh-CN': 'DRS 已接受该操作，但未在规定时间内看到结果。再次发起前请先查看任务。',
  },
} as const satisfies Record<Exclude<FollowOutcome, 'reached'>, Text>

/** Requests for consent: every move is decided purely, saved by compare-and-set, and shown on the one message. */
export function approvalsFor(parts: ApprovalParts, asker: Asker): Approvals {
  return {
    async request(draft) {
      const ticket = newTicket(draft, { id: randomUUID(), ...placeOf(asker) }, parts.now())
      if (!(await saveTicket(parts.redis, ticket))) throw new Refusal(words.busy)
      return step(parts, ticket.id, { kind: 'posted', messageTs: await post(parts, ticket) })
    },
    get: (id) => load(parts, id, asker.team),
    async step(id, move) {
      await load(parts, id, asker.team)
      return step(parts, id, move)
    },
  }
}

function placeOf({ team, channel, user, locale }: Asker) {
  return { team, channel, locale, requester: user }
}

/** The end of a followed action closes the ticket that allowed it; told twice, it changes nothing the second time. */
export async function finishTicket(
  parts: ApprovalParts,
  { follow, outcome }: EntryOf<'outcome'>,
): Promise<void> {
  if (follow.ticket === undefined) return
  const ticket = await loadTicket(parts.redis, follow.ticket)
  if (ticket?.state !== 'executing') return
  await step(parts, ticket.id, finishOf(outcome, ticket.locale))
}

function finishOf(outcome: FollowOutcome, locale: Locale): TicketStep {
  if (outcome === 'reached') return { kind: 'finish', outcome: 'verified' }
  return { kind: 'finish', outcome: 'failed', why: failures[outcome][locale] }
}

async function load(parts: ApprovalParts, id: string, team: string): Promise<Ticket> {
  const ticket = await loadTicket(parts.redis, id)
  if (ticket?.team !== team) throw new Refusal(words.unknown)
  return ticket
}

async function step(parts: ApprovalParts, id: string, move: TicketStep): Promise<Ticket> {
  for (let tried = 0; tried < attempts; tried++) {
    const before = await loadTicket(parts.redis, id)
    if (!before) throw new Refusal(words.unknown)
    const decision = decide(before, move, parts.now())
    const saved = decision.ticket === undefined || (await saveTicket(parts.redis, decision.ticket))
    if (!saved) continue
    if (decision.ticket && !isAsPosted(decision.ticket, move)) await show(parts, decision.ticket)
    if (decision.kind === 'refused') throw new Refusal(decision.why)
    return decision.ticket
  }
  throw new Refusal(words.busy)
}

async function post(parts: ApprovalParts, ticket: Ticket): Promise<string> {
  try {
    const { team, channel } = ticket
    return (await parts.messenger.post({ team, channel, key: keyOf(ticket), card: ticketCard(ticket) })).ts
  } catch (error) {
    await step(parts, ticket.id, { kind: 'cancel', by: ticket.requester })
    if (error instanceof MessengerError && error.reason === 'place-gone') throw new Refusal(words.noPlace)
    throw error
  }
}

/** The message has just been posted, and nobody was quicker than the note of it. */
function isAsPosted(ticket: Ticket, move: TicketStep): boolean {
  return move.kind === 'posted' && ticket.state === 'pending'
}

/**
 * Edits the request's message. Another replica may have moved the ticket on and edited the message while this edit was
 * under way: whoever finds that draws again, so that the last edit shows the last state.
 */
async function show(parts: ApprovalParts, ticket: Ticket): Promise<void> {
  for (let shown: Ticket | undefined = ticket; shown; ) {
    await edit(parts, shown)
    const latest: Ticket | undefined = await loadTicket(parts.redis, ticket.id)
    shown = latest && latest.version > shown.version ? latest : undefined
  }
}

/** The state counts, not its picture: a message that cannot be edited is logged, and the next move tries again. */
async function edit(parts: ApprovalParts, ticket: Ticket): Promise<void> {
  const { team, channel, messageTs: ts } = ticket
  if (ts === undefined) return
  try {
    await parts.messenger.update({ team, channel, ts, key: keyOf(ticket), card: ticketCard(ticket) })
  } catch (err) {
    parts.log.warn(
      { err, ticket: ticket.id, state: ticket.state },
      'the message of a request could not be edited',
    )
  }
}

function keyOf(ticket: Ticket): string {
  return `ticket:${ticket.id}`
}
