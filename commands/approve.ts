import * as z from 'zod'
import { askAgain, doneReply, endReply, requestArg, requestNamed, shownRequest } from '../src/app/requests.ts'
import type { Text } from '../src/base/i18n.ts'
import { UserError } from '../src/base/user-error.ts'
import type { ApprovalRequest } from '../src/domain/approvals/request.ts'
import { commandTarget } from '../src/domain/command-targets.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext, Context } from '../src/kit/context.ts'
import { type Reply, reply } from '../src/kit/reply.ts'
import { leaveOutCard } from '../src/views/request-buttons.ts'

const words = {
  counted: { en: 'You approved it. More approvals are needed.', 'zh-CN': '您已批准，还需要其他人批准。' },
  complete: {
    en: 'Approved. The requester or another operator can carry it out now.',
    'zh-CN': '已批准，可由发起人或其他操作员执行。',
  },
  narrowed: {
    en: 'Task removed. You approved the rest; more approvals are needed.',
    'zh-CN': '已移出该任务，其余任务您已批准，还需要其他人批准。',
  },
} satisfies Record<string, Text>

/** Approval of exactly what the request showed. It carries nothing out, unless the rule says that the last approval does. */
export const approveCommand = command({
  name: 'approve',
  group: 'together',
  summary: { en: 'Approve a request', 'zh-CN': '批准请求' },
  uses: [],
  capabilities: ['approvals'],
  role: 'approver',
  anywhere: true,
  args: z.strictObject({ request: requestArg }),
  positional: ['request'],
  async run(ctx, { request: given }) {
    const { request, hash } = await shownRequest(ctx, given)
    if (hash === undefined) return askAgain(ctx, request, commandTarget('approve', 'ask'))
    return answer(
      ctx,
      await ctx.approvals.transition(request.id, { kind: 'vote', by: ctx.user, hash }),
      words.counted,
    )
  },
  actions: {
    async choose(ctx, value) {
      return reply.toMe(leaveOutCard({ ...(await requestNamed(ctx, value)), locale: ctx.locale }))
    },
    without,
  },
})

function answer(ctx: Pick<Context, 'locale'>, request: ApprovalRequest, open: Text): Reply {
  if (request.state === 'pending') return doneReply(open, 'good', ctx.locale)
  return request.state === 'approved'
    ? doneReply(words.complete, 'good', ctx.locale)
    : endReply(request, ctx.locale)
}

/** `<request> <hash> <task>`: takes one task out of a batch and approves the rest. */
async function without(ctx: CommandContext<never, 'approvals'>, value: string): Promise<Reply> {
  const [id = '', shown = '', taskId = ''] = value.split(' ')
  const { request, hash } = await shownRequest(ctx, `${id} ${shown}`)
  if (hash === undefined)
    throw new UserError({ en: 'This choice is not complete.', 'zh-CN': '该选项不完整。' })
  const step = { kind: 'narrow', by: ctx.user, hash, without: [taskId] } as const
  return answer(ctx, await ctx.approvals.transition(request.id, step), words.narrowed)
}
