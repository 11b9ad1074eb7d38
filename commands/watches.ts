import * as z from 'zod'
import { watchedTasks } from '../src/app/watched-tasks.ts'
import type { Locale, Text, TextTemplate } from '../src/base/i18n.ts'
import { UserError } from '../src/base/user-error.ts'
import { commandTarget } from '../src/domain/command-targets.ts'
import { formatRef, parseRef } from '../src/domain/tasks/task-ref.ts'
import { type Snooze, snoozeInForce } from '../src/domain/watching/snooze.ts'
import type { FilterWatch, Watch } from '../src/domain/watching/watch.ts'
import { command } from '../src/kit/command.ts'
import type { Context } from '../src/kit/context.ts'
import { reply } from '../src/kit/reply.ts'
import { batchTable } from '../src/views/batch-card.ts'
import type { Inline, Line, Section, SelectMenu } from '../src/views/card.ts'
import { plural } from '../src/views/format.ts'
import { taskLine } from '../src/views/task-line.ts'
import { filterLabel, filterMark, optionsLine, termsLine } from '../src/views/watch-words.ts'

const words = {
  none: { en: 'This channel watches nothing yet', 'zh-CN': '本频道尚未关注任何任务' },
  begin: { en: 'Use /drs watch <task> to watch one.', 'zh-CN': '可用 /drs watch <任务> 关注。' },
  watchedBy: { en: 'watched by ', 'zh-CN': '关注人：' },
  since: { en: ' since ', 'zh-CN': '，自 ' },
  stop: { en: 'Stop watching …', 'zh-CN': '取消关注……' },
  gone: { en: 'not in DRS', 'zh-CN': 'DRS 中不存在' },
  unknown: { en: 'state unknown right now', 'zh-CN': '当前状态未知' },
  batchGone: {
    en: 'This list is more than 7 days old and no longer kept. /drs audit shows what was done.',
    'zh-CN': '该列表已超过 7 天，不再保留。可用 /drs audit 查看已执行的操作。',
  },
  filters: { en: 'Filters', 'zh-CN': '关注条件' },
  tasks: { en: 'Tasks', 'zh-CN': '任务' },
  byFilter: { en: 'by filter', 'zh-CN': '来自关注条件' },
  snoozed: { en: 'snoozed until ', 'zh-CN': '静默至 ' },
  allSnoozed: { en: 'Everything here is snoozed until ', 'zh-CN': '本频道全部静默至 ' },
} satisfies Record<string, Text>

const title: TextTemplate<[tasks: number, filters: number]> = {
  en: (tasks, filters) => {
    const counted = plural(tasks, 'task', 'tasks')
    return `This channel watches ${filters === 0 ? counted : `${counted} and ${plural(filters, 'filter', 'filters')}`}`
  },
  'zh-CN': (tasks, filters) =>
    `本频道关注了 ${tasks} 个任务${filters === 0 ? '' : `、${filters} 个关注条件`}`,
}

const allTasks: TextTemplate<[count: number]> = {
  en: (count) => `All ${count} tasks are in the file in your direct messages`,
  'zh-CN': (count) => `全部 ${count} 个任务的文件已发送到您的私信`,
}

const found: TextTemplate<[count: number]> = {
  en: (count) => `${plural(count, 'task', 'tasks')} found`,
  'zh-CN': (count) => `已找到 ${count} 个任务`,
}

const restingWords: TextTemplate<[connection: string]> = {
  en: (connection) =>
    `Messages about ${connection} are paused here because Slack rejected them. /drs watch starts them again. Paused since `,
  'zh-CN': (connection) =>
    `由于 Slack 无法送达，${connection} 的通知已暂停，可用 /drs watch 重新开始。暂停时间：`,
}

const moved: TextTemplate<[count: number]> = {
  en: (count) =>
    count === 0 ? 'You watch nothing there any more' : `Moved here: ${plural(count, 'watch', 'watches')}`,
  'zh-CN': (count) => (count === 0 ? '您在该频道已没有关注' : `已移至此处：${count} 个关注`),
}

/** What is listed of tasks; those of a filter may be thousands. */
const maxTasks = 50

const more: TextTemplate<[count: number]> = {
  en: (count) => `and ${count} more`,
  'zh-CN': (count) => `另有 ${count} 个`,
}

export const watchesCommand = command({
  name: 'watches',
  group: 'together',
  summary: { en: 'List what this channel watches', 'zh-CN': '列出本频道关注的任务' },
  uses: ['details'],
  capabilities: ['watching'],
  args: z.strictObject({}),
  actions: {
    here: async (ctx, channel) => {
      const count = await ctx.watching.moveHere(channel)
      return reply.replace({ title: moved[ctx.locale](count), tone: count > 0 ? 'good' : 'neutral' })
    },
    batch: async (ctx, value) => {
      const ref = parseRef(value)
      const batch = ref && (await ctx.watching.batch(ref))
      if (!batch) throw new UserError(words.batchGone)
      const bytes = new TextEncoder().encode(batchTable(batch, ctx.locale))
      const title = allTasks[ctx.locale](batch.tasks.length)
      return { kind: 'file', file: { name: `${batch.verb}.txt`, bytes }, card: { title } }
    },
  },
  async run(ctx) {
    const { locale } = ctx
    const [all, filters, snoozes, resting] = await Promise.all([
      ctx.watching.watches(),
      ctx.watching.filters(),
      ctx.watching.snoozes(),
      ctx.watching.suspended(),
    ])
    if (all.length + filters.length === 0) {
      return reply.toMe({ title: words.none[locale], lines: [words.begin[locale]] })
    }
    const shown = all.slice(0, maxTasks)
    const tasks = await watchedTasks(ctx, shown)
    const state: State = { tasks, snoozes, ctx }
    return reply.toMe({
      title: title[locale](all.length, filters.length),
      lines: [
        ...resting.map(({ connection, since }): Line => [restingWords[locale](connection), { time: since }]),
        ...snoozes.flatMap((one) => (one.taskId === undefined ? [allSnoozedLine(one, ctx)] : [])),
      ],
      sections: [
        ...filterSection(filters, all, ctx),
        ...taskSection(shown, all.length - shown.length, filters.length > 0, state),
      ],
      choice: stopChoice(filters, shown, state),
    })
  },
})

interface State {
  readonly tasks: Awaited<ReturnType<typeof watchedTasks>>
  readonly snoozes: readonly Snooze[]
  readonly ctx: Pick<Context, 'locale' | 'now'>
}

function allSnoozedLine({ until }: Snooze, { locale }: Pick<Context, 'locale'>): Line {
  return [words.allSnoozed[locale], { time: until }]
}

function filterSection(
  filters: readonly FilterWatch[],
  all: readonly Watch[],
  ctx: Pick<Context, 'locale'>,
): readonly Section[] {
  if (filters.length === 0) return []
  const list = filters.map((filter) => filterLine(filter, all, ctx))
  return [{ heading: words.filters[ctx.locale], list }]
}

function filterLine(filter: FilterWatch, all: readonly Watch[], { locale }: Pick<Context, 'locale'>): Line {
  const { id, connection, terms, by, options } = filter
  const count = all.filter(({ via }) => via === id).length
  return [
    ...parts(termsLine(terms, locale)),
    ` · ${connection} · ${found[locale](count)}`,
    ...dotted(optionsLine(options, locale)),
    ...dotted([words.watchedBy[locale], { user: by }]),
  ]
}

function taskSection(
  shown: readonly Watch[],
  hidden: number,
  headed: boolean,
  state: State,
): readonly Section[] {
  const { locale } = state.ctx
  const lines: readonly Line[] = [
    ...shown.map((watch) => watchLine(watch, state)),
    ...(hidden > 0 ? [more[locale](hidden)] : []),
  ]
  return lines.length === 0 ? [] : [{ ...(headed && { heading: words.tasks[locale] }), list: lines }]
}

/** A task that a filter has found ends with the filter. */
function stopChoice(
  filters: readonly FilterWatch[],
  shown: readonly Watch[],
  { tasks, ctx }: State,
): SelectMenu {
  const own = shown.filter(({ via }) => via === undefined)
  return {
    placeholder: words.stop[ctx.locale],
    action: commandTarget('unwatch', 'ask'),
    options: [
      ...filters.map((filter) => ({ label: filterLabel(filter), value: filterMark(filter) })),
      ...own.map(({ connection, taskId }) => ({
        label: tasks.found.get(taskId)?.name ?? taskId,
        value: formatRef({ connection, id: taskId }),
      })),
    ],
  }
}

function parts(line: Line): readonly Inline[] {
  return isSequence(line) ? line : [line]
}

const isSequence = (line: Line): line is readonly Inline[] => Array.isArray(line)

function dotted(line: readonly Inline[]): readonly Inline[] {
  return line.length === 0 ? [] : [' · ', ...line]
}

function watchLine(watch: Watch, { tasks, snoozes, ctx }: State): Line {
  const { locale, now } = ctx
  const own = snoozeInForce(
    snoozes.filter(({ connection, taskId }) => connection === watch.connection && taskId !== undefined),
    watch.taskId,
    now,
  )
  return [
    ...stateOf(watch, tasks, ctx),
    ...(own ? dotted([words.snoozed[locale], { time: own.until }]) : []),
    ...dotted(optionsLine(watch.options, locale)),
    ...dotted(watch.via === undefined ? watchedBy(watch, locale) : [words.byFilter[locale]]),
  ]
}

function watchedBy({ by, createdAt }: Watch, locale: Locale): readonly Inline[] {
  return [words.watchedBy[locale], { user: by }, words.since[locale], { time: createdAt }]
}

function stateOf(
  { taskId }: Watch,
  { found: known, gone }: State['tasks'],
  { locale, now }: Pick<Context, 'locale' | 'now'>,
): readonly Inline[] {
  const task = known.get(taskId)
  if (task) return taskLine(task, { now, locale })
  return [{ code: taskId }, ` · ${(gone.has(taskId) ? words.gone : words.unknown)[locale]}`]
}
