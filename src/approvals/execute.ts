import { type Locale, say, type Text } from '../base/i18n.ts'
import { UserError } from '../base/user-error.ts'
import { lostWrites, mayBeDoneAlready } from '../domain/approvals/lost-writes.ts'
import { taskIdsOf } from '../domain/approvals/open.ts'
import { canonicalJson, payloadFile } from '../domain/approvals/payload.ts'
import type {
  ApprovalRequest,
  BeginTransition,
  CallPayload,
  PayloadTask,
} from '../domain/approvals/request.ts'
import { strictest } from '../domain/approvals/rules.ts'
import { payloadTargets, trackableTasks, unobservedTaskIds } from '../domain/approvals/targets.ts'
import type { IssuedIds } from '../domain/audit/audit-chain.ts'
import { operationById } from '../drs/index.ts'
import type { ExecutionOrder, Instruction } from '../execution/order.ts'
import { perform } from '../execution/perform.ts'
import type { ReceivedFile } from '../ports/drs.ts'
import { IssuedChanged } from '../store/approval-requests.ts'
import { readyNote } from '../views/request-notes.ts'
import { performApprovedChange } from './change.ts'
import type { AuthorizedApprovalDeps } from './deps.ts'
import { issuedIds, policyForRequest, rulesInForce } from './facts.ts'
import { postNote } from './message.ts'
import { batchOf, pendingActionsOf } from './pending-action.ts'
import { noteRecord } from './records.ts'
import { settleResults } from './settle.ts'
import { abandonExecution, applyTransition, decideNow, loadOwnRequest } from './transition.ts'

/**
 * Carrying out what was approved, the way everything on DRS is done (src/execution/perform.ts). The request moves to
 * "executing" before DRS is asked: until then the button works again, and only the one who has moved it asks. If roles and rules
 * change before it has moved, it is judged again, and what they no longer allow becomes stale.
 *
 * Throws `UserError` where it must not begin; the request that comes back says what became of it.
 */
export async function executeRequest(
  deps: AuthorizedApprovalDeps,
  team: string,
  id: string,
  begin: BeginTransition,
): Promise<ApprovalRequest> {
  for (let tried = 0; tried < attempts; tried++) {
    try {
      return await executeOnce(deps, await loadOwnRequest(deps, id, team), begin)
    } catch (error) {
      if (!(error instanceof IssuedChanged)) throw error
      const request = await loadOwnRequest(deps, id, team)
      const why = await objectionAnew(deps, request, begin)
      if (why) return abandonExecution(deps, request, why)
    }
  }
  throw new IssuedChanged()
}

/**
 * The last approval carries it out, in the name of the requester and held to all that their own click would be. What keeps it
 * from beginning is told; the request stays approved, and can be carried out by a click.
 */
export async function runApproved(
  deps: AuthorizedApprovalDeps,
  { id, team, hash, requester: by }: ApprovalRequest,
): Promise<ApprovalRequest> {
  try {
    return await executeRequest(deps, team, id, { kind: 'start', by, hash })
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    const request = await loadOwnRequest(deps, id, team)
    if (request.state !== 'approved') return request
    const { card: _, ...note } = readyNote(request, error.text)
    const cardIn = (locale: Locale) => readyNote({ ...request, locale }, error.text).card
    await postNote(deps, request, { ...note, cardIn })
    return request
  }
}

/** So often others may change roles and rules between the decision and the beginning. */
const attempts = 5

/** What roles and rules that were changed meanwhile have against it. */
async function objectionAnew(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
  begin: BeginTransition,
): Promise<Text | undefined> {
  deps.authority.forget()
  const decision = await decideNow(deps, request, begin, await deps.time())
  if (decision.kind !== 'refused') return undefined
  const { en, 'zh-CN': zh } = decision.why
  return say(`Roles or approval rules have changed. ${en}`, `角色或审批规则已变更。${zh}`)
}

async function executeOnce(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
  begin: BeginTransition,
): Promise<ApprovalRequest> {
  const { id } = request
  const judgedBy = await issuedIds(deps)
  const decision = await decideNow(deps, request, begin, await deps.time())
  // DRS is not troubled for what the rules refuse; the step itself tells why, and writes it down.
  if (decision.kind === 'refused') return applyTransition(deps, id, begin)
  if (mayBeDoneAlready(request, await deps.store.epoch()))
    return abandonExecution(deps, request, lostWrites, { unknown: true })
  const { payload } = request
  return payload.kind === 'change'
    ? performApprovedChange(deps, payload, () => applyTransition(deps, id, begin, { judgedBy }))
    : runOnTasks(deps, request, begin, judgedBy)
}

async function runOnTasks(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
  begin: BeginTransition,
  judgedBy: IssuedIds,
): Promise<ApprovalRequest> {
  const missing = unobservedTaskIds(request.payload)
  if (missing.length > 0) return abandonExecution(deps, request, unseenText(missing))
  const performed = await perform(deps.execution, await orderOf(deps, request, begin, judgedBy))
  if (performed.kind === 'held') return abandonExecution(deps, request, performed.why)
  // Nobody else knows what DRS has answered.
  await deps.execution.store.untilStored(() => settleResults(deps, request, performed))
  return loadOwnRequest(deps, request.id, request.team)
}

function unseenText(ids: readonly string[]): Text {
  return {
    en: `The request does not record the state of ${ids.join(', ')}. Make a new request.`,
    'zh-CN': `该请求未记录 ${ids.join('、')} 发起时的状态，请重新发起。`,
  }
}

/** Held to the stricter of the policy of then and that of now. The request is the token: two clicks are told apart by its own move. */
async function orderOf(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
  begin: BeginTransition,
  judgedBy: IssuedIds,
): Promise<ExecutionOrder> {
  const { connection, locale, payload, id: token, policy } = request
  const current = policyForRequest(await rulesInForce(deps), request)
  const { preconditions } = strictest(current ? [policy, current] : [policy]) ?? policy
  const targets = payloadTargets(payload)
  const names = new Map(targets.map(({ task }) => [task.id, task.name]))
  return {
    connection,
    locale,
    instruction: await deedOf(deps, request),
    by: begin.by,
    verb: payload.verb,
    token,
    tasks: taskIdsOf(request).map((id) => ({ id, name: names.get(id) ?? id })),
    targets,
    preconditions,
    secretRight: { approved: true },
    everything: true,
    pending: (tasks) =>
      pendingActionsOf(
        request,
        trackableTasks(payload.kind === 'change' ? payload : { ...payload, tasks }),
        deps.now(),
      ),
    note: (note) =>
      deps.store
        .append(noteRecord({ ...request, executedBy: begin.by }, note, deps.now()))
        .then(() => undefined),
    objection: (tasks) => objectionWithTags(deps, request, begin, tasks),
    begin: async () => {
      const begun = await applyTransition(deps, request.id, begin, { judgedBy })
      await tellBatchOf(deps, begun)
      return begun
    },
    // Whoever lost the race for the request must not give back the tasks of the winner.
    releases: async () => (await deps.store.loadRequest(request.id))?.state !== 'executing',
  }
}

/** Several tasks are told in one message, in the thread of the request. */
async function tellBatchOf(deps: AuthorizedApprovalDeps, request: ApprovalRequest): Promise<void> {
  const batch = batchOf(request, deps.now())
  if (batch) await deps.execution.store.tellBatch(batch.head, batch.tasks, 'begun')
}

const otherLimits = say(
  'The tags of a task have changed, and its limits with them. Make a new request.',
  '任务的标签已变更，须满足的条件也随之变化，请重新发起。',
)

/** Rules go by tags: what the tasks have now may need more than what they had when somebody asked. */
async function objectionWithTags(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
  begin: BeginTransition,
  tasks: readonly PayloadTask[],
): Promise<Text | undefined> {
  const { payload } = request
  if (payload.kind === 'change' || !payload.tasks) return undefined
  const tagsNow = new Map(tasks.map(({ id, tags }) => [id, tags]))
  const retagged = payload.tasks.map(({ tags: before, ...task }) => {
    const tags = tagsNow.has(task.id) ? tagsNow.get(task.id) : before
    return { ...task, ...(tags && { tags }) }
  })
  if (canonicalJson(retagged) === canonicalJson(payload.tasks)) return undefined
  const now: ApprovalRequest = { ...request, payload: { ...payload, tasks: retagged } }
  const rules = await rulesInForce(deps)
  const limits = (of: ApprovalRequest) => canonicalJson(policyForRequest(rules, of)?.preconditions ?? {})
  if (limits(now) !== limits(request)) return otherLimits
  const decision = await decideNow(deps, now, begin, await deps.time())
  if (decision.kind !== 'refused') return undefined
  const { en, 'zh-CN': zh } = decision.why
  return say(`The tags of a task have changed. ${en}`, `任务的标签已变更。${zh}`)
}

async function deedOf(
  deps: AuthorizedApprovalDeps,
  { payload, requester }: Pick<ApprovalRequest, 'payload' | 'requester'>,
): Promise<Instruction> {
  if (payload.kind === 'action') {
    const { verb: action, tasks, options = {} } = payload
    return { kind: 'action', action, ids: tasks.map(({ id }) => id), options }
  }
  const operation = payload.kind === 'call' ? operationById(payload.operation) : undefined
  if (!operation || payload.kind !== 'call')
    throw new Error(`a request asks for what is not in the contract: ${payload.verb}`)
  const file = payload.file && (await approvedFile(deps, payload.file, requester))
  return { kind: 'call', operation, input: payload.input, ...(file && { file }) }
}

/** Read again at this moment: it was kept nowhere. It has to be what was approved. */
async function approvedFile(
  deps: AuthorizedApprovalDeps,
  approved: NonNullable<CallPayload['file']>,
  requester: string,
): Promise<ReceivedFile> {
  const file = await deps.readFile(approved.id, requester)
  if (payloadFile(approved.id, file).sha256 === approved.sha256) return file
  throw new UserError({
    en: 'The file in Slack has changed since the approval. Make a new request with the new file.',
    'zh-CN': 'Slack 中的文件已不是获批的文件，请使用新文件重新发起请求。',
  })
}
