import * as z from 'zod'
import { carryOutAll } from '../src/app/batch.ts'
import { askBack } from '../src/app/confirm.ts'
import { askConsent, consentReads, needsReason, reasonArg, tasksOf } from '../src/app/consent.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'

/** Removes ended tasks from DRS (DRS API reference 6.1.14, delete). */
export const remove = command({
  name: 'delete',
  group: 'run',
  summary: { en: 'Delete ended tasks', 'zh-CN': '删除已结束的任务' },
  uses: ['delete', ...consentReads],
  args: z.strictObject({ tasks: arg.tasks(), reason: reasonArg.optional() }),
  positional: ['tasks', 'reason'],
  needs: needsReason('delete'),
  async run(ctx, { tasks: given, reason }) {
    const tasks = await tasksOf(ctx, given)
    return askConsent(ctx, { verb: 'delete', tasks, reason }, () => askBack(ctx, 'delete', tasks))
  },
  actions: {
    do: (ctx, refs) => carryOutAll(ctx, 'delete', refs, {}),
  },
})
