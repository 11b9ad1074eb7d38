import type { Locale, Text } from '../base/i18n.ts'
import { UserError } from '../base/user-error.ts'
import { decide } from '../domain/approvals/decide.ts'
import { taskIdsOf } from '../domain/approvals/open.ts'
import type {
  ApprovalRequest,
  Decision,
  RequestMessage,
  RequestTransition,
} from '../domain/approvals/request.ts'
import { transitionRefusals } from '../domain/approvals/words.ts'
import type { IssuedIds } from '../domain/audit/audit-chain.ts'
import { giveBack, isFirstToTake } from '../store/drafts.ts'
import { outdatedNotes, requestNotes } from '../views/request-notes.ts'
import type { AuthorizedApprovalDeps } from './deps.ts'
import { approvalFactsFor, nobodysFacts, peopleConcerned } from './facts.ts'
import {
  attachCall,
  mayPass,
  noteDrawing,
  postMessages,
  postNote,
  redrawNote,
  type ShownRequest,
  showRequest,
} from './message.ts'
import { askingFor, furtherMessages, peopleAsked } from './reach.ts'
import { refusedRecord, transitionRecord } from './records.ts'

/** Another replica may have moved the request in between; after so many times something else is wrong. */
const attempts = 5

export const requestErrorWords = {
  unknown: { en: 'There is no such request.', 'zh-CN': '没有该请求。' },
  busy: {
    en: 'Another change of this request is under way. Try again.',
    'zh-CN': '该请求正在被修改，请重试。',
  },
} as const

/** Throws `UserError` for what this workspace does not have. */
export async function loadOwnRequest(
  deps: AuthorizedApprovalDeps,
  id: string,
  team: string,
): Promise<ApprovalRequest> {
  const request = await deps.store.loadRequest(id)
  if (request?.team !== team) throw new UserError(requestErrorWords.unknown)
  return request
}

/** Steps that a person takes rest on who people are at this moment; the bot's own rest on nobody. */
function isPersonal(step: RequestTransition): boolean {
  return 'by' in step
}

export async function decideNow(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
  step: RequestTransition,
  at: number,
): Promise<Decision> {
  const facts = isPersonal(step)
    ? await approvalFactsFor(deps, request, peopleConcerned(request, step), { fresh: true })
    : nobodysFacts
  const decision = decide(request, step, facts, at)
  return 'by' in step ? orUnsure(deps, decision, step.by) : decision
}

/** Refusals that follow from roles and groups. */
const forWantOfRights: ReadonlySet<Text> = new Set([
  transitionRefusals.notAsked,
  transitionRefusals.notOperator,
  transitionRefusals.notAdmin,
  transitionRefusals.notReviewer,
])

/** Where Slack does not say in which groups somebody is, it is not known either that they may not. */
async function orUnsure(
  { authority }: AuthorizedApprovalDeps,
  decision: Decision,
  by: string,
): Promise<Decision> {
  if (decision.kind !== 'refused' || !forWantOfRights.has(decision.why)) return decision
  const { unsure } = await authority.principal(by, { fresh: true })
  return unsure ? { ...decision, why: unsure } : decision
}

interface TransitionLimits {
  /** For which requests, as they are stored, the step is meant; the others stay as they are. */
  readonly only?: (before: ApprovalRequest) => boolean
  /** Grants and rules from Slack on which the step rests; throws `IssuedChanged` if others are in force when it is stored. */
  readonly judgedBy?: IssuedIds
}

/**
 * One transition: decided purely, saved by compare-and-set together with its audit record, shown on the one message, told in
 * its thread. Where another replica was quicker, the request is read again and decided anew, on what is known of people
 * and rules in this interaction. Throws `UserError` where the rules do not allow it, which may all the same have moved the
 * request (too late).
 */
export async function applyTransition(
  deps: AuthorizedApprovalDeps,
  id: string,
  step: RequestTransition,
  { only, judgedBy }: TransitionLimits = {},
): Promise<ApprovalRequest> {
  for (let tried = 0; tried < attempts; tried++) {
    const before = await deps.store.loadRequest(id)
    if (!before) throw new UserError(requestErrorWords.unknown)
    if (only?.(before) === false) return before
    const at = await deps.time()
    const decision = await decideNow(deps, before, step, at)
    if (decision.kind === 'unchanged') return before
    const after = decision.request
    if (after) {
      const record = transitionRecord(before, after, step, at)
      const saved = judgedBy
        ? await deps.store.beginRequest(after, judgedBy, record)
        : await deps.store.saveRequest(after, record)
      if (!saved) continue
    }
    if (after) await tell(deps, before, after, step)
    if (decision.kind === 'moved') return decision.request
    await noteRefusal(deps, before, step, decision.why.en)
    throw new UserError(decision.why)
  }
  throw new UserError(requestErrorWords.busy)
}

/** Only where its messages are has changed, and they have just been drawn. */
function isAsPosted(before: ApprovalRequest, after: ApprovalRequest, step: RequestTransition): boolean {
  return step.kind === 'posted' && before.state === after.state
}

/** Shows a request where it can be seen: a message that somebody has deleted is posted anew. Returns it as it stands by now. */
export async function presentRequest(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
): Promise<ApprovalRequest> {
  const shown = await showRequest(deps, request)
  if (shown.gone.length === 0) return shown.request
  try {
    return await showElsewhere(deps, shown.request, shown.gone)
  } catch (err) {
    deps.log.warn({ err, request: request.id }, 'a request that cannot be seen could not be shown elsewhere')
    return shown.request
  }
}

/** The bot can no longer post in that channel: whoever saw the request there gets it in direct messages. */
export async function moveFromChannel(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
  channel: string,
): Promise<void> {
  const here = request.messages.filter((message) => message.channel === channel)
  await showElsewhere(
    deps,
    request,
    here.map((message) => ({ message, fate: 'channel-gone' })),
  )
}

/**
 * By one replica only, and once for each state: where nothing of ours can be edited, it would never end. What fails for now
 * is tried again by the sweeper.
 */
async function showElsewhere(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
  gone: ShownRequest['gone'],
): Promise<ApprovalRequest> {
  const { id, state } = request
  const onceOf = ({ message, fate }: GoneMessage) => `anew:${id}:${state}:${fate}:${message.channel}`
  const mine: GoneMessage[] = []
  for (const one of gone) {
    if (await isFirstToTake(deps.redis, onceOf(one), rememberedMs)) mine.push(one)
  }
  if (mine.length === 0) return request
  try {
    return await inPlaceOf(deps, request, mine)
  } catch (error) {
    if (mayPass(error)) {
      for (const one of mine) await giveBack(deps.redis, onceOf(one))
      await noteDrawing(deps, request, false)
    }
    throw error
  }
}

type GoneMessage = ShownRequest['gone'][number]

/** Longer than any request lives: it may wait for a week, and a day more. */
const rememberedMs = 9 * 24 * 60 * 60_000

async function inPlaceOf(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
  gone: readonly GoneMessage[],
): Promise<ApprovalRequest> {
  const lost = gone.filter(({ fate }) => fate === 'channel-gone')
  const places = lost.filter(({ message }) => message.person === undefined)
  const further = places.length > 0 ? await messagesInPlaceOf(deps, request, places) : []
  const anew = gone.flatMap(({ message, fate }) => (fate === 'message-gone' ? [unposted(message)] : []))
  const known = new Set(request.messages.map(({ channel }) => channel))
  const messages = [...anew, ...further.filter(({ channel }) => !known.has(channel))]
  const posted = await postMessages(deps, request, messages)
  return applyTransition(deps, request.id, {
    kind: 'posted',
    messages: posted.messages,
    lost: [...lost.map(({ message }) => message.channel), ...posted.lost],
  })
}

function unposted({ ts: _, link: __, ...message }: RequestMessage): RequestMessage {
  return message
}

/** People who have seen it in a channel that is lost get it in direct messages: whoever asked, has voted, or has still to. */
async function messagesInPlaceOf(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
  lost: ShownRequest['gone'],
): Promise<readonly RequestMessage[]> {
  const wasAsked = lost.some(({ message }) => message.asks)
  const deciding = request.state === 'pending' && wasAsked ? await peopleAsked(deps, request) : []
  const voters = request.votes.map(({ by }) => by)
  const people = [...new Set([request.requester, ...voters, ...deciding])]
  return Promise.all(
    people.map(async (person) => ({
      channel: await deps.places.directMessage(person),
      asks: person !== request.requester,
      person,
      instead: lost[0]?.message.channel ?? request.channel,
    })),
  )
}

async function tell(
  deps: AuthorizedApprovalDeps,
  before: ApprovalRequest,
  after: ApprovalRequest,
  step: RequestTransition,
): Promise<void> {
  // Once the messages are noted: what a crash leaves out here is in the details.
  if (step.kind === 'posted') await attachCall(deps, after, step.messages)
  if (isAsPosted(before, after, step)) {
    await noteDrawing(deps, after, true)
    return redrawTasks(deps, before, after)
  }
  const { messages } = await presentRequest(deps, await withFurtherMessages(deps, before, after))
  const seen = { ...after, messages }
  const inLanguage = (request: ApprovalRequest, locale: Locale) => ({ ...request, locale })
  for (const note of outdatedNotes(before, after)) await redrawNote(deps, seen, note)
  for (const [i, { card, ...note }] of requestNotes(before, after).entries()) {
    const cardIn = (locale: Locale) =>
      requestNotes(inLanguage(before, locale), inLanguage(after, locale))[i]?.card ?? card
    for (const { channel } of await postNote(deps, seen, { ...note, cardIn }))
      await moveFromChannel(deps, seen, channel)
  }
  await redrawTasks(deps, before, after)
}

/** Who is asked in the end as well is shown the request, too. */
async function withFurtherMessages(
  deps: AuthorizedApprovalDeps,
  before: ApprovalRequest,
  after: ApprovalRequest,
): Promise<ApprovalRequest> {
  const { escalateTo } = after.policy
  if (!escalateTo || after.escalatedAt === undefined || before.escalatedAt !== undefined) return after
  try {
    const { messages } = await furtherMessages(deps, askingFor(after), escalateTo, after.messages)
    if (messages.length === 0) return after
    const posted = await postMessages(deps, after, messages)
    return await applyTransition(deps, after.id, { kind: 'posted', ...posted })
  } catch (err) {
    deps.log.warn({ err, request: after.id }, 'those who are asked as well could not be reached directly')
    return after
  }
}

/** The cards of the tasks show that something waits for approval; nothing is lost if they show it later. */
async function redrawTasks(
  deps: AuthorizedApprovalDeps,
  before: ApprovalRequest,
  after: ApprovalRequest,
): Promise<void> {
  if (before.state === after.state && before.version > 0) return
  for (const id of taskIdsOf(after)) {
    await deps.redraw(after.connection, id, `request:${after.id}:${after.version}`).catch((err: unknown) => {
      deps.log.warn({ err, request: after.id, task: id }, 'the card of a task could not be asked to be drawn')
    })
  }
}

/** Attempts that the rules do not allow are written down as well; the person is answered even if that fails. */
async function noteRefusal(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
  step: RequestTransition,
  why: string,
): Promise<void> {
  if (!isPersonal(step)) return
  try {
    await deps.store.append(refusedRecord(request, step, why, deps.now()))
  } catch (err) {
    deps.log.error({ err, request: request.id, step: step.kind }, 'a refused step could not be audited')
  }
}

/**
 * Nothing was asked of DRS, and nothing will be. A request that somebody else has begun meanwhile is theirs, and one that
 * was not approved yet (break-glass) goes on waiting; whoever clicked is told in any case.
 */
export async function abandonExecution(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
  why: Text,
  { unknown }: { readonly unknown?: true } = {},
): Promise<ApprovalRequest> {
  const step = { kind: 'stale', why, ...(unknown && { unknown }) } as const
  const after = await applyTransition(deps, request.id, step, { only: ({ state }) => state === 'approved' })
  if (after.state !== 'stale') throw new UserError(why)
  return after
}
