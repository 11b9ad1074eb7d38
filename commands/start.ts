import * as z from 'zod'
import { actOnAll } from '../src/app/actions.ts'
import { UserError } from '../src/base/user-error.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'

/** Starts a configured task, at once or at a set time (DRS API reference 6.1.11). */
export const startCommand = command({
  name: 'start',
  group: 'run',
  summary: { en: 'Start a task, now or at a time', 'zh-CN': '启动任务，立即或定时' },
  uses: ['start'],
  capabilities: ['actions'],
  args: z.strictObject({
    task: arg.tasks(),
    at: arg
      .text({
        label: { en: 'Start time', 'zh-CN': '启动时间' },
        pattern: {
          regex: /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})$/,
          hint: {
            en: 'With the time zone, for example 2026-12-01T22:00+08:00. Empty: at once.',
            'zh-CN': '需带时区，例如 2026-12-01T22:00+08:00；留空表示立即启动。',
          },
        },
      })
      .optional(),
  }),
  positional: ['task'],
  run: (ctx, { task, at }) => {
    const time = at === undefined ? undefined : startTime(at, ctx.now)
    return actOnAll(ctx, 'start', task, time === undefined ? {} : { at: String(time) })
  },
})

function startTime(given: string, now: number): number {
  const time = Date.parse(given.replace(' ', 'T'))
  if (time > now) return time
  throw new UserError(
    Number.isNaN(time)
      ? { en: `“${given}” is not a date.`, 'zh-CN': `“${given}”不是有效的日期。` }
      : { en: 'The start time has already passed.', 'zh-CN': '启动时间已过。' },
    'at',
  )
}
