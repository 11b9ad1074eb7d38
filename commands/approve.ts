import * as z from 'zod'
import { askAgain, doneReply, requestArg, shownRequest } from '../src/app/requests.ts'
import type { Text } from '../src/base/i18n.ts'
import { UserError } from '../src/base/user-error.ts'
import type { ApprovalRequest } from '../src/domain/approvals/request.ts'
import { commandTarget } from '../src/domain/command-targets.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext, Context } from '../src/kit/context.ts'
import type { Reply } from '../src/kit/reply.ts'

const words = {
  counted: { en: 'Your approval counts; more are needed', 'zh-CN': '您的批准已计入，还需其他人批准' },
  complete: {
    en: 'Approved. Somebody has to carry it out with the button now.',
    'zh-CN': '已批准。接下来需点击按钮执行。',
  },
  narrowed: { en: 'Taken out; you have approved the rest', 'zh-CN': '已移出该任务，其余任务您已批准' },
} satisfies Record<string, Text>

/** Consent to exactly what the request showed. It does not carry anything out. */
export const approveCommand = command({
  name: 'approve',
  group: 'together',
  summary: { en: 'Approve a request', 'zh-CN': '批准请求' },
  uses: [],
  capabilities: ['approvals', 'roles'],
  role: 'approver',
  args: z.strictObject({ request: requestArg }),
  positional: ['request'],
  async run(ctx, { request: given }) {
    const { request, hash } = await shownRequest(ctx, given)
    ctx.roles.require('approver', request.connection)
    if (hash === undefined) return askAgain(ctx, request, commandTarget('approve', 'ask'))
    return answer(
      ctx,
      await ctx.approvals.transition(request.id, { kind: 'vote', by: ctx.user, hash }),
      words.counted,
    )
  },
  actions: { without },
})

function answer(ctx: Pick<Context, 'locale'>, { state }: ApprovalRequest, open: Text): Reply {
  return state === 'approved'
    ? doneReply(words.complete, 'good', ctx.locale)
    : doneReply(open, 'good', ctx.locale)
}

/** `<request> <hash> <task>`: takes one task out of a batch and approves the rest. */
async function without(ctx: CommandContext<never, 'approvals' | 'roles'>, value: string): Promise<Reply> {
  const [id = '', shown = '', taskId = ''] = value.split(' ')
  const { request, hash } = await shownRequest(ctx, `${id} ${shown}`)
  ctx.roles.require('approver', request.connection)
  if (hash === undefined)
    throw new UserError({ en: 'This choice is not complete.', 'zh-CN': '该选项不完整。' })
  const step = { kind: 'narrow', by: ctx.user, hash, without: [taskId] } as const
  return answer(ctx, await ctx.approvals.transition(request.id, step), words.narrowed)
}
