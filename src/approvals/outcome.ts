import type { Text } from '../base/i18n.ts'
import type { EntryOf } from '../domain/delivery/outbox-message.ts'
import type { FollowOutcome } from '../domain/watching/watch.ts'
import type { ApprovalDeps } from './deps.ts'
import { takeStep } from './transition.ts'

const failures = {
  failed: { en: 'The task has failed.', 'zh-CN': '任务已失败。' },
  overdue: {
    en: 'Accepted but not done: the result has not shown in time. Look at the task before asking again.',
    'zh-CN': '已接受，但未在规定时间内完成。再次发起前请先查看任务。',
  },
} as const satisfies Record<Exclude<FollowOutcome, 'reached'>, Text>

/** The end of a followed action is the result of its task in the ticket; told twice, it changes nothing the second time. */
export async function finishTicket(deps: ApprovalDeps, entry: EntryOf<'outcome'>): Promise<void> {
  const { follow, outcome, snapshot, taskId } = entry
  if (follow.ticket === undefined) return
  const ticket = await deps.ledger.loadTicket(follow.ticket)
  if (ticket?.state !== 'executing') return
  const words = outcome === 'reached' ? undefined : failures[outcome][ticket.locale]
  const why = outcome === 'failed' && snapshot.error ? snapshot.error : words
  const step = { kind: 'result', taskId, outcome, ...(why && { why }) } as const
  const parts = { ...deps, authority: deps.newAuthority() }
  await takeStep(parts, ticket.id, step, ({ state }) => state === 'executing')
}
