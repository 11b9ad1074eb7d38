import { say, type Text } from '../base/i18n.ts'
import { UserError } from '../base/user-error.ts'
import type { ApprovalRequest } from '../domain/approvals/request.ts'
import type { OutboxMessageOf } from '../domain/delivery/outbox-message.ts'
import type { ActionOutcome } from '../domain/watching/watch.ts'
import type { DrsError } from '../drs/drs-error.ts'
import { operationById } from '../drs/index.ts'
import { isCertainlyNotDone } from '../execution/certainty.ts'
import type { ExecutionAnswer, ExecutionResult } from '../execution/order.ts'
import { itemErrors } from '../views/answer-card.ts'
import type { ApprovalDeps, AuthorizedApprovalDeps } from './deps.ts'
import { postInThread } from './message.ts'
import { applyTransition } from './transition.ts'

const words = {
  unanswered: say('No answer of DRS came back', '未收到 DRS 的响应'),
  looking: say(
    'Nobody knows yet whether it was done. It is not asked again; I look at the task until that is clear.',
    '目前无法确定是否已执行。不会重复请求，我会持续查看任务直到结果明确。',
  ),
  answered: say(
    'DRS answered with success. A raw call of this kind is not followed any further.',
    'DRS 返回成功。此类直接调用不会继续跟踪结果。',
  ),
  lost: say(
    'No answer of DRS came back: nobody knows whether it was done. Look before asking again.',
    '未收到 DRS 的响应，无法确定是否已执行。再次发起前请先查看。',
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
  deps.log.error({ err: lost[0]?.error, ticket: request.id }, 'DRS gave no answer to an execution')
  const { locale } = request
  const card = { title: words.unanswered[locale], tone: 'warning', lines: [words.looking[locale]] } as const
  await postInThread(deps, request, { card, broadcast: false })
}

/** A call whose tasks do not show how it ends: the answer of DRS is the result of the whole. */
async function finish(
  deps: AuthorizedApprovalDeps,
  request: ApprovalRequest,
  answer: ExecutionAnswer,
): Promise<void> {
  const why = failureOf(request, answer)
  const outcome = why === undefined ? 'verified' : 'failed'
  await applyTransition(deps, request.id, {
    kind: 'finish',
    outcome,
    why: why ?? words.answered[request.locale],
  })
}

function failureOf({ locale, payload }: ApprovalRequest, answer: ExecutionAnswer): string | undefined {
  if (answer.kind === 'file') return undefined
  if (answer.kind === 'answer') {
    const op = payload.kind === 'call' ? operationById(payload.operation) : undefined
    return op && itemErrors(op, answer.answer).map(inWords)[0]
  }
  const { error } = answer
  if (error instanceof UserError) return error.text[locale]
  return isCertainlyNotDone(error) ? inWords(error) : words.lost[locale]
}

function inWords({ code, message }: DrsError): string {
  return `${code} ${message}`
}

const failures = {
  failed: { en: 'The task has failed.', 'zh-CN': '任务已失败。' },
  overdue: {
    en: 'Accepted but not done: the result has not shown in time. Look at the task before asking again.',
    'zh-CN': '已接受，但未在规定时间内完成。再次发起前请先查看任务。',
  },
} as const satisfies Record<Exclude<ActionOutcome, 'reached'>, Text>

/** The end of a pending action is the result of its task in the request; told twice, it changes nothing the second time. */
export async function recordOutcome(deps: ApprovalDeps, message: OutboxMessageOf<'outcome'>): Promise<void> {
  const { action, outcome, snapshot, taskId } = message
  if (action.requestId === undefined) return
  const request = await deps.store.loadRequest(action.requestId)
  if (request?.state !== 'executing') return
  const usual = outcome === 'reached' ? undefined : failures[outcome][request.locale]
  const why = outcome === 'failed' && snapshot.error ? snapshot.error : usual
  const step = { kind: 'result', taskId, outcome, ...(why && { why }) } as const
  const parts = { ...deps, authority: deps.newAuthority() }
  await applyTransition(parts, request.id, step, { only: ({ state }) => state === 'executing' })
}
