import * as z from 'zod'
import { done, ticketArg, ticketNamed } from '../src/app/requests.ts'
import { command } from '../src/kit/command.ts'

/** Takes a vote back, until execution starts. */
export const withdraw = command({
  name: 'withdraw',
  group: 'together',
  summary: { en: 'Take your approval of a request back', 'zh-CN': '撤回自己的批准' },
  uses: [],
  fresh: true,
  args: z.strictObject({ ticket: ticketArg }),
  positional: ['ticket'],
  async run(ctx, { ticket }) {
    const { id } = await ticketNamed(ctx, ticket)
    await ctx.approvals.step(id, { kind: 'withdraw', by: ctx.user })
    return done({ en: 'Taken back', 'zh-CN': '已撤回' }, 'neutral', ctx.locale)
  },
})
