import * as z from 'zod'
import { isPattern, tasksNamed } from '../src/app/find-task.ts'
import { type Locale, sameInAll, type Text, type TextTemplate } from '../src/base/i18n.ts'
import type { InvalidField } from '../src/base/user-error.ts'
import { splitList } from '../src/domain/tasks/task-ref.ts'
import { eventKinds } from '../src/domain/watching/event-kinds.ts'
import type { WatchOptions } from '../src/domain/watching/watch.ts'
import {
  type FilterTerm,
  looksLikeTerms,
  matchesTerms,
  parseTerms,
} from '../src/domain/watching/watch-filter.ts'
import { parseWatchOptions } from '../src/domain/watching/watch-options.ts'
import { DrsError } from '../src/drs/drs-error.ts'
import { scenarios } from '../src/drs/engines.ts'
import { arg } from '../src/kit/args.ts'
import type { WatchResult } from '../src/kit/capabilities.ts'
import { command, type SelectOption } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import { type Reply, reply } from '../src/kit/reply.ts'
import type { Line } from '../src/views/card.ts'
import { taskNames } from '../src/views/task-card.ts'
import { taskChoices } from '../src/views/task-line.ts'
import { optionsLine, termsLine } from '../src/views/watch-words.ts'

const wheres = [
  { value: 'thread', words: { en: 'In the thread of the card', 'zh-CN': '发布在任务卡片的消息列中' } },
  { value: 'channel', words: { en: 'In the channel too', 'zh-CN': '同时发布到频道' } },
] as const

const limitHint: Text = {
  en: 'You get a message when the value stays above it: “30s”, or “30s for 5m”. “off” means no limit. Empty: the connection’s limit.',
  'zh-CN': '超过该值时通知：“30s”，或“30s for 5m”（持续 5 分钟）；“off”表示不设上限。留空则使用连接的上限。',
}

const args = z.strictObject({
  task: arg.search({
    label: { en: 'Task, or which tasks', 'zh-CN': '任务，或一类任务' },
    hint: {
      en: 'Typed: a name, or conditions such as engine:mysql name:billing-* !tag:env=test',
      'zh-CN': '可输入任务名称，或条件，例如 engine:mysql name:billing-* !tag:env=test',
    },
  }),
  filter: arg
    .text({
      label: { en: 'Further conditions', 'zh-CN': '其他条件' },
      hint: {
        en: 'Only for a kind of tasks: status:failed, !tag:env=test …',
        'zh-CN': '仅用于一类任务：status:failed、!tag:env=test 等',
      },
    })
    .optional(),
  events: arg
    .choices(
      eventKinds.map(({ kind, words }) => ({ value: kind, words })),
      {
        label: { en: 'Events to report', 'zh-CN': '通知内容' },
        hint: { en: 'Empty: everything', 'zh-CN': '留空表示全部' },
      },
    )
    .optional(),
  lag: arg.text({ label: { en: 'Limit of the delay', 'zh-CN': '时延上限' }, hint: limitHint }).optional(),
  rpo: arg.text({ label: { en: 'Limit of RPO', 'zh-CN': 'RPO 上限' }, hint: limitHint }).optional(),
  rto: arg.text({ label: { en: 'Limit of RTO', 'zh-CN': 'RTO 上限' }, hint: limitHint }).optional(),
  quiet: arg
    .text({
      label: { en: 'Quiet hours', 'zh-CN': '免打扰时段' },
      hint: {
        en: '22:00-07:00 in your time zone, or add another one. Failures still come through.',
        'zh-CN': '例如 22:00-07:00，默认使用您的时区，也可在后面注明时区。失败仍会通知。',
      },
    })
    .optional(),
  digest: arg
    .text({
      label: { en: 'Digest', 'zh-CN': '汇总' },
      hint: {
        en: '“1h” or “daily”: one message each time; failures come at once.',
        'zh-CN': '“1h”、“daily”等：定时汇总为一条消息，失败立即通知。',
      },
    })
    .optional(),
  'mute-own': arg.flag({ label: { en: 'Leave out my own actions', 'zh-CN': '不通知我自己的操作' } }),
  where: arg.choice(wheres, { label: { en: 'Where', 'zh-CN': '发布位置' } }).optional(),
  mention: arg.people({ label: { en: 'Mention on failure', 'zh-CN': '失败时提及' } }).optional(),
})
type Args = z.output<typeof args>

const said: Readonly<Record<WatchResult, TextTemplate<[names: string, count: number]>>> = {
  added: {
    en: (name, count) =>
      `This channel now watches ${name}; ${count === 1 ? 'its card follows' : 'their cards follow'}`,
    'zh-CN': (name) => `本频道已关注 ${name}，任务卡片即将发布`,
  },
  changed: {
    en: (name) => `The watch options for ${name} have changed`,
    'zh-CN': (name) => `本频道对 ${name} 的关注选项已更新`,
  },
  already: {
    en: (name) => `This channel already watches ${name}`,
    'zh-CN': (name) => `本频道已在关注 ${name}`,
  },
}

const saidOfFilter: Readonly<Record<WatchResult, Text>> = {
  added: {
    en: 'This channel now watches all matching tasks, new ones included',
    'zh-CN': '本频道已关注所有符合条件的任务，包括以后新建的任务',
  },
  changed: {
    en: 'The watch options for these tasks have changed',
    'zh-CN': '本频道对这类任务的关注选项已更新',
  },
  already: { en: 'This channel already watches these tasks', 'zh-CN': '本频道已在关注这类任务' },
}

const fitting: TextTemplate<[names: string, more: number]> = {
  en: (names, more) => `Matches now: ${names}${more > 0 ? ` and ${more} more` : ''}`,
  'zh-CN': (names, more) => `目前符合条件：${names}${more > 0 ? `，另有 ${more} 个` : ''}`,
}

const words = {
  nothingYet: {
    en: 'No task matches now. New ones are watched when they appear.',
    'zh-CN': '目前没有符合条件的任务，新任务出现后会自动关注。',
  },
  unknown: {
    en: 'Can’t read from DRS right now which tasks match.',
    'zh-CN': '目前无法从 DRS 获知符合条件的任务。',
  },
  either: {
    en: 'Name one task, or give conditions; not both.',
    'zh-CN': '请指定一个任务，或给出条件，二者选其一。',
  },
} satisfies Record<string, Text>

/** Subscribes the channel to a task, or to all that fit a filter: one living card each, events in the thread. */
export const watchCommand = command({
  name: 'watch',
  group: 'together',
  summary: { en: 'Watch a task, or all that match, in this channel', 'zh-CN': '在本频道关注一个或一类任务' },
  uses: ['details', 'list'],
  capabilities: ['watching'],
  args,
  positional: ['task'],
  options: { task: (ctx) => suggestions(ctx) },
  inspect: (values) => wrongIn(args.parse(values)),
  async run(ctx, given) {
    const { what } = subjectOf(given.task)
    const options = await optionsOf(ctx, given)
    return looksLikeTerms(what) ? watchTasks(ctx, given, options) : watchTask(ctx, what, options)
  },
})

type WatchContext = CommandContext<'details' | 'list', 'watching'>

/** The mentions that stand behind `--mention` without quotes land among the words of the task. */
function subjectOf(task: string): { readonly what: string; readonly mention: readonly string[] } {
  const tokens = task.split(/\s+/)
  const isMention = (token: string) => /^<(@|!subteam\^)/.test(token)
  const found = arg.people({ label: sameInAll('') }).safeParse(tokens.filter(isMention).join(' '))
  const names = tokens.filter((token) => !isMention(token))
  const [only = '', ...more] = names
  // A pattern is a filter by name, and so for the tasks to come as well.
  const what =
    more.length === 0 && isPattern(only) && !looksLikeTerms(only) ? `name:${only}` : names.join(' ')
  return { what, mention: found.data ?? [] }
}

function wrongIn(given: Args): readonly InvalidField[] {
  const { what } = subjectOf(given.task)
  const terms = looksLikeTerms(what)
  const conditions = [
    ...(terms ? refused('task', what) : []),
    ...(given.filter === undefined ? [] : refused('filter', given.filter)),
  ]
  const both = !terms && given.filter !== undefined ? [{ field: 'filter', text: words.either }] : []
  return [...conditions, ...both, ...parseWatchOptions(givenOptions(given), 'UTC').wrong]
}

function refused(field: string, text: string): readonly InvalidField[] {
  return parseTerms(text).wrong.map(({ why }) => ({ field, text: why }))
}

function givenOptions(given: Args) {
  const { mention } = subjectOf(given.task)
  const people = [...(given.mention ?? []), ...mention]
  return {
    ...given,
    muteOwn: given['mute-own'],
    mention: people.length > 0 ? [...new Set(people)] : undefined,
  }
}

/** Without any: those of a watch that is there stay as they are. */
async function optionsOf(ctx: WatchContext, given: Args): Promise<WatchOptions | undefined> {
  const { options } = parseWatchOptions(givenOptions(given), ctx.zone ?? 'UTC')
  return Object.keys(options).length > 0 ? options : undefined
}

async function watchTask(ctx: WatchContext, name: string, options: WatchOptions | undefined): Promise<Reply> {
  const tasks = (await Promise.all(splitList(name).map((one) => tasksNamed(ctx, one)))).flat()
  const outcomes: WatchResult[] = []
  for (const task of tasks) outcomes.push(await ctx.watching.watch(task, options))
  const outcome = outcomes.find((one) => one !== 'already') ?? 'already'
  return reply.toMe({
    title: said[outcome][ctx.locale](taskNames(tasks, ctx.locale), tasks.length),
    tone: 'good',
    lines: optionLines(options, ctx.locale),
  })
}

function optionLines(options: WatchOptions | undefined, locale: Locale): readonly Line[] {
  return options ? [optionsLine(options, locale)] : []
}

async function watchTasks(ctx: WatchContext, given: Args, options: WatchOptions | undefined): Promise<Reply> {
  const { locale } = ctx
  const { terms, connections } = parseTerms([subjectOf(given.task).what, given.filter ?? ''].join(' '))
  const places = connections.length > 0 ? [...new Set(connections)] : [ctx.connection]
  // A connection that is unknown or closed to the person refuses here, before anything is stored.
  for (const name of places) ctx.service(name)
  const outcomes = await Promise.all(places.map((name) => ctx.watching.watchFilter(name, terms, options)))
  const outcome = outcomes.find((one) => one !== 'already') ?? 'already'
  return reply.toMe({
    title: saidOfFilter[outcome][locale],
    tone: 'good',
    lines: [
      termsLine(terms, locale),
      ...optionLines(options, locale),
      ...(await Promise.all(places.map((name) => fittingLine(ctx, name, terms)))),
    ],
  })
}

const namedTasks = 5

async function fittingLine(
  ctx: WatchContext,
  connection: string,
  terms: readonly FilterTerm[],
): Promise<Line> {
  try {
    const tasks = (await ctx.service(connection).list()).tasks.filter((task) => matchesTerms(terms, task))
    if (tasks.length === 0) return words.nothingYet[ctx.locale]
    const names = taskNames(tasks.slice(0, namedTasks), ctx.locale)
    return fitting[ctx.locale](names, Math.max(0, tasks.length - namedTasks))
  } catch (error) {
    if (error instanceof DrsError) return words.unknown[ctx.locale]
    throw error
  }
}

const kinds: readonly { readonly value: string; readonly words: Text }[] = [
  { value: 'name:*', words: { en: 'All tasks', 'zh-CN': '所有任务' } },
  ...scenarios.map(({ value, words: text }) => ({
    value: `scenario:${value}`,
    words: { en: `All tasks: ${text.en}`, 'zh-CN': `所有任务：${text['zh-CN']}` },
  })),
  { value: 'status:failed', words: { en: 'All failed tasks', 'zh-CN': '所有失败的任务' } },
]

/** Kinds of tasks first, then each one. */
async function suggestions(ctx: WatchContext): Promise<readonly SelectOption[]> {
  const { tasks } = await ctx.service(ctx.connection).list()
  return [
    ...kinds.map(({ value, words: text }) => ({ value, label: text[ctx.locale] })),
    ...taskChoices(tasks, ctx),
  ]
}
