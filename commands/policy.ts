import * as z from 'zod'
import { resolveTasks } from '../src/app/ask-approval.ts'
import { changeSetting, requireSomeAllowed, settingsOf } from '../src/app/task-settings.ts'
import { say, type Text } from '../src/base/i18n.ts'
import { UserError } from '../src/base/user-error.ts'
import {
  contradictions,
  fieldsFor,
  fieldsMissing,
  type PolicyField,
  policyFields,
  policyObjection,
  type SyncPolicy,
} from '../src/domain/tasks/sync-policy.ts'
import type { Task } from '../src/domain/tasks/task.ts'
import { formatRef } from '../src/domain/tasks/task-ref.ts'
import { arg } from '../src/kit/args.ts'
import { command } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import type { Reply } from '../src/kit/reply.ts'
import type { Line } from '../src/views/card.ts'
import { semicolon } from '../src/views/format.ts'
import { policyValues, syncPolicyLines, syncPolicyWords } from '../src/views/sync-policy-words.ts'

const words = {
  name: say('Sync policy', '同步策略'),
  set: say('Set the policy', '设置策略'),
  nothing: say('Nothing was chosen to be set.', '未选择要设置的项。'),
  noFields: say(
    'Tasks of this link have no sync policy that can be set over the API of this connection.',
    '该链路的任务没有可通过该连接的接口设置的同步策略。',
  ),
  format: say(
    'With $database$, $schema$ and $tablename$, for example $database$-$tablename$.',
    '可使用 $database$、$schema$、$tablename$，例如 $database$-$tablename$。',
  ),
  topic: say('It must exist.', '须已存在。'),
} satisfies Record<string, Text>

type Ctx = CommandContext<'settings' | 'policy', 'settings' | 'setups' | 'rawCalls'>

/** A choice of the table of words, in its order. */
function choice(field: PolicyField) {
  return arg.choice(valuesOf(field), { label: syncPolicyWords[field].name }).optional()
}

function choices(field: PolicyField) {
  return arg.choices(valuesOf(field), { label: syncPolicyWords[field].name }).optional()
}

function valuesOf(field: PolicyField) {
  return Object.entries(policyValues(field)).map(([value, text]) => ({ value, words: text }))
}

function text(field: PolicyField, hint?: Text) {
  return arg.text({ label: syncPolicyWords[field].name, max: 255, ...(hint && { hint }) }).optional()
}

/** How a synchronization treats conflicts, DDL and DML, and fills Kafka (DRS API reference 6.3.2, and policy of 7.2.3). */
export const policyCommand = command({
  name: 'policy',
  group: 'setup',
  summary: say(
    'Set how conflicts, DDL and Kafka topics are treated',
    '设置同步策略：冲突、DDL、Kafka 主题等',
  ),
  uses: ['settings', 'policy'],
  capabilities: ['settings', 'setups', 'rawCalls'],
  args: z.strictObject({
    tasks: arg.tasks(),
    conflict: choice('conflict'),
    filter: choice('filter'),
    ddl: choice('ddl'),
    ddlkinds: choices('ddlkinds'),
    dml: choices('dml'),
    indexes: choice('indexes'),
    parts: choices('parts'),
    topology: choice('topology'),
    logs: choice('logs'),
    topics: choice('topics'),
    topic: text('topic', words.topic),
    topicnames: text('topicnames', words.format),
    partition: choice('partition'),
    format: choice('format'),
    partitions: arg.number({ label: syncPolicyWords.partitions.name, min: 1, max: 2_147_483_647 }).optional(),
    replicas: arg.number({ label: syncPolicyWords.replicas.name, min: 1, max: 32_767 }).optional(),
    ddltopic: text('ddltopic', words.topic),
    slot: text('slot'),
    snapshot: choice('snapshot'),
    views: choice('views'),
  }),
  positional: ['tasks'],
  pages: [
    { title: words.name, fields: ['tasks'] },
    { title: words.name, fields: policyFields, about: aboutTasks },
  ],
  deed: words.set,
  alternatives: () => [policyFields],
  facts: factsOf,
  shows: (field, { fields }) =>
    field === 'tasks' || fields === undefined || fields.split(',').includes(field),
  needs: async (_, { needed = '' }) => needed.split(',').filter(Boolean),
  inspect: (values) => contradictions(values).map(({ field, text: why }) => ({ field, text: why })),
  async proposes(ctx, { tasks }) {
    const [first] = tasks === undefined ? [] : await resolveTasks(ctx, tasks)
    if (!first) return {}
    const shown = (await settingsOf(ctx, [first])).get(first.id)?.policy
    return { ...(await rememberedOf(ctx, first)), ...shown }
  },
  run: (ctx, { tasks, ...given }) => setPolicy(ctx, tasks, asTyped(given)),
})

/** Several values of one setting go with commas between, as DRS writes them. */
function asTyped(given: Readonly<Record<string, unknown>>): SyncPolicy {
  const entries = Object.entries(given).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries.map(([name, value]) => [name, [value].flat().map(String).join(',')]))
}

/** What DRS does not show is kept by the bot, as long as it sets the task up. */
async function rememberedOf(ctx: Ctx, task: Task): Promise<SyncPolicy> {
  return (await ctx.setups.of(task))?.policy ?? {}
}

async function factsOf(ctx: Ctx, { tasks: given }: Readonly<Record<string, string>>) {
  if (given === undefined) return {}
  const tasks = await resolveTasks(ctx, given)
  const common = tasks
    .map((task) => settable(ctx, task))
    .reduce((some, own) => some.filter((field) => own.includes(field)))
  const missing = await Promise.all(
    tasks.map(async (task) => fieldsMissing(task, { ...(await rememberedOf(ctx, task)) })),
  )
  const needed = [...new Set(missing.flat())].filter((field) => common.includes(field))
  return { fields: common.join(','), needed: needed.join(',') }
}

function settable(ctx: Ctx, task: Task): readonly PolicyField[] {
  return fieldsFor(task, ctx.rawCalls.generations(task.connection))
}

/** How each task stands now; throws where nothing can be set. */
async function aboutTasks(ctx: Ctx, { tasks: given = '' }: Readonly<Record<string, string>>) {
  const tasks = await resolveTasks(ctx, given)
  requireSomeAllowed('policy', tasks)
  if (tasks.every((task) => settable(ctx, task).length === 0)) throw new UserError(words.noFields, 'tasks')
  const settings = await settingsOf(ctx, tasks)
  return Promise.all(
    tasks.map(async (task): Promise<Line> => {
      const remembered = await rememberedOf(ctx, task)
      const lines = syncPolicyLines(settings.get(task.id)?.policy, remembered, ctx.locale)
      return [{ bold: task.name }, ` · ${lines.join(semicolon[ctx.locale])}`]
    }),
  )
}

async function setPolicy(ctx: Ctx, given: string, policy: SyncPolicy): Promise<Reply> {
  if (Object.keys(policy).length === 0) throw new UserError(words.nothing)
  const tasks = await resolveTasks(ctx, given)
  const [only, ...more] = tasks
  const wrong = more.length === 0 ? policyObjection(only, policy) : undefined
  if (wrong) throw new UserError(wrong.text, wrong.field)
  const known = new Map<string, SyncPolicy>()
  for (const task of tasks) known.set(formatRef(task), await rememberedOf(ctx, task))
  return changeSetting<'policy', 'policy'>(ctx, 'policy', tasks, policy, {
    name: words.name,
    shown: (settings, task) =>
      syncPolicyLines(settings?.policy, known.get(formatRef(task)) ?? {}, ctx.locale),
    objection: (task) => policyObjection(task, policy)?.text,
    noted: async (task) => {
      known.set(formatRef(task), { ...known.get(formatRef(task)), ...policy })
      const setup = await ctx.setups.of(task)
      if (setup) await ctx.setups.save(task, { ...setup, policy: { ...setup.policy, ...policy } })
    },
  })
}
