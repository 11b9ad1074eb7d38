import * as z from 'zod'
import { actOnAll } from '../src/app/actions.ts'
import {
  type ApprovalRead,
  approvalReads,
  askApproval,
  needsReasonFor,
  reasonArg,
  resolveTasks,
} from '../src/app/ask-approval.ts'
import { type CarryOutCapability, carryOutAll, carryOutCapabilities } from '../src/app/batch.ts'
import { formatRef } from '../src/domain/tasks/task-ref.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import type { Reply } from '../src/kit/reply.ts'

/** What a pause stops (DRS API reference 6.1.13). */
const pauseModes = [
  {
    value: 'target',
    words: { en: 'Replay only (log capturing continues)', 'zh-CN': '停回放（继续抓取日志）' },
  },
  { value: 'all', words: { en: 'Log capturing and replay', 'zh-CN': '停日志抓取和回放' } },
] as const

export const pauseCommand = command({
  name: 'pause',
  group: 'run',
  summary: { en: 'Pause a running task', 'zh-CN': '暂停运行中的任务' },
  uses: ['pause', ...approvalReads],
  capabilities: carryOutCapabilities,
  args: z.strictObject({
    task: arg.tasks(),
    what: arg
      .choice(pauseModes, {
        label: { en: 'What stops', 'zh-CN': '暂停内容' },
        hint: {
          en: 'With log capturing stopped for long, the source may purge logs that the task still needs.',
          'zh-CN': '若长时间停止日志抓取，源库可能清理任务仍需要的日志。',
        },
      })
      .default('target'),
    reason: reasonArg.optional(),
  }),
  positional: ['task', 'what', 'reason'],
  needs: async (ctx, { what, task = '' }) =>
    what === 'all' ? needsReasonFor('pause')(ctx, { tasks: task }) : [],
  run: (ctx, { task, what, reason }) =>
    what === 'all' ? pauseCapture(ctx, task, reason) : actOnAll(ctx, 'pause', task, { what }),
})

/** Changes may be lost with the logs that nobody captures, so that others may have to agree. */
async function pauseCapture(
  ctx: CommandContext<'pause' | ApprovalRead, CarryOutCapability>,
  given: string,
  reason: string | undefined,
): Promise<Reply> {
  const tasks = await resolveTasks(ctx, given)
  const options = { what: 'all' } as const
  return askApproval(ctx, { verb: 'pause', tasks, reason, options }, () =>
    carryOutAll(ctx, 'pause', tasks.map(formatRef).join(','), options),
  )
}
