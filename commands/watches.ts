import * as z from 'zod'
import { formatRef } from '../src/domain/ref.ts'
import type { Task } from '../src/domain/task.ts'
import type { Watch } from '../src/domain/watch.ts'
import { actionId, type Context, command, reply } from '../src/kit/command.ts'
import type { Text, Words } from '../src/text.ts'
import type { Line } from '../src/views/card.ts'
import { taskLine } from '../src/views/task-card.ts'

const words = {
  none: {
    en: 'This channel watches nothing yet. /drs watch <task> changes that.',
    'zh-CN': '本频道尚未关注任何任务，可用 /drs watch <任务> 关注。',
  },
  stop: { en: 'Stop watching …', 'zh-CN': '取消关注……' },
  gone: { en: 'unknown to DRS', 'zh-CN': 'DRS 中不存在' },
} satisfies Record<string, Text>

const title: Words<[count: number]> = {
  en: (count) => `${count} ${count === 1 ? 'watch' : 'watches'} in this channel`,
  'zh-CN': (count) => `本频道关注了 ${count} 个任务`,
}

export const watches = command({
  name: 'watches',
  group: 'together',
  summary: { en: 'List what this channel watches', 'zh-CN': '列出本频道关注的任务' },
  uses: ['details'],
  args: z.strictObject({}),
  async run(ctx) {
    const { locale } = ctx
    const all = await ctx.watches()
    if (all.length === 0) return reply.toMe({ title: title[locale](0), lines: [words.none[locale]] })
    const tasks = await tasksOf(ctx, all)
    return reply.toMe({
      title: title[locale](all.length),
      sections: [{ list: all.map((watch) => watchLine(watch, tasks.get(watch.taskId), ctx)) }],
      choice: {
        placeholder: words.stop[locale],
        action: actionId('unwatch', 'ask'),
        options: all.map((watch) => ({
          label: tasks.get(watch.taskId)?.name ?? watch.taskId,
          value: formatRef({ connection: watch.connection, id: watch.taskId }),
        })),
      },
    })
  },
})

async function tasksOf(ctx: Context<'details'>, all: readonly Watch[]): Promise<ReadonlyMap<string, Task>> {
  const connections = [...new Set(all.map((watch) => watch.connection))]
  const found = await Promise.all(
    connections.map((connection) => {
      const ids = all.filter((watch) => watch.connection === connection).map((watch) => watch.taskId)
      return ctx.service(connection).details(ids)
    }),
  )
  return new Map(found.flatMap((part) => [...part.found]))
}

function watchLine(watch: Watch, task: Task | undefined, { locale }: Pick<Context, 'locale'>): Line {
  const who = [' · ', { user: watch.by }, ' · ', { time: watch.createdAt }] as const
  if (!task) return [{ code: watch.taskId }, ` · ${words.gone[locale]}`, ...who]
  return [...taskLine(task, locale), ...who]
}
