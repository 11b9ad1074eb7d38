import * as z from 'zod'
import { watchedOptions } from '../src/app/watched-tasks.ts'
import type { Text, TextTemplate } from '../src/base/i18n.ts'
import { UserError } from '../src/base/user-error.ts'
import { parseRef, type TaskRef } from '../src/domain/tasks/task-ref.ts'
import type { FilterWatch } from '../src/domain/watching/watch.ts'
import { formatTerms, looksLikeTerms, parseTerms } from '../src/domain/watching/watch-filter.ts'
import { arg } from '../src/kit/args.ts'
import { command, type SelectOption } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import { type Reply, reply } from '../src/kit/reply.ts'
import { filterLabel, filterMark } from '../src/views/watch-words.ts'

const said: TextTemplate<[name: string]> = {
  en: (name) => `This channel no longer watches ${name}`,
  'zh-CN': (name) => `本频道已取消关注 ${name}`,
}

const filterEnded: Text = {
  en: 'This channel no longer watches these tasks',
  'zh-CN': '本频道已取消关注这类任务',
}

type UnwatchContext = CommandContext<'list', 'watching'>

const isMark = (text: string): boolean => /^#\S+$/.test(text)

/** A filter ends with the watches that it has made; a task that somebody named stays watched. */
export const unwatchCommand = command({
  name: 'unwatch',
  group: 'together',
  summary: { en: 'Stop watching a task, or all that match', 'zh-CN': '在本频道取消关注一个或一类任务' },
  uses: ['list'],
  capabilities: ['watching'],
  args: z.strictObject({
    task: arg.search({
      label: { en: 'Task, or conditions of a filter', 'zh-CN': '任务，或关注条件' },
    }),
  }),
  positional: ['task'],
  options: { task: (ctx) => watchedHere(ctx) },
  run: (ctx, { task }) => (isMark(task) || looksLikeTerms(task) ? endFilter : endWatch)(ctx, task),
})

async function watchedHere(ctx: UnwatchContext): Promise<readonly SelectOption[]> {
  const [filters, watches] = await Promise.all([ctx.watching.filters(), ctx.watching.watches()])
  const own = watches.filter(({ via }) => via === undefined)
  return [
    ...filters.map((filter) => ({ value: filterMark(filter), label: filterLabel(filter) })),
    ...(await watchedOptions(ctx, own)),
  ]
}

/** By its terms, as they were typed, or by its mark. */
async function endFilter(ctx: UnwatchContext, text: string): Promise<Reply> {
  const found = (await ctx.watching.filters()).filter(fitting(text))
  const ended = await Promise.all(found.map((filter) => ctx.watching.unwatchFilter(filter)))
  if (!ended.some(Boolean)) throw notWatched(text)
  return reply.toMe({
    title: filterEnded[ctx.locale],
    tone: 'neutral',
    lines: found.map((filter) => ({ code: filterLabel(filter) })),
  })
}

function fitting(text: string): (filter: FilterWatch) => boolean {
  if (isMark(text)) return (filter) => filterMark(filter) === text
  const { terms, connections, wrong } = parseTerms(text)
  const [mistake] = wrong
  if (mistake) throw new UserError(mistake.why, 'task')
  const wanted = formatTerms(terms)
  return (filter) =>
    formatTerms(filter.terms) === wanted &&
    (connections.length === 0 || connections.includes(filter.connection))
}

async function endWatch(ctx: UnwatchContext, given: string): Promise<Reply> {
  const { ref, name } = await watched(ctx, given)
  const own = (await ctx.watching.watches()).find(
    (one) => one.connection === ref.connection && one.taskId === ref.id,
  )
  if (own?.via !== undefined) throw foundByFilter(name, filterMark({ id: own.via }))
  if (await ctx.watching.unwatch(ref)) return reply.toMe({ title: said[ctx.locale](name), tone: 'neutral' })
  throw notWatched(name)
}

function notWatched(name: string): UserError {
  return new UserError({
    en: `This channel does not watch ${name}.`,
    'zh-CN': `本频道没有关注 ${name}。`,
  })
}

/** The next look would find it again. */
function foundByFilter(name: string, mark: string): UserError {
  return new UserError({
    en: `${name} is watched by a filter. End the filter with /drs unwatch ${mark}, or mute the task with /drs snooze.`,
    'zh-CN': `${name} 是通过关注条件加入的。可用 /drs unwatch ${mark} 取消该条件，或用 /drs snooze 静默该任务。`,
  })
}

/** A watch must be removable even when DRS no longer knows the task or does not answer: a reference is enough. */
async function watched(ctx: UnwatchContext, given: string): Promise<{ ref: TaskRef; name: string }> {
  const ref = parseRef(given)
  if (ref) return { ref, name: ref.id }
  const byId = (await ctx.watching.watches()).find((watch) => watch.taskId === given)
  if (byId) return { ref: { connection: byId.connection, id: byId.taskId }, name: byId.taskId }
  const task = await ctx.task(given)
  return { ref: task, name: task.name }
}
