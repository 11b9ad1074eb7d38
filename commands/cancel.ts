import * as z from 'zod'
import { done, ticketArg, ticketNamed } from '../src/app/requests.ts'
import { command } from '../src/kit/command.ts'

export const cancel = command({
  name: 'cancel',
  group: 'together',
  summary: { en: 'Cancel a request of your own', 'zh-CN': '取消自己发起的请求' },
  uses: [],
  fresh: true,
  args: z.strictObject({ ticket: ticketArg }),
  positional: ['ticket'],
  async run(ctx, { ticket }) {
    const { id } = await ticketNamed(ctx, ticket)
    await ctx.approvals.step(id, { kind: 'cancel', by: ctx.user })
    return done({ en: 'Cancelled', 'zh-CN': '已取消' }, 'neutral', ctx.locale)
  },
})
