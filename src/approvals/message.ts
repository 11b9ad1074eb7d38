import { UserError } from '../base/user-error.ts'
import { seatsLeft } from '../domain/approvals/consent.ts'
import type { ApprovalFacts, ApprovalRequest } from '../domain/approvals/request.ts'
import { MessengerError } from '../ports/messenger.ts'
import type { Card } from '../views/card.ts'
import { type GroupSeats, requestCard } from '../views/request-card.ts'
import type { RequestNote } from '../views/request-notes.ts'
import type { AuthorizedApprovalDeps } from './deps.ts'
import { approvalFactsFor, peopleConcerned } from './facts.ts'

/** The one message of a request, and what is said in its thread. */
const words = {
  noPlace: {
    en: 'I cannot post the request here. Invite me to this channel with /invite first.',
    'zh-CN': '我无法在此发布请求，请先用 /invite 邀请我加入本频道。',
  },
} as const

function seatsOf(ticket: ApprovalRequest, facts: ApprovalFacts): readonly GroupSeats[] {
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
export async function drawRequest(deps: AuthorizedApprovalDeps, ticket: ApprovalRequest): Promise<Card> {
  if (ticket.state !== 'pending') return requestCard(ticket)
  const facts = await approvalFactsFor(deps, ticket, peopleConcerned(ticket), { fresh: false })
  return requestCard(ticket, seatsOf(ticket, facts))
}

export function requestMessageKey(ticket: Pick<ApprovalRequest, 'id'>): string {
  return `ticket:${ticket.id}`
}

/** Posts the request; the `ts` of its message. Throws `UserError` where the bot is not in the channel. */
export async function postRequest(deps: AuthorizedApprovalDeps, ticket: ApprovalRequest): Promise<string> {
  const { team, channel } = ticket
  try {
    const card = await drawRequest(deps, ticket)
    return (await deps.messenger.post({ team, channel, key: requestMessageKey(ticket), card })).ts
  } catch (error) {
    if (error instanceof MessengerError && error.reason === 'channel-gone') throw new UserError(words.noPlace)
    throw error
  }
}

/** The message that a crash has left without its note, or a new one. */
export async function findOrPost(deps: AuthorizedApprovalDeps, ticket: ApprovalRequest): Promise<string> {
  const { team, channel, createdAt: since } = ticket
  const found = await deps.messenger.find({ team, channel, key: requestMessageKey(ticket), since })
  return found ?? (await postRequest(deps, ticket))
}

/**
 * Edits the request's message. Another replica may have moved the request on and edited the message while this edit was
 * under way: whoever finds that draws again, so that the last edit shows the last state.
 */
export async function showRequest(deps: AuthorizedApprovalDeps, ticket: ApprovalRequest): Promise<void> {
  for (let shown: ApprovalRequest | undefined = ticket; shown; ) {
    await edit(deps, shown)
    const latest: ApprovalRequest | undefined = await deps.store.loadRequest(ticket.id)
    shown = latest && latest.version > shown.version ? latest : undefined
  }
}

/** The state counts, not its picture: a message that cannot be edited is logged, and the next move tries again. */
async function edit(deps: AuthorizedApprovalDeps, ticket: ApprovalRequest): Promise<void> {
  const { team, channel, messageTs: ts, id, state } = ticket
  if (ts === undefined) return
  try {
    const card = await drawRequest(deps, ticket)
    await deps.messenger.update({ team, channel, ts, key: requestMessageKey(ticket), card })
  } catch (err) {
    deps.log.warn({ err, ticket: id, state }, 'the message of a request could not be edited')
  }
}

/** A reply in the request's thread. What cannot be said there is logged: the message itself shows the state. */
export async function postInThread(
  deps: AuthorizedApprovalDeps,
  ticket: ApprovalRequest,
  note: ThreadNote,
): Promise<void> {
  const { team, channel, messageTs: threadTs } = ticket
  if (threadTs === undefined) return
  const { card, broadcast } = note
  await orLog(deps, ticket, () =>
    deps.messenger.post({ team, channel, key: noteKey(ticket), card, threadTs, broadcast }),
  )
}

type ThreadNote = Pick<RequestNote, 'card' | 'broadcast'>

/** To those who look after what was done without approval, where the configuration names a channel. */
export async function postToAuditChannel(
  deps: AuthorizedApprovalDeps,
  ticket: ApprovalRequest,
  { card }: ThreadNote,
): Promise<void> {
  const { auditChannel: channel } = deps
  if (channel === undefined) return
  const { team } = ticket
  await orLog(deps, ticket, () => deps.messenger.post({ team, channel, key: noteKey(ticket), card }))
}

function noteKey(ticket: ApprovalRequest): string {
  return `${requestMessageKey(ticket)}:${ticket.version}`
}

async function orLog(
  deps: AuthorizedApprovalDeps,
  ticket: ApprovalRequest,
  say: () => Promise<unknown>,
): Promise<void> {
  try {
    await say()
  } catch (err) {
    deps.log.warn(
      { err, ticket: ticket.id, state: ticket.state },
      'a note about a request could not be posted',
    )
  }
}
