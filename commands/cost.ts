import * as z from 'zod'
import { typedQuery } from '../src/app/typed-query.ts'
import { visibleConnections } from '../src/app/visible-connections.ts'
import { say, type Text, type TextTemplate } from '../src/base/i18n.ts'
import { UserError } from '../src/base/user-error.ts'
import { permission } from '../src/domain/actions/permission.ts'
import { endingAction } from '../src/domain/actions/rows.ts'
import { commandTarget, withConnection } from '../src/domain/command-targets.ts'
import { type SpendingTask, spendings, spendingTasks } from '../src/domain/tasks/cost.ts'
import type { Task } from '../src/domain/tasks/task.ts'
import { formatRef } from '../src/domain/tasks/task-ref.ts'
import { parseSearch, searchTasks } from '../src/domain/tasks/task-search.ts'
import { DrsError } from '../src/drs/drs-error.ts'
import { scenarios } from '../src/drs/engines.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import { nameWords, parseText } from '../src/kit/parse-text.ts'
import { type Reply, reply } from '../src/kit/reply.ts'
import type { Button, Card, Line } from '../src/views/card.ts'
import { costCard } from '../src/views/cost-card.ts'
import { colon } from '../src/views/format.ts'
import { listAgeWords } from '../src/views/list-age.ts'

/** As many as one question of v3 tells the details of. */
const pageSize = 10

const words = {
  earlier: say('Previous', '上一页'),
  later: say('Next', '下一页'),
  none: say('No task matches.', '没有符合条件的任务。'),
} satisfies Record<string, Text>

const unread: TextTemplate<[connection: string]> = {
  en: (connection) => `${connection} is left out: DRS doesn’t answer there now.`,
  'zh-CN': (connection) => `未包含 ${connection}：DRS 当前没有响应。`,
}

const args = z.strictObject({
  name: arg
    .text({
      label: { en: 'Words to look for', 'zh-CN': '搜索条件' },
      hint: {
        en: 'A part of the name, an ID, or words such as: failed mysql, dr',
        'zh-CN': '名称的一部分、任务 ID，或条件，例如：失败、灾备',
      },
      max: 256,
      typed: 'words',
    })
    .optional(),
  engine: arg.text({ label: { en: 'Engines', 'zh-CN': '数据库类型' }, max: 64 }).optional(),
  scenario: arg.choice(scenarios, { label: { en: 'Scenario', 'zh-CN': '场景' } }).optional(),
  all: arg.flag({
    label: { en: 'All connections', 'zh-CN': '全部连接' },
    hint: { en: 'Instead of the channel’s only.', 'zh-CN': '不限于本频道所用的连接。' },
  }),
  page: arg.number({ label: { en: 'Page', 'zh-CN': '页码' }, min: 1, max: 10_000 }).default(1),
})
type Query = z.output<typeof args>

type Ctx = CommandContext<'list' | 'details', 'knowledge' | 'approvals'>

/** What costs money for nothing, from what the bot knows of all tasks; DRS is asked for the sizes of one page. */
export const costCommand = command({
  name: 'cost',
  group: 'see',
  summary: { en: 'Show what tasks cost, and which are needless', 'zh-CN': '查看任务费用与可结束的任务' },
  uses: ['list', 'details'],
  capabilities: ['knowledge', 'approvals'],
  args,
  positional: ['name'],
  inspect: ({ name = '' }) => parseSearch(name).wrong.map((text) => ({ field: 'name', text })),
  run: (ctx, query) => costPage(ctx, query, reply.toMe),
  actions: {
    /** The value is the query as it would be typed. */
    page: (ctx, value) => {
      const { values } = nameWords(parseText(`cost ${value}`), [{ name: 'name' }])
      const query = args.safeParse(values)
      if (!query.success) throw new UserError(words.none)
      return costPage(ctx, query.data, reply.replace)
    },
  },
})

async function costPage(ctx: Ctx, query: Query, answer: (card: Card) => Reply): Promise<Reply> {
  const connections = query.all ? visibleConnections(ctx) : [ctx.connection]
  const found = await Promise.all(connections.map((connection) => spendingIn(ctx, connection, query)))
  const read = connections.filter((_, i) => found[i] !== undefined)
  const notes = connections.flatMap((name, i) => noteOn(ctx, name, found[i]) ?? [])
  const all = inOrder(found.flatMap((some) => some?.spending ?? []))
  const pages = Math.max(1, Math.ceil(all.length / pageSize))
  const page = Math.min(query.page, pages)
  const { shown, told } = await withSizes(ctx, all.slice((page - 1) * pageSize, page * pageSize))
  const stoppable = mayStop(ctx) ? shown.filter(({ task }) => permission(endingAction, task).ok) : []
  const turn = (to: number, label: Text): Button => ({
    label: label[ctx.locale],
    action: commandTarget('cost', 'page'),
    value: typed(ctx, { ...query, page: to }),
  })
  const card = costCard(
    {
      connections: read.length > 0 ? read : connections,
      counts: Object.fromEntries(
        spendings.map((name) => [name, all.filter(({ spending }) => spending === name).length]),
      ) as Record<(typeof spendings)[number], number>,
      ...{ shown, page, pages, stoppable },
      prices: new Map(
        connections.flatMap((name) => {
          const table = ctx.knowledge.prices(name)
          return table ? [[name, table] as const] : []
        }),
      ),
      asks: stoppable.length > 0 && (await needsApproval(ctx, stoppable)),
      turns: [
        ...(page > 1 ? [turn(page - 1, words.earlier)] : []),
        ...(page < pages ? [turn(page + 1, words.later)] : []),
      ],
      notes: [...notes, ...told],
    },
    ctx,
  )
  return answer(card)
}

interface SpendingList {
  readonly spending: readonly SpendingTask[]
  /** How old or how complete it is, where that matters. */
  readonly age: Text | undefined
}

/** What is missing of a connection, or may be. */
function noteOn({ locale }: Ctx, connection: string, found: SpendingList | undefined): Line | undefined {
  if (!found) return unread[locale](connection)
  return found.age && `${connection}${colon[locale]}${found.age[locale]}`
}

/** Of the index and of what was seen; undefined where DRS does not tell. */
async function spendingIn(
  ctx: Ctx,
  connection: string,
  { name = '', engine, scenario }: Query,
): Promise<SpendingList | undefined> {
  try {
    const { tasks, ...age } = await ctx.service(connection).list(scenario ? { scenario } : {})
    const query = { ...parseSearch(name), ...(engine !== undefined && { engine }) }
    const { listed } = searchTasks(tasks, query, await ctx.knowledge.needing(connection), ctx.now)
    const ids = listed.map(({ task }) => task.id)
    const seen = await ctx.knowledge.seen(connection, ids)
    const since = ({ id, status }: Task) => {
      const snapshot = seen.get(id)
      return snapshot?.status === status ? snapshot.statusSince : undefined
    }
    const spending = spendingTasks(
      listed.map(({ task }) => task),
      since,
    )
    return { spending, age: listAgeWords(age, ctx.now) }
  } catch (error) {
    if (error instanceof DrsError) return undefined
    throw error
  }
}

/** Those who only look are offered nothing to do. */
function mayStop(ctx: Ctx): boolean {
  return ctx.may({ open: false, anywhere: false, role: 'operator' })
}

/** Each connection is in its order already. */
function inOrder(all: readonly SpendingTask[]): readonly SpendingTask[] {
  const known = new Map(all.map((one) => [formatRef(one.task), one]))
  const since = (task: Task) => known.get(formatRef(task))?.since
  return spendingTasks(
    all.map(({ task }) => task),
    since,
  )
}

/** With what only the details tell: one question for each connection of the page. */
async function withSizes(ctx: Ctx, some: readonly SpendingTask[]) {
  const names = [...new Set(some.map(({ task }) => task.connection))]
  const details = new Map<string, Task>()
  const told: Line[] = []
  await Promise.all(
    names.map(async (name) => {
      const ids = some.filter(({ task }) => task.connection === name).map(({ task }) => task.id)
      try {
        const { found } = await ctx.service(name).details(ids)
        for (const task of found.values()) details.set(formatRef(task), task)
      } catch (error) {
        if (!(error instanceof DrsError)) throw error
        told.push(unread[ctx.locale](name))
      }
    }),
  )
  const shown = some.map((one) => {
    const full = details.get(formatRef(one.task))
    return full ? { ...one, task: { ...full, ...one.task } } : one
  })
  return { shown, told }
}

async function needsApproval({ approvals }: Ctx, some: readonly SpendingTask[]): Promise<boolean> {
  const names = [...new Set(some.map(({ task }) => task.connection))]
  const needs = names.map((name) =>
    approvals.mayNeed(endingAction, name).catch((error: unknown) => {
      if (error instanceof UserError) return true
      throw error
    }),
  )
  return (await Promise.all(needs)).includes(true)
}

/** The query as it would be typed, on the connection that is shown. */
function typed(ctx: Ctx, { all, ...query }: Query): string {
  return all ? typedQuery({ ...query, all }) : withConnection(typedQuery(query), ctx.connection)
}
