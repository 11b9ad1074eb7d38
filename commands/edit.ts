import * as z from 'zod'
import { requireAllowed } from '../src/app/actions.ts'
import { type ApprovalRead, approvalAsked, approvalReads, reasonArg } from '../src/app/ask-approval.ts'
import { policyWithout } from '../src/app/batch.ts'
import { takenName, taskDescriptionArg, taskNameArg } from '../src/app/task-names.ts'
import { requireApplied, settingsOf } from '../src/app/task-settings.ts'
import { type Locale, say, type Text, type TextTemplate } from '../src/base/i18n.ts'
import { UserError } from '../src/base/user-error.ts'
import { permission } from '../src/domain/actions/permission.ts'
import { isGuarded } from '../src/domain/actions/rows.ts'
import { commandTarget } from '../src/domain/command-targets.ts'
import type { Task } from '../src/domain/tasks/task.ts'
import { formatRef } from '../src/domain/tasks/task-ref.ts'
import { DrsError } from '../src/drs/drs-error.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import { type Reply, reply } from '../src/kit/reply.ts'
import type { Button, Line } from '../src/views/card.ts'
import { type EditResult, editCard } from '../src/views/edit-card.ts'
import { colon } from '../src/views/format.ts'

const words = {
  title: say('Edit the task', '修改任务'),
  name: say('Name', '任务名称'),
  description: say('Description', '描述'),
  days: say('Ends automatically after a failure (days)', '异常自动结束（天）'),
  daysHint: say('14 to 100. API v5 only.', '取值 14～100。仅支持 v5 接口。'),
  node: say('Specifications', '规格'),
  readOnly: say('Destination is read-only', '目标库只读'),
  yes: say('Yes', '是'),
  no: say('No', '否'),
  reason: say(
    'Only needed where approval rules ask for it: for another name, and for the days of a started task.',
    '仅当审批规则要求时需要填写：修改名称，或修改已启动任务的异常自动结束时间。',
  ),
  nothing: say('Change at least one of the values.', '请至少修改一项。'),
  nameRefused: say('DRS does not take this name. Choose another one.', 'DRS 不接受该名称，请换一个名称。'),
  unknown: say('unknown', '未知'),
  none: say('none', '无'),
  rebuild: say('Build the instance again', '重建复制实例'),
  reclaimed: say(
    'In configuration for more than 3 days: DRS has released the replication instance. Build it again first.',
    '任务处于配置状态已超过 3 天，DRS 已释放复制实例，请先重建。',
  ),
  rebuilding: say('DRS is building the replication instance again', 'DRS 正在重建复制实例'),
  rebuildNext: say(
    'This takes some minutes. Then test the connections again.',
    '该过程需要几分钟，完成后请重新测试连接。',
  ),
  keep: say('Cancel', '取消'),
} satisfies Record<string, Text>

const rebuildAsk: TextTemplate<[name: string]> = {
  en: (name) => `DRS replaces the machine of ${name}. What the old one held is lost.`,
  'zh-CN': (name) => `DRS 将替换 ${name} 的虚拟机，原虚拟机上的内容将丢失。`,
}

type EditAction = 'rename' | 'describe' | 'expire' | 'adjust'
type Ctx = CommandContext<
  'settings' | 'list' | 'isNameFree' | 'nodeTypes' | EditAction | 'rebuild' | ApprovalRead,
  'settings' | 'approvals' | 'knowledge'
>

/** Name, description and the like of a task (DRS API reference 6.1.4, 7.2.3). */
export const editCommand = command({
  name: 'edit',
  group: 'setup',
  summary: say('Change name, description and size of a task', '修改任务的名称、描述和规格'),
  uses: [
    ...(['settings', 'list', 'isNameFree', 'nodeTypes', 'rename', 'describe', 'expire'] as const),
    ...(['adjust', 'rebuild', ...approvalReads] as const),
  ],
  capabilities: ['settings', 'approvals', 'knowledge'],
  args: z.strictObject({
    task: arg.task(),
    name: taskNameArg.optional(),
    description: taskDescriptionArg.optional(),
    days: arg.number({ label: words.days, hint: words.daysHint, min: 14, max: 100 }).optional(),
    node: arg.cloud({ label: words.node }).optional(),
    readOnly: arg
      .choice(
        [
          { value: 'true', words: words.yes },
          { value: 'false', words: words.no },
        ],
        { label: words.readOnly },
      )
      .optional(),
    reason: reasonArg.meta({ ...reasonArg.meta(), hint: words.reason }).optional(),
  }),
  positional: ['task', 'name'],
  pages: [
    { title: words.title, fields: ['task'] },
    {
      title: words.title,
      fields: ['name', 'description', 'days', 'node', 'readOnly', 'reason'],
      about: aboutTask,
    },
  ],
  alternatives: () => [['name', 'description', 'days', 'node', 'readOnly']],
  deed: words.title,
  options: {
    node: async (ctx, { task: given = '' }) => {
      const task = await ctx.task(given)
      const types = await ctx.service(task.connection).nodeTypes(task)
      return types.map((type) => ({ value: type, label: type }))
    },
  },
  async proposes(ctx, { task: given }) {
    if (given === undefined) return {}
    const now = await valuesOf(ctx, await ctx.task(given))
    return Object.fromEntries(parts.flatMap((part) => (now[part] ? [[part, now[part]]] : [])))
  },
  run: (ctx, { task, reason, days, ...wanted }) =>
    edit(ctx, task, { ...wanted, days: days === undefined ? undefined : String(days) }, reason),
  actions: { rebuild },
})

/** What can be changed, each in the words of an option. */
interface Values {
  readonly name?: string | undefined
  readonly description?: string | undefined
  readonly days?: string | undefined
  readonly node?: string | undefined
  readonly readOnly?: string | undefined
}

const actionFor = {
  name: 'rename',
  description: 'describe',
  days: 'expire',
  node: 'adjust',
  readOnly: 'adjust',
} as const satisfies Record<keyof Values, EditAction>

const parts = ['name', 'description', 'days', 'node', 'readOnly'] as const

async function valuesOf(ctx: Ctx, task: Task): Promise<Values> {
  const settings = (await settingsOf(ctx, [task])).get(task.id)
  const { name, description = '', expiredDays, nodeType } = task
  const { destinationReadOnly: readOnly } = settings ?? {}
  return {
    name,
    description,
    ...(expiredDays !== undefined && { days: String(expiredDays) }),
    ...(nodeType !== undefined && { node: nodeType }),
    ...(readOnly !== undefined && { readOnly: String(readOnly) }),
  }
}

/** How the task is now; throws where nothing of it can be changed. */
async function aboutTask(ctx: Ctx, { task: given = '' }: Readonly<Record<string, string>>) {
  const task = await ctx.task(given)
  requireAllowed('describe', task)
  const now = await valuesOf(ctx, task)
  const why = permission('adjust', task)
  return [
    [{ bold: task.name }],
    ...parts.map(
      (part): Line => `${words[part][ctx.locale]}${colon[ctx.locale]}${shown(part, now[part], ctx.locale)}`,
    ),
    ...(why.ok ? [] : [[{ italic: why.why[ctx.locale] }]]),
    ...((await isReclaimed(ctx, task)) ? [words.reclaimed[ctx.locale]] : []),
  ]
}

function shown(part: keyof Values, value: string | undefined, locale: Locale): string {
  if (value === undefined) return words.unknown[locale]
  if (value === '') return words.none[locale]
  if (part === 'readOnly') return (value === 'true' ? words.yes : words.no)[locale]
  return value
}

async function edit(ctx: Ctx, given: string, wanted: Values, reason: string | undefined): Promise<Reply> {
  const task = await ctx.task(given)
  const before = await valuesOf(ctx, task)
  const changed = parts.filter((part) => wanted[part] !== undefined && wanted[part] !== before[part])
  if (changed.length === 0) throw new UserError(words.nothing, 'name')
  if (changed.includes('name')) await requireFreeName(ctx, task, wanted.name ?? '')
  const results: Outcome[] = []
  for (const part of changed) results.push(await change(ctx, task, part, wanted[part] ?? '', reason))
  const [asked] = results.flatMap(({ asked }) => asked ?? [])
  // The request says more than that there is one.
  if (asked && changed.length === 1) return asked
  // It is done, whatever keeps it from being shown.
  const after: Values = await ctx.task(formatRef(task)).then(
    (now) => valuesOf(ctx, now),
    () => ({}),
  )
  const rows = changed.map((part, i): EditResult => {
    const { asked: requested, why, error } = results[i] ?? {}
    if (requested) return { name: words[part], requested: true }
    if (why) return { name: words[part], why }
    if (error) return { name: words[part], error }
    const { locale } = ctx
    return {
      name: words[part],
      before: shown(part, before[part], locale),
      after: shown(part, after[part], locale),
    }
  })
  const buttons = (await isReclaimed(ctx, task)) ? [rebuildButton(task, ctx.locale)] : []
  return reply.toMe(editCard(task.name, rows, ctx.locale, buttons))
}

/** What became of one change; nothing of these where it was made. */
interface Outcome {
  readonly asked?: Reply
  readonly why?: Text
  readonly error?: DrsError
}

async function change(
  ctx: Ctx,
  task: Task,
  part: keyof Values,
  value: string,
  reason: string | undefined,
): Promise<Outcome> {
  const action = actionFor[part]
  const allowed = permission(action, task)
  if (!allowed.ok) return { why: allowed.why }
  const options = { [part]: value }
  const asked = isGuarded(action)
    ? await approvalAsked(ctx, { verb: action, tasks: [task], reason, options })
    : undefined
  if (asked) return { asked }
  const policy = isGuarded(action) ? await policyWithout(ctx, action, [task], options) : undefined
  const [one] = await applied(ctx, action, task, value, part, policy)
  return { ...(one?.why && { why: one.why }), ...(one?.error && { error: one.error }) }
}

function applied(
  ctx: Ctx,
  action: EditAction,
  task: Task,
  value: string,
  part: keyof Values,
  policy: Awaited<ReturnType<typeof policyWithout>>,
) {
  switch (action) {
    case 'rename':
      return ctx.settings.apply(action, [task], { name: value }, policy)
    case 'describe':
      return ctx.settings.apply(action, [task], { description: value }, policy)
    case 'expire':
      return ctx.settings.apply(action, [task], { days: value }, policy)
    case 'adjust':
      return ctx.settings.apply(
        action,
        [task],
        part === 'node' ? { node: value } : { readOnly: value === 'true' ? 'true' : 'false' },
        policy,
      )
  }
}

/** Before anything is asked of others: the index knows taken names, and over v5 DRS says whether it takes one. */
async function requireFreeName(ctx: Ctx, { connection, id }: Task, name: string): Promise<void> {
  const [taken] = await takenName(ctx, connection, name, id)
  if (taken) throw new UserError(taken.text, 'name')
  const isFree = await ctx
    .service(connection)
    .isNameFree(name)
    .catch((error: unknown) => {
      if (error instanceof DrsError && error.httpStatus === 422) return false
      throw error
    })
  if (isFree === false) throw new UserError(words.nameRefused, 'name')
}

const day = 24 * 60 * 60_000

/** 7.2.3: after three days in configuration the machine is gone, which no answer of DRS says. */
async function isReclaimed(ctx: Ctx, task: Task): Promise<boolean> {
  if (!permission('rebuild', task).ok) return false
  const seen = (await ctx.knowledge.seen(task.connection, [task.id])).get(task.id)
  const since = seen?.status === task.status ? seen.statusSince : undefined
  const began = since ?? task.createdAt
  return began !== undefined && began + 3 * day <= ctx.now
}

function rebuildButton(task: Task, locale: Locale): Button {
  return {
    label: words.rebuild[locale],
    action: commandTarget('edit', 'rebuild'),
    value: formatRef(task),
    confirm: {
      title: words.rebuild[locale],
      text: rebuildAsk[locale](task.name),
      yes: words.rebuild[locale],
      no: words.keep[locale],
    },
  }
}

async function rebuild(ctx: Ctx, ref: string): Promise<Reply> {
  const task = await ctx.task(ref)
  requireAllowed('rebuild', task)
  requireApplied(await ctx.settings.apply('rebuild', [task], {}))
  return reply.toMe({
    title: `${words.rebuilding[ctx.locale]}${colon[ctx.locale]}${task.name}`,
    tone: 'working',
    lines: [words.rebuildNext[ctx.locale]],
  })
}
