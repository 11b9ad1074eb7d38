import * as z from 'zod'
import type { Text, TextTemplate } from '../src/base/i18n.ts'
import { commandTarget } from '../src/domain/command-targets.ts'
import type { Task } from '../src/domain/tasks/task.ts'
import type { TaskList } from '../src/domain/tasks/task-service.ts'
import { scenarios } from '../src/drs/engines.ts'
import { statuses } from '../src/drs/statuses.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { Context } from '../src/kit/context.ts'
import { nameWords, parseText } from '../src/kit/parse-text.ts'
import { type Reply, reply } from '../src/kit/reply.ts'
import type { Button } from '../src/views/card.ts'
import { plural } from '../src/views/format.ts'
import { listAgeWords } from '../src/views/list-age.ts'
import { taskLine } from '../src/views/task-card.ts'

const pageSize = 10

const statusChoices = statuses.map((row) => ({ value: row.status, words: row.words }))

const args = z.strictObject({
  name: arg
    .text({ label: { en: 'Part of the name, or an id', 'zh-CN': '名称的一部分或任务 ID' }, max: 256 })
    .optional(),
  scenario: arg.choice(scenarios, { label: { en: 'Scenario', 'zh-CN': '场景' } }).optional(),
  status: arg.choice(statusChoices, { label: { en: 'Status', 'zh-CN': '任务状态' } }).optional(),
  page: arg.number({ label: { en: 'Page', 'zh-CN': '页码' }, min: 1, max: 10_000 }).default(1),
})
type Query = z.output<typeof args>

const words = {
  none: { en: 'No task fits.', 'zh-CN': '没有符合条件的任务。' },
  earlier: { en: 'Previous', 'zh-CN': '上一页' },
  later: { en: 'Next', 'zh-CN': '下一页' },
  pick: { en: 'Show a task …', 'zh-CN': '查看任务……' },
} satisfies Record<string, Text>

const title: TextTemplate<[count: number, connection: string, page: number, pages: number]> = {
  en: (count, connection, page, pages) =>
    `${count} ${count === 1 ? 'task' : 'tasks'} in ${connection}${pages > 1 ? `, page ${page} of ${pages}` : ''}`,
  'zh-CN': (count, connection, page, pages) =>
    `${connection} 中共 ${count} 个任务${pages > 1 ? `，第 ${page}/${pages} 页` : ''}`,
}

const notShown: TextTemplate<[count: number]> = {
  en: (count) =>
    `${plural(count, 'task', 'tasks')} not shown: the bot can’t read DRS’s answer about ${count === 1 ? 'it' : 'them'}.`,
  'zh-CN': (count) => `另有 ${count} 个任务未显示：机器人无法读取 DRS 返回的任务信息。`,
}

/** Tasks of the channel's connection, filtered and in pages (DRS API reference 6.1.19). */
export const listCommand = command({
  name: 'list',
  group: 'see',
  summary: { en: 'List tasks, with filters', 'zh-CN': '列出任务，可筛选' },
  uses: ['list'],
  args,
  positional: ['name'],
  run: (ctx, query) => page(ctx, query, reply.toMe),
  actions: {
    /** The value is the query as it would be typed. */
    page: (ctx, value) => {
      const { values } = nameWords(parseText(`list ${value}`), ['name'])
      return page(ctx, args.parse(values), reply.replace)
    },
  },
})

async function page(
  ctx: Context<'list'>,
  query: Query,
  answer: (card: Parameters<typeof reply.toMe>[0]) => Reply,
): Promise<Reply> {
  const { locale, connection } = ctx
  const { page: wanted, ...filter } = query
  const list = await ctx.service(connection).list(defined(filter))
  const { tasks, unreadable } = list
  const pages = Math.max(1, Math.ceil(tasks.length / pageSize))
  const at = Math.min(wanted, pages)
  const shown = tasks.slice((at - 1) * pageSize, at * pageSize)
  return answer({
    title: title[locale](tasks.length, connection, at, pages),
    ...(shown.length === 0
      ? { lines: [words.none[locale]] }
      : { sections: [{ list: shown.map((task) => taskLine(task, locale)) }], choice: choice(ctx, shown) }),
    buttons: [
      ...(at > 1 ? [turn(query, at - 1, words.earlier[locale])] : []),
      ...(at < pages ? [turn(query, at + 1, words.later[locale])] : []),
    ],
    ...footerOf(ctx, list, unreadable),
  })
}

function footerOf({ locale, now }: Pick<Context, 'locale' | 'now'>, list: TaskList, unreadable: number) {
  const words = [
    ...(unreadable > 0 ? [notShown[locale](unreadable)] : []),
    listAgeWords(list, now)?.[locale] ?? [],
  ].flat()
  return words.length > 0 && { footer: words.join(' ') }
}

function choice({ locale }: Pick<Context, 'locale'>, shown: readonly Task[]) {
  return {
    placeholder: words.pick[locale],
    action: commandTarget('show', 'ask'),
    options: shown.map((task) => ({ label: task.name, value: `${task.connection}/${task.id}` })),
  }
}

function turn(query: Query, to: number, label: string): Button {
  const typed = Object.entries(defined({ ...query, page: to })).map(
    ([name, value]) => `${name}="${String(value).replaceAll('"', '')}"`,
  )
  return { label, action: commandTarget('list', 'page'), value: typed.join(' ') }
}

function defined<T extends object>(values: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>
  }
}
