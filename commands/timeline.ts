import * as z from 'zod'
import { resolveTasks } from '../src/app/ask-approval.ts'
import { readLives } from '../src/app/lives.ts'
import { pictureActs } from '../src/app/pictures.ts'
import { say } from '../src/base/i18n.ts'
import { commandTarget } from '../src/domain/command-targets.ts'
import type { Task } from '../src/domain/tasks/task.ts'
import { formatRef } from '../src/domain/tasks/task-ref.ts'
import { timelineOf } from '../src/domain/tasks/timeline.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import { type Reply, reply } from '../src/kit/reply.ts'
import type { Button, Card } from '../src/views/card.ts'
import { timelineChart } from '../src/views/charts/timeline-chart.ts'
import { pictureButton, pictureTitle } from '../src/views/picture-card.ts'
import { timelineCard } from '../src/views/timeline-card.ts'

type Ctx = CommandContext<'details' | 'taskLog' | 'tuningHistory', 'knowledge' | 'auditing'>

/** A message is read at a glance. */
const pageSize = 14

const words = {
  earlier: say('Earlier', '更早'),
  later: say('Later', '更晚'),
}

/** What happened to tasks, by the bot's own memory and by DRS's records (DRS API reference 6.1.20, 7.5.1, 7.10.3). */
export const timelineCommand = command({
  name: 'timeline',
  group: 'see',
  summary: say('Show what happened to tasks, and who did it', '查看任务的经过及操作人'),
  uses: ['details', 'taskLog', 'tuningHistory'],
  capabilities: ['knowledge', 'auditing'],
  args: z.strictObject({ tasks: arg.tasks() }),
  positional: ['tasks'],
  run: async (ctx, { tasks }) => page(ctx, await resolveTasks(ctx, tasks), 0, reply.toMe),
  looks: ['page', 'picture'],
  panes: { picture: pictureTitle },
  actions: {
    ...pictureActs('timeline', async (ctx: Ctx, tasks) => {
      const { lives } = await readLives(ctx, tasks)
      return [timelineChart(tasks, timelineOf(lives, ctx.now), ctx)]
    }),
    /** The page, counted from the newest, and the tasks. */
    page: async (ctx, value) => {
      const [number = '0', refs = ''] = value.split(' ')
      return page(ctx, await resolveTasks(ctx, refs), Number.parseInt(number, 10) || 0, reply.replace)
    },
  },
})

async function page(
  ctx: Ctx,
  tasks: readonly [Task, ...Task[]],
  number: number,
  answer: (card: Card) => Reply,
): Promise<Reply> {
  const { lives, refused } = await readLives(ctx, tasks)
  const all = timelineOf(lives, ctx.now)
  const last = Math.max(0, Math.ceil(all.length / pageSize) - 1)
  const at = Math.min(Math.max(0, number), last)
  const end = all.length - at * pageSize
  const before = Math.max(0, end - pageSize)
  const turn = (label: keyof typeof words, to: number): Button => ({
    label: words[label][ctx.locale],
    action: commandTarget('timeline', 'page'),
    value: `${to} ${tasks.map(formatRef).join(',')}`,
  })
  const chart = all.length > 0 ? [pictureButton('timeline', tasks, ctx.locale)] : []
  const turns = [
    ...chart,
    ...(at < last ? [turn('earlier', at + 1)] : []),
    ...(at > 0 ? [turn('later', at - 1)] : []),
  ]
  const shown = { entries: all.slice(before, end), before, all: all.length, refused }
  return answer(timelineCard(tasks, shown, turns, ctx.locale))
}
