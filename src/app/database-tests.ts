import type { Text, TextTemplate } from '../base/i18n.ts'
import { UserError } from '../base/user-error.ts'
import { permission } from '../domain/actions/permission.ts'
import { commandTarget } from '../domain/command-targets.ts'
import type { DatabaseSide } from '../domain/secrets/stored-secret.ts'
import type { Task } from '../domain/tasks/task.ts'
import { formatRef, splitList } from '../domain/tasks/task-ref.ts'
import type { ItemResult } from '../domain/tasks/task-service.ts'
import type { TaskSetup } from '../domain/tasks/task-setup.ts'
import { DrsError } from '../drs/drs-error.ts'
import type { CommandContext } from '../kit/context.ts'
import { type Reply, reply } from '../kit/reply.ts'
import type { Button, Line } from '../views/card.ts'
import { drsErrorLines } from '../views/problem-card.ts'
import { actionButton } from '../views/task-card.ts'
import { missingDetails, setupOf } from './databases.ts'
import {
  type DatabaseAccessPair,
  databaseAccessOf,
  type PasswordCapability,
  passwordFields,
} from './secret-page.ts'
import { lookUpTasks } from './several.ts'
import { unlessRefused } from './task-settings.ts'

/** The steps that the reference wants before a pre-check (6.1.2, 6.1.4, 6.1.5), for one task or for several. */

export const databaseTestReads = [
  'testConnection',
  'configure',
  'list',
  'selectedObjects',
  'selectObjects',
] as const
export type DatabaseTestRead = (typeof databaseTestReads)[number]

type Ctx = CommandContext<DatabaseTestRead, PasswordCapability>

export const sideWords: Readonly<Record<DatabaseSide, Text>> = {
  source: { en: 'Source database', 'zh-CN': '源库' },
  destination: { en: 'Destination database', 'zh-CN': '目标库' },
}

const words = {
  configure: { en: 'Database information', 'zh-CN': '数据库信息' },
  saved: { en: 'saved', 'zh-CN': '已保存' },
  objects: { en: 'Objects', 'zh-CN': '对象' },
  selected: { en: 'selected', 'zh-CN': '已选择' },
  kept: { en: 'kept as selected', 'zh-CN': '沿用已有选择' },
  passed: {
    en: 'both databases answer, the task is configured',
    'zh-CN': '两端数据库连接成功，任务已完成配置',
  },
  enter: { en: 'Enter the databases', 'zh-CN': '填写数据库信息' },
  test: { en: 'Test connections', 'zh-CN': '测试连接' },
} satisfies Record<string, Text>

export interface TestStep {
  readonly label: Text
  /** What is said when it went well; a database is connected. */
  readonly done?: Text
  /** The database that was tested. */
  readonly side?: DatabaseSide
  readonly result: ItemResult
}

/** What DRS itself knows of the databases; everything but the passwords. */
export function knownTo(task: Pick<Task, 'source' | 'destination'>): TaskSetup | undefined {
  if (!task.source || !task.destination) return undefined
  return { source: task.source, destination: task.destination }
}

/** Tests both connections, and if they answer, hands DRS the database information and the objects; what was done, in order. */
export async function testDatabases(
  ctx: Ctx,
  task: Task,
  setup: TaskSetup,
  { source, destination }: DatabaseAccessPair,
): Promise<readonly TestStep[]> {
  const setUp = ctx.setups.steps(task.connection)
  const tested: readonly TestStep[] = [
    { label: sideWords.source, side: 'source', result: await setUp.testDatabase(task, 'source', source) },
    {
      label: sideWords.destination,
      side: 'destination',
      result: await setUp.testDatabase(task, 'destination', destination),
    },
  ]
  if (tested.some(({ result }) => !result.ok)) return tested
  const configured = await setUp.storeDatabases(task, source, destination)
  if (configured.ok) await ctx.setups.save(task, { ...setup, testedAt: ctx.now })
  const steps = [...tested, { label: words.configure, done: words.saved, result: configured }]
  if (!configured.ok || task.scenario === 'cloudDataGuard') return steps
  if (await areChosen(ctx, task))
    return [...steps, { label: words.objects, done: words.kept, result: { id: task.id, ok: true } }]
  const choice = setup.databases ? { databases: setup.databases } : {}
  const selected = await setUp.chooseObjects(task, choice)
  return [...steps, { label: words.objects, done: words.selected, result: selected }]
}

/** Somebody has chosen some: a further test must not undo that. Where DRS does not tell, nobody has. */
async function areChosen(ctx: Ctx, task: Task): Promise<boolean> {
  const now = await unlessRefused(ctx.service(task.connection).selectedObjects(task), undefined)
  return now?.selection?.scope === 'some'
}

/** How it went with one of several tasks. */
type Tested =
  | { readonly kind: 'passed' }
  | { readonly kind: 'failed'; readonly why: Line }
  /** Somebody has to say more before it can be tested. */
  | { readonly kind: 'lacking'; readonly what: 'details' | 'password'; readonly why: Line }

/** The same for several tasks, one after the other: those that cannot be tested keep nothing from the others. */
export async function testSeveral(ctx: Ctx, given: string): Promise<Reply> {
  const { tasks, unknown } = await lookUpTasks(ctx, splitList(given))
  const results: (readonly [Task, Tested])[] = []
  for (const task of tasks) results.push([task, await testKnown(ctx, task)])
  return reply.toMe(severalCard(results, unknown, ctx.locale))
}

/** With what is known of the task: nobody is asked for anything. */
async function testKnown(ctx: Ctx, task: Task): Promise<Tested> {
  const { locale } = ctx
  const allowed = permission('test', task)
  if (!allowed.ok) return { kind: 'failed', why: allowed.why[locale] }
  try {
    const setup = setupOf(task.engine, {}, (await ctx.setups.of(task)) ?? knownTo(task))
    const what = { passwordsLater: ctx.secretPage !== undefined, network: task.network }
    const missing = missingDetails(setup, what)
    if (missing) return { kind: 'lacking', what: 'details', why: missing[locale] }
    const access = await databaseAccessOf(ctx, task, setup)
    const [password] = passwordFields(task, setup, access)
    if (password)
      return { kind: 'lacking', what: 'password', why: noPassword[locale](password.label[locale]) }
    const failed = (await testDatabases(ctx, task, setup, access)).find(({ result }) => !result.ok)
    if (failed === undefined || failed.result.ok) return { kind: 'passed' }
    return { kind: 'failed', why: stepFailed(failed.label[locale], failed.result.error, locale) }
  } catch (error) {
    // Anything else is a fault of ours, and concerns them all.
    if (error instanceof UserError) return { kind: 'failed', why: error.text[locale] }
    if (error instanceof DrsError) return { kind: 'failed', why: drsErrorLines(error, locale)[0] ?? '' }
    throw error
  }
}

function stepFailed(step: string, error: DrsError, locale: Ctx['locale']): Line {
  const [why = ''] = drsErrorLines(error, locale)
  return [step, locale === 'en' ? ': ' : '：', ...(Array.isArray(why) ? why : [why])] as Line
}

const noPassword: TextTemplate<[label: string]> = {
  en: (label) => `not entered yet: ${label}`,
  'zh-CN': (label) => `尚未填写：${label}`,
}

const severalTitle: TextTemplate<[passed: number, of: number]> = {
  en: (passed, of) => `Connection test: ${passed} of ${of} tasks passed`,
  'zh-CN': (passed, of) => `连接测试：${of} 个任务中 ${passed} 个通过`,
}

const andMore: TextTemplate<[count: number]> = {
  en: (count) => `and ${count} more`,
  'zh-CN': (count) => `另有 ${count} 个任务`,
}

/** A message is read at a glance. */
const mostLines = 18

const marks = { passed: '✅', failed: '❌', lacking: '🟠' } as const

function severalCard(
  results: readonly (readonly [Task, Tested])[],
  unknown: readonly Line[],
  locale: Ctx['locale'],
) {
  const passed = results.filter(([, { kind }]) => kind === 'passed').map(([task]) => task)
  const lines = results.map(([task, tested]): Line => {
    const why = tested.kind === 'passed' ? words.passed[locale] : tested.why
    return [`${marks[tested.kind]} `, { bold: task.name }, ' · ', ...[why].flat()] as Line
  })
  const shown = lines.slice(0, mostLines)
  const left = lines.length - shown.length
  return {
    title: severalTitle[locale](passed.length, results.length),
    tone: passed.length === results.length && unknown.length === 0 ? ('good' as const) : ('warning' as const),
    lines: [...shown, ...(left > 0 ? [andMore[locale](left)] : [])],
    ...(unknown.length > 0 && { sections: [{ list: unknown.slice(0, 5) }] }),
    buttons: [...lackingButtons(results, locale), ...precheckButton(passed, locale)],
  }
}

/** Where one task alone lacks something, the way to say it. */
function lackingButtons(
  results: readonly (readonly [Task, Tested])[],
  locale: Ctx['locale'],
): readonly Button[] {
  const lacking = results.flatMap(([task, tested]) =>
    tested.kind === 'lacking' ? [{ task, ...tested }] : [],
  )
  const [only, ...more] = lacking
  if (only === undefined || more.length > 0) return []
  const value = formatRef(only.task)
  return only.what === 'details'
    ? [{ label: words.enter[locale], action: commandTarget('test', 'form'), value }]
    : [{ label: words.test[locale], action: commandTarget('test', 'ask'), value }]
}

/** The value of a button holds so many tasks. */
const mostInButton = 20

function precheckButton(passed: readonly Task[], locale: Ctx['locale']): readonly Button[] {
  if (passed.length === 0 || passed.length > mostInButton) return []
  return [{ ...actionButton('precheck', passed.map(formatRef).join(','), locale), style: 'primary' }]
}
