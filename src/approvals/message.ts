import { UserError } from '../base/user-error.ts'
import { seatsLeft } from '../domain/approvals/consent.ts'
import type { ApprovalFacts, ApprovalRequest } from '../domain/approvals/request.ts'
import { commandTarget, parseCommandTarget } from '../domain/command-targets.ts'
import { MessengerError } from '../ports/messenger.ts'
import { giveBack, isFirstToTake } from '../store/drafts.ts'
import type { Card, Line } from '../views/card.ts'
import { type GroupSeats, requestCard } from '../views/request-card.ts'
import type { RequestNote } from '../views/request-notes.ts'
import type { AuthorizedApprovalDeps } from './deps.ts'
import { approvalFactsFor, peopleConcerned, stillToDecide } from './facts.ts'

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

/** Longer than any request lives: it may wait for a week, and a day more. */
const rememberedMs = 9 * 24 * 60 * 60_000

/**
 * What can no longer be seen in the channel is told to who asked, who has voted and who may still vote, once for each
 * state, in their direct messages. Whom that does not reach for now is told by the sweeper.
 */
export async function tellDirectly(deps: AuthorizedApprovalDeps, request: ApprovalRequest): Promise<void> {
  const { team, id, state, version } = request
  const people = new Set([...peopleConcerned(request), ...(await stillToDecide(deps, request))])
  const card = directCard(request, await drawRequest(deps, request))
  const key = `${requestMessageKey(request)}:direct:${version}`
  for (const user of people) {
    const once = `direct:${id}:${state}:${user}`
    if (!(await isFirstToTake(deps.redis, once, rememberedMs))) continue
    try {
      await deps.messenger.post({ team, channel: user, key, card })
    } catch (err) {
      deps.log.warn({ err, ticket: id, state, user }, 'a person could not be told of a request')
      if (!mayPass(err)) continue
      await giveBack(deps.redis, once)
      deps.unshown.add(id)
    }
  }
}

/** The request for somebody who reads it alone: its buttons work as if they were clicked in its channel. */
function directCard({ channel, locale }: ApprovalRequest, { choice: _, ...card }: Card): Card {
  const notice: Line = [words.lost.before[locale], { channel }, words.lost.after[locale]]
  const buttons = (card.buttons ?? []).map((button) => {
    const target = parseCommandTarget(button.action)
    if (target?.act !== 'ask') return button
    return { ...button, action: commandTarget(target.name, 'there'), value: `${channel} ${button.value}` }
  })
  return { ...card, lines: [notice, ...(card.lines ?? [])], buttons }
}

/** Whether the same may succeed later; what nobody knows anything of may. */
export function mayPass(error: unknown): boolean {
  if (error instanceof UserError) return false
  return !(error instanceof MessengerError) || passing.has(error.reason)
}

const passing: ReadonlySet<MessengerError['reason']> = new Set(['rate-limited', 'unreachable', 'signed-out'])

/**
 * A reply in the request's thread. Where nothing can be said in the channel any more the request is shown directly; what
 * cannot be said otherwise is logged: the message itself shows the state.
 */
export async function postInThread(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
  note: ThreadNote,
): Promise<void> {
  const { team, channel, messageTs: threadTs } = request
  if (threadTs === undefined) return
  const { card, broadcast } = note
  await orLog(deps, request, async () => {
    try {
      await deps.messenger.post({ team, channel, key: noteKey(request), card, threadTs, broadcast })
    } catch (error) {
      if (!(error instanceof MessengerError) || error.reason !== 'channel-gone') throw error
      await tellDirectly(deps, request)
    }
  })
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
