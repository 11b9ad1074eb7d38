import * as z from 'zod'
import { doneReply, requestArg, requestNamed } from '../src/app/requests.ts'
import { command } from '../src/kit/command.ts'

export const cancelCommand = command({
  name: 'cancel',
  group: 'together',
  summary: { en: 'Cancel a request of your own', 'zh-CN': '取消自己发起的请求' },
  uses: [],
  capabilities: ['approvals'],
  fresh: true,
  anywhere: true,
  args: z.strictObject({ request: requestArg }),
  positional: ['request'],
  async run(ctx, { request }) {
    const { id } = await requestNamed(ctx, request)
    await ctx.approvals.transition(id, { kind: 'cancel', by: ctx.user })
    return doneReply({ en: 'Cancelled', 'zh-CN': '已取消' }, 'neutral', ctx.locale)
  },
})
