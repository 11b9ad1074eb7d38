import * as z from 'zod'
import { actOn, requireAllowed } from '../src/kit/actions.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import { askBack } from '../src/kit/confirm.ts'

/** Removes an ended task from DRS (DRS API reference 6.1.14, delete). */
export const remove = command({
  name: 'delete',
  group: 'run',
  summary: { en: 'Delete an ended task', 'zh-CN': '删除已结束的任务' },
  uses: ['delete'],
  args: z.strictObject({ task: arg.task() }),
  positional: ['task'],
  async run(ctx, { task }) {
    const found = await ctx.task(task)
    requireAllowed('delete', found)
    return askBack(ctx, 'delete', found)
  },
  actions: {
    do: (ctx, ref) => actOn(ctx, 'delete', ref, (found) => ctx.service(found.connection).delete([found.id])),
  },
})
