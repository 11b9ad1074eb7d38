import * as z from 'zod'
import { isPattern } from '../src/app/find-task.ts'
import { mostPlaces, readLags } from '../src/app/lags.ts'
import { lookUpTasks } from '../src/app/several.ts'
import { say } from '../src/base/i18n.ts'
import { splitList } from '../src/domain/tasks/task-ref.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import { reply } from '../src/kit/reply.ts'
import { lagCard, lagListCard } from '../src/views/lag-card.ts'

/** How far behind tasks are, and where that arises (DRS API reference 5.2.2, 6.4.2, 7.5.1, 7.5.5). */
export const lagCommand = command({
  name: 'lag',
  group: 'see',
  summary: say('Show the delay of tasks, its course and where it arises', '查看任务时延、变化及产生位置'),
  uses: ['progress', 'monitoring'],
  capabilities: ['knowledge', 'watching'],
  args: z.strictObject({ tasks: arg.tasks() }),
  positional: ['tasks'],
  async run(ctx, { tasks: given }) {
    const { locale, now } = ctx
    const [first = given, ...more] = splitList(given)
    if (more.length === 0 && !isPattern(first)) {
      const [lag] = await readLags(ctx, [await ctx.task(first)])
      const mayWatch = ctx.may({ open: false, anywhere: false, role: 'viewer' })
      if (lag) return reply.toMe(lagCard(lag, now, locale, mayWatch))
    }
    const { tasks, unknown } = await lookUpTasks(ctx, [first, ...more])
    return reply.toMe(lagListCard(await readLags(ctx, tasks), unknown, { places: mostPlaces, now, locale }))
  },
})
