import * as z from 'zod'
import { arg } from '../src/kit/args.ts'
import { command, reply } from '../src/kit/command.ts'

export const reject = command({
  name: 'reject',
  group: 'together',
  summary: { en: 'Reject a request, with a reason', 'zh-CN': '拒绝请求并说明原因' },
  uses: [],
  role: 'approver',
  args: z.strictObject({
    ticket: arg.text({ label: { en: 'Request', 'zh-CN': '请求编号' }, max: 64 }),
    reason: arg.multiline({ label: { en: 'Reason', 'zh-CN': '原因' }, max: 500 }),
  }),
  positional: ['ticket', 'reason'],
  async run(ctx, { ticket, reason }) {
    const { connection } = await ctx.approvals.get(ticket)
    ctx.requireRole('approver', connection)
    await ctx.approvals.step(ticket, { kind: 'reject', by: ctx.user, why: reason })
    return reply.toMe({ title: { en: 'Rejected', 'zh-CN': '已拒绝' }[ctx.locale], tone: 'neutral' })
  },
})
