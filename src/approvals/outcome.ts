import type { Text } from '../base/i18n.ts'
import type { OutboxMessageOf } from '../domain/delivery/outbox-message.ts'
import type { ActionOutcome } from '../domain/watching/watch.ts'
import type { ApprovalDeps } from './deps.ts'
import { applyTransition } from './transition.ts'

const failures = {
  failed: { en: 'The task has failed.', 'zh-CN': '任务已失败。' },
  overdue: {
    en: 'Accepted but not done: the result has not shown in time. Look at the task before asking again.',
    'zh-CN': '已接受，但未在规定时间内完成。再次发起前请先查看任务。',
  },
} as const satisfies Record<Exclude<ActionOutcome, 'reached'>, Text>

/** The end of a followed action is the result of its task in the request; told twice, it changes nothing the second time. */
export async function recordOutcome(deps: ApprovalDeps, message: OutboxMessageOf<'outcome'>): Promise<void> {
  const { action, outcome, snapshot, taskId } = message
  if (action.requestId === undefined) return
  const request = await deps.store.loadRequest(action.requestId)
  if (request?.state !== 'executing') return
  const words = outcome === 'reached' ? undefined : failures[outcome][request.locale]
  const why = outcome === 'failed' && snapshot.error ? snapshot.error : words
  const step = { kind: 'result', taskId, outcome, ...(why && { why }) } as const
  const parts = { ...deps, authority: deps.newAuthority() }
  await applyTransition(parts, request.id, step, ({ state }) => state === 'executing')
}
