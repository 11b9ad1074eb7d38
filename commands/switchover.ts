import * as z from 'zod'
import type { Recovery } from '../src/domain/task.ts'
import { requireAllowed } from '../src/kit/actions.ts'
import { arg } from '../src/kit/args.ts'
import { command, reply } from '../src/kit/command.ts'
import type { Text } from '../src/text.ts'

const words: Readonly<Record<'asked' | 'next', Text>> = {
  asked: { en: 'The request is in this channel', 'zh-CN': '请求已发布到本频道' },
  next: {
    en: 'Somebody else has to approve it; then the switchover starts at once.',
    'zh-CN': '需要由其他人批准，批准后立即执行主备倒换。',
  },
}

/** Asks for consent to swap the roles of a DR pair; `approve` carries it out (DRS API reference 6.4.1). */
export const switchover = command({
  name: 'switchover',
  group: 'finish',
  summary: { en: 'Swap the roles of a DR pair, with approval', 'zh-CN': '灾备主备倒换（需审批）' },
  uses: ['switchover', 'recovery'],
  args: z.strictObject({
    task: arg.task(),
    reason: arg.multiline({
      label: { en: 'Reason', 'zh-CN': '原因' },
      hint: { en: 'The approvers read it.', 'zh-CN': '审批人会看到此内容。' },
      max: 500,
    }),
  }),
  positional: ['task', 'reason'],
  async run(ctx, { task: given, reason }) {
    const task = await ctx.task(given)
    requireAllowed('switchover', task)
    const { found } = await ctx.service(task.connection).recovery([task.id])
    await ctx.approvals.request({
      connection: task.connection,
      reason,
      wanted: {
        kind: 'action',
        verb: 'switchover',
        taskId: task.id,
        taskName: task.name,
        scenario: task.scenario,
        seen: { status: task.status, direction: task.direction, ...delays(found.get(task.id)) },
      },
    })
    const { locale } = ctx
    return reply.toMe({ title: words.asked[locale], tone: 'working', lines: [words.next[locale]] })
  },
})

function delays(recovery: Recovery | undefined): Recovery {
  return {
    ...(recovery?.rpoMs !== undefined && { rpoMs: recovery.rpoMs }),
    ...(recovery?.rtoMs !== undefined && { rtoMs: recovery.rtoMs }),
  }
}
