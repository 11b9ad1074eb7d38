import * as z from 'zod'
import { actOnAll } from '../src/app/actions.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'

/** Starts a pre-check; the watch engine follows it and posts the report (DRS API reference 6.1.6 and 6.1.7). */
export const precheckCommand = command({
  name: 'precheck',
  group: 'check',
  summary: {
    en: 'Run the pre-check of a task and report what blocks it',
    'zh-CN': '对任务执行预检查，并报告未通过的检查项',
  },
  uses: ['precheck'],
  capabilities: ['actions'],
  args: z.strictObject({ task: arg.tasks() }),
  positional: ['task'],
  run: (ctx, { task }) => actOnAll(ctx, 'precheck', task, {}),
})
