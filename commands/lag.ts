import * as z from 'zod'
import { isPattern } from '../src/app/find-task.ts'
import { lagCharts, mostPlaces, readLags } from '../src/app/lags.ts'
import { pictureActs } from '../src/app/pictures.ts'
import { lookUpTasks } from '../src/app/several.ts'
import { noTime, timeHint, zoneOf } from '../src/app/typed-times.ts'
import { say } from '../src/base/i18n.ts'
import { UserError } from '../src/base/user-error.ts'
import { splitList } from '../src/domain/tasks/task-ref.ts'
import { parseMoment } from '../src/domain/text/moment.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import { reply } from '../src/kit/reply.ts'
import { lagCard, lagListCard } from '../src/views/lag-card.ts'
import { pictureTitle } from '../src/views/picture-card.ts'

const beforeLabel = say('How likely it is over before', '预计在此之前恢复的可能性')

/** How far behind tasks are, and where that arises (DRS API reference 5.2.2, 6.4.2, 7.5.1, 7.5.5). */
export const lagCommand = command({
  name: 'lag',
  group: 'see',
  summary: say('Show the delay of tasks, its course and where it arises', '查看任务时延、变化及产生位置'),
  uses: ['progress', 'monitoring', 'components'],
  capabilities: ['knowledge', 'watching'],
  args: z.strictObject({
    tasks: arg.tasks(),
    before: arg.text({ label: beforeLabel, hint: timeHint, max: 60 }).optional(),
  }),
  positional: ['tasks'],
  async run(ctx, { tasks: given, before: typed }) {
    const { locale, now } = ctx
    const before = typed === undefined ? undefined : parseMoment(typed, now, zoneOf(ctx))
    if (typed !== undefined && before === undefined) throw new UserError(noTime(typed), 'before')
    const [first = given, ...more] = splitList(given)
    if (more.length === 0 && !isPattern(first)) {
      const [lag] = await readLags(ctx, [await ctx.task(first)])
      const mayWatch = ctx.may({ open: false, anywhere: false, role: 'viewer' })
      if (lag) return reply.toMe(lagCard({ ...lag, before }, now, locale, mayWatch))
    }
    const { tasks, unknown } = await lookUpTasks(ctx, [first, ...more])
    return reply.toMe(lagListCard(await readLags(ctx, tasks), unknown, { places: mostPlaces, now, locale }))
  },
  looks: ['picture'],
  panes: { picture: pictureTitle },
  actions: pictureActs('lag', lagCharts),
})
