import * as z from 'zod'
import { doneReply, requestArg, requestNamed } from '../src/app/requests.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'

export const rejectCommand = command({
  name: 'reject',
  group: 'together',
  summary: { en: 'Reject a request, with a reason', 'zh-CN': '拒绝请求并说明原因' },
  uses: [],
  capabilities: ['approvals', 'roles'],
  role: 'approver',
  args: z.strictObject({
    request: requestArg,
    reason: arg.multiline({ label: { en: 'Reason', 'zh-CN': '原因' }, max: 500 }),
  }),
  positional: ['request', 'reason'],
  async run(ctx, { request, reason }) {
    const { id, connection } = await requestNamed(ctx, request)
    ctx.roles.require('approver', connection)
    await ctx.approvals.transition(id, { kind: 'reject', by: ctx.user, why: reason })
    return doneReply({ en: 'Rejected', 'zh-CN': '已拒绝' }, 'neutral', ctx.locale)
  },
})
