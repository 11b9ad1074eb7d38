import type { Locale, Text } from '../base/i18n.ts'
import { UserError } from '../base/user-error.ts'
import { runsOnApproval, seatsLeft } from '../domain/approvals/counting-votes.ts'
import { taskIdsOf } from '../domain/approvals/open.ts'
import type { ApprovalFacts, ApprovalRequest, RequestMessage } from '../domain/approvals/request.ts'
import { MessengerError } from '../ports/messenger.ts'
import { isFirstToTake } from '../store/drafts.ts'
import type { Card } from '../views/card.ts'
import { callFile, callFileMissing, callFileTitle } from '../views/request-call.ts'
import { requestCard } from '../views/request-card.ts'
import type { GroupSeats, RequestPicture } from '../views/request-course.ts'
import type { RequestNote } from '../views/request-notes.ts'
import type { AuthorizedApprovalDeps } from './deps.ts'
import { approvalFactsFor, peopleConcerned } from './facts.ts'

/** The messages of a request, and what is said in their threads. */
const noPlace: Text = {
  en: 'The bot can’t post the request here. Add it to this channel with /invite first.',
  'zh-CN': '机器人无法在此发布请求，请先用 /invite 邀请机器人加入本频道。',
}

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

/** Names of people, so that they are named without being called. */
async function namesOf(
  { authority }: AuthorizedApprovalDeps,
  people: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const principals = await Promise.all(people.map((user) => authority.principal(user)))
  return new Map(
    people.flatMap((user, i) => {
      const name = principals[i]?.name
      return name === undefined ? [] : [[user, name] as const]
    }),
  )
}

function peopleNamed(request: ApprovalRequest): readonly string[] {
  const { executedBy, endedBy, reductions, breakGlass } = request
  const others = [executedBy, endedBy, reductions.at(-1)?.by, breakGlass?.by, breakGlass?.review?.by]
  return [...new Set([...peopleConcerned(request), ...others.flatMap((user) => user ?? [])])]
}

/** What only the moment tells. Who sits where may be a minute old, unless a decision has just asked: nothing hangs on it. */
async function pictureOf(deps: AuthorizedApprovalDeps, request: ApprovalRequest): Promise<RequestPicture> {
  const known = {
    names: await namesOf(deps, peopleNamed(request)),
    consoleUrls: consoleUrlsOf(deps, request),
  }
  if (request.state !== 'pending') return { ...known, seats: [] }
  const facts = await approvalFactsFor(deps, request, peopleConcerned(request), { fresh: false })
  return { ...known, seats: seatsOf(request, facts), runs: runsOnApproval(request, facts) }
}

function consoleUrlsOf(
  { consoleUrl }: AuthorizedApprovalDeps,
  request: ApprovalRequest,
): ReadonlyMap<string, string> {
  const { connection } = request
  return new Map(
    taskIdsOf(request).flatMap((id) => {
      const url = consoleUrl({ connection, id })
      return url === undefined ? [] : [[id, url] as const]
    }),
  )
}

/** The request as it stands, for somebody who looks at it on their own. */
export async function drawRequest(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
  locale: Locale,
): Promise<Card> {
  return requestCard({ ...request, locale }, await pictureOf(deps, request))
}

/** Of a direct message that of its reader, else that of the channel. */
export async function languageOfMessage(
  { authority, languageOfChannel }: AuthorizedApprovalDeps,
  { team, requester, connection }: Pick<ApprovalRequest, 'team' | 'requester' | 'connection'>,
  { channel, person }: Pick<RequestMessage, 'channel' | 'person'>,
): Promise<Locale> {
  const isRequesters = channel === requester || channel.startsWith('D')
  const reader = person ?? (isRequesters ? requester : undefined)
  if (reader === undefined) return languageOfChannel({ team, channel }, connection)
  return (await authority.principal(reader)).locale
}

/** How each of its messages shows it: in the language of its readers, with the gist for those who read another one. */
async function drawer(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
): Promise<(message: RequestMessage) => Promise<Card>> {
  const picture = await pictureOf(deps, request)
  return async (message) => {
    const locale = await languageOfMessage(deps, request, message)
    const also = message.readIn?.find((other) => other !== locale)
    return requestCard({ ...request, locale }, { ...picture, message, ...(also && { also }) })
  }
}

export function requestMessageKey(request: Pick<ApprovalRequest, 'id'>): string {
  return `request:${request.id}`
}

async function post(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
  message: RequestMessage,
  card: Card,
): Promise<RequestMessage> {
  const { team } = request
  const { channel } = message
  const { ts } = await deps.messenger.post({ team, channel, key: requestMessageKey(request), card })
  return linked(deps, message, ts)
}

async function linked(
  { places }: AuthorizedApprovalDeps,
  message: RequestMessage,
  ts: string,
): Promise<RequestMessage> {
  const link = await places.permalink(message.channel, ts)
  const { link: _, ...rest } = message
  return { ...rest, ts, ...(link !== undefined && { link }) }
}

/** The messages of a request, posted; those that Slack does not take are left out. */
export interface PostedMessages {
  readonly messages: readonly RequestMessage[]
  readonly lost: readonly string[]
}

/**
 * Posts the request wherever it is to be shown. `look`: a crash may have left a message without its note. Throws where the
 * requester, or all of those who decide, would not see it.
 */
export async function postRequest(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
  { look = false }: { readonly look?: boolean } = {},
): Promise<PostedMessages> {
  const unposted = request.messages.filter(({ ts }) => ts === undefined)
  const posted = await postMessages(deps, request, unposted, look)
  const isLost = ({ channel }: RequestMessage) => posted.lost.includes(channel)
  const isSeen = request.messages.some((message) => message.asks && !isLost(message))
  const [first] = request.messages
  if (!isSeen || (first !== undefined && isLost(first))) throw new UserError(noPlace)
  return posted
}

/** Longer than a living process takes from here to the note that it has posted, ms. */
const postingMs = 15_000

/** True for the one replica that posts a request now: two that look for a message at the same time would both find none. */
export function takePosting({ redis }: AuthorizedApprovalDeps, { id }: ApprovalRequest): Promise<boolean> {
  return isFirstToTake(redis, `post ${id}`, postingMs)
}

/** Those that Slack never takes are left out, all the same whether others are taken. Throws what may pass. */
export async function postMessages(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
  wanted: readonly RequestMessage[],
  look = false,
): Promise<PostedMessages> {
  const draw = await drawer(deps, request)
  const messages: RequestMessage[] = []
  const lost: string[] = []
  for (const message of wanted) {
    try {
      const found = look ? await find(deps, request, message) : undefined
      messages.push(
        found ? await linked(deps, message, found) : await post(deps, request, message, await draw(message)),
      )
    } catch (error) {
      if (!(error instanceof MessengerError) || error.reason !== 'channel-gone') throw error
      lost.push(message.channel)
    }
  }
  return { messages, lost }
}

function find(
  { messenger }: AuthorizedApprovalDeps,
  request: ApprovalRequest,
  { channel }: RequestMessage,
): Promise<string | undefined> {
  const { team, createdAt: since } = request
  return messenger.find({ team, channel, key: requestMessageKey(request), since })
}

/** How the drawing of a message went; `unshown`: it did not work for now. */
export type MessageFate = 'shown' | 'unshown' | 'message-gone' | 'channel-gone'

export interface ShownRequest {
  /** As it stands by now. */
  readonly request: ApprovalRequest
  /** Messages that cannot be edited any more. */
  readonly gone: readonly { readonly message: RequestMessage; readonly fate: MessageFate }[]
}

/**
 * Edits all messages of the request. Another replica may have moved the request on and edited them while this was under way:
 * whoever finds that draws again, so that the last edit shows the last state.
 */
export async function showRequest(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
): Promise<ShownRequest> {
  for (let shown = request; ; ) {
    const gone = await editAll(deps, shown)
    const latest = await deps.store.loadRequest(request.id)
    if (latest === undefined || latest.version <= shown.version) return { request: shown, gone }
    shown = latest
  }
}

/** The state counts, not its picture: what cannot be drawn now is drawn by the sweeper as soon as that works. */
async function editAll(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
): Promise<ShownRequest['gone']> {
  const draw = await drawer(deps, request)
  const fates = await Promise.all(
    request.messages.map(async (message) => ({
      message,
      fate: await edit(deps, request, message, () => draw(message)),
    })),
  )
  await noteDrawing(deps, request, !fates.some(({ fate }) => fate === 'unshown'))
  return fates.filter(({ fate }) => fate === 'message-gone' || fate === 'channel-gone')
}

/** Where it cannot be noted that it is drawn, the sweeper draws it once more. */
export async function noteDrawing(
  { store, log }: AuthorizedApprovalDeps,
  request: ApprovalRequest,
  isDrawn: boolean,
): Promise<void> {
  try {
    await (isDrawn ? store.noteDrawn(request) : store.noteUndrawn(request.id))
  } catch (err) {
    log.warn({ err, request: request.id }, 'it could not be noted whether a request is drawn')
  }
}

async function edit(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
  { channel, ts }: RequestMessage,
  draw: () => Promise<Card>,
): Promise<MessageFate> {
  const { team, id, state } = request
  if (ts === undefined) return 'shown'
  try {
    const card = await draw()
    await deps.messenger.update({ team, channel, ts, key: requestMessageKey(request), card })
    return 'shown'
  } catch (err) {
    deps.log.warn({ err, request: id, state, channel }, 'a message of a request could not be edited')
    const reason = err instanceof MessengerError ? err.reason : undefined
    if (reason === 'message-gone' || reason === 'channel-gone') return reason
    // What Slack will never take is not tried again.
    return reason === 'refused' ? 'shown' : 'unshown'
  }
}

/** Whether the same may succeed later; what nobody knows anything of may. */
export function mayPass(error: unknown): boolean {
  if (error instanceof UserError) return false
  return !(error instanceof MessengerError) || passing.has(error.reason)
}

const passing: ReadonlySet<MessengerError['reason']> = new Set(['rate-limited', 'unreachable', 'signed-out'])

/** A note in the language of those who read it. */
export interface NoteInLanguages extends Omit<RequestNote, 'card'> {
  cardIn(locale: Locale): Card
}

/**
 * A reply in the thread of the messages that its readers see. What cannot be said there is logged: the messages themselves
 * show the state. Returns the messages in whose channels nothing can be said any more.
 */
export async function postNote(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
  { to, ...note }: NoteInLanguages,
): Promise<readonly RequestMessage[]> {
  const { team, messages } = request
  const [home] = messages
  if (to === 'audit') await postToAuditChannel(deps, request, note)
  const threads = { audit: [], requester: home ? [home] : [], asked: messages.filter(({ asks }) => asks) }[to]
  const { cardIn, broadcast, slot } = note
  const key = slot === undefined ? noteKey(request) : slotKey(request, slot)
  const silent: RequestMessage[] = []
  for (const message of threads) {
    const { channel, ts: threadTs } = message
    if (threadTs === undefined) continue
    await orLog(deps, request, async () => {
      try {
        const card = cardIn(await languageOfMessage(deps, request, message))
        await deps.messenger.post({ team, channel, key, card, threadTs, broadcast })
      } catch (error) {
        if (!(error instanceof MessengerError) || error.reason !== 'channel-gone') throw error
        silent.push(message)
      }
    })
  }
  return silent
}

/** The same reply, as it is now; nothing where it was never posted or is gone. */
export async function redrawNote(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
  { slot, card }: { readonly slot: string; readonly card: Card },
): Promise<void> {
  const { team, createdAt: since, messages } = request
  const [home] = messages
  if (home?.ts === undefined) return
  const { channel, ts: threadTs } = home
  const key = slotKey(request, slot)
  await orLog(deps, request, async () => {
    const ts = await deps.messenger.find({ team, channel, key, since, threadTs })
    if (ts !== undefined) await deps.messenger.update({ team, channel, ts, key, card })
  })
}

/** To those who look after what was done without approval, where the configuration names a channel. */
async function postToAuditChannel(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
  { cardIn }: Pick<NoteInLanguages, 'cardIn'>,
): Promise<void> {
  const { auditChannel: channel } = deps
  if (channel === undefined) return
  const { team, connection } = request
  await orLog(deps, request, async () => {
    const card = cardIn(await deps.languageOfChannel({ team, channel }, connection))
    await deps.messenger.post({ team, channel, key: noteKey(request), card })
  })
}

/**
 * Puts the complete call into the thread of each of these messages, where they show only its beginning. Where Slack does not
 * take the file, that is said there, with the way to get it.
 */
export async function attachCall(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
  messages: readonly RequestMessage[],
): Promise<void> {
  const file = callFile(request)
  if (!file) return
  const { team } = request
  for (const message of messages) {
    const { channel, ts: threadTs } = message
    if (threadTs === undefined) continue
    await orLog(deps, request, async () => {
      const locale = await languageOfMessage(deps, request, message)
      const read = { ...request, locale }
      try {
        await deps.messenger.attach({ team, channel, threadTs, file, comment: callFileTitle(read) })
      } catch (err) {
        deps.log.warn({ err, request: request.id, channel }, 'the call of a request could not be attached')
        const key = slotKey(request, 'call')
        await deps.messenger.post({ team, channel, threadTs, key, card: callFileMissing(read) })
      }
    })
  }
}

/** Of a reply that is edited later. */
function slotKey(request: ApprovalRequest, slot: string): string {
  return `${requestMessageKey(request)}:${slot}`
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
      { err, request: request.id, state: request.state },
      'a note about a request could not be posted',
    )
  }
}
