import * as z from 'zod'
import {
  approvalReads,
  askApproval,
  needsReasonFor,
  reasonArg,
  resolveTasks,
} from '../src/app/ask-approval.ts'
import { carryOutAll, carryOutCapabilities } from '../src/app/batch.ts'
import { askBack } from '../src/app/confirm.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'

/** Removes ended tasks from DRS (DRS API reference 6.1.14, delete). */
export const deleteCommand = command({
  name: 'delete',
  group: 'run',
  summary: { en: 'Delete ended tasks', 'zh-CN': '删除已结束的任务' },
  uses: ['delete', ...approvalReads],
  capabilities: carryOutCapabilities,
  args: z.strictObject({ tasks: arg.tasks(), reason: reasonArg.optional() }),
  positional: ['tasks', 'reason'],
  needs: needsReasonFor('delete'),
  async run(ctx, { tasks: given, reason }) {
    const tasks = await resolveTasks(ctx, given)
    return askApproval(ctx, { verb: 'delete', tasks, reason }, () => askBack(ctx, 'delete', tasks))
  },
  actions: {
    do: (ctx, refs) => carryOutAll(ctx, 'delete', refs, {}),
  },
})
