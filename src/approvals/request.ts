import { randomUUID } from 'node:crypto'
import { type Locale, say, type Text } from '../base/i18n.ts'
import { LinkedError, UserError } from '../base/user-error.ts'
import type { Actor } from '../domain/access/person.ts'
import { newApprovalRequest } from '../domain/approvals/decide.ts'
import { linkSeenIn, sameDeed, taskIdsOf } from '../domain/approvals/open.ts'
import type { ApproverGroup, GuardedVerb, Policy } from '../domain/approvals/policy.ts'
import { parsePolicyChange } from '../domain/approvals/policy-change.ts'
import { placesOf } from '../domain/approvals/reach.ts'
import type { ApprovalRequest, RequestDraft } from '../domain/approvals/request.ts'
import { possiblePolicies } from '../domain/approvals/rules.ts'
import { unsatisfiableFor } from '../domain/approvals/satisfiable.ts'
import type { TaskRef } from '../domain/tasks/task-ref.ts'
import { postedCards } from '../store/posted-cards.ts'
import { requestSubject } from '../views/request-words.ts'
import { lockOutNow } from './change.ts'
import type { AuthorizedApprovalDeps } from './deps.ts'
import { approvalFactsFor, policyForRequest, rulesInForce, sha256Hex } from './facts.ts'
import { languageOfMessage, postRequest, takePosting } from './message.ts'
import { askingOf, routeOf } from './reach.ts'
import { requestedRecord } from './records.ts'
import { applyTransition, requestErrorWords } from './transition.ts'

/** Asks for approval: refused before anybody is troubled if nobody could give it. */
export async function createApprovalRequest(
  deps: AuthorizedApprovalDeps,
  actor: Actor,
  draft: RequestDraft,
): Promise<ApprovalRequest> {
  const policy = policyForRequest(await rulesInForce(deps), draft)
  if (!policy || policy.need.length === 0) throw new Error('approval was asked for what needs none')
  await refuseDuplicate(deps, { ...draft, channel: actor.channel })
  await refuseUnmeetable(deps, actor, draft, policy)
  await refuseLockOut(deps, draft)
  const { team, channel, user: requester } = actor
  const { connection, payload } = draft
  const places = placesOf({ connection, channel, payload })
  const route = await routeOf(deps, askingOf(actor, payload.verb, policy, places))
  const [home] = route.messages
  const card = await cardLink(deps, actor, draft)
  const locale =
    home && home.channel !== channel
      ? await languageOfMessage(deps, { team, requester, connection }, home)
      : actor.locale
  const place = { id: randomUUID(), team, channel, locale, requester, ...route, ...(card && { card }) }
  const at = await deps.time()
  const asked = newApprovalRequest(draft, place, policy, { digest: sha256Hex }, at)
  const request = { ...asked, epoch: await deps.store.epoch() }
  if (!(await deps.store.saveRequest(request, requestedRecord(request, at))))
    throw new UserError(requestErrorWords.busy)
  return posted(deps, request)
}

/**
 * Why a request for that verb would be refused whatever somebody writes into it, before they do. `tasks`: those that are
 * known by now. What depends on the tags of a task is left to the request itself.
 */
export async function refuseInVain(
  deps: AuthorizedApprovalDeps,
  actor: Actor,
  verb: GuardedVerb,
  connection: string,
  tasks: readonly TaskRef[],
): Promise<void> {
  for (const { id } of tasks) {
    const open = await deps.store.requestsOfTask(connection, id)
    const first = open.find(({ payload }) => payload.kind === 'action' && payload.verb === verb)
    if (first) throw duplicateRefusal(first, actor.channel)
  }
  const policies = possiblePolicies(await rulesInForce(deps), { verb, connection })
  let why: unknown
  for (const policy of policies) {
    if (policy.need.length === 0) return
    try {
      await routeOf(deps, askingOf(actor, verb, policy, [{ connection, channel: actor.channel }]))
      return
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      why ??= error
    }
  }
  if (why !== undefined) throw why
}

/** Where the task has a card in that channel, the request leads to it. */
async function cardLink(
  { redis, places }: AuthorizedApprovalDeps,
  { team, channel }: Actor,
  { connection, payload }: RequestDraft,
): Promise<string | undefined> {
  const [id, ...more] = taskIdsOf({ payload })
  if (id === undefined || more.length > 0) return undefined
  const card = (await postedCards(redis, connection, { team, channel }, [id])).get(id)
  return card && places.permalink(channel, card.ts)
}

/** A request that nobody can see is none. Where this replica comes so late that another one posts it, that one notes it as well. */
async function posted(deps: AuthorizedApprovalDeps, request: ApprovalRequest): Promise<ApprovalRequest> {
  const { id, requester: by } = request
  if (!(await takePosting(deps, request))) return request
  try {
    const { messages, lost } = await postRequest(deps, request)
    return await applyTransition(deps, id, { kind: 'posted', messages, lost })
  } catch (error) {
    await applyTransition(deps, id, { kind: 'cancel', by })
    throw error
  }
}

/** Two requests for the same would be approved twice, by people who do not know of each other. */
async function refuseDuplicate(
  { store }: AuthorizedApprovalDeps,
  draft: RequestDraft & Pick<Actor, 'channel'>,
): Promise<void> {
  for (const id of taskIdsOf(draft)) {
    const open = await store.requestsOfTask(draft.connection, id)
    const first = open.find((request) => sameDeed(request, draft))
    if (first) throw duplicateRefusal(first, draft.channel)
  }
}

/** The address is that of the message in the channel where somebody asks, if there is one. */
function duplicateRefusal(first: ApprovalRequest, channel: string): UserError {
  const address = linkSeenIn(first, channel)
  const subject = (locale: Locale) => requestSubject({ ...first, locale })
  const [en, zh] = [subject('en'), subject('zh-CN')]
  const text = say(
    `There is already an open request: ${en.action} ${en.of}.`,
    `已有进行中的请求：${zh.of} ${zh.action}。`,
  )
  if (address === undefined) return new UserError(text)
  return new LinkedError(text, { address, words: say('Open the request', '查看请求') })
}

function listed({ users, userGroups }: ApproverGroup): readonly string[] | undefined {
  return users.includes('*') || userGroups.length > 0 ? undefined : users
}

/** Of groups that name their people, only those who may approve there now count. */
async function refuseUnmeetable(
  deps: AuthorizedApprovalDeps,
  { user, channel }: Actor,
  { connection, payload }: RequestDraft,
  policy: Policy,
): Promise<void> {
  const groups = [...policy.need.map(({ group }) => group), ...(policy.escalateTo ? [policy.escalateTo] : [])]
  const people = [...new Set(groups.flatMap((group) => listed(group) ?? []))]
  const facts = await approvalFactsFor(deps, { connection, channel, payload, policy }, people, {
    fresh: false,
  })
  const why = unsatisfiableFor(policy, user, (group) => listed(group)?.filter((one) => facts.mayApprove(one)))
  if (why) throw new UserError(why)
}

async function refuseLockOut(deps: AuthorizedApprovalDeps, { payload }: RequestDraft): Promise<void> {
  if (payload.kind !== 'change' || payload.verb !== 'policy') return
  const change = parsePolicyChange(payload.change)
  const why: Text | undefined = change && 'add' in change ? await lockOutNow(deps, change.add) : undefined
  if (why) throw new UserError(why)
}
