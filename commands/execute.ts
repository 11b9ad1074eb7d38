import * as z from 'zod'
import { askAgain, doneReply, requestArg, shownRequest } from '../src/app/requests.ts'
import type { Text } from '../src/base/i18n.ts'
import type { RequestState } from '../src/domain/approvals/request.ts'
import { commandTarget } from '../src/domain/command-targets.ts'
import { command } from '../src/kit/command.ts'
import type { Tone } from '../src/views/card.ts'

interface Said {
  readonly words: Text
  readonly tone: Tone
}

const begun: Said = {
  words: {
    en: 'DRS was asked. The request shows how it ends.',
    'zh-CN': '已向 DRS 发出请求，结果将显示在审批消息中。',
  },
  tone: 'working',
}

const ends: Readonly<Partial<Record<RequestState, Said>>> = {
  verified: { words: { en: 'Done', 'zh-CN': '已完成' }, tone: 'good' },
  failed: {
    words: { en: 'It failed; the request says why', 'zh-CN': '执行失败，原因见审批消息' },
    tone: 'bad',
  },
  stale: {
    words: { en: 'Not carried out; the request says why', 'zh-CN': '未执行，原因见审批消息' },
    tone: 'bad',
  },
}

/** Carries out what was approved: whoever asked, or any other operator there. Fresh reads decide. */
export const executeCommand = command({
  name: 'execute',
  group: 'together',
  summary: { en: 'Carry out an approved request', 'zh-CN': '执行已批准的请求' },
  uses: [],
  capabilities: ['approvals', 'roles'],
  role: 'operator',
  fresh: true,
  args: z.strictObject({ request: requestArg }),
  positional: ['request'],
  async run(ctx, { request: given }) {
    const { request, hash } = await shownRequest(ctx, given)
    await ctx.roles.confirm('operator', request.connection)
    if (hash === undefined) return askAgain(ctx, request, commandTarget('execute', 'ask'))
    const { state } = await ctx.approvals.execute(request.id, hash)
    const { words, tone } = ends[state] ?? begun
    return doneReply(words, tone, ctx.locale)
  },
})
