import type { Text } from '../base/i18n.ts'
import type { Ticket } from '../domain/approvals/request.ts'
import type { ItemResult } from '../domain/tasks/task-service.ts'
import type { Follow } from '../domain/watching/watch.ts'
import { isRefusal } from '../execution/certainty.ts'
import { removeFollow } from '../store/pending-actions.ts'
import type { ApprovalParts } from './deps.ts'
import { sayInThread } from './message.ts'
import { takeStep } from './transition.ts'

/**
 * What DRS refused has ended: nobody waits for it. What got no answer is not asked again: looking at the task decides.
 */
export async function settle(
  parts: ApprovalParts,
  ticket: Ticket,
  follows: readonly Follow[],
  results: readonly ItemResult[],
): Promise<void> {
  const errors = results.flatMap((result) => (result.ok ? [] : [result]))
  for (const { id: taskId, error } of errors.filter((one) => isRefusal(one.error))) {
    for (const follow of follows.filter((one) => one.taskId === taskId))
      await removeFollow(parts.redis, follow)
    const why = `${error.code} ${error.message}`
    await takeStep(parts, ticket.id, { kind: 'result', taskId, outcome: 'refused', why })
  }
  const lost = errors.filter((one) => !isRefusal(one.error))
  if (lost.length === 0) return
  parts.log.error({ err: lost[0]?.error, ticket: ticket.id }, 'DRS gave no answer to an execution')
  const card = { title: unanswered[ticket.locale], tone: 'warning', lines: [looking[ticket.locale]] } as const
  await sayInThread(parts, ticket, { card, broadcast: false })
}

const unanswered: Text = { en: 'No answer of DRS came back', 'zh-CN': '未收到 DRS 的响应' }
const looking: Text = {
  en: 'Nobody knows yet whether it was done. It is not asked again; I look at the task until that is clear.',
  'zh-CN': '目前无法确定是否已执行。不会重复请求，我会持续查看任务直到结果明确。',
}
