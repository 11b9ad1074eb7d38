import * as z from 'zod'
import { isPattern } from '../src/app/find-task.ts'
import { lookUpTasks } from '../src/app/several.ts'
import type { Task } from '../src/domain/tasks/task.ts'
import { formatRef, splitList } from '../src/domain/tasks/task-ref.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import { type Reply, reply } from '../src/kit/reply.ts'
import { severalTasks } from '../src/views/several-tasks.ts'
import { shownTask, taskDetails } from '../src/views/task-details.ts'

type Ctx = CommandContext<'progress' | 'recovery' | 'precheckReports', 'knowledge'>

/** Everything that DRS and the bot know of a task, with what may be done now; of several what tells how they stand. */
export const showCommand = command({
  name: 'show',
  group: 'see',
  summary: { en: 'Show tasks in detail', 'zh-CN': '查看任务详情' },
  uses: ['progress', 'recovery', 'precheckReports'],
  capabilities: ['knowledge'],
  args: z.strictObject({ task: arg.tasks() }),
  positional: ['task'],
  async run(ctx, { task: given }) {
    const [first = given, ...more] = splitList(given)
    if (more.length === 0 && !isPattern(first)) return showOne(ctx, await ctx.task(first))
    const { tasks, unknown } = await lookUpTasks(ctx, [first, ...more])
    const [only, ...others] = tasks
    if (only && others.length === 0 && unknown.length === 0)
      return showOne(ctx, await ctx.task(formatRef(only)))
    const seen = await Promise.all(tasks.map(({ connection, id }) => ctx.knowledge.seen(connection, [id])))
    const progress = await progressOf(ctx, tasks)
    const shown = tasks.map((task, i) => {
      const more = {
        ...optional('progress', progress.get(formatRef(task))),
        ...optional('snapshot', seen[i]?.get(task.id)),
      }
      return shownTask(task, more, {})
    })
    return reply.toMe(severalTasks(shown, unknown, ctx))
  },
})

/** `task`: with its details, as it was found just now. */
async function showOne(ctx: Ctx, task: Task): Promise<Reply> {
  const { connection, id, scenario, status } = task
  const drs = ctx.service(connection)
  const [progress, recovery, precheck, extras, seen] = await Promise.all([
    drs.progress([id]),
    scenario === 'cloudDataGuard' ? drs.recovery([id]) : undefined,
    status === 'CONFIGURATION' ? drs.precheckReports([id]) : undefined,
    ctx.knowledge.extras({ connection, id }),
    ctx.knowledge.seen(connection, [id]),
  ])
  const more = {
    ...optional('progress', progress.found.get(id)),
    ...optional('recovery', recovery?.found.get(id)),
    ...optional('precheck', precheck?.found.get(id)),
    ...optional('snapshot', seen.get(id)),
  }
  return reply.toMe(taskDetails(task, more, { now: ctx.now, locale: ctx.locale, extras }))
}

/** How far they are, by reference; what DRS does not say now is left out. */
async function progressOf(ctx: Ctx, tasks: readonly Task[]) {
  const connections = [...new Set(tasks.map(({ connection }) => connection))]
  const read = connections.map(async (connection) => {
    const ids = tasks.filter((task) => task.connection === connection).map(({ id }) => id)
    const { found } = await ctx.service(connection).progress(ids)
    return [...found].map(([id, progress]) => [formatRef({ connection, id }), progress] as const)
  })
  return new Map((await Promise.all(read)).flat())
}

function optional<K extends string, V>(key: K, value: V | undefined): Partial<Record<K, V>> {
  return value === undefined ? {} : ({ [key]: value } as Partial<Record<K, V>>)
}
