import { UserError } from '../base/user-error.ts'
import { seatsLeft } from '../domain/approvals/consent.ts'
import type { ApprovalFacts, ApprovalRequest } from '../domain/approvals/request.ts'
import { MessengerError } from '../ports/messenger.ts'
import { isFirstToTake } from '../store/drafts.ts'
import type { Card, Line } from '../views/card.ts'
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
  lost: {
    before: { en: 'I can no longer post in ', 'zh-CN': '我无法再在 ' },
    after: { en: ', so I show you this request here.', 'zh-CN': ' 中发布消息，因此在此向您显示该请求。' },
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

/** How the drawing of a request's message went; `unshown`: it did not work for now. */
type RequestPicture = 'shown' | 'unshown' | 'message-gone' | 'channel-gone'

export interface ShownRequest {
  /** As it stands by now. */
  readonly request: ApprovalRequest
  readonly picture: RequestPicture
}

/**
 * Edits the request's message. Another replica may have moved the request on and edited the message while this edit was
 * under way: whoever finds that draws again, so that the last edit shows the last state.
 */
export async function showRequest(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
): Promise<ShownRequest> {
  for (let shown = request; ; ) {
    const picture = await edit(deps, shown)
    const latest = await deps.store.loadRequest(request.id)
    if (latest === undefined || latest.version <= shown.version) return { request: shown, picture }
    shown = latest
  }
}

/** The state counts, not its picture: what cannot be drawn now is drawn by the sweeper as soon as that works. */
async function edit(deps: AuthorizedApprovalDeps, request: ApprovalRequest): Promise<RequestPicture> {
  const { team, channel, messageTs: ts, id, state } = request
  if (ts === undefined) return 'shown'
  try {
    const card = await drawRequest(deps, request)
    await deps.messenger.update({ team, channel, ts, key: requestMessageKey(request), card })
    deps.unshown.delete(id)
    return 'shown'
  } catch (err) {
    deps.log.warn({ err, ticket: id, state }, 'the message of a request could not be edited')
    const reason = err instanceof MessengerError ? err.reason : undefined
    if (reason === 'message-gone' || reason === 'channel-gone') {
      deps.unshown.delete(id)
      return reason
    }
    if (reason !== 'refused') deps.unshown.add(id)
    return 'unshown'
  }
}

/**
 * What can no longer be seen in the channel is told to who asked and who has voted, once for each state, in their direct
 * messages.
 */
export async function tellDirectly(deps: AuthorizedApprovalDeps, request: ApprovalRequest): Promise<void> {
  const { team, channel, id, state, locale, version } = request
  const card = await drawRequest(deps, request)
  const notice: Line = [words.lost.before[locale], { channel }, words.lost.after[locale]]
  for (const user of peopleConcerned(request)) {
    await orLog(deps, request, async () => {
      if (!(await isFirstToTake(deps.redis, `direct:${id}:${state}:${user}`))) return
      const key = `${requestMessageKey(request)}:direct:${version}`
      const direct = { ...card, lines: [notice, ...(card.lines ?? [])] }
      await deps.messenger.post({ team, channel: user, key, card: direct })
    })
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
