import * as z from 'zod'
import { doneReply, requestArg, requestNamed } from '../src/app/requests.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'

/** Closes the review that an execution by break-glass has opened. */
export const reviewCommand = command({
  name: 'review',
  group: 'admin',
  summary: { en: 'Close the review of a break-glass execution', 'zh-CN': '完成紧急执行的事后复核' },
  uses: [],
  capabilities: ['approvals'],
  role: 'approver',
  anywhere: true,
  args: z.strictObject({
    request: requestArg,
    note: arg.multiline({
      label: { en: 'What you found', 'zh-CN': '复核结论' },
      max: 500,
    }),
  }),
  positional: ['request', 'note'],
  async run(ctx, { request, note }) {
    const { id } = await requestNamed(ctx, request)
    await ctx.approvals.transition(id, { kind: 'review', by: ctx.user, note })
    return doneReply({ en: 'The review is closed', 'zh-CN': '复核已完成' }, 'good', ctx.locale)
  },
})
