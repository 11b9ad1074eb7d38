import * as z from 'zod'
import { arg } from '../src/kit/args.ts'
import { command, reply } from '../src/kit/command.ts'

export const cancel = command({
  name: 'cancel',
  group: 'together',
  summary: { en: 'Cancel a request of your own', 'zh-CN': '取消自己发起的请求' },
  uses: [],
  args: z.strictObject({ ticket: arg.text({ label: { en: 'Request', 'zh-CN': '请求编号' }, max: 64 }) }),
  positional: ['ticket'],
  async run(ctx, { ticket }) {
    await ctx.approvals.step(ticket, { kind: 'cancel', by: ctx.user })
    return reply.toMe({ title: { en: 'Cancelled', 'zh-CN': '已取消' }[ctx.locale], tone: 'neutral' })
  },
})
