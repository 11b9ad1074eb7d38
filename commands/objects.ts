import * as z from 'zod'
import { requireAllowed } from '../src/app/actions.ts'
import { askApproval, needsReasonFor, reasonArg } from '../src/app/ask-approval.ts'
import { policyWithout } from '../src/app/batch.ts'
import {
  changeFile,
  chosenText,
  type ObjectsContext,
  objectsFile,
  objectsUses,
  presentText,
  problemsFile,
  rulesFor,
  valuesOf,
  type WantedObjects,
} from '../src/app/objects.ts'
import { requireApplied, unlessRefused } from '../src/app/task-settings.ts'
import { say, type Text } from '../src/base/i18n.ts'
import { createSlices } from '../src/base/slices.ts'
import { UserError } from '../src/base/user-error.ts'
import { checkedObjects } from '../src/domain/objects/check.ts'
import {
  changeIn,
  changeLines,
  isNoChange,
  objectsChange,
  writtenChange,
} from '../src/domain/objects/diff.ts'
import { needsRoot, selectionIn, writtenSelection } from '../src/domain/objects/selection.ts'
import type { TaskObjects } from '../src/domain/objects/task-objects.ts'
import type { Task } from '../src/domain/tasks/task.ts'
import { formatRef, parseRef } from '../src/domain/tasks/task-ref.ts'
import { nameValue } from '../src/domain/text/form-name.ts'
import { arg } from '../src/kit/args.ts'
import { command, type SelectOption } from '../src/kit/command.ts'
import { type Reply, reply } from '../src/kit/reply.ts'
import type { ReceivedFile } from '../src/ports/drs.ts'
import type { Card, Line } from '../src/views/card.ts'
import {
  areManyProblems,
  editAppliedCard,
  editCheckCard,
  isLongChange,
  objectsFileCard,
  objectsNowLines,
  objectsPreviewCard,
  objectsProblemsCard,
  objectsSavedCard,
  sameObjectsCard,
} from '../src/views/objects-card.ts'

const words = {
  name: say('Objects', '对象'),
  scope: say('What is copied', '选择范围'),
  all: say('Everything', '全部对象'),
  databases: say('Whole databases from a list', '从列表中选择整库'),
  names: say('Databases and tables by name or file', '按名称或文件选择库表'),
  list: say('Databases', '数据库'),
  lines: say('One a line', '每行一个'),
  linesHint: say(
    '“shop” is the whole database, “shop.orders” a table (“db.schema.table” where there are schemas), “shop.orders -> archive.orders” another name at the destination. “view” or “procedure” may follow a name.',
    '“shop”表示整库，“shop.orders”表示表（有 Schema 时写作“库.Schema.表”），“shop.orders -> archive.orders”表示在目标库改名。视图或存储过程请在名称后加“view”或“procedure”。',
  ),
  noLines: say('Enter at least one line, or upload a file.', '请至少填写一行，或上传文件。'),
  file: say('Or a file', '或上传文件'),
  fileHint: say(
    'Text or CSV, with the same lines or columns such as “database,table,target database,target table”. Up to 20,000 objects. It counts instead of the lines above.',
    '文本或 CSV 文件，内容同上，或按列填写，首行为列名：源库名、源表名、目标库名、目标表名。最多 20,000 个对象。上传文件后以文件为准。',
  ),
  root: say('Destination database', '目标库'),
  rootHint: say('The database at the destination that the schemas go into.', '用于存放各 Schema 的目标库。'),
  apply: say('Apply the changed objects', '应用修改后的对象'),
  applyHint: say('After the pre-check of the change has passed.', '须先通过针对该修改的预检查。'),
  reason: say('Only needed if approval rules ask for it.', '仅当审批规则要求时需要填写。'),
  preview: say('Preview', '预览'),
  applyNow: say('Apply the change', '应用修改'),
  running: say(
    'The task is incremental. Saving changes nothing yet: the change takes effect after a pre-check, when you apply it.',
    '任务处于增量阶段。保存后不会立即生效，须通过预检查并应用后才生效。',
  ),
  first: say(
    'The list shows the first 100. For others, go back and choose by name.',
    '列表仅显示前 100 个数据库，其他数据库请返回上一步按名称选择。',
  ),
  onlyV5: say(
    'API v3 can’t change objects while the task runs. Do it in the console, or add v5 to `api` of the connection.',
    'v3 接口不支持运行中修改对象。请在控制台操作，或在该连接的 api 配置中加入 v5。',
  ),
} satisfies Record<string, Text>

type Ctx = ObjectsContext
type RawValues = Readonly<Record<string, string>>

/** What a task migrates or synchronizes (DRS API reference 6.1.5, `db_object` of 7.2.3, and 7.4). */
export const objectsCommand = command({
  name: 'objects',
  group: 'setup',
  summary: say('Choose which databases and tables are copied', '选择要迁移或同步的库表'),
  uses: objectsUses,
  capabilities: ['settings', 'actions', 'approvals', 'inputs'],
  args: z.strictObject({
    task: arg.task(),
    scope: arg
      .choice(
        [
          { value: 'all', words: words.all },
          { value: 'databases', words: words.databases },
          { value: 'names', words: words.names },
        ],
        { label: words.scope },
      )
      .optional(),
    databases: arg.clouds({ label: words.list }).optional(),
    names: arg.multiline({ label: words.lines, hint: words.linesHint }).optional(),
    file: arg.file({ label: words.file, hint: words.fileHint }).optional(),
    root: arg.text({ label: words.root, hint: words.rootHint, max: 128 }).optional(),
    apply: arg.flag({ label: words.apply, hint: words.applyHint }),
    reason: reasonArg.meta({ ...reasonArg.meta(), hint: words.reason }).optional(),
  }),
  positional: ['task'],
  pages: [
    { title: words.name, fields: ['task', 'scope', 'reason'], about: aboutNow },
    { title: words.name, fields: ['databases', 'names', 'file', 'root'], about: aboutChoice },
  ],
  deed: ({ apply }) => (apply === 'true' ? words.applyNow : words.preview),
  shows,
  needs,
  alternatives: ({ scope }) => (scope === 'names' ? [['names', 'file']] : []),
  inspect: ({ scope, names, file }) =>
    scope === 'names' && names === undefined && file === undefined
      ? [{ field: 'names', text: words.noLines }]
      : [],
  proposes,
  options: { databases: databaseOptions },
  async run(ctx, { apply, reason, task: given, ...wanted }) {
    const task = await ctx.task(given)
    return apply ? applyEdit(ctx, task, reason) : preview(ctx, task, wanted)
  },
  looks: ['file'],
  actions: {
    save,
    check: async (ctx, ref) => {
      const task = await ctx.task(ref)
      await ctx.actions.perform('editcheck', task, {})
      return reply.toMe(editCheckCard(task, ctx.locale))
    },
    file: async (ctx, ref) => {
      const task = await ctx.task(ref)
      const { selection } = await ctx.service(task.connection).selectedObjects(task)
      return withFile(objectsFile(task, selection, 'now', ctx.locale), objectsFileCard(task, ctx.locale))
    },
  },
})

function shows(field: string, { scope, apply }: RawValues): boolean {
  if (field === 'task') return true
  if (apply === 'true') return field === 'reason'
  if (field === 'databases') return scope === 'databases'
  if (field === 'names' || field === 'file') return scope === 'names'
  return field === 'scope'
}

/** Where others approve what is applied, the reason; where tables go into schemas, the database of these. */
async function needs(ctx: Ctx, values: RawValues): Promise<readonly string[]> {
  const { task = '', apply, scope } = values
  if (apply === 'true') return needsReasonFor('reedit')(ctx, { tasks: task })
  const indexed =
    task === '' || scope === undefined || scope === 'all' ? undefined : await indexedTask(ctx, task)
  return [
    'scope',
    ...(scope === 'databases' ? ['databases'] : []),
    ...(indexed && needsRoot(indexed.engine) ? ['root'] : []),
  ]
}

/** A form must not wait for DRS. */
async function indexedTask(ctx: Ctx, given: string): Promise<Task | undefined> {
  const ref = parseRef(given)
  const { tasks } = await ctx
    .service(ref?.connection ?? ctx.connection)
    .list(ref ? { ids: [ref.id] } : { named: given })
  return tasks.find(({ id, name }) => (ref ? id === ref.id : name.toLowerCase() === given.toLowerCase()))
}

function isRunning({ status }: Pick<Task, 'status'>): boolean {
  return status !== 'CONFIGURATION'
}

/** What is selected now. Throws where DRS would take nothing else. */
async function nowOf(ctx: Ctx, task: Task): Promise<TaskObjects> {
  requireAllowed('objects', task)
  const now = await ctx.service(task.connection).selectedObjects(task)
  if (isRunning(task) && !now.whileRunning) throw new UserError(words.onlyV5, 'task')
  return now
}

async function aboutNow(ctx: Ctx, { task: given, apply }: RawValues): Promise<readonly Line[]> {
  if (given === undefined) return []
  const task = await ctx.task(given)
  if (apply === 'true') {
    requireAllowed('reedit', task)
    return [[{ bold: task.name }]]
  }
  const { selection } = await nowOf(ctx, task)
  const running = isRunning(task) ? [words.running[ctx.locale]] : []
  return [...objectsNowLines(task, selection, ctx.locale), ...running]
}

async function aboutChoice(ctx: Ctx, values: RawValues): Promise<readonly Line[]> {
  const task = await ctx.task(values.task ?? '')
  requireAllowed('objects', task)
  if (values.scope !== 'databases') return [[{ bold: task.name }]]
  const found = await unlessRefused(databaseOptions(ctx, values), [])
  return [[{ bold: task.name }], ...(found.length > mostOptions ? [words.first[ctx.locale]] : [])]
}

/** So many has a list of Slack. */
const mostOptions = 100

/** What DRS has read last is enough for a list. */
async function databaseOptions(ctx: Ctx, { task: given = '' }: RawValues): Promise<readonly SelectOption[]> {
  const task = await ctx.task(given)
  const source = await ctx.service(task.connection).sourceObjects(task, { fresh: false })
  return [...(source?.keys() ?? [])].sort().map((name) => ({ value: nameValue(name), label: name }))
}

/** The form begins with what is selected now. */
async function proposes(ctx: Ctx, { task: given, apply }: RawValues): Promise<RawValues> {
  if (given === undefined || apply === 'true') return {}
  const task = await ctx.task(given)
  return presentText(task, await ctx.service(task.connection).selectedObjects(task))
}

/** Shows what would change, and keeps it until somebody saves it. */
async function preview(ctx: Ctx, task: Task, wanted: WantedObjects): Promise<Reply> {
  const { locale, inputs } = ctx
  const now = await nowOf(ctx, task)
  const everything = wanted.scope === 'all'
  const drs = ctx.service(task.connection)
  const source = everything ? undefined : await drs.sourceObjects(task, { fresh: true })
  const text = await chosenText(ctx, wanted)
  const checked = await checkedObjects(text, rulesFor(task, now, source), createSlices(inputs.turn))
  const values = { task: formatRef(task), ...valuesOf(wanted) }
  if (!checked.ok) {
    const { problems } = checked
    const card = objectsProblemsCard(task, problems, await inputs.keep('objects', values), locale)
    return areManyProblems(problems) ? withFile(problemsFile(task, problems, locale), card) : reply.toMe(card)
  }
  const { selection } = checked
  const change = objectsChange(now.selection, selection)
  const sameRoot = wanted.root === undefined || wanted.root === now.root
  if (isNoChange(change) && sameRoot && now.selection)
    return reply.toMe(sameObjectsCard(task, selection, locale))
  const id = await inputs.keep('objects', { ...values, ...pending(now, writtenSelection(selection)) })
  const shown = { task, now: now.selection, change, id, checked: source !== undefined || everything }
  const card = objectsPreviewCard(shown, locale)
  return isLongChange(change) ? withFile(changeFile(task, change), card) : reply.toMe(card)
}

/** What a preview keeps beside the form: the wanted selection, and the one that it was compared with. */
function pending({ selection: now }: TaskObjects, selection: string): RawValues {
  return { selection, ...(now && { before: writtenSelection(now) }) }
}

/** Saves what was previewed; shows it again where it would change something else by now. */
async function save(ctx: Ctx, kept: string): Promise<Reply> {
  const { before, ...values } = await ctx.inputs.kept(kept)
  const { task: given = '', selection = '', root } = values
  const task = await ctx.task(given)
  const now = await nowOf(ctx, task)
  const wish = selectionIn(selection)
  if ((now.selection && writtenSelection(now.selection)) !== before) {
    const id = await ctx.inputs.keep('objects', { ...values, ...pending(now, selection) })
    const change = objectsChange(now.selection, wish)
    const shown = { task, now: now.selection, change, id, checked: true, meanwhile: true }
    return reply.toMe(objectsPreviewCard(shown, ctx.locale))
  }
  const running = isRunning(task)
  const options = {
    selection,
    ...(root !== undefined && { root }),
    ...(running && { running: 'true' as const }),
  }
  const policy = await policyWithout(ctx, 'objects', [task], options)
  requireApplied(await ctx.settings.apply('objects', [task], options, policy))
  const { selection: after } = await ctx.service(task.connection).selectedObjects(task)
  const same = after !== undefined && isNoChange(objectsChange(after, wish))
  const card = objectsSavedCard({ task, after, same, running, undo: now.selection !== undefined }, ctx.locale)
  return now.selection
    ? withFile(objectsFile(task, now.selection, 'before', ctx.locale), card)
    : reply.toMe(card)
}

/** The file goes to the person's direct messages. */
function withFile(file: ReceivedFile, card: Card): Reply {
  return { kind: 'file', file, card }
}

/** Puts an edited selection into force (7.6.1, `is_sync_re_edit`), once those agree who have to. */
async function applyEdit(ctx: Ctx, task: Task, reason: string | undefined): Promise<Reply> {
  requireAllowed('reedit', task)
  const options = await editOf(ctx, task)
  return askApproval(ctx, { verb: 'reedit', tasks: [task], reason, options }, async () => {
    const policy = await policyWithout(ctx, 'reedit', [task], options)
    requireApplied(await ctx.settings.apply('reedit', [task], options, policy))
    return reply.toMe(editAppliedCard(task, changeIn(options), ctx.locale))
  })
}

/** The beginning of what the edit changes, for those who approve it; nothing where DRS does not tell. */
async function editOf(ctx: Ctx, task: Task): Promise<{ readonly change?: string }> {
  const drs = ctx.service(task.connection)
  const [applied, now] = await unlessRefused(
    Promise.all([drs.appliedObjects(task), drs.selectedObjects(task)]),
    [],
  )
  if (!applied || !now?.selection) return {}
  return { change: writtenChange(changeLines(objectsChange(applied, now.selection))) }
}
