import * as z from 'zod'
import { isPattern } from '../src/app/find-task.ts'
import { pictureActs } from '../src/app/pictures.ts'
import { drCharts, isDr, readPairs } from '../src/app/recovery.ts'
import { lookUpTasks } from '../src/app/several.ts'
import { say } from '../src/base/i18n.ts'
import { UserError } from '../src/base/user-error.ts'
import type { Task } from '../src/domain/tasks/task.ts'
import { splitList } from '../src/domain/tasks/task-ref.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import { reply } from '../src/kit/reply.ts'
import { drCard, drListCard, notDrWords } from '../src/views/dr-card.ts'
import { pictureTitle } from '../src/views/picture-card.ts'

/** How DR tasks replicate at this moment (DRS API reference 5.3.1, 6.4.2, 7.5.5). */
export const drCommand = command({
  name: 'dr',
  group: 'see',
  summary: say('Show RPO, RTO and health of DR tasks', '查看灾备任务的 RPO、RTO 和连接状态'),
  uses: ['details', 'recovery', 'monitoring', 'subtasks'],
  capabilities: ['knowledge', 'watching'],
  args: z.strictObject({ tasks: arg.tasks() }),
  positional: ['tasks'],
  async run(ctx, { tasks: given }) {
    const { locale, now } = ctx
    const [first = given, ...more] = splitList(given)
    if (more.length === 0 && !isPattern(first)) {
      const task = await ctx.task(first)
      if (!isDr(task)) throw new UserError(notDrWords(task), 'tasks')
      const [pair] = await readPairs(ctx, [task])
      if (pair) return reply.toMe(drCard(pair, now, locale, mayAct(ctx)))
    }
    const { tasks, unknown } = await lookUpTasks(ctx, [first, ...more])
    const others = tasks.filter((task) => !isDr(task)).map((task: Task) => notDrWords(task)[locale])
    const pairs = await readPairs(ctx, tasks.filter(isDr))
    return reply.toMe(drListCard(pairs, [...unknown, ...others], now, locale))
  },
  looks: ['picture'],
  panes: { picture: pictureTitle },
  actions: pictureActs('dr', drCharts),
})

function mayAct({ may }: Pick<CommandContext, 'may'>): boolean {
  return may({ open: false, anywhere: false, role: 'operator' })
}
