import * as z from 'zod'
import { watchedOptions, watchedTasks } from '../src/app/watched-tasks.ts'
import { sameInAll, type Text, type TextTemplate } from '../src/base/i18n.ts'
import { UserError } from '../src/base/user-error.ts'
import type { Task } from '../src/domain/tasks/task.ts'
import { parseRef } from '../src/domain/tasks/task-ref.ts'
import { parseUntil, type SnoozeTarget } from '../src/domain/watching/snooze.ts'
import { arg } from '../src/kit/args.ts'
import { command, type SelectOption } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import { type Reply, reply } from '../src/kit/reply.ts'

const words = {
  everything: { en: 'Everything in this channel', 'zh-CN': '本频道的所有任务' },
  until: { en: 'Until ', 'zh-CN': '静默至 ' },
  after: {
    en: 'The card stays up to date. A summary comes at the end, or any time with /drs missed.',
    'zh-CN': '任务卡片仍会更新；期间的变化将在静默结束时汇总，也可用 /drs missed 查看。',
  },
  rule: {
    en: 'Write “30m”, “2h”, “until 18:00” or “off”. At most 30 days.',
    'zh-CN': '请填写“30m”、“2h”、“until 18:00”或“off”，最长 30 天。',
  },
} satisfies Record<string, Text>

const begun: TextTemplate<[name: string]> = {
  en: (name) => `Snoozed: ${name}`,
  'zh-CN': (name) => `已静默：${name}`,
}

const ended: TextTemplate<[name: string]> = {
  en: (name) => `No longer snoozed: ${name}`,
  'zh-CN': (name) => `已取消静默：${name}`,
}

const spans: readonly { readonly value: string; readonly words: Text }[] = [
  { value: '30m', words: { en: '30 minutes', 'zh-CN': '30 分钟' } },
  { value: '2h', words: { en: '2 hours', 'zh-CN': '2 小时' } },
  { value: '4h', words: { en: '4 hours', 'zh-CN': '4 小时' } },
  { value: '1d', words: { en: '1 day', 'zh-CN': '1 天' } },
  { value: 'off', words: { en: 'End the snooze', 'zh-CN': '取消静默' } },
]

/** All that a channel is told. */
const all = 'all'

type SnoozeContext = CommandContext<'details' | 'list', 'watching'>

/** Says nothing of a task, or of anything, for a while; the end is announced with what happened meanwhile. */
export const snoozeCommand = command({
  name: 'snooze',
  group: 'together',
  summary: { en: 'Mute a task, or the whole channel, for a while', 'zh-CN': '暂时静默一个任务或全部任务' },
  uses: ['details', 'list'],
  capabilities: ['watching'],
  args: z.strictObject({
    task: arg.search({ label: { en: 'Task, or “all”', 'zh-CN': '任务，或“all”' } }),
    for: arg.search({
      label: { en: 'How long', 'zh-CN': '时长' },
      hint: { en: '“30m”, “2h”, “until 18:00” or “off”', 'zh-CN': '“30m”、“2h”、“until 18:00”或“off”' },
    }),
  }),
  positional: ['task', 'for'],
  options: {
    task: (ctx) => watchedHere(ctx),
    for: async (ctx) => spans.map(({ value, words: text }) => ({ value, label: text[ctx.locale] })),
  },
  inspect: (values) =>
    parseUntil(values.for ?? '', 0, 'UTC') === undefined ? [{ field: 'for', text: words.rule }] : [],
  run: (ctx, given) => quieten(ctx, given.task, given.for),
  actions: {
    /** On a failure, so that it is not repeated while somebody works on it. */
    'four-hours': (ctx, value) => quieten(ctx, value, '4h'),
  },
})

async function watchedHere(ctx: SnoozeContext): Promise<readonly SelectOption[]> {
  const everything = { value: all, label: words.everything[ctx.locale] }
  return [everything, ...(await watchedOptions(ctx, await ctx.watching.watches()))]
}

async function quieten(ctx: SnoozeContext, given: string, span: string): Promise<Reply> {
  const { locale, now } = ctx
  const until = parseUntil(span, now, ctx.zone ?? 'UTC')
  if (until === undefined) throw new UserError(words.rule, 'for')
  const { targets, name } = await targetsOf(ctx, given)
  await Promise.all(targets.map((target) => ctx.watching.snooze(target, until)))
  if (until <= now) return reply.toMe({ title: ended[locale](name[locale]), tone: 'neutral' })
  return reply.toMe({
    title: begun[locale](name[locale]),
    tone: 'neutral',
    lines: [[words.until[locale], { time: until }], words.after[locale]],
  })
}

interface Targets {
  readonly targets: readonly SnoozeTarget[]
  readonly name: Text
}

/** Everything that the channel watches, or one task of it. */
async function targetsOf(ctx: SnoozeContext, given: string): Promise<Targets> {
  if (given.toLowerCase() === all) {
    const [watches, filters] = await Promise.all([ctx.watching.watches(), ctx.watching.filters()])
    const connections = new Set([...watches, ...filters].map(({ connection }) => connection))
    if (connections.size === 0) throw new UserError(nothingWatched)
    return { targets: [...connections].map((connection) => ({ connection })), name: words.everything }
  }
  const task = await named(ctx, given)
  return { targets: [{ connection: task.connection, taskId: task.id }], name: sameInAll(task.name) }
}

/** The button on a failure must work while DRS is silent. */
async function named(ctx: SnoozeContext, given: string): Promise<Pick<Task, 'connection' | 'id' | 'name'>> {
  const ref = parseRef(given)
  const watched = ref && (await ctx.watching.watches()).filter(({ taskId }) => taskId === ref.id)
  if (!ref || !watched?.length) return ctx.task(given)
  const { found } = await watchedTasks(ctx, watched)
  return { ...ref, name: found.get(ref.id)?.name ?? ref.id }
}

const nothingWatched: Text = {
  en: 'This channel watches nothing, so there is nothing to snooze.',
  'zh-CN': '本频道尚未关注任何任务，无需静默。',
}
