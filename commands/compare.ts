import * as z from 'zod'
import { requireAllowed } from '../src/app/actions.ts'
import {
  type ComparisonContext,
  compareOptions,
  comparisonUses,
  meantComparison,
  requireNoneUnderWay,
  type WantedCompare,
  writtenPlaces,
} from '../src/app/comparisons.ts'
import { offersChange, requireApplied, unlessRefused } from '../src/app/task-settings.ts'
import { noTime, timeHint, timeOptions, zoneOf } from '../src/app/typed-times.ts'
import { say, type Text, type TextTemplate } from '../src/base/i18n.ts'
import { UserError } from '../src/base/user-error.ts'
import { commandTarget } from '../src/domain/command-targets.ts'
import {
  type ComparedPlace,
  type Comparison,
  type ComparisonKind,
  isUnequal,
  worstFirst,
} from '../src/domain/tasks/comparison.ts'
import { longestRepetitionMs } from '../src/domain/tasks/comparison-schedule.ts'
import type { Task } from '../src/domain/tasks/task.ts'
import { formatRef } from '../src/domain/tasks/task-ref.ts'
import { nameValue } from '../src/domain/text/form-name.ts'
import { exactMoment, parseMoment } from '../src/domain/text/moment.ts'
import { arg } from '../src/kit/args.ts'
import { command, type SelectOption } from '../src/kit/command.ts'
import { type Reply, reply } from '../src/kit/reply.ts'
import type { Line } from '../src/views/card.ts'
import {
  comparedPlacesCard,
  comparisonChangedCard,
  comparisonFileCard,
  comparisonHistoryCard,
  differingRowsCard,
} from '../src/views/comparison-card.ts'
import { comparisonTable } from '../src/views/comparison-file.ts'
import { colon } from '../src/views/format.ts'
import { momentInZones } from '../src/views/moment-words.ts'

const words = {
  title: say('Compare data', '数据对比'),
  kinds: say('What is compared', '对比类型'),
  kindsHint: say(
    'Approval rules that want a clean comparison look at objects and rows. DRS has no comparison of accounts on its own.',
    '审批规则中的“对比一致”指对象和行数均一致。DRS 不提供单独的账号对比。',
  ),
  both: say('Objects and rows', '对象和行数'),
  objects: say('Objects', '对象'),
  rows: say('Rows (how many)', '行数'),
  values: say('Values (every row; loads both databases)', '内容（逐行对比，会增加两端数据库负载）'),
  scope: say('Which tables', '对比范围'),
  scopeHint: say(
    'For rows and values. Objects are always compared as a whole.',
    '用于行数和内容对比，对象对比始终为全部对象。',
  ),
  all: say('All that the task copies', '任务的全部对象'),
  databases: say('Whole databases from a list', '从列表中选择整库'),
  names: say('Databases and tables by name or file', '按名称或文件选择库表'),
  list: say('Databases', '数据库'),
  lines: say('One a line', '每行一个'),
  linesHint: say(
    '“shop” is the whole database, “shop.orders” a table (“db.schema.table” where there are schemas). Names of the source.',
    '“shop”表示整库，“shop.orders”表示表（有 Schema 时写作“库.Schema.表”），均为源库名称。',
  ),
  noLines: say('Enter at least one line, or upload a file.', '请至少填写一行，或上传文件。'),
  file: say('Or a file', '或上传文件'),
  fileHint: say(
    'Text or CSV with the same lines, up to 20,000. It counts instead of the lines above.',
    '文本或 CSV 文件，内容同上，最多 20,000 个对象。上传文件后以文件为准。',
  ),
  quick: say('Quick comparison', '快速对比'),
  quickHint: say(
    'Of everything, without naming tables. Huawei Cloud has to enable it for your account (v3).',
    '对比全部对象，无需指定库表，须由华为云为账号开通（v3）。',
  ),
  method: say('How values are compared', '内容对比方式'),
  static: say('As they stand (static)', '静态对比'),
  dynamic: say('And keep comparing what changes (dynamic)', '动态对比（持续校验增量变更）'),
  lob: say('Large objects (LOB)', '大对象（LOB）'),
  ignore: say('Leave out', '不对比'),
  length: say('Compare their length', '对比长度'),
  policy: say('Several tables go into one', '多对一同步'),
  normal: say('No', '否'),
  manyToOne: say('Yes, compare many to one', '是，按多对一对比'),
  at: say('When', '开始时间'),
  past: say('This time has already passed.', '该时间已过。'),
  start: say('Compare', '开始对比'),
  schedule: say('Compare then', '届时对比'),
  sent: say(
    'The bot can’t share files in this channel, so the file is in your direct messages with the bot.',
    '机器人无法在该频道分享文件，文件已通过私信发送给您。',
  ),
  direct: say(
    'It holds keys of rows, so it is in your direct messages with the bot.',
    '文件包含行的主键，已通过私信发送给您。',
  ),
  report: say('The result appears in the thread of its card.', '结果将显示在任务卡片的消息列中。'),
  every: say('Repeat', '重复'),
  everyHint: say(
    'DRS repeats nothing by itself over the API: the bot does, in your name, as long as you may compare here.',
    'DRS 接口不支持重复对比，由机器人以您的名义发起，您失去权限后自动停止。',
  ),
  until: say('Until', '截止时间'),
  untilHint: say('Needed to repeat, at most 90 days ahead.', '重复对比时必填，最长 90 天。'),
  onlyRepeated: say('Choose how often it is repeated, or leave this empty.', '请选择重复频率，或清空此项。'),
  noEnd: say('Enter until when it is repeated.', '请填写截止时间。'),
  farEnd: say(
    'Choose a time between the first run and 90 days from now.',
    '请选择首次对比之后、90 天以内的时间。',
  ),
  planned: say(
    'The bot begins it. /drs compare with the task shows what is planned, and ends it.',
    '届时由机器人发起，可通过“/drs compare 任务名”查看或终止。',
  ),
  ended: say('Planned comparison ended', '已终止计划的对比'),
  noPlan: say('This planned comparison is over already.', '该计划的对比已结束。'),
  noPlace: say('This list is out of date. Open the result again.', '该列表已过期，请重新打开对比结果。'),
  resultTitle: say('Result of a comparison', '对比结果'),
  rowsTitle: say('Rows that differ', '差异行'),
} satisfies Record<string, Text>

const question: TextTemplate<[name: string]> = {
  en: (name) => `Compare ${name} at this time?`,
  'zh-CN': (name) => `确定在此时间对比 ${name} 吗？`,
}

const started: TextTemplate<[name: string]> = {
  en: (name) => `Comparison: DRS accepted the request for ${name}`,
  'zh-CN': (name) => `数据对比：DRS 已接受对 ${name} 的请求`,
}

const fileOf: TextTemplate<[name: string]> = {
  en: (name) => `Comparison of ${name}`,
  'zh-CN': (name) => `${name} 的数据对比结果`,
}

const hour = 60 * 60_000
const repetitions = [
  { value: '6h', words: say('Every 6 hours', '每 6 小时'), ms: 6 * hour },
  { value: '12h', words: say('Every 12 hours', '每 12 小时'), ms: 12 * hour },
  { value: '1d', words: say('Every day', '每天'), ms: 24 * hour },
  { value: '7d', words: say('Every week', '每周'), ms: 7 * 24 * hour },
] as const

const plannedTitle: TextTemplate<[name: string]> = {
  en: (name) => `Comparison of ${name} planned`,
  'zh-CN': (name) => `${name}：已计划对比`,
}

const kindRows = [
  { value: 'objects+rows', words: words.both, kinds: ['object', 'row'] },
  { value: 'objects', words: words.objects, kinds: ['object'] },
  { value: 'rows', words: words.rows, kinds: ['row'] },
  { value: 'values', words: words.values, kinds: ['value'] },
] as const satisfies readonly {
  readonly value: string
  readonly words: Text
  readonly kinds: readonly ComparisonKind[]
}[]

type Kinds = (typeof kindRows)[number]['value']

const argsSchema = z.strictObject({
  task: arg.task(),
  kinds: arg.choice(kindRows, { label: words.kinds, hint: words.kindsHint }).optional(),
  scope: arg
    .choice(
      [
        { value: 'all', words: words.all },
        { value: 'databases', words: words.databases },
        { value: 'names', words: words.names },
      ],
      { label: words.scope, hint: words.scopeHint },
    )
    .optional(),
  databases: arg.clouds({ label: words.list }).optional(),
  names: arg.multiline({ label: words.lines, hint: words.linesHint }).optional(),
  file: arg.file({ label: words.file, hint: words.fileHint }).optional(),
  method: arg
    .choice(
      [
        { value: 'static', words: words.static },
        { value: 'dynamic', words: words.dynamic },
      ],
      { label: words.method },
    )
    .optional(),
  lob: arg
    .choice(
      [
        { value: 'ignore', words: words.ignore },
        { value: 'length', words: words.length },
      ],
      { label: words.lob },
    )
    .optional(),
  policy: arg
    .choice(
      [
        { value: 'normal', words: words.normal },
        { value: 'manyToOne', words: words.manyToOne },
      ],
      { label: words.policy },
    )
    .optional(),
  quick: arg.flag({ label: words.quick, hint: words.quickHint }),
  every: arg.choice(repetitions, { label: words.every, hint: words.everyHint }).optional(),
  until: arg.search({ label: words.until, hint: words.untilHint }).optional(),
  at: arg
    .search({
      label: words.at,
      hint: say(`${timeHint.en} Empty: at once.`, `${timeHint['zh-CN']}留空表示立即开始。`),
    })
    .optional(),
})

type Ctx = ComparisonContext
type RawValues = Readonly<Record<string, string>>

/**
 * Compares what both databases hold (DRS API reference 6.1.26 to 6.1.39; 7.6.1, 7.5.1, 7.7). Without a kind it shows the
 * comparisons that there were.
 */
export const compareCommand = command({
  name: 'compare',
  group: 'check',
  summary: say('Compare source and destination, and see what differs', '对比源库与目标库，查看差异'),
  uses: comparisonUses,
  capabilities: ['actions', 'settings', 'inputs', 'roles', 'channelSettings', 'comparisonPlans'],
  args: argsSchema,
  positional: ['task', 'kinds'],
  pages: [
    { title: words.title, fields: ['task', 'kinds', 'scope'], about: aboutTask },
    {
      title: words.title,
      fields: ['databases', 'names', 'file', 'method', 'lob', 'policy', 'quick', 'at', 'every', 'until'],
      about: aboutTask,
    },
  ],
  deed: words.start,
  shows,
  needs: async (_, { scope, every }) => [
    ...(scope === 'databases' ? ['databases'] : []),
    ...(every === undefined ? [] : ['until']),
  ],
  alternatives: ({ scope }) => (scope === 'names' ? [['names', 'file']] : []),
  inspect: ({ scope, names, file, at, every, until }) => [
    ...(scope === 'names' && names === undefined && file === undefined
      ? [{ field: 'names', text: words.noLines }]
      : []),
    ...[
      { field: 'at', typed: at },
      { field: 'until', typed: until },
    ].flatMap(({ field, typed }) =>
      typed !== undefined && parseMoment(typed, 0, 'UTC') === undefined
        ? [{ field, text: noTime(typed) }]
        : [],
    ),
    ...((every === undefined) === (until === undefined)
      ? []
      : [{ field: 'until', text: every === undefined ? words.onlyRepeated : words.noEnd }]),
  ],
  proposes: async (_, { kinds = 'objects+rows', scope = 'all' }) => ({ kinds, scope }),
  options: { databases: databaseOptions, at: times, until: times },
  run: compare,
  looks: ['history', 'result', 'tables', 'export', 'cancel', 'end'],
  panes: { result: words.resultTitle, tables: words.resultTitle, rows: words.rowsTitle },
  actions: {
    history: async (ctx, ref) => history(ctx, await ctx.task(ref)),
    result: showResult,
    tables: showTables,
    rows: showRows,
    export: exportResult,
    cancel: cancelComparison,
    now: beginNow,
    schedule: beginKept,
    end: endPlan,
  },
})

/** What was filled in besides the task, with its times as moments. */
type Chosen = Omit<WantedCompare, 'kinds' | 'at'> & { readonly kinds: Kinds }

interface Times {
  readonly at: number | undefined
  readonly everyMs: number | undefined
  readonly until: number | undefined
}

async function compare(
  ctx: Ctx,
  { task: given, kinds, at, every, until, ...chosen }: z.output<typeof argsSchema>,
): Promise<Reply> {
  const task = await ctx.task(given)
  if (kinds === undefined) return history(ctx, task)
  requireAllowed('compare', task)
  const times: Times = {
    at: at === undefined ? undefined : momentOf(ctx, 'at', at),
    everyMs: repetitions.find(({ value }) => value === every)?.ms,
    until: until === undefined ? undefined : momentOf(ctx, 'until', until),
  }
  if (times.at !== undefined && times.at <= ctx.now) throw new UserError(words.past, 'at')
  requireEnd(ctx, times)
  const isExact = [at, until].every((text) => text === undefined || exactMoment(text) !== undefined)
  if (!isExact) return askAboutTimes(ctx, task, { ...chosen, kinds }, { ...times, every })
  const wanted = { ...chosen, kinds: kindsOf(kinds) }
  // DRS has no repetition, and begins comparisons of objects at once only (6.1.27, 6.1.35).
  const isPlanned = times.everyMs !== undefined || (times.at !== undefined && wanted.kinds.includes('object'))
  return isPlanned ? plan(ctx, task, wanted, times) : begin(ctx, task, { ...wanted, at: times.at })
}

function momentOf(ctx: Ctx, field: string, typed: string): number {
  const time = parseMoment(typed, ctx.now, zoneOf(ctx))
  if (time === undefined) throw new UserError(noTime(typed), field)
  return time
}

function requireEnd({ now }: Ctx, { at = now, everyMs, until }: Times): void {
  if (everyMs === undefined || until === undefined) return
  if (until <= at || until > now + longestRepetitionMs) throw new UserError(words.farEnd, 'until')
}

/** Begun by the bot at its time, in the name of this person. */
async function plan(
  ctx: Ctx,
  task: Task,
  wanted: WantedCompare,
  { at: nextAt = ctx.now, everyMs, until }: Times,
): Promise<Reply> {
  const options = await compareOptions(ctx, task, wanted)
  await ctx.comparisonPlans.plan(task, {
    ...{ options, nextAt },
    ...(everyMs !== undefined && { everyMs }),
    ...(until !== undefined && { until }),
  })
  const { locale, zone } = ctx
  return reply.toMe({
    title: plannedTitle[locale](task.name),
    tone: 'good',
    lines: [momentInZones(nextAt, zone, locale), words.planned[locale]],
  })
}

/** Whoever planned it may end it, and so may operators. */
async function endPlan(ctx: Ctx, value: string): Promise<Reply> {
  const [ref = '', id] = value.split(' ')
  const task = await ctx.task(ref)
  const found = (await ctx.comparisonPlans.of(task)).find((one) => one.id === id)
  if (!found) throw new UserError(words.noPlan)
  if (found.by !== ctx.user) ctx.roles.require('operator', task.connection)
  await ctx.comparisonPlans.end(found)
  return reply.toMe({ title: `${words.ended[ctx.locale]}${colon[ctx.locale]}${task.name}`, tone: 'good' })
}

async function times(ctx: Ctx, _: RawValues, typed: string): Promise<readonly SelectOption[]> {
  return timeOptions(ctx, typed)
}

function kindsOf(value: Kinds): readonly ComparisonKind[] {
  return kindRows.find((row) => row.value === value)?.kinds ?? []
}

function shows(field: string, { kinds = '', scope }: RawValues): boolean {
  if (field === 'databases') return scope === 'databases'
  if (field === 'names' || field === 'file') return scope === 'names'
  if (field === 'method' || field === 'lob') return kinds === 'values'
  if (field === 'policy') return kinds.includes('rows')
  if (field === 'quick') return scope === 'all' && kinds !== 'objects'
  return true
}

/** Stands above the form, or in its place where the task cannot be compared now. */
async function aboutTask(ctx: Ctx, { task: given }: RawValues): Promise<readonly Line[]> {
  if (given === undefined) return []
  const task = await ctx.task(given)
  requireAllowed('compare', task)
  return [[{ bold: task.name }]]
}

/** Those that the source has, as DRS has read it last; where it does not tell, those that the task selects. */
async function databaseOptions(ctx: Ctx, { task: given = '' }: RawValues): Promise<readonly SelectOption[]> {
  const task = await ctx.task(given)
  const drs = ctx.service(task.connection)
  const source = await unlessRefused(drs.sourceObjects(task, { fresh: false }), undefined)
  const names = source ? [...source.keys()] : await selectedDatabases(ctx, task)
  return [...new Set(names)].sort().map((name) => ({ value: nameValue(name), label: name }))
}

async function selectedDatabases(ctx: Ctx, task: Task): Promise<readonly string[]> {
  const { selection } = await ctx.service(task.connection).selectedObjects(task)
  return selection?.scope === 'some' ? selection.objects.map(({ path }) => path[0]) : []
}

async function begin(ctx: Ctx, task: Task, wanted: WantedCompare): Promise<Reply> {
  const options = await compareOptions(ctx, task, wanted)
  await requireNoneUnderWay(ctx, task, options)
  await ctx.actions.perform('compare', task, options)
  return reply.toMe({
    title: started[ctx.locale](task.name),
    tone: 'working',
    lines: [
      ...(wanted.at === undefined ? [] : [momentInZones(wanted.at, ctx.zone, ctx.locale)]),
      words.report[ctx.locale],
    ],
  })
}

/** A time that hangs on where the person is counts once they have seen which moment it is. */
async function askAboutTimes(
  ctx: Ctx,
  task: Task,
  { databases, quick, ...chosen }: Chosen,
  { at, until, every }: Times & { readonly every: string | undefined },
): Promise<Reply> {
  const iso = (time: number | undefined) => (time === undefined ? undefined : new Date(time).toISOString())
  const values = {
    ...{ ...chosen, every, task: formatRef(task), databases: databases?.join(',') },
    ...{ quick: quick ? 'true' : undefined, at: iso(at), until: iso(until) },
  }
  const present = Object.entries(values).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  )
  const value = await ctx.inputs.keep('compare', Object.fromEntries(present))
  const { locale, zone } = ctx
  const line = (label: Text, time: number | undefined) =>
    time === undefined ? [] : [`${label[locale]}${colon[locale]}${momentInZones(time, zone, locale)}`]
  return reply.toMe({
    title: question[locale](task.name),
    tone: 'neutral',
    lines: [...line(words.at, at), ...line(words.until, until)],
    buttons: [
      {
        label: words.schedule[locale],
        action: commandTarget('compare', 'schedule'),
        value,
        style: 'primary',
      },
    ],
  })
}

async function beginKept(ctx: Ctx, kept: string): Promise<Reply> {
  return compare(ctx, argsSchema.parse(await ctx.inputs.kept(kept)))
}

/** DRS is asked now, so that what was begun in the console is seen as well, and costs nothing until then. */
async function history(ctx: Ctx, task: Task): Promise<Reply> {
  const drs = ctx.service(task.connection)
  const [comparisons, regular, plans] = await Promise.all([
    drs.comparisons(task.id, { closely: true }),
    unlessRefused(drs.regularComparisons(task.id), undefined),
    ctx.comparisonPlans.of(task),
  ])
  const mayCompare = offersChange(ctx, 'compare', task)
  return reply.toMe(comparisonHistoryCard({ task, comparisons, regular, plans, mayCompare }, ctx.locale))
}

async function showResult(ctx: Ctx, value: string): Promise<Reply> {
  const { task, comparison } = await meantComparison(ctx, value)
  const places = await ctx.service(task.connection).comparedPlaces(task.id, comparison)
  return placesReply(ctx, { task, comparison, places, value })
}

/** One of the places that were listed, by its number. */
async function chosenPlace(ctx: Ctx, id: string, at: string) {
  const { comparison: value = '', places = '[]' } = await ctx.inputs.kept(id)
  const all: readonly ComparedPlace[] = JSON.parse(places)
  const place = all[Number(at)]
  if (place === undefined) throw new UserError(words.noPlace)
  return { ...(await meantComparison(ctx, value)), place, value }
}

async function showTables(ctx: Ctx, chosen: string): Promise<Reply> {
  const [id = '', at = ''] = chosen.split(' ')
  const { task, comparison, place, value } = await chosenPlace(ctx, id, at)
  const { database } = place
  const places = await ctx.service(task.connection).comparedPlaces(task.id, comparison, database)
  return placesReply(ctx, { task, comparison, places, value, database })
}

interface FoundPlaces {
  readonly task: Task
  readonly comparison: Comparison
  readonly places: readonly ComparedPlace[]
  /** The comparison, as buttons name it. */
  readonly value: string
  readonly database?: string
}

async function placesReply(ctx: Ctx, { places, value, ...found }: FoundPlaces): Promise<Reply> {
  const sorted = worstFirst(places)
  const kept = await ctx.inputs.keep('compare', writtenPlaces(value, sorted))
  return reply.toMe(comparedPlacesCard({ ...found, places: sorted, kept }, ctx.locale))
}

/** Rows on one page of a modal. */
const rowsShown = 5

/** Data of users: only operators see it, and only in a modal of their own. */
async function showRows(ctx: Ctx, chosen: string): Promise<Reply> {
  const [id = '', at = '', from = '0'] = chosen.split(' ')
  const { task, comparison, place } = await chosenPlace(ctx, id, at)
  ctx.roles.require('operator', task.connection)
  const { database, table = '' } = place
  const offset = Number(from)
  const drs = ctx.service(task.connection)
  const page = await drs.differingRows(task.id, comparison, { database, table, offset, limit: rowsShown })
  const next = `${id} ${at} ${offset + rowsShown}`
  return reply.toMe(differingRowsCard({ task, place, page, offset, next }, ctx.locale))
}

/** DRS's own file where it makes one; else every place that was compared, as a table. */
async function exportResult(ctx: Ctx, value: string): Promise<Reply> {
  const { task, comparison } = await meantComparison(ctx, value)
  const { locale } = ctx
  const makes = comparison.file !== undefined && offersChange(ctx, 'exportcompare', task)
  if (!makes) return tableReply(ctx, task, comparison)
  if (comparison.file !== 'ready') {
    if (comparison.file !== 'going') {
      ctx.roles.require('operator', task.connection)
      const options = { comparison: comparison.id, kind: comparison.kind as ComparisonKind }
      requireApplied(await ctx.settings.apply('exportcompare', [task], options))
    }
    return reply.toMe(comparisonFileCard(task, comparison, locale))
  }
  const file = await ctx.service(task.connection).comparisonFile(task.id, comparison)
  if (file === undefined) return tableReply(ctx, task, comparison)
  const title = fileOf[locale](task.name)
  // Values: the file names the rows that differ by their keys.
  if (comparison.kind === 'value')
    return { kind: 'file', file, card: { title, tone: 'good', lines: [words.direct[locale]] } }
  return inThread(ctx, task, file)
}

async function tableReply(ctx: Ctx, task: Task, comparison: Comparison): Promise<Reply> {
  const drs = ctx.service(task.connection)
  const all: ComparedPlace[] = []
  for (const one of worstFirst(await drs.comparedPlaces(task.id, comparison))) {
    const inside = await drs.comparedPlaces(task.id, comparison, one.database)
    all.push(...(inside.length === 0 ? [one] : worstFirst(inside)))
  }
  // Everybody in the thread gets it.
  const locale = (await ctx.channelSettings.language()) ?? ctx.locale
  const places = [...all.filter(isUnequal), ...all.filter((one) => !isUnequal(one))]
  const name = `${task.name.replace(/[^\p{L}\p{N}_-]+/gu, '_')}-comparison.csv`
  const bytes = new TextEncoder().encode(comparisonTable(places, locale))
  return inThread(ctx, task, { name, bytes })
}

async function inThread(
  ctx: Ctx,
  task: Task,
  file: { readonly name: string; readonly bytes: Uint8Array },
): Promise<Reply> {
  const locale = (await ctx.channelSettings.language()) ?? ctx.locale
  const card = {
    title: fileOf[ctx.locale](task.name),
    tone: 'good' as const,
    lines: [words.sent[ctx.locale]],
  }
  return { kind: 'thread-file', file, comment: fileOf[locale](task.name), card }
}

/** Whoever began it may end it, and so may operators. */
async function cancelComparison(ctx: Ctx, value: string): Promise<Reply> {
  const { task, comparison, rest } = await meantComparison(ctx, value)
  const [by] = rest
  if (by !== ctx.user) ctx.roles.require('operator', task.connection)
  requireApplied(await ctx.settings.apply('endcompare', [task], { comparison: comparison.id }))
  return reply.toMe(comparisonChangedCard(task, 'cancelled', ctx.locale))
}

async function beginNow(ctx: Ctx, value: string): Promise<Reply> {
  const { task, comparison } = await meantComparison(ctx, value)
  requireApplied(await ctx.settings.apply('comparenow', [task], { comparison: comparison.id }))
  return reply.toMe(comparisonChangedCard(task, 'begun', ctx.locale))
}
