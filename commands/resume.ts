import * as z from 'zod'
import { actOnAll } from '../src/app/actions.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'

/** Resumes a paused task and retries a failed one: the same call (DRS API reference 6.1.12). */
export const resumeCommand = command({
  name: 'resume',
  group: 'run',
  summary: {
    en: 'Resume a paused task or retry a failed one',
    'zh-CN': '续传已暂停的任务，或重试失败的任务',
  },
  uses: ['resume'],
  capabilities: ['actions'],
  args: z.strictObject({ task: arg.tasks() }),
  positional: ['task'],
  run: (ctx, { task }) => actOnAll(ctx, 'resume', task, {}),
})
