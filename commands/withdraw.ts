import * as z from 'zod'
import { doneReply, requestArg, requestNamed } from '../src/app/requests.ts'
import { command } from '../src/kit/command.ts'

/** Takes a vote back, until execution starts. */
export const withdrawCommand = command({
  name: 'withdraw',
  group: 'together',
  summary: { en: 'Withdraw your approval of a request', 'zh-CN': '撤回自己的批准' },
  uses: [],
  capabilities: ['approvals'],
  fresh: true,
  anywhere: true,
  args: z.strictObject({ request: requestArg }),
  positional: ['request'],
  async run(ctx, { request }) {
    const { id } = await requestNamed(ctx, request)
    await ctx.approvals.transition(id, { kind: 'withdraw', by: ctx.user })
    return doneReply({ en: 'Your approval is withdrawn', 'zh-CN': '已撤回您的批准' }, 'neutral', ctx.locale)
  },
})
