import * as z from 'zod'
import { actOnAll } from '../src/app/actions.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'

/** Lets failed tasks try again, several at once (DRS API reference 6.1.12; 7.6.1 and 7.6.4, restart). */
export const retryCommand = command({
  name: 'retry',
  group: 'run',
  summary: { en: 'Retry failed tasks', 'zh-CN': '重试失败的任务' },
  uses: ['retry'],
  capabilities: ['actions'],
  args: z.strictObject({ tasks: arg.tasks() }),
  positional: ['tasks'],
  run: (ctx, { tasks }) => actOnAll(ctx, 'retry', tasks, {}),
})
