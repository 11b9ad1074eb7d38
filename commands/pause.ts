import * as z from 'zod'
import { actOn } from '../src/app/actions.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'

/** What a pause stops (DRS API reference 6.1.13). */
const pauseModes = [
  {
    value: 'target',
    words: { en: 'Replay only (logs go on being captured)', 'zh-CN': '停回放（继续抓取日志）' },
  },
  { value: 'all', words: { en: 'Log capturing and replay', 'zh-CN': '停日志抓取和回放' } },
] as const

export const pauseCommand = command({
  name: 'pause',
  group: 'run',
  summary: { en: 'Pause a running task', 'zh-CN': '暂停运行中的任务' },
  uses: ['pause'],
  capabilities: ['actions'],
  args: z.strictObject({
    task: arg.task(),
    what: arg
      .choice(pauseModes, {
        label: { en: 'What stops', 'zh-CN': '暂停内容' },
        hint: {
          en: 'With log capturing stopped for long, the source may purge logs that the task still needs.',
          'zh-CN': '若长时间停止日志抓取，源库可能清理任务仍需要的日志。',
        },
      })
      .default('target'),
  }),
  positional: ['task', 'what'],
  run: (ctx, { task, what }) => actOn(ctx, 'pause', task, { what }),
})
