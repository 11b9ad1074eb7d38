import * as z from 'zod'
import { requireAccepted } from '../src/actions.ts'
import { arg } from '../src/args.ts'
import { type Context, command, reply } from '../src/command.ts'
import type { Ticket } from '../src/domain/approval.ts'
import { permission } from '../src/domain/lifecycle.ts'
import { formatRef } from '../src/domain/ref.ts'
import type { Task } from '../src/domain/task.ts'
import { Refusal } from '../src/refusal.ts'
import type { Text } from '../src/text.ts'

const words = {
  started: { en: 'Approved; DRS accepted the switchover', 'zh-CN': '已批准，DRS 已接受主备倒换请求' },
  changed: {
    en: 'The task is no longer as it was when the request was made. Not executed; please ask again.',
    'zh-CN': '任务状态与发起请求时不同，未执行。请重新发起请求。',
  },
  unreadable: {
    en: 'The task could not be read before the execution. Not executed; please ask again.',
    'zh-CN': '执行前无法读取任务状态，未执行。请重新发起请求。',
  },
} satisfies Record<string, Text>

/**
 * Consent of another person. With it the action starts at once: fresh reads decide, an error means not executed, and the
 * ticket can be started only once whoever presses and on whichever replica.
 */
export const approve = command({
  name: 'approve',
  group: 'together',
  summary: { en: 'Approve a request', 'zh-CN': '批准请求' },
  uses: ['switchover', 'details'],
  role: 'approver',
  args: z.strictObject({ ticket: arg.text({ label: { en: 'Request', 'zh-CN': '请求编号' }, max: 64 }) }),
  positional: ['ticket'],
  async run(ctx, { ticket: id }) {
    const approved = await ctx.approvals.step(id, { kind: 'approve', by: ctx.user })
    await execute(ctx, approved)
    return reply.toMe({ title: words.started[ctx.locale], tone: 'working' })
  },
})

async function execute(ctx: Context<'switchover' | 'details'>, approved: Ticket): Promise<void> {
  const task = await readAgain(ctx, approved)
  const executing = await ctx.approvals.step(approved.id, { kind: 'start' })
  try {
    requireAccepted(await ctx.service(approved.connection).switchover([approved.taskId]))
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    await ctx.approvals.step(approved.id, { kind: 'finish', outcome: 'failed', why })
    throw error
  }
  await ctx.follow('switchover', task, executing)
}

/** Anything unknown or different from what was approved ends the ticket as stale. */
async function readAgain(ctx: Context<'switchover' | 'details'>, ticket: Ticket): Promise<Task> {
  const ref = formatRef({ connection: ticket.connection, id: ticket.taskId })
  let task: Task
  try {
    task = await ctx.task(ref)
  } catch (error) {
    await ctx.approvals.step(ticket.id, { kind: 'stale', why: words.unreadable[ticket.locale] })
    throw error
  }
  if (sameAsApproved(task, ticket) && permission(ticket.verb, task).ok) return task
  await ctx.approvals.step(ticket.id, { kind: 'stale', why: words.changed[ticket.locale] })
  throw new Refusal(words.changed)
}

function sameAsApproved(task: Task, { seen }: Ticket): boolean {
  return task.status === seen.status && task.direction === seen.direction
}
