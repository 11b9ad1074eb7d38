import * as z from 'zod'
import { requireAllowed } from '../src/app/actions.ts'
import { type ApprovalRead, approvalReads, reasonArg } from '../src/app/ask-approval.ts'
import {
  conditionObjection,
  filtersIn,
  pathIn,
  type RuleForm,
  requireWithinLimits,
  type TableRule,
  wantedIn,
} from '../src/app/data-rules.ts'
import { uploadedText } from '../src/app/objects.ts'
import { askOrCall } from '../src/app/raw-call.ts'
import { offersChange, requireChangeable, unlessRefused } from '../src/app/task-settings.ts'
import { say, type Text } from '../src/base/i18n.ts'
import { UserError } from '../src/base/user-error.ts'
import { commandTarget } from '../src/domain/command-targets.ts'
import { pathText } from '../src/domain/objects/text.ts'
import {
  fillings,
  kindsOfV3,
  type ProcessingRule,
  type RulePath,
  ruleFor,
  ruleKinds,
  ruleKindsIn,
  rulesAbout,
  type TaskRules,
  v3Entry,
  withoutRules,
  withRules,
} from '../src/domain/tasks/data-rules.ts'
import type { Task } from '../src/domain/tasks/task.ts'
import { formatRef } from '../src/domain/tasks/task-ref.ts'
import { nameIn, nameValue } from '../src/domain/text/form-name.ts'
import { batchTransformData } from '../src/drs/index.ts'
import { updateDataProcessingRules } from '../src/drs/v5/index.ts'
import { arg } from '../src/kit/args.ts'
import { command, type SelectOption } from '../src/kit/command.ts'
import type { CommandContext } from '../src/kit/context.ts'
import { type Reply, reply } from '../src/kit/reply.ts'
import type { Line } from '../src/views/card.ts'
import { columnTypeWords, dmlWords, fillingWords, ruleKindWords, ruleLines } from '../src/views/rule-words.ts'
import { rulesCard, rulesPreviewCard, rulesSavedCard } from '../src/views/rules-card.ts'

const words = {
  name: say('Data rules', '数据加工规则'),
  kind: say('Rule', '规则'),
  remove: say('Remove the rules of a table', '删除表的规则'),
  table: say('Table', '表'),
  tableHint: say(
    'Such as shop.orders (“db.schema.table” where there are schemas). A database to rename everything in it.',
    '例如“shop.orders”（有 Schema 时写作“库.Schema.表”）。按前后缀映射时可填写库名。',
  ),
  condition: say('Condition', '过滤条件'),
  conditionHint: say(
    'What follows WHERE in standard SQL, such as: id > 5 and status = 1. Up to 512 characters (API v3: 256).',
    'WHERE 之后的标准 SQL，例如“id > 5 and status = 1”。最多 512 个字符（v3 接口 256 个）。',
  ),
  file: say('Or a file for many tables', '或上传文件（多张表）'),
  fileHint: say(
    'One table a line: shop.orders: id > 5. It counts instead of table and condition.',
    '每行一张表，例如“shop.orders: id > 5”。上传文件后以文件为准。',
  ),
  columns: say('Columns', '列'),
  columnsHint: say(
    'To leave them out; of a joined table those its condition needs.',
    '列过滤时为不同步的列；关联表时为条件所需的列。',
  ),
  key: say('Primary key or unique column', '主键或唯一索引列'),
  index: say('Column to be indexed', '需要优化查询的索引列'),
  names: say('New column names', '列映射'),
  namesHint: say('One a line: total -> amount', '每行一个，例如“total -> amount”'),
  column: say('Name of the new column', '附加列名称'),
  filling: say('Filled with', '填充方式'),
  type: say('Data type', '数据类型'),
  value: say('Value', '列值'),
  valueHint: say('For a fixed value, or the name of the server.', '填充默认值或服务器名称时填写。'),
  dml: say('Changes to copy', '同步的操作'),
  ddl: say('DDL to copy', '同步的 DDL'),
  ddlHint: say(
    'As DRS writes it: ct,at,dt,rt, or CREATE TABLE,ALTER TABLE.',
    '按 DRS 格式填写，例如“ct,at,dt,rt”或“CREATE TABLE,ALTER TABLE”。',
  ),
  prefix: say('Prefix', '前缀'),
  suffix: say('Suffix', '后缀'),
  reason: say('Only needed if approval rules ask for it.', '仅审批规则要求时需要填写。'),
  change: say('Set a rule…', '设置规则…'),
  preview: say('Check and preview', '校验并预览'),
  noObjects: say(
    'Select the objects of the task first: /drs objects.',
    '请先使用 /drs objects 选择任务的对象。',
  ),
  onlyV5: say(
    'API v3 sets conditions on rows only. Do it in the console, or add v5 to `api` of the connection.',
    'v3 接口仅支持设置行过滤条件。请在控制台操作，或在该连接的 api 配置中加入 v5。',
  ),
  stays: say(
    'This table has a condition. API v3 can’t replace it. Do it in the console, or add v5 to `api` of the connection.',
    '该表已有过滤条件，v3 接口不支持替换。请在控制台操作，或在该连接的 api 配置中加入 v5。',
  ),
  unreadable: say(
    'DRS shows rules in an unknown form, and saving would lose them. Set rules in the console.',
    'DRS 返回了无法识别的规则，保存会丢失这些规则，请在控制台设置。',
  ),
  noRules: say('Nothing is set for this table.', '该表没有规则。'),
  noTable: say('Name the table.', '请填写表。'),
  nothingSaid: say('Choose something to be set.', '请选择要设置的内容。'),
} satisfies Record<string, Text>

const reads = [
  'dataRules',
  'tableColumns',
  'checkRules',
  'requireRulesSaved',
  'selectedObjects',
  'sourceObjects',
] as const
type Ctx = CommandContext<
  (typeof reads)[number] | ApprovalRead,
  'rawCalls' | 'approvals' | 'roles' | 'inputs'
>
type RawValues = Readonly<Record<string, string>>

const kindValues = [
  ...ruleKinds.map((value) => ({ value, words: ruleKindWords[value] })),
  { value: 'remove' as const, words: words.remove },
]
const types = [...new Set(Object.values(fillings).flat())].map((value) => ({
  value,
  words: columnTypeWords[value],
}))

/** The fields that each kind asks for, beside the table; the first ones are needed. */
const fieldsOf: Readonly<
  Record<string, { readonly needed: readonly string[]; readonly more: readonly string[] }>
> = {
  filter: { needed: [], more: ['condition', 'file'] },
  join: { needed: ['table', 'condition', 'columns', 'key', 'index'], more: [] },
  columns: { needed: ['table'], more: ['columns', 'names'] },
  add: { needed: ['table', 'column', 'filling'], more: ['type', 'value'] },
  statements: { needed: ['table'], more: ['dml', 'ddl'] },
  rename: { needed: ['table'], more: ['prefix', 'suffix'] },
  remove: { needed: ['table'], more: [] },
}

const args = z.strictObject({
  task: arg.task(),
  kind: arg.choice(kindValues, { label: words.kind }).optional(),
  table: arg.search({ label: words.table, hint: words.tableHint }).optional(),
  condition: arg.text({ label: words.condition, hint: words.conditionHint, max: 512 }).optional(),
  file: arg.file({ label: words.file, hint: words.fileHint }).optional(),
  columns: arg.clouds({ label: words.columns, hint: words.columnsHint }).optional(),
  key: arg.text({ label: words.key, max: 256 }).optional(),
  index: arg.text({ label: words.index, max: 256 }).optional(),
  names: arg.multiline({ label: words.names, hint: words.namesHint }).optional(),
  column: arg.text({ label: words.column, max: 128 }).optional(),
  filling: arg
    .choice(
      (Object.keys(fillings) as (keyof typeof fillings)[]).map((value) => ({
        value,
        words: fillingWords[value],
      })),
      { label: words.filling },
    )
    .optional(),
  type: arg.choice(types, { label: words.type }).optional(),
  value: arg.text({ label: words.value, hint: words.valueHint, max: 255 }).optional(),
  dml: arg
    .choices(
      (['i', 'u', 'd', 'none'] as const).map((value) => ({ value, words: dmlWords[value] })),
      { label: words.dml },
    )
    .optional(),
  ddl: arg.text({ label: words.ddl, hint: words.ddlHint, max: 255 }).optional(),
  prefix: arg.text({ label: words.prefix, max: 64 }).optional(),
  suffix: arg.text({ label: words.suffix, max: 64 }).optional(),
  reason: reasonArg.meta({ ...reasonArg.meta(), hint: words.reason }).optional(),
})

/** Which rows, columns and statements are synchronized, and under which names (DRS API reference 6.3.1 and 7.9). */
export const transformCommand = command({
  name: 'transform',
  group: 'setup',
  summary: say('Filter rows, leave out or rename columns', '设置数据加工规则：过滤行、列映射等'),
  uses: [...reads, ...approvalReads],
  calls: [batchTransformData, updateDataProcessingRules],
  capabilities: ['rawCalls', 'approvals', 'roles', 'inputs'],
  args,
  positional: ['task', 'kind', 'table'],
  pages: [
    { title: words.name, fields: ['task'] },
    { title: words.name, fields: ['kind', 'table'], about: aboutTask },
    {
      title: words.name,
      fields: [
        'condition',
        'file',
        'columns',
        'key',
        'index',
        'names',
        'column',
        'filling',
        'type',
        'value',
        'dml',
        'ddl',
        'prefix',
        'suffix',
        'reason',
      ],
    },
  ],
  deed: words.preview,
  shows: (field, { kind }) => {
    if (['task', 'kind', 'table', 'reason'].includes(field)) return true
    const { needed, more } = fieldsOf[kind ?? ''] ?? { needed: [], more: [] }
    return needed.includes(field) || more.includes(field)
  },
  needs: async (_, { kind }) => (kind === undefined ? [] : (fieldsOf[kind]?.needed ?? [])),
  alternatives: ({ kind }) =>
    kind === undefined || kind === 'add' || kind === 'join' || kind === 'remove'
      ? []
      : [fieldsOf[kind]?.more ?? []],
  inspect: ({ kind, condition, table, filling, value }) => {
    const wrong = condition === undefined ? undefined : conditionObjection(condition)
    return [
      ...(wrong ? [{ field: 'condition', text: wrong }] : []),
      ...(kind === 'filter' && condition !== undefined && table === undefined
        ? [{ field: 'table', text: words.noTable }]
        : []),
      ...(filling === 'default_value' && value === undefined
        ? [{ field: 'value', text: words.nothingSaid }]
        : []),
    ]
  },
  options: {
    table: (ctx, { task }, typed) => tables(ctx, task, typed),
    columns: async (ctx, { task = '', table = '' }) => {
      const found = await ctx.task(task)
      const columns = await ctx.service(found.connection).tableColumns(found, pathIn(found, table))
      return (columns ?? []).map(({ name, type = '' }) => ({
        value: nameValue(name),
        label: `${name} ${type}`.trim(),
      }))
    },
  },
  async run(ctx, { task: given, reason, ...form }) {
    const task = await ctx.task(given)
    const present = await ctx.service(task.connection).dataRules(task)
    if (form.kind === undefined) return shown(ctx, task, present)
    requireChangeable(ctx, 'transform', task)
    const change = await changeIn(ctx, task, present, form)
    const values = asValues({ ...form, task: formatRef(task), reason })
    return preview(ctx, task, change, values)
  },
  actions: { save },
})

type Form = Omit<RuleForm, 'kind'> & {
  readonly kind?: RuleForm['kind'] | 'remove' | undefined
  readonly file?: string | undefined
}

/** As the form holds it. */
function asValues(form: Readonly<Record<string, unknown>>): RawValues {
  return Object.fromEntries(
    Object.entries(form).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, [value].flat().map(String).join(',')] as const],
    ),
  )
}

/** What would be asked of DRS, and what of the rules it would change. */
interface RuleChange {
  readonly api: TaskRules['api']
  readonly paths: readonly RulePath[]
  /** Of these tables only. */
  readonly before: readonly ProcessingRule[]
  readonly after: readonly ProcessingRule[]
  /** Rules whose conditions DRS can check. */
  readonly checked: readonly ProcessingRule[]
  readonly body: object
}

async function changeIn(ctx: Ctx, task: Task, present: TaskRules, form: Form): Promise<RuleChange> {
  const { api, rules, unreadable } = present
  const { kind = 'remove' } = form
  if (unreadable > 0) throw new UserError(words.unreadable, 'task')
  if (api === 'v3' && !kindsOfV3.some((one) => one === kind)) throw new UserError(words.onlyV5, 'kind')
  if (kind === 'remove') return removal(task, present, form.table ?? '')
  const wanted = await rulesWanted(ctx, task, { ...form, kind })
  requireWithinLimits(task, present, wanted)
  const { selection } = await ctx.service(task.connection).selectedObjects(task)
  if (!selection) throw new UserError(words.noObjects, 'task')
  const targets = selection.scope === 'all' ? [] : selection.objects
  const made = wanted.map(({ path, wanted: one }) => {
    const named = targets.find((object) => pathText(object.path) === pathText(path))
    return { path, rule: ruleFor(path, one, named?.to ?? path) }
  })
  const paths = wanted.map(({ path }) => path)
  const before = rulesOf(rules, paths)
  if (api === 'v3') {
    if (before.length > 0) throw new UserError(words.stays, 'table')
    const jobs = wanted.flatMap(({ path, wanted: one }) => v3Entry(task.id, path, one) ?? [])
    return { api, paths, before, after: made.map(({ rule }) => rule), checked: [], body: { jobs } }
  }
  const all = withRules(rules, made)
  const checked = made.flatMap(({ rule }) => (hasCondition(rule) ? [rule] : []))
  return { api, paths, before, after: rulesOf(all, paths), checked, body: { data_process_info: all } }
}

/** The rules about any of these tables. */
function rulesOf(rules: readonly ProcessingRule[], paths: readonly RulePath[]): readonly ProcessingRule[] {
  return [...new Set(paths.flatMap((path) => rulesAbout(rules, path)))]
}

function hasCondition(rule: ProcessingRule): boolean {
  return ruleKindsIn(rule).some((kind) => kind === 'filter' || kind === 'join')
}

function removal(task: Task, { api, rules }: TaskRules, table: string): RuleChange {
  const path = pathIn(task, table)
  const before = rulesAbout(rules, path)
  if (before.length === 0) throw new UserError(words.noRules, 'table')
  const body = { data_process_info: withoutRules(rules, path) }
  return { api, paths: [path], before, after: [], checked: [], body }
}

async function rulesWanted(ctx: Ctx, task: Task, form: RuleForm & Form): Promise<readonly TableRule[]> {
  const { kind, file, table = '', columns } = form
  if (kind === 'filter' && file !== undefined) return filtersIn(task, await uploadedText(ctx.inputs, file))
  const path = pathIn(task, table, kind)
  const all =
    kind === 'columns' || kind === 'join'
      ? await ctx.service(task.connection).tableColumns(task, path)
      : undefined
  return [{ path, wanted: wantedIn({ ...form, columns: columns?.map(nameIn) }, all) }]
}

function shown(ctx: Ctx, task: Task, present: TaskRules): Reply {
  const label = words.change[ctx.locale]
  const change = { label, action: commandTarget('transform', 'form'), value: formatRef(task) }
  const offered = present.unreadable === 0 && offersChange(ctx, 'transform', task)
  return reply.toMe(rulesCard(task, { ...present, ...(offered && { change }) }, ctx.locale))
}

async function aboutTask(ctx: Ctx, { task: given = '' }: RawValues): Promise<readonly Line[]> {
  const task = await ctx.task(given)
  requireChangeable(ctx, 'transform', task)
  const { rules } = await ctx.service(task.connection).dataRules(task)
  return [[{ bold: task.name }], ...ruleLines(rules, ctx.locale, 3)]
}

/** So many has a list of Slack. */
const mostOptions = 100

/** Tables of the selection, and those of the source in whole databases of it, as far as DRS lists them. */
async function tables(ctx: Ctx, given: string | undefined, typed: string): Promise<readonly SelectOption[]> {
  const own = typed.trim() === '' ? [] : [typed.trim()]
  if (given === undefined) return own.map(asOption)
  const task = await ctx.task(given)
  const drs = ctx.service(task.connection)
  const { selection } = await drs.selectedObjects(task)
  const source = await unlessRefused(drs.sourceObjects(task, { fresh: false }), undefined)
  const named = selection?.scope === 'some' ? selection.objects : []
  const single = named.filter(({ whole }) => !whole).map(({ path }) => pathText(path))
  const inWhole = [...(source ?? [])].flatMap(([name, { objects = [] }]) =>
    selection?.scope === 'all' || named.some(({ path: [first], whole }) => whole && first === name)
      ? [...objects].map((object) => `${pathText([name])}.${object}`)
      : [],
  )
  const part = typed.trim().toLowerCase()
  const fitting = [...new Set([...single, ...inWhole])].filter((name) => name.toLowerCase().includes(part))
  return [...new Set([...fitting, ...own])].slice(0, mostOptions).map(asOption)
}

function asOption(name: string): SelectOption {
  return { value: name, label: name }
}

/** Checks what DRS can check, shows what would change, and keeps it until somebody saves it. */
async function preview(
  ctx: Ctx,
  task: Task,
  change: RuleChange,
  values: RawValues,
  meanwhile = false,
): Promise<Reply> {
  const { api, before, after, checked } = change
  const drs = ctx.service(task.connection)
  const verdicts = checked.length === 0 ? undefined : await drs.checkRules(task, checked)
  const id = await ctx.inputs.keep('transform', { ...values, before: JSON.stringify(before) })
  const told = verdicts?.map((one) =>
    // The condition that is there is the one that saving replaces.
    one.message === 'DATA_TRANSFORMATION_ALREADY_EXISTED' &&
    rulesAbout(before.filter(hasCondition), one.path).length > 0
      ? { path: one.path, passed: true }
      : one,
  )
  const shownPreview = { api, before, after, verdicts: told, id, ...(meanwhile && { meanwhile }) }
  return reply.toMe(rulesPreviewCard(task, shownPreview, ctx.locale))
}

/** Saves what was previewed; shows it again where it would change something else by now. */
async function save(ctx: Ctx, kept: string): Promise<Reply> {
  const { before: seen, ...values } = await ctx.inputs.kept(kept)
  const { task: given, reason = '', ...form } = args.parse(values)
  const task = await ctx.task(given)
  ctx.roles.require('operator', task.connection)
  requireAllowed('transform', task)
  const drs = ctx.service(task.connection)
  const change = await changeIn(ctx, task, await drs.dataRules(task), form)
  if (JSON.stringify(change.before) !== seen) return preview(ctx, task, change, values, true)
  const operation = change.api === 'v3' ? batchTransformData : updateDataProcessingRules
  const input = { ...(change.api === 'v5' && { params: { job_id: task.id } }), body: change.body }
  const { asked, answer } = await askOrCall(ctx, task, { operation, input }, reason)
  if (asked) return asked
  const query = queryIn(answer)
  if (query !== undefined) await drs.requireRulesSaved(task, query)
  const now = await unlessRefused(drs.dataRules(task), undefined)
  const saved = { before: change.before, now: now && rulesOf(now.rules, change.paths) }
  return reply.toMe(rulesSavedCard(task, saved, ctx.locale))
}

const answered = z.looseObject({ id: z.string() })

/** What the result of an asynchronous call is asked for with. */
function queryIn(answer: unknown): string | undefined {
  return answered.safeParse(answer).data?.id
}
