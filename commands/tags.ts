import * as z from 'zod'
import { approvalReads, reasonArg } from '../src/app/ask-approval.ts'
import { askOrCallEach } from '../src/app/raw-call.ts'
import { unlessRefused } from '../src/app/task-settings.ts'
import { say, type Text } from '../src/base/i18n.ts'
import { UserError } from '../src/base/user-error.ts'
import { commandTarget } from '../src/domain/command-targets.ts'
import type { Task } from '../src/domain/tasks/task.ts'
import { formatRef } from '../src/domain/tasks/task-ref.ts'
import {
  mostTags,
  pairOf,
  parseTags,
  type TagPair,
  tagText,
  tooManyTags,
  withTags,
} from '../src/domain/tasks/task-tags.ts'
import { jobTagsActionCreate, jobTagsActionDelete } from '../src/drs/v5/index.ts'
import { arg } from '../src/kit/args.ts'
import { command, type SelectOption } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import { type Reply, reply } from '../src/kit/reply.ts'
import type { Line } from '../src/views/card.ts'
import { settingCard } from '../src/views/setting-card.ts'
import { tagLines, tagsCard, tagsFixed } from '../src/views/tags-card.ts'

const words = {
  name: say('Tags', '标签'),
  add: say('Add', '添加'),
  addHint: say(
    'For example “env=test”; separate several with commas. An existing key gets the new value.',
    '例如“env=test”，多个标签以逗号分隔。标签键已存在时，将更新为新值。',
  ),
  remove: say('Remove', '删除'),
  reason: say('Only needed if approval rules go by these tags.', '仅当审批规则依据这些标签时需要填写。'),
  set: say('Change the tags', '修改标签'),
} satisfies Record<string, Text>

type Ctx = CommandContext<
  'tags' | 'knownTags' | (typeof approvalReads)[number],
  'rawCalls' | 'approvals' | 'roles'
>

/** Tags of a task (DRS API reference 7.11); the v5 calls take tasks of v3 as well. */
export const tagsCommand = command({
  name: 'tags',
  group: 'setup',
  summary: say('Show and change the tags of a task', '查看和修改任务的标签'),
  uses: ['tags', 'knownTags', ...approvalReads],
  calls: [jobTagsActionDelete, jobTagsActionCreate],
  capabilities: ['rawCalls', 'approvals', 'roles'],
  args: z.strictObject({
    task: arg.task(),
    add: arg.search({ label: words.add, hint: words.addHint }).optional(),
    remove: arg.cloud({ label: words.remove }).optional(),
    reason: reasonArg.meta({ ...reasonArg.meta(), hint: words.reason }).optional(),
  }),
  positional: ['task'],
  pages: [{ title: words.name, fields: ['task', 'add', 'remove', 'reason'], about: aboutTags }],
  deed: words.set,
  inspect: ({ add, remove }) => [...invalid('add', add), ...invalid('remove', remove)],
  options: {
    add: (ctx, { task }, typed) => suggestions(ctx, task, typed),
    remove: async (ctx, { task = '' }) => {
      const tags = await tagsOf(ctx, await ctx.task(task))
      return tags.map((tag) => ({ value: tag, label: tag }))
    },
  },
  async run(ctx, { task: given, add, remove, reason = '' }) {
    const task = await ctx.task(given)
    const present = await tagsOf(ctx, task)
    if (add === undefined && remove === undefined) return shown(ctx, task, present)
    await requireChangeable(ctx, task)
    const change = { added: pairsOf(add), removed: pairsOf(remove) }
    requireRoom(present, change)
    return changeTags(ctx, task, present, change, reason)
  },
})

function invalid(field: string, text: string | undefined) {
  const parsed = text === undefined ? undefined : parseTags(text)
  return parsed && !parsed.ok ? [{ field, text: parsed.why }] : []
}

function pairsOf(text: string | undefined): readonly TagPair[] {
  const parsed = parseTags(text ?? '')
  if (!parsed.ok) throw new UserError(parsed.why)
  return parsed.tags
}

function tagsOf(ctx: Ctx, task: Task): Promise<readonly string[]> {
  return ctx.service(task.connection).tags(task)
}

async function aboutTags(
  ctx: Ctx,
  { task: given }: Readonly<Record<string, string>>,
): Promise<readonly Line[]> {
  if (given === undefined) return []
  const task = await ctx.task(given)
  await requireChangeable(ctx, task)
  return [[{ bold: task.name }], ...tagLines(await tagsOf(ctx, task), ctx.locale)]
}

/** Throws before anything is asked where a change could not be made. */
async function requireChangeable(ctx: Ctx, task: Task): Promise<void> {
  ctx.roles.require('operator', task.connection)
  if ((await knownTags(ctx, task)) === undefined) throw new UserError(tagsFixed, 'add')
}

function knownTags(ctx: Ctx, { connection, scenario }: Task) {
  return ctx.service(connection).knownTags(scenario)
}

/** What was typed as the tags that it is, then tags of other tasks whose key or value fits. */
async function suggestions(
  ctx: Ctx,
  given: string | undefined,
  typed: string,
): Promise<readonly SelectOption[]> {
  const parsed = parseTags(typed)
  const own = parsed.ok ? parsed.tags.map(tagText).join(', ') : ''
  const task = given === undefined ? undefined : await ctx.task(given)
  const known = (task && (await knownTags(ctx, task))) ?? []
  const all = known.flatMap(({ key, values }) =>
    values.length === 0 ? [key] : values.map((value) => tagText({ key, value })),
  )
  const part = typed.trim().toLowerCase()
  const fitting = all.filter((tag) => tag.toLowerCase().includes(part) && tag !== own)
  return [...(own === '' ? [] : [own]), ...fitting].map((tag) => ({ value: tag, label: tag }))
}

async function shown(ctx: Ctx, task: Task, tags: readonly string[]): Promise<Reply> {
  const { locale } = ctx
  const changeable = (await knownTags(ctx, task)) !== undefined
  const edit = { label: words.set[locale], action: commandTarget('tags', 'form'), value: formatRef(task) }
  const card = tagsCard(task.name, tags, locale)
  return reply.toMe(
    changeable
      ? { ...card, buttons: [edit] }
      : { ...card, sections: [...(card.sections ?? []), { lines: [tagsFixed[locale]] }] },
  )
}

interface TagChange {
  readonly added: readonly TagPair[]
  readonly removed: readonly TagPair[]
}

function requireRoom(present: readonly string[], { added, removed }: TagChange): void {
  const gone = new Set(removed.map(({ key }) => key))
  const after = withTags(
    present.filter((tag) => !gone.has(pairOf(tag).key)),
    added,
  )
  if (after.length > mostTags) throw new UserError(tooManyTags(after.length), 'add')
}

/** Removed before others are added, so that there is room for them. What needs approval is asked for; the rest is done at once. */
async function changeTags(
  ctx: Ctx,
  task: Task,
  before: readonly string[],
  { added, removed }: TagChange,
  reason: string,
): Promise<Reply> {
  const params = { job_id: task.id, resource_type: task.scenario }
  const calls = [
    { operation: jobTagsActionDelete, tags: removed },
    { operation: jobTagsActionCreate, tags: added },
  ].filter(({ tags }) => tags.length > 0)
  const changed = calls.map(({ operation, tags }) => ({ operation, input: { params, body: { tags } } }))
  const lines = (tags: readonly string[]) => tagLines(tags, ctx.locale)
  return askOrCallEach(ctx, task, changed, reason, async () => {
    const after = await unlessRefused(tagsOf(ctx, task), undefined)
    const result = { name: task.name, before: lines(before), after: after && lines(after) }
    return settingCard(words.name, [result], ctx.locale)
  })
}
