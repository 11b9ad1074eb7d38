import * as z from 'zod'
import { requireAllowed } from '../src/app/actions.ts'
import {
  type ApprovalRead,
  approvalReads,
  askApproval,
  needsReasonFor,
  reasonArg,
  resolveTasks,
} from '../src/app/ask-approval.ts'
import { carryOutAll, carryOutCapabilities } from '../src/app/batch.ts'
import { askBack } from '../src/app/confirm.ts'
import { readFreshTasks } from '../src/execution/fresh-reads.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { Context } from '../src/kit/context.ts'
import { pairLines } from '../src/views/dr-pair.ts'

type Uses = 'switchover' | ApprovalRead

/** Asks for approval to swap the roles of a DR pair (DRS API reference 6.4.1). */
export const switchoverCommand = command({
  name: 'switchover',
  group: 'finish',
  summary: { en: 'Swap the roles of a DR pair, with approval', 'zh-CN': '灾备主备倒换（需审批）' },
  uses: ['switchover', ...approvalReads],
  capabilities: carryOutCapabilities,
  args: z.strictObject({
    tasks: arg.tasks(),
    reason: reasonArg,
  }),
  positional: ['tasks', 'reason'],
  alwaysAsk: true,
  needs: needsReasonFor('switchover'),
  pages: [
    { title: { en: 'Switchover', 'zh-CN': '主备倒换' }, fields: ['tasks'] },
    { title: { en: 'Switchover', 'zh-CN': '主备倒换' }, fields: ['reason'], about: pairsNow },
  ],
  async run(ctx, { tasks: given, reason }) {
    const tasks = await resolveTasks(ctx, given)
    return askApproval(ctx, { verb: 'switchover', tasks, reason }, () => askBack(ctx, 'switchover', tasks))
  },
  actions: {
    do: (ctx, refs) => carryOutAll(ctx, 'switchover', refs, {}),
  },
})

/** The pairs as they are at this moment; what DRS would refuse is refused before anybody writes a reason. */
async function pairsNow(ctx: Context<Uses>, { tasks: given = '' }: Readonly<Record<string, string>>) {
  const tasks = await resolveTasks(ctx, given)
  for (const task of tasks) requireAllowed('switchover', task)
  const read = await readFreshTasks(ctx.service(tasks[0].connection), tasks, {
    comparisons: true,
    now: ctx.now,
    failed: () => undefined,
  })
  return tasks.flatMap((task) => pairLines(task, read.get(task.id)?.observed ?? {}, ctx.now, ctx.locale))
}
