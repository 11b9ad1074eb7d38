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

function seatsOf(request: ApprovalRequest, facts: ApprovalFacts): readonly GroupSeats[] {
  const left = seatsLeft(request, facts)
  const openIn = (name: string) => left.find(({ group }) => group.name === name)?.seats ?? 0
  const known = request.policy.need.map(({ group, seats }) => {
    const open = openIn(group.name)
    return { group: group.name, seats: Math.max(seats, open), open }
  })
  const names = new Set(known.map(({ group }) => group))
  const added = left.filter(({ group }) => !names.has(group.name))
  return [...known, ...added.map(({ group, seats }) => ({ group: group.name, seats, open: seats }))]
}

/** The request as it stands. Who sits where may be a minute old, unless a decision has just asked: nothing hangs on it. */
export async function drawRequest(deps: AuthorizedApprovalDeps, request: ApprovalRequest): Promise<Card> {
  if (request.state !== 'pending') return requestCard(request)
  const facts = await approvalFactsFor(deps, request, peopleConcerned(request), { fresh: false })
  return requestCard(request, seatsOf(request, facts))
}

export function requestMessageKey(request: Pick<ApprovalRequest, 'id'>): string {
  return `ticket:${request.id}`
}

/** Posts the request; the `ts` of its message. Throws `UserError` where the bot is not in the channel. */
export async function postRequest(deps: AuthorizedApprovalDeps, request: ApprovalRequest): Promise<string> {
  const { team, channel } = request
  try {
    const card = await drawRequest(deps, request)
    return (await deps.messenger.post({ team, channel, key: requestMessageKey(request), card })).ts
  } catch (error) {
    if (error instanceof MessengerError && error.reason === 'channel-gone') throw new UserError(words.noPlace)
    throw error
  }
}

/** The message that a crash has left without its note, or a new one. */
export async function findOrPost(deps: AuthorizedApprovalDeps, request: ApprovalRequest): Promise<string> {
  const { team, channel, createdAt: since } = request
  const found = await deps.messenger.find({ team, channel, key: requestMessageKey(request), since })
  return found ?? (await postRequest(deps, request))
}

/**
 * Edits the request's message. Another replica may have moved the request on and edited the message while this edit was
 * under way: whoever finds that draws again, so that the last edit shows the last state.
 */
export async function showRequest(deps: AuthorizedApprovalDeps, request: ApprovalRequest): Promise<void> {
  for (let shown: ApprovalRequest | undefined = request; shown; ) {
    await edit(deps, shown)
    const latest: ApprovalRequest | undefined = await deps.store.loadRequest(request.id)
    shown = latest && latest.version > shown.version ? latest : undefined
  }
}

/** The state counts, not its picture: a message that cannot be edited is logged, and the next move tries again. */
async function edit(deps: AuthorizedApprovalDeps, request: ApprovalRequest): Promise<void> {
  const { team, channel, messageTs: ts, id, state } = request
  if (ts === undefined) return
  try {
    const card = await drawRequest(deps, request)
    await deps.messenger.update({ team, channel, ts, key: requestMessageKey(request), card })
  } catch (err) {
    deps.log.warn({ err, ticket: id, state }, 'the message of a request could not be edited')
  }
}

/** A reply in the request's thread. What cannot be said there is logged: the message itself shows the state. */
export async function postInThread(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
  note: ThreadNote,
): Promise<void> {
  const { team, channel, messageTs: threadTs } = request
  if (threadTs === undefined) return
  const { card, broadcast } = note
  await orLog(deps, request, () =>
    deps.messenger.post({ team, channel, key: noteKey(request), card, threadTs, broadcast }),
  )
}

type ThreadNote = Pick<RequestNote, 'card' | 'broadcast'>

/** To those who look after what was done without approval, where the configuration names a channel. */
export async function postToAuditChannel(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
  { card }: ThreadNote,
): Promise<void> {
  const { auditChannel: channel } = deps
  if (channel === undefined) return
  const { team } = request
  await orLog(deps, request, () => deps.messenger.post({ team, channel, key: noteKey(request), card }))
}

function noteKey(request: ApprovalRequest): string {
  return `${requestMessageKey(request)}:${request.version}`
}

async function orLog(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
  say: () => Promise<unknown>,
): Promise<void> {
  try {
    await say()
  } catch (err) {
    deps.log.warn(
      { err, ticket: request.id, state: request.state },
      'a note about a request could not be posted',
    )
  }
}
