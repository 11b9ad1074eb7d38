import * as z from 'zod'
import {
  type ApprovalRead,
  approvalReads,
  askApproval,
  needsReasonFor,
  reasonArg,
  resolveTasks,
} from '../src/app/ask-approval.ts'
import { type CarryOutCapability, carryOutAll, carryOutCapabilities } from '../src/app/batch.ts'
import { askBack } from '../src/app/confirm.ts'
import type { Text } from '../src/base/i18n.ts'
import { commandTarget } from '../src/domain/command-targets.ts'
import type { Task } from '../src/domain/tasks/task.ts'
import { formatRef } from '../src/domain/tasks/task-ref.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext, Context } from '../src/kit/context.ts'
import type { Button } from '../src/views/card.ts'
import { confirmWords } from '../src/views/task-card.ts'

type Uses = 'stop' | ApprovalRead

const forcibly = {
  label: { en: 'Forcibly stop', 'zh-CN': '强制结束' },
  text: {
    en: 'Ends the task even if DRS can’t clean up properly. Use it when a normal stop has failed.',
    'zh-CN': '即使 DRS 无法正常清理也会结束任务，请在正常结束失败后使用。',
  },
} satisfies Record<string, Text>

/** Ends tasks for good; their resources are released (DRS API reference 6.1.14, terminate and force_terminate). */
export const stopCommand = command({
  name: 'stop',
  group: 'run',
  summary: { en: 'Stop tasks for good', 'zh-CN': '结束任务' },
  uses: ['stop', ...approvalReads],
  capabilities: carryOutCapabilities,
  args: z.strictObject({
    tasks: arg.tasks(),
    reason: reasonArg.optional(),
    force: arg.flag({ label: forcibly.label, hint: forcibly.text }),
  }),
  positional: ['tasks', 'reason'],
  needs: needsReasonFor('stop'),
  async run(ctx, { tasks: given, reason, force }) {
    const tasks = await resolveTasks(ctx, given)
    const wish = { verb: 'stop', tasks, reason, ...(force && { options: { force: 'true' } }) } as const
    return askApproval(ctx, wish, () => askBack(ctx, 'stop', tasks, [forceButton(ctx, tasks)]))
  },
  actions: {
    do: (ctx, refs) => end(ctx, refs, false),
    force: (ctx, refs) => end(ctx, refs, true),
  },
})

function end(ctx: CommandContext<Uses, CarryOutCapability>, refs: string, force: boolean) {
  return carryOutAll(ctx, 'stop', refs, force ? { force: 'true' } : {})
}

function forceButton({ locale }: Pick<Context, 'locale'>, tasks: readonly Task[]): Button {
  return {
    label: forcibly.label[locale],
    action: commandTarget('stop', 'force'),
    value: tasks.map(formatRef).join(','),
    style: 'danger',
    confirm: {
      title: forcibly.label[locale],
      text: forcibly.text[locale],
      yes: confirmWords.yes[locale],
      no: confirmWords.no[locale],
    },
  }
}
