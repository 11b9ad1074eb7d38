import * as z from 'zod'
import { formatRef } from '../src/domain/ref.ts'
import type { Task } from '../src/domain/task.ts'
import type { Found } from '../src/domain/task-service.ts'
import type { Watch } from '../src/domain/watch.ts'
import { DrsError } from '../src/drs/drs-error.ts'
import { actionId, type Context, command, reply } from '../src/kit/command.ts'
import { Refusal } from '../src/refusal.ts'
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
  unknown: { en: 'state unknown right now', 'zh-CN': '当前状态未知' },
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
      sections: [{ list: all.map((watch) => watchLine(watch, tasks, ctx)) }],
      choice: {
        placeholder: words.stop[locale],
        action: actionId('unwatch', 'ask'),
        options: all.map((watch) => ({
          label: tasks.found.get(watch.taskId)?.name ?? watch.taskId,
          value: formatRef({ connection: watch.connection, id: watch.taskId }),
        })),
      },
    })
  },
})

/** What DRS says of the watched tasks now. One connection that is silent or closed to the person hides only its own. */
async function tasksOf(ctx: Context<'details'>, all: readonly Watch[]): Promise<Looked> {
  const connections = [...new Set(all.map((watch) => watch.connection))]
  const looked = await Promise.all(
    connections.map((connection) => {
      const ids = all.filter((watch) => watch.connection === connection).map((watch) => watch.taskId)
      return lookAt(ctx, connection, ids)
    }),
  )
  return {
    found: new Map(looked.flatMap(({ found }) => [...found])),
    gone: new Set(looked.flatMap(({ gone }) => [...gone])),
  }
}

type Looked = Pick<Found<Task>, 'found' | 'gone'>

async function lookAt(ctx: Context<'details'>, connection: string, ids: readonly string[]): Promise<Looked> {
  try {
    return await ctx.service(connection).details(ids)
  } catch (error) {
    if (error instanceof DrsError || error instanceof Refusal) return { found: new Map(), gone: new Set() }
    throw error
  }
}

function watchLine(watch: Watch, { found, gone }: Looked, { locale }: Pick<Context, 'locale'>): Line {
  const who = [' · ', { user: watch.by }, ' · ', { time: watch.createdAt }] as const
  const task = found.get(watch.taskId)
  if (task) return [...taskLine(task, locale), ...who]
  const why = gone.has(watch.taskId) ? words.gone : words.unknown
  return [{ code: watch.taskId }, ` · ${why[locale]}`, ...who]
}
