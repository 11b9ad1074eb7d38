import { type Locale, say, type Text } from '../base/i18n.ts'
import { UserError } from '../base/user-error.ts'
import type { ActionPayload, ApprovalRequest, RequestTransition } from '../domain/approvals/request.ts'
import type { OutboxMessageOf } from '../domain/delivery/outbox-message.ts'
import type { ItemResult } from '../domain/tasks/task-service.ts'
import type { ActionOutcome } from '../domain/watching/watch.ts'
import type { DrsError } from '../drs/drs-error.ts'
import { operationById } from '../drs/index.ts'
import type { Operation } from '../drs/operation.ts'
import { isCertainlyNotDone } from '../execution/certainty.ts'
import type { ExecutionAnswer, ExecutionResult } from '../execution/order.ts'
import { describeAnswer, isEmptyAnswer, itemErrors } from '../views/answer-card.ts'
import type { Card } from '../views/card.ts'
import type { ApprovalDeps, AuthorizedApprovalDeps } from './deps.ts'
import { postNote } from './message.ts'
import { applyTransition } from './transition.ts'

const words = {
  unanswered: say('No answer from DRS', '未收到 DRS 的响应'),
  looking: say(
    'It is not clear yet whether DRS did it. The bot does not repeat the call; it checks the task until this is clear.',
    '目前无法确定是否已执行。不会重复请求，机器人会持续检查任务直到结果明确。',
  ),
  set: say('DRS has accepted the new settings.', 'DRS 已接受新的设置。'),
  answered: say(
    'DRS accepted the call. The bot does not check how a raw call of this kind ends.',
    'DRS 已接受调用。机器人不会检查此类直接调用的最终结果。',
  ),
  lost: say(
    'No answer from DRS, so it is not clear whether it was done. Check the task before you make a new request.',
    '未收到 DRS 的响应，无法确定是否已执行。再次发起前请先检查。',
  ),
}

type Asked = Extract<ExecutionResult, { kind: 'asked' }>

/** What came of asking DRS, as moves of the request. Tasks that are looked after end it when their result is seen. */
export async function settleResults(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
  performed: Asked,
): Promise<void> {
  const { answer, pending, items } = performed
  if (pending.length === 0 && answer) return finish(deps, request, answer)
  if (pending.length === 0 && request.payload.kind === 'action') {
    await applyTransition(deps, request.id, { kind: 'finish', ...endOfSetting(request.payload, items) })
    return
  }
  const errors = items.flatMap((item) => (item.ok ? [] : [item]))
  for (const { id: taskId, error } of errors.filter((one) => isCertainlyNotDone(one.error)))
    await applyTransition(deps, request.id, {
      kind: 'result',
      taskId,
      outcome: 'refused',
      why: inWords(error),
    })
  const lost = errors.filter((one) => !isCertainlyNotDone(one.error))
  if (lost.length === 0) return
  deps.log.error({ err: lost[0]?.error, request: request.id }, 'DRS gave no answer to an execution')
  const cardIn = (locale: Locale): Card => ({
    title: words.unanswered[locale],
    tone: 'warning',
    lines: [words.looking[locale]],
  })
  await postNote(deps, request, { to: 'requester', cardIn, broadcast: false })
}

/** A call whose tasks do not show how it ends: the answer of DRS is the result of the whole. */
async function finish(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
  answer: ExecutionAnswer,
): Promise<void> {
  await applyTransition(deps, request.id, { kind: 'finish', ...endOf(request, answer) })
  const op = operationOf(request)
  if (!op || answer.kind !== 'answer' || isEmptyAnswer(answer.answer)) return
  // It may name what the next call needs, such as the id of a batch.
  const cardIn = (locale: Locale) => describeAnswer(op, answer.answer, locale).card
  await postNote(deps, request, { to: 'requester', cardIn, broadcast: false })
}

function operationOf({ payload }: ApprovalRequest): Operation | undefined {
  return payload.kind === 'call' ? operationById(payload.operation) : undefined
}

type End = Omit<Extract<RequestTransition, { readonly kind: 'finish' }>, 'kind'>

function endOf(request: ApprovalRequest, answer: ExecutionAnswer): End {
  const accepted = { outcome: 'verified', answer: 'accepted', why: words.answered } as const
  if (answer.kind === 'file') return accepted
  if (answer.kind === 'answer') {
    const op = operationOf(request)
    const [error] = op ? itemErrors(op, answer.answer) : []
    return error ? { outcome: 'failed', answer: 'refused', why: inWords(error) } : accepted
  }
  const { error } = answer
  if (error instanceof UserError) return { outcome: 'failed', why: error.text }
  return isCertainlyNotDone(error)
    ? { outcome: 'failed', answer: 'refused', why: inWords(error) }
    : { outcome: 'failed', answer: 'lost', why: words.lost }
}

/** What is done when DRS has answered: each task has its own answer. */
function endOfSetting({ tasks }: ActionPayload, items: readonly ItemResult[]): End {
  const failed = items.flatMap((item) => (item.ok ? [] : [item]))
  const [first] = failed
  if (!first) return { outcome: 'verified', answer: 'accepted', why: words.set }
  const why = failed.map(({ id, error }) => {
    const name = tasks.find((task) => task.id === id)?.name ?? id
    return failed.length === 1 && tasks.length === 1 ? inWords(error) : `${name}: ${inWords(error)}`
  })
  const refused = failed.every(({ error }) => isCertainlyNotDone(error))
  if (!refused) return { outcome: 'failed', answer: 'lost', why: words.lost }
  return { outcome: 'failed', answer: 'refused', why: why.join('\n') }
}

function inWords({ code, message }: DrsError): string {
  return `${code} ${message}`
}

const failures = {
  failed: { en: 'The task has failed.', 'zh-CN': '任务已失败。' },
  overdue: {
    en: 'DRS accepted it, but the task has not reached the result in time. Check the task before you make a new request.',
    'zh-CN': 'DRS 已接受，但任务未在规定时间内达到预期状态。再次发起前请先检查任务。',
  },
} as const satisfies Record<Exclude<ActionOutcome, 'reached'>, Text>

/** The end of a pending action is the result of its task in the request; told twice, it changes nothing the second time. */
export async function recordOutcome(deps: ApprovalDeps, message: OutboxMessageOf<'outcome'>): Promise<void> {
  const { action, outcome, snapshot, taskId } = message
  if (action.requestId === undefined) return
  const request = await deps.store.loadRequest(action.requestId)
  if (request?.state !== 'executing') return
  const usual = outcome === 'reached' ? undefined : failures[outcome]
  const why = outcome === 'failed' && snapshot.error ? snapshot.error : usual
  const step = { kind: 'result', taskId, outcome, ...(why && { why }) } as const
  const parts = { ...deps, authority: deps.newAuthority() }
  await applyTransition(parts, request.id, step, { only: ({ state }) => state === 'executing' })
}
