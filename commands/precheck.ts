import * as z from 'zod'
import { actOnAll } from '../src/app/actions.ts'
import { latestReport, readCheckValue } from '../src/app/prechecks.ts'
import { say } from '../src/base/i18n.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import { type Reply, reply } from '../src/kit/reply.ts'
import { checkCard } from '../src/views/check-card.ts'

/** Starts a pre-check; the watch engine follows it and posts the report (DRS API reference 6.1.6 and 6.1.7). */
export const precheckCommand = command({
  name: 'precheck',
  group: 'check',
  summary: {
    en: 'Run the pre-check of a task and report what blocks it',
    'zh-CN': '对任务执行预检查，并报告未通过的检查项',
  },
  uses: ['precheck', 'precheckReports'],
  capabilities: ['actions'],
  args: z.strictObject({ task: arg.tasks() }),
  positional: ['task'],
  run: (ctx, { task }) => actOnAll(ctx, 'precheck', task, {}),
  panes: { fixes: say('How to fix', '处理建议') },
  actions: { fixes: showCheck },
})

async function showCheck(ctx: CommandContext<'precheckReports', never>, value: string): Promise<Reply> {
  const { task: ref, item } = readCheckValue(value)
  const task = await ctx.task(ref)
  const report = await latestReport(ctx, task)
  return reply.toMe(checkCard({ task, report, notes: [], names: undefined }, item, ctx.locale))
}
