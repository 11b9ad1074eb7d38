import * as z from 'zod'
import { isPattern } from '../src/app/find-task.ts'
import { lookUpTasks } from '../src/app/several.ts'
import { unlessRefused } from '../src/app/task-settings.ts'
import { say, type Text } from '../src/base/i18n.ts'
import { UserError } from '../src/base/user-error.ts'
import type { Task } from '../src/domain/tasks/task.ts'
import { formatRef, parseRef, splitList, type TaskRef } from '../src/domain/tasks/task-ref.ts'
import { exportOperationStatistics } from '../src/drs/v5/index.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import { type Reply, reply } from '../src/kit/reply.ts'
import { moreCard } from '../src/views/more-card.ts'
import { severalTasks } from '../src/views/several-tasks.ts'
import { type MoreFacts, shownTask, taskDetails } from '../src/views/task-details.ts'
import { type PaneFacts, rememberedPane, taskPane } from '../src/views/task-pane.ts'

/** As far back as the pane of a task tells what happened. */
const historyMs = 7 * 86_400_000

const words = {
  details: say('Details', '详情'),
  more: say('What is seldom wanted', '更多信息'),
  moreHint: say(
    'What DRS allows now, by what it is billed, and the operation statistics as a file (v5).',
    'DRS 当前允许的操作、计费项，以及任务操作统计文件（v5）。',
  ),
  unknown: say('The bot knows no such task.', '机器人没有该任务的记录。'),
  onlyV5: say(
    'Only API v5 tells more. Look in the console, or add v5 to `api` of the connection.',
    '仅 v5 接口提供更多信息。请在控制台查看，或在该连接的 api 配置中加入 v5。',
  ),
} satisfies Record<string, Text>

const reads = ['list', 'progress', 'recovery', 'precheckReports', 'allowedActions', 'metering'] as const

type Ctx = CommandContext<(typeof reads)[number], 'knowledge' | 'rawCalls'>

/** Everything that DRS and the bot know of a task, with what may be done now; of several what tells how they stand. */
export const showCommand = command({
  name: 'show',
  group: 'see',
  summary: { en: 'Show tasks in detail', 'zh-CN': '查看任务详情' },
  uses: reads,
  calls: [exportOperationStatistics],
  capabilities: ['knowledge', 'rawCalls'],
  args: z.strictObject({
    task: arg.tasks(),
    more: arg.flag({ label: words.more, hint: words.moreHint }),
  }),
  positional: ['task'],
  panes: { details: words.details },
  looks: ['details', 'remembered'],
  actions: {
    details: async (ctx, ref) => showPane(ctx, await ctx.task(ref)),
    remembered: async (ctx, ref) => showRemembered(ctx, ref),
  },
  async run(ctx, { task: given, more: wantsMore }) {
    if (wantsMore) return showMore(ctx, await ctx.task(given))
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
  const [more, extras] = await Promise.all([moreOf(ctx, task), ctx.knowledge.extras(task)])
  return reply.toMe(taskDetails(task, more, { now: ctx.now, locale: ctx.locale, extras }))
}

/** What is asked of DRS beside the task, and what the bot has seen of it. */
async function moreOf(ctx: Ctx, { connection, id, scenario, status }: Task): Promise<MoreFacts> {
  const drs = ctx.service(connection)
  const [progress, recovery, precheck, seen] = await Promise.all([
    drs.progress([id]),
    scenario === 'cloudDataGuard' ? drs.recovery([id]) : undefined,
    status === 'CONFIGURATION' ? drs.precheckReports([id]) : undefined,
    ctx.knowledge.seen(connection, [id]),
  ])
  return {
    ...optional('progress', progress.found.get(id)),
    ...optional('recovery', recovery?.found.get(id)),
    ...optional('precheck', precheck?.found.get(id)),
    ...optional('snapshot', seen.get(id)),
  }
}

async function showPane(ctx: Ctx, task: Task): Promise<Reply> {
  const [more, facts] = await Promise.all([moreOf(ctx, task), paneFacts(ctx, task)])
  return reply.toMe(taskPane(task, more, facts, ctx))
}

/** Without a call of DRS: what the bot has seen, else what its list says. */
async function showRemembered(ctx: Ctx, given: string): Promise<Reply> {
  const ref = parseRef(given)
  if (!ref) throw new UserError(words.unknown, 'task')
  const { tasks } = await ctx.service(ref.connection).list()
  const [seen, facts] = await Promise.all([ctx.knowledge.seen(ref.connection, [ref.id]), paneFacts(ctx, ref)])
  const snapshot = seen.get(ref.id)
  if (snapshot) return reply.toMe(rememberedPane(snapshot, facts, ctx))
  const task = tasks.find(({ id }) => id === ref.id)
  if (!task) throw new UserError(words.unknown, 'task')
  return reply.toMe(taskPane(task, {}, facts, ctx))
}

async function paneFacts(ctx: Ctx, task: TaskRef): Promise<PaneFacts> {
  const [extras, history] = await Promise.all([
    ctx.knowledge.extras(task),
    ctx.knowledge.history(task, ctx.now - historyMs),
  ])
  return { extras, history }
}

/** The statistics go to the person's direct messages. */
async function showMore(ctx: Ctx, task: Task): Promise<Reply> {
  const drs = ctx.service(task.connection)
  const billed = await drs.metering(task)
  if (!billed) throw new UserError(words.onlyV5, 'task')
  const allowed = await unlessRefused(drs.allowedActions(task.id), undefined)
  const call = { operation: exportOperationStatistics, input: { params: { job_id: task.id } }, tasks: [] }
  const called = await ctx.rawCalls.call(task.connection, call)
  if (called.kind !== 'file') throw new Error('the statistics have come without a file')
  return { kind: 'file', file: called.file, card: moreCard(task, { allowed, billed }, ctx.locale) }
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
