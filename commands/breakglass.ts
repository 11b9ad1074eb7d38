import * as z from 'zod'
import { doneReply, requestArg, requestNamed } from '../src/app/requests.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'

/** One admin's word in place of the approval, for emergencies; another approver or admin reviews it within a day. */
export const breakGlassCommand = command({
  name: 'breakglass',
  group: 'admin',
  summary: {
    en: 'Carry out a request without approval, in an emergency',
    'zh-CN': '紧急情况下不经审批执行请求',
  },
  uses: [],
  capabilities: ['approvals'],
  role: 'admin',
  anywhere: true,
  args: z.strictObject({
    request: requestArg,
    task: arg.text({
      label: { en: 'Type the name of the task', 'zh-CN': '输入任务名称' },
      hint: {
        en: 'Exactly; for several tasks “3 tasks”, for a call without tasks the operation.',
        'zh-CN': '须完全一致；多个任务时输入“3 tasks”，不涉及任务的接口调用则输入接口标识。',
      },
      max: 200,
    }),
    reason: arg.multiline({
      label: { en: 'Why it cannot wait', 'zh-CN': '为何不能等待审批' },
      hint: { en: 'Posted to the audit channel.', 'zh-CN': '将发布到审计频道。' },
      max: 500,
    }),
  }),
  positional: ['request', 'task', 'reason'],
  async run(ctx, { request: given, task, reason }) {
    const { id } = await requestNamed(ctx, given)
    const { state } = await ctx.approvals.breakGlass(id, task, reason)
    const failed = state === 'failed' || state === 'stale'
    return doneReply(
      {
        en: 'Carried out without approval. Another approver or admin has to close the review within 24 hours.',
        'zh-CN': '已不经审批执行。须由其他审批人或管理员在 24 小时内完成复核。',
      },
      failed ? 'bad' : 'warning',
      ctx.locale,
    )
  },
})
