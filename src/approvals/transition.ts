import type { Text } from '../base/i18n.ts'
import { UserError } from '../base/user-error.ts'
import { decide } from '../domain/approvals/decide.ts'
import { taskIdsOf } from '../domain/approvals/open.ts'
import type { ApprovalRequest, Decision, RequestTransition } from '../domain/approvals/request.ts'
import { transitionRefusals } from '../domain/approvals/words.ts'
import type { IssuedIds } from '../domain/audit/audit-chain.ts'
import { giveBack, isFirstToTake } from '../store/drafts.ts'
import { requestNotes } from '../views/request-notes.ts'
import type { AuthorizedApprovalDeps } from './deps.ts'
import { approvalFactsFor, nobodysFacts, peopleConcerned } from './facts.ts'
import {
  mayPass,
  postInThread,
  postRequest,
  postToAuditChannel,
  showRequest,
  tellDirectly,
} from './message.ts'
import { refusedRecord, transitionRecord } from './records.ts'

/** Another replica may have moved the request in between; after so many times something else is wrong. */
const attempts = 5

export const requestErrorWords = {
  unknown: { en: 'There is no such request.', 'zh-CN': '没有该请求。' },
  busy: { en: 'The request is being changed right now. Try again.', 'zh-CN': '该请求正在被修改，请重试。' },
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

/** The message has just been posted, and nobody was quicker than the note of it. */
function isAsPosted(before: ApprovalRequest, after: ApprovalRequest, step: RequestTransition): boolean {
  return (
    step.kind === 'posted' && before.state === 'pending' && after.state === 'pending' && before.version === 0
  )
}

/** Shows a request where it can be seen: a message that somebody has deleted is posted anew. Returns it as it stands by now. */
export async function presentRequest(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
): Promise<ApprovalRequest> {
  const shown = await showRequest(deps, request)
  try {
    if (shown.picture === 'message-gone') return await postAnew(deps, shown.request)
    if (shown.picture === 'channel-gone') await tellDirectly(deps, shown.request)
  } catch (err) {
    deps.log.warn({ err, ticket: request.id }, 'a request that cannot be seen could not be shown elsewhere')
  }
  return shown.request
}

/**
 * By one replica only, and once for each state: where nothing of ours can be edited, it would never end. What fails for now
 * is tried again by the sweeper.
 */
async function postAnew(deps: AuthorizedApprovalDeps, request: ApprovalRequest): Promise<ApprovalRequest> {
  const { id, state } = request
  const once = `anew:${id}:${state}`
  if (!(await isFirstToTake(deps.redis, once))) return request
  try {
    return await applyTransition(deps, id, { kind: 'posted', messageTs: await postRequest(deps, request) })
  } catch (error) {
    if (mayPass(error)) {
      await giveBack(deps.redis, once)
      deps.unshown.add(id)
      throw error
    }
    await tellDirectly(deps, request)
    return request
  }
}

async function tell(
  deps: AuthorizedApprovalDeps,
  before: ApprovalRequest,
  after: ApprovalRequest,
  step: RequestTransition,
): Promise<void> {
  const { messageTs } = isAsPosted(before, after, step) ? after : await presentRequest(deps, after)
  const seen = { ...after, ...(messageTs !== undefined && { messageTs }) }
  for (const note of requestNotes(before, after)) {
    await (note.to === 'audit' ? postToAuditChannel(deps, seen, note) : postInThread(deps, seen, note))
  }
  await redrawTasks(deps, before, after)
}

/** The cards of the tasks show that something waits for approval; nothing is lost if they show it later. */
async function redrawTasks(
  deps: AuthorizedApprovalDeps,
  before: ApprovalRequest,
  after: ApprovalRequest,
): Promise<void> {
  if (before.state === after.state && before.version > 0) return
  for (const id of taskIdsOf(after)) {
    await deps.redraw(after.connection, id, `ticket:${after.id}:${after.version}`).catch((err: unknown) => {
      deps.log.warn({ err, ticket: after.id, task: id }, 'the card of a task could not be asked to be drawn')
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
    deps.log.error({ err, ticket: request.id, step: step.kind }, 'a refused step could not be audited')
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
  const step = { kind: 'stale', why: why[request.locale], ...(unknown && { unknown }) } as const
  const after = await applyTransition(deps, request.id, step, { only: ({ state }) => state === 'approved' })
  if (after.state !== 'stale') throw new UserError(why)
  return after
}
