import * as z from 'zod'
import type { Ticket, WantedAction, WantedCall } from '../src/domain/approval.ts'
import { permission } from '../src/domain/lifecycle.ts'
import { formatRef } from '../src/domain/ref.ts'
import type { Task } from '../src/domain/task.ts'
import { operationById } from '../src/drs/index.ts'
import { requireAccepted } from '../src/kit/actions.ts'
import { arg } from '../src/kit/args.ts'
import { type Context, command, type Reply, reply } from '../src/kit/command.ts'
import { Refusal } from '../src/refusal.ts'
import type { Text } from '../src/text.ts'
import { answerCard, itemErrors } from '../src/views/answer-card.ts'

type Uses = 'switchover' | 'details'

const words = {
  started: { en: 'Approved; DRS accepted the switchover', 'zh-CN': '已批准，DRS 已接受主备倒换请求' },
  answered: {
    en: 'DRS answered with success. A raw call is not followed any further.',
    'zh-CN': 'DRS 返回成功。直接调用接口不会继续跟踪结果。',
  },
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
    const { connection } = await ctx.approvals.get(id)
    ctx.requireRole('approver', connection)
    return execute(ctx, await ctx.approvals.step(id, { kind: 'approve', by: ctx.user }))
  },
})

async function execute(ctx: Context<Uses>, approved: Ticket): Promise<Reply> {
  const { wanted } = approved
  return wanted.kind === 'action' ? switchOver(ctx, approved, wanted) : callOperation(ctx, approved, wanted)
}

async function switchOver(ctx: Context<Uses>, approved: Ticket, wanted: WantedAction): Promise<Reply> {
  const task = await readAgain(ctx, approved, wanted)
  const executing = await ctx.approvals.step(approved.id, { kind: 'start' })
  await orFail(ctx, approved, async () => {
    requireAccepted(await ctx.service(approved.connection).switchover([wanted.taskId]))
  })
  await ctx.follow('switchover', task, executing)
  return reply.toMe({ title: words.started[ctx.locale], tone: 'working' })
}

/** A raw call has no state to compare with and none to wait for: DRS's answer is its result. */
async function callOperation(ctx: Context<Uses>, approved: Ticket, wanted: WantedCall): Promise<Reply> {
  const op = operationById(wanted.operation)
  if (!op) throw new Error(`the operation ${wanted.operation} of a request is not in the contract`)
  await ctx.approvals.step(approved.id, { kind: 'start' })
  const called = await orFail(ctx, approved, () => ctx.call(approved.connection, op, wanted.input))
  const answer = called.kind === 'answer' ? called.answer : undefined
  const [refused] = itemErrors(op, answer)
  const outcome = refused ? 'failed' : 'verified'
  const why = refused ? `${refused.code} ${refused.message}` : words.answered[approved.locale]
  await ctx.approvals.step(approved.id, { kind: 'finish', outcome, why })
  return reply.toMe(answerCard(op, answer, ctx.locale))
}

/** A call that throws was not carried out, or nobody knows: the ticket says so before the person is told. */
async function orFail<T>(ctx: Context<Uses>, ticket: Ticket, call: () => Promise<T>): Promise<T> {
  try {
    return await call()
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error)
    await ctx.approvals.step(ticket.id, { kind: 'finish', outcome: 'failed', why })
    throw error
  }
}

/** Anything unknown or different from what was approved ends the ticket as stale. */
async function readAgain(ctx: Context<Uses>, ticket: Ticket, wanted: WantedAction): Promise<Task> {
  const ref = formatRef({ connection: ticket.connection, id: wanted.taskId })
  let task: Task
  try {
    task = await ctx.task(ref)
  } catch (error) {
    await ctx.approvals.step(ticket.id, { kind: 'stale', why: words.unreadable[ticket.locale] })
    throw error
  }
  if (sameAsApproved(task, wanted) && permission(wanted.verb, task).ok) return task
  await ctx.approvals.step(ticket.id, { kind: 'stale', why: words.changed[ticket.locale] })
  throw new Refusal(words.changed)
}

function sameAsApproved(task: Task, { seen }: WantedAction): boolean {
  return task.status === seen.status && task.direction === seen.direction
}
