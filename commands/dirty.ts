import * as z from 'zod'
import { isPattern } from '../src/app/find-task.ts'
import { pictureActs } from '../src/app/pictures.ts'
import { lookUpTasks } from '../src/app/several.ts'
import { globFits } from '../src/base/glob.ts'
import { say, type Text } from '../src/base/i18n.ts'
import type { AbnormalRows } from '../src/domain/tasks/abnormal-rows.ts'
import type { Task } from '../src/domain/tasks/task.ts'
import { formatRef, splitList } from '../src/domain/tasks/task-ref.ts'
import { DrsError } from '../src/drs/drs-error.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import { type Reply, reply } from '../src/kit/reply.ts'
import {
  abnormalRowsCard,
  abnormalTableCard,
  abnormalTasksCard,
  type ListedAbnormalRows,
  readRowsValue,
} from '../src/views/abnormal-rows-card.ts'
import { abnormalRowsChart } from '../src/views/charts/abnormal-rows-chart.ts'
import { pictureTitle } from '../src/views/picture-card.ts'

const hour = 3_600_000

const words = {
  rows: say('Abnormal rows', '异常数据'),
  since: say('Since', '时间范围'),
  table: say('Table', '表'),
  tableHint: say(
    '“shop.orders”, or a part of it with *: “shop.*”. Empty: all tables.',
    '例如“shop.orders”，可使用 * 通配：“shop.*”。留空表示全部表。',
  ),
} satisfies Record<string, Text>

const spans = [
  { value: '1h', words: say('The last hour', '最近 1 小时'), ms: hour },
  { value: '24h', words: say('The last 24 hours', '最近 24 小时'), ms: 24 * hour },
  { value: '7d', words: say('The last 7 days', '最近 7 天'), ms: 7 * 24 * hour },
] as const

type Ctx = CommandContext<'abnormalRows', never>

/** Rows that DRS could not write to the destination (DRS API reference 7.5.3); no v3 call lists them. */
export const dirtyCommand = command({
  name: 'dirty',
  group: 'check',
  summary: say('Show rows that DRS could not write, by table (v5)', '按表查看未能写入目标库的异常数据（v5）'),
  uses: ['abnormalRows'],
  args: z.strictObject({
    task: arg.tasks(),
    since: arg.choice(spans, { label: words.since }).optional(),
    table: arg.text({ label: words.table, hint: words.tableHint, max: 300 }).optional(),
  }),
  positional: ['task'],
  async run(ctx, { task: given, since: span, table }) {
    const ms = spans.find(({ value }) => value === span)?.ms
    const filter = { since: ms === undefined ? undefined : ctx.now - ms, table }
    const [first = given, ...more] = splitList(given)
    if (more.length === 0 && !isPattern(first)) return showOne(ctx, await ctx.task(first), filter)
    const { tasks, unknown } = await lookUpTasks(ctx, [first, ...more])
    const [only, ...others] = tasks
    if (only && others.length === 0 && unknown.length === 0)
      return showOne(ctx, await ctx.task(formatRef(only)), filter)
    const asked = await Promise.all(tasks.slice(0, mostTasks).map((task) => listed(ctx, task, filter)))
    const left = Math.max(0, tasks.length - mostTasks)
    return reply.toMe(abnormalTasksCard(asked, { unknown, left }, ctx.locale))
  },
  looks: ['rows', 'picture'],
  panes: { rows: words.rows, picture: pictureTitle },
  actions: {
    ...pictureActs('dirty', (ctx: Ctx, tasks) =>
      Promise.all(
        tasks.map(async (task) => {
          const found = await ctx.service(task.connection).abnormalRows(task, undefined)
          return abnormalRowsChart(task, found?.rows ?? [], ctx)
        }),
      ),
    ),
    rows: async (ctx, value) => {
      const { task: ref, ...place } = readRowsValue(value)
      const task = await ctx.task(ref)
      const found = await abnormalRows(ctx, task, { since: place.since, table: undefined })
      return reply.toMe(abnormalTableCard(task, place, found?.rows ?? [], ctx.locale))
    },
  },
})

/** Each costs a call of its own, or several. */
const mostTasks = 18

interface Filter {
  /** Milliseconds since the epoch. */
  readonly since: number | undefined
  readonly table: string | undefined
}

async function showOne(ctx: Ctx, task: Task, filter: Filter): Promise<Reply> {
  const { since, table } = filter
  const found = await abnormalRows(ctx, task, filter)
  const filtered = since !== undefined || table !== undefined
  return reply.toMe(abnormalRowsCard({ task, found, filtered, since }, ctx.locale))
}

/** DRS cannot be asked for a table. */
async function abnormalRows(
  ctx: Ctx,
  task: Task,
  { since, table }: Filter,
): Promise<AbnormalRows | undefined> {
  const found = await ctx.service(task.connection).abnormalRows(task, since)
  if (!found || table === undefined) return found
  return { ...found, rows: found.rows.filter((row) => globFits(table, row.table)) }
}

/** What keeps one task from being read keeps the others from nobody. */
async function listed(ctx: Ctx, task: Task, filter: Filter): Promise<ListedAbnormalRows> {
  try {
    return { task, found: await abnormalRows(ctx, task, filter) }
  } catch (error) {
    if (error instanceof DrsError) return { task, found: error }
    throw error
  }
}
