import * as z from 'zod'
import { doneReply, requestArg, requestNamed } from '../src/app/requests.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'

export const rejectCommand = command({
  name: 'reject',
  group: 'together',
  summary: { en: 'Decline a request, with a reason', 'zh-CN': '拒绝请求并说明原因' },
  uses: [],
  capabilities: ['approvals'],
  role: 'approver',
  anywhere: true,
  args: z.strictObject({
    request: requestArg,
    reason: arg.multiline({ label: { en: 'Reason', 'zh-CN': '原因' }, max: 500 }),
  }),
  positional: ['request', 'reason'],
  async run(ctx, { request, reason }) {
    const { id } = await requestNamed(ctx, request)
    await ctx.approvals.transition(id, { kind: 'reject', by: ctx.user, why: reason })
    return doneReply({ en: 'Declined', 'zh-CN': '已拒绝' }, 'neutral', ctx.locale)
  },
})
