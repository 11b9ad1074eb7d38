import * as z from 'zod'
import { requireAllowed } from '../src/app/actions.ts'
import {
  approvalReads,
  askApproval,
  needsReasonFor,
  reasonArg,
  resolveTasks,
} from '../src/app/ask-approval.ts'
import { carryOutAll, carryOutCapabilities } from '../src/app/batch.ts'
import { askBack } from '../src/app/confirm.ts'
import type { Text } from '../src/base/i18n.ts'
import type { Task } from '../src/domain/tasks/task.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import { type Reply, reply } from '../src/kit/reply.ts'

const words = {
  checking: {
    en: 'The pre-check for the reset is running. When it passes, request the reset.',
    'zh-CN': '重置前的预检查已开始。通过后即可发起重置。',
  },
  check: {
    label: { en: 'Only run the pre-check for the reset', 'zh-CN': '仅执行重置前预检查' },
    hint: {
      en: 'DRS resets a task only after this pre-check has passed.',
      'zh-CN': 'DRS 要求先通过重置前预检查。',
    },
  },
} satisfies { checking: Text; check: Record<string, Text> }

/** Begins a task anew (DRS API reference 7.6.1, reset); v5 only, which v3 says itself. */
export const resetCommand = command({
  name: 'reset',
  group: 'run',
  summary: { en: 'Reset tasks: copy everything again (v5)', 'zh-CN': '重置任务（v5）' },
  uses: ['reset', 'resetcheck', ...approvalReads],
  capabilities: carryOutCapabilities,
  args: z.strictObject({ tasks: arg.tasks(), reason: reasonArg.optional(), check: arg.flag(words.check) }),
  positional: ['tasks'],
  needs: async (ctx, values) => (values.check === 'true' ? [] : needsReasonFor('reset')(ctx, values)),
  async run(ctx, { tasks: given, reason, check }) {
    const tasks = await resolveTasks(ctx, given)
    for (const task of tasks) requireAllowed('reset', task)
    if (check) return runCheck(ctx, tasks)
    return askApproval(ctx, { verb: 'reset', tasks, reason }, () => askBack(ctx, 'reset', tasks))
  },
  actions: {
    do: (ctx, refs) => carryOutAll(ctx, 'reset', refs, {}),
  },
})

async function runCheck(
  ctx: CommandContext<'resetcheck', 'actions'>,
  tasks: readonly Task[],
): Promise<Reply> {
  for (const task of tasks) await ctx.actions.perform('resetcheck', task, {})
  return reply.toMe({ title: words.checking[ctx.locale], tone: 'working' })
}
