import * as z from 'zod'
import { askAgain, endReply, requestArg, shownRequest } from '../src/app/requests.ts'
import { commandTarget } from '../src/domain/command-targets.ts'
import { command } from '../src/kit/command.ts'

/** Carries out what was approved, for the requester or another operator there. Fresh reads decide. */
export const executeCommand = command({
  name: 'execute',
  group: 'together',
  summary: { en: 'Carry out an approved request', 'zh-CN': '执行已批准的请求' },
  uses: [],
  capabilities: ['approvals'],
  role: 'operator',
  anywhere: true,
  fresh: true,
  args: z.strictObject({ request: requestArg }),
  positional: ['request'],
  async run(ctx, { request: given }) {
    const { request, hash } = await shownRequest(ctx, given)
    if (hash === undefined) return askAgain(ctx, request, commandTarget('execute', 'ask'))
    return endReply(await ctx.approvals.execute(request.id, hash), ctx.locale)
  },
})
