import * as z from 'zod'
import { unknownConnection } from '../src/app/context.ts'
import { typedQuery } from '../src/app/typed-query.ts'
import { say, type Text, type TextTemplate } from '../src/base/i18n.ts'
import { UserError } from '../src/base/user-error.ts'
import { anyConnection } from '../src/domain/access/person.ts'
import { commandTarget, withConnection } from '../src/domain/command-targets.ts'
import { attentions } from '../src/domain/tasks/attention.ts'
import type { Task } from '../src/domain/tasks/task.ts'
import {
  type ListedTask,
  parseSearch,
  type SearchResult,
  searchTasks,
} from '../src/domain/tasks/task-search.ts'
import type { TaskList } from '../src/domain/tasks/task-service.ts'
import { engineWords, scenarios, scenarioWords } from '../src/drs/engines.ts'
import { statuses } from '../src/drs/statuses.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import { nameWords, parseText } from '../src/kit/parse-text.ts'
import { type Reply, reply } from '../src/kit/reply.ts'
import { attentionCount, attentionWords } from '../src/views/attention-words.ts'
import type { Button, Card, Line, SelectMenu } from '../src/views/card.ts'
import { plural } from '../src/views/format.ts'
import { listAgeWords } from '../src/views/list-age.ts'
import { shownTask } from '../src/views/task-details.ts'
import { alikeNames, taskChoices, taskLine } from '../src/views/task-line.ts'

const pageSize = 10

const statusChoices = statuses.map((row) => ({ value: row.status, words: row.words }))
const attentionChoices = attentions.map((value) => ({ value, words: attentionWords[value].words }))

const args = z.strictObject({
  name: arg
    .text({
      label: { en: 'Words to look for', 'zh-CN': '搜索条件' },
      hint: {
        en: 'A part of the name, an ID, or words such as: failed mysql, dr, tag:wave1',
        'zh-CN': '名称的一部分、任务 ID，或条件，例如：失败、灾备、tag:wave1',
      },
      max: 256,
      typed: 'words',
    })
    .optional(),
  attention: arg.choice(attentionChoices, { label: { en: 'State', 'zh-CN': '状态' } }).optional(),
  engine: arg.text({ label: { en: 'Engines', 'zh-CN': '数据库类型' }, max: 64 }).optional(),
  scenario: arg.choice(scenarios, { label: { en: 'Scenario', 'zh-CN': '场景' } }).optional(),
  status: arg.choice(statusChoices, { label: { en: 'Status', 'zh-CN': '任务状态' } }).optional(),
  page: arg.number({ label: { en: 'Page', 'zh-CN': '页码' }, min: 1, max: 10_000 }).default(1),
})
type Query = z.output<typeof args>

const words = {
  none: say('No task matches.', '没有符合条件的任务。'),
  earlier: say('Previous', '上一页'),
  later: say('Next', '下一页'),
  pick: say('Show a task…', '查看任务…'),
  anyState: say('Any state', '全部状态'),
  anyEngine: say('All engines', '全部数据库类型'),
  anyScenario: say('All scenarios', '全部场景'),
  home: say('Your Home tab shows your choice', '您的主页已按所选连接显示'),
  tags: say(
    'There are too many tasks to read the tags of all of them. Only watched tasks are searched for tags.',
    '任务较多，无法读取全部任务的标签，仅在已关注的任务中按标签查找。',
  ),
} satisfies Record<string, Text>

const title: TextTemplate<[count: number, connection: string, page: number, pages: number]> = {
  en: (count, connection, page, pages) =>
    `${count} ${count === 1 ? 'task' : 'tasks'} in ${connection}${pages > 1 ? `, page ${page} of ${pages}` : ''}`,
  'zh-CN': (count, connection, page, pages) =>
    `${connection} 中共 ${count} 个任务${pages > 1 ? `，第 ${page}/${pages} 页` : ''}`,
}

const noSuchPage: TextTemplate<[asked: number, last: number]> = {
  en: (asked, last) => `There is no page ${asked}. This is the last one, page ${last}.`,
  'zh-CN': (asked, last) => `没有第 ${asked} 页，当前为最后一页（第 ${last} 页）。`,
}

const notShown: TextTemplate<[count: number]> = {
  en: (count) =>
    `${plural(count, 'task', 'tasks')} not shown: the bot can’t read DRS’s answer about ${count === 1 ? 'it' : 'them'}.`,
  'zh-CN': (count) => `另有 ${count} 个任务未显示：机器人无法读取 DRS 返回的任务信息。`,
}

const elsewhere = (connection: string): Text => ({
  en: `A list shows the tasks of the channel’s connection. Choose ${connection} with /drs use first.`,
  'zh-CN': `列表只显示本频道所用连接的任务，请先用 /drs use 切换到 ${connection}。`,
})

type Ctx = CommandContext<'list' | 'details', 'knowledge' | 'channelSettings'>

/** Tasks of the channel's connection, the worst first, filtered and in pages (DRS API reference 6.1.19). */
export const listCommand = command({
  name: 'list',
  group: 'see',
  summary: { en: 'List tasks, with filters', 'zh-CN': '列出任务，可筛选' },
  uses: ['list', 'details'],
  capabilities: ['knowledge', 'channelSettings'],
  args,
  positional: ['name'],
  inspect: ({ name = '' }) => parseSearch(name).wrong.map((text) => ({ field: 'name', text })),
  run: (ctx, query) => page(ctx, query, reply.toMe),
  actions: {
    /** The value is the query as it would be typed. */
    page: (ctx, value) => {
      const { values } = nameWords(parseText(`list ${value}`), [{ name: 'name' }])
      const query = args.safeParse(values)
      if (!query.success) throw new UserError(words.none)
      return page(ctx, query.data, reply.replace)
    },
    /** From a board, whose value is the connection and the terms of its filter. */
    all: (ctx, value) => {
      const [connection = '', ...terms] = value.split(' ')
      if (connection !== ctx.connection) throw new UserError(elsewhere(connection))
      return page(ctx, args.parse(terms.length > 0 ? { name: terms.join(' ') } : {}), reply.toMe)
    },
    home: narrowHome,
  },
})

/** From the Home tab, which shows that connection alone from now on, or all of them again. */
async function narrowHome(ctx: Ctx, value: string): Promise<Reply> {
  const connection = value === anyConnection ? undefined : value
  if (connection !== undefined && !ctx.connections.includes(connection))
    throw unknownConnection(connection, ctx.connections)
  await ctx.channelSettings.narrowHome(connection)
  return { kind: 'home', card: { title: words.home[ctx.locale], tone: 'good' } }
}

async function page(ctx: Ctx, query: Query, answer: (card: Card) => Reply): Promise<Reply> {
  const { locale, connection, now } = ctx
  const { attention, engine } = query
  const search = parseSearch(query.name ?? '')
  const [list, needing] = await Promise.all([candidates(ctx, query), ctx.knowledge.needing(connection)])
  const asked = { ...search, ...(attention && { attention }), ...(engine !== undefined && { engine }) }
  const found = searchTasks(list.tasks, asked, needing, now)
  const pages = Math.max(1, Math.ceil(found.listed.length / pageSize))
  const at = Math.min(query.page, pages)
  const shown = found.listed.slice((at - 1) * pageSize, at * pageSize)
  return answer({
    title: title[locale](found.listed.length, connection, at, pages),
    mark: '📋',
    filters: filters(ctx, query, found),
    lines: [
      ...countsLine(found.counts, locale),
      ...(query.page > pages ? [noSuchPage[locale](query.page, pages)] : []),
      ...(list.incomplete ? [words.tags[locale]] : []),
      ...(shown.length === 0 ? [words.none[locale]] : []),
    ],
    ...(shown.length > 0 && (await rows(ctx, shown))),
    buttons: [
      ...(at > 1 ? [turn(ctx, query, at - 1, words.earlier)] : []),
      ...(at < pages ? [turn(ctx, query, at + 1, words.later)] : []),
    ],
    ...footerOf(ctx, list),
  })
}

function footerOf({ locale, now }: Pick<Ctx, 'locale' | 'now'>, list: TaskList): Pick<Card, 'footer'> {
  const { unreadable } = list
  const age = listAgeWords(list, now)
  const said = [...(unreadable > 0 ? [notShown[locale](unreadable)] : []), ...(age ? [age[locale]] : [])]
  return said.length > 0 ? { footer: said.join(' ') } : {}
}

/** Of so many tasks the details are read for their tags: the lists do not tell them. */
const mostReadForTags = 100

/** The tasks to search in. */
async function candidates(
  ctx: Ctx,
  { name = '', scenario, status }: Query,
): Promise<TaskList & { readonly incomplete?: true }> {
  const { terms } = parseSearch(name)
  const drs = ctx.service(ctx.connection)
  const all = await drs.list({ ...(scenario && { scenario }), ...(status && { status }) })
  if (!terms.some(({ field }) => field === 'tag')) return all
  const seen = await ctx.knowledge.seen(
    ctx.connection,
    all.tasks.map(({ id }) => id),
  )
  const known = all.tasks.map((task) => withTags(task, seen.get(task.id)?.tags))
  const unknown = known.filter(({ tags }) => tags === undefined).map(({ id }) => id)
  if (unknown.length === 0) return { ...all, tasks: known }
  if (unknown.length > mostReadForTags) return { ...all, tasks: known, incomplete: true }
  const { found } = await drs.details(unknown)
  return { ...all, tasks: known.map((task) => withTags(task, found.get(task.id)?.tags)) }
}

function withTags(task: Task, tags: readonly string[] | undefined): Task {
  return tags === undefined || task.tags !== undefined ? task : { ...task, tags }
}

/** What a page shows: a line a task, with the figures that were seen last, and addresses where names are alike. */
async function rows(ctx: Ctx, shown: readonly ListedTask[]): Promise<Pick<Card, 'sections' | 'choice'>> {
  const { connection, locale, now } = ctx
  const alike = alikeNames(shown.map(({ task }) => task))
  const same = shown.filter(({ task }) => alike.has(task.name.toLowerCase())).map(({ task }) => task.id)
  const [seen, detailed] = await Promise.all([
    ctx.knowledge.seen(
      connection,
      shown.map(({ task }) => task.id),
    ),
    same.length > 0 ? ctx.service(connection).details(same) : undefined,
  ])
  const tasks = shown.map(({ task, attention }) => {
    const snapshot = seen.get(task.id)
    const full = { ...task, ...detailed?.found.get(task.id) }
    return { attention, task: shownTask(full, snapshot ? { snapshot } : {}, {}) }
  })
  const list = tasks.map(({ task, attention }) =>
    taskLine(task, { now, locale, alike, attention, of: connection }),
  )
  const options = taskChoices(
    tasks.map(({ task }) => task),
    ctx,
  )
  const choice = { placeholder: words.pick[locale], action: commandTarget('show', 'ask'), options }
  return { sections: [{ lines: list }], choice }
}

/** `🔴 2 failed · 🔵 3 moving`. */
function countsLine(counts: SearchResult['counts'], locale: Ctx['locale']): readonly Line[] {
  const parts = attentions
    .filter((name) => counts[name] > 0)
    .map((name) => attentionCount(name, counts[name], locale))
  return parts.length === 0 ? [] : [parts.join(' · ')]
}

/** What an option of a menu may hold. */
const longestValue = 150

/** Each choice is the whole query with one thing changed. */
function filters(ctx: Ctx, query: Query, found: SearchResult): readonly SelectMenu[] {
  const { locale } = ctx
  const menu = (
    name: 'attention' | 'engine' | 'scenario',
    any: string,
    values: readonly { readonly value: string; readonly label: string }[],
  ): SelectMenu => {
    const typedWith = (value: string | undefined) => typed(ctx, { ...query, [name]: value, page: 1 })
    const options = [
      { label: any, value: typedWith(undefined) },
      ...values.map(({ value, label }) => ({ label, value: typedWith(value) })),
    ].filter(({ value }) => value.length <= longestValue)
    const chosen = typedWith(query[name])
    return {
      placeholder: any,
      action: commandTarget('list', 'page'),
      options: values.length > 1 ? options : [],
      chosen,
    }
  }
  const present = attentions.filter((name) => found.counts[name] > 0 || name === query.attention)
  return [
    menu(
      'attention',
      words.anyState[locale],
      present.map((value) => ({ value, label: attentionCount(value, found.counts[value], locale) })),
    ),
    menu(
      'engine',
      words.anyEngine[locale],
      found.engines.map((value) => ({ value, label: engineWords(value)[locale] })),
    ),
    menu(
      'scenario',
      words.anyScenario[locale],
      (query.scenario ? scenarios.map(({ value }) => value) : found.scenarios).map((value) => ({
        value,
        label: scenarioWords(value)[locale],
      })),
    ),
  ]
}

function turn(ctx: Ctx, query: Query, to: number, label: Text): Button {
  const value = typed(ctx, { ...query, page: to })
  return { label: label[ctx.locale], action: commandTarget('list', 'page'), value }
}

/** The query as it would be typed, on the connection whose list is shown. */
function typed(
  { connection }: Ctx,
  query: { readonly [Name in keyof Query]: Query[Name] | string | undefined },
): string {
  return withConnection(typedQuery(query), connection)
}
