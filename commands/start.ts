import * as z from 'zod'
import { actOnAll, requireAllowed } from '../src/app/actions.ts'
import { askAboutUnset } from '../src/app/before-start.ts'
import { noTime, timeHint, timeOptions, zoneOf } from '../src/app/typed-times.ts'
import type { Text, TextTemplate } from '../src/base/i18n.ts'
import { UserError } from '../src/base/user-error.ts'
import { commandTarget } from '../src/domain/command-targets.ts'
import type { Task } from '../src/domain/tasks/task.ts'
import { formatRef, splitList } from '../src/domain/tasks/task-ref.ts'
import { exactMoment, parseMoment } from '../src/domain/text/moment.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import { type Reply, reply } from '../src/kit/reply.ts'
import { momentInZones } from '../src/views/moment-words.ts'
import { taskNames } from '../src/views/task-card.ts'

const words = {
  past: { en: 'The start time has already passed.', 'zh-CN': '启动时间已过。' },
  schedule: { en: 'Schedule the start', 'zh-CN': '定时启动' },
} satisfies Record<string, Text>

const question: TextTemplate<[names: string]> = {
  en: (names) => `Start ${names} at this time?`,
  'zh-CN': (names) => `确定在此时间启动 ${names} 吗？`,
}

type Ctx = CommandContext<'start', 'actions'>

/** Starts a configured task, at once or at a set time (DRS API reference 6.1.11). */
export const startCommand = command({
  name: 'start',
  group: 'run',
  summary: { en: 'Start a task, now or at a time', 'zh-CN': '启动任务，立即或定时' },
  uses: ['start'],
  capabilities: ['actions', 'setups'],
  args: z.strictObject({
    task: arg.tasks(),
    at: arg
      .search({
        label: { en: 'Start time', 'zh-CN': '启动时间' },
        hint: {
          en: `${timeHint.en} Empty: at once.`,
          'zh-CN': `${timeHint['zh-CN']}留空表示立即启动。`,
        },
      })
      .optional(),
  }),
  positional: ['task'],
  options: { at: async (ctx, _, typed) => timeOptions(ctx, typed) },
  inspect: ({ at }) =>
    at === undefined || parseMoment(at, 0, 'UTC') !== undefined ? [] : [{ field: 'at', text: noTime(at) }],
  run: async (ctx, { task, at }) => (await askAboutUnset(ctx, 'start', task, at)) ?? begin(ctx, task, at),
  actions: {
    schedule: (ctx, value) => {
      const [at = '', tasks = ''] = value.split(' ')
      return begin(ctx, tasks, at)
    },
    anyway: (ctx, value) => {
      const [tasks = '', ...at] = value.split(' ')
      return begin(ctx, tasks, at.join(' ') || undefined)
    },
  },
})

/** A time that hangs on where the person is counts once they have seen which moment it is. */
async function begin(ctx: Ctx, tasks: string, at: string | undefined): Promise<Reply> {
  if (at === undefined) return actOnAll(ctx, 'start', tasks, {})
  const time = parseMoment(at, ctx.now, zoneOf(ctx))
  if (time === undefined) throw new UserError(noTime(at), 'at')
  if (time <= ctx.now) throw new UserError(words.past, 'at')
  if (exactMoment(at) !== undefined) return actOnAll(ctx, 'start', tasks, { at: String(time) })
  return askAboutTime(ctx, tasks, time)
}

async function askAboutTime(ctx: Ctx, given: string, time: number): Promise<Reply> {
  const tasks: Task[] = []
  for (const name of splitList(given)) tasks.push(await ctx.task(name))
  for (const task of tasks) requireAllowed('start', task)
  const value = `${new Date(time).toISOString()} ${tasks.map(formatRef).join(',')}`
  const action = commandTarget('start', 'schedule')
  return reply.toMe({
    title: question[ctx.locale](taskNames(tasks, ctx.locale)),
    tone: 'neutral',
    lines: [momentInZones(time, ctx.zone, ctx.locale)],
    buttons: [{ label: words.schedule[ctx.locale], action, value, style: 'primary' }],
  })
}
