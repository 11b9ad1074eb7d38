import { say, type Text } from '../base/i18n.ts'
import { createSlices } from '../base/slices.ts'
import { UserError } from '../base/user-error.ts'
import { checkedObjects } from '../domain/objects/check.ts'
import { type ObjectSelection, writtenSelection } from '../domain/objects/selection.ts'
import {
  type ComparedPlace,
  type Comparison,
  type ComparisonKind,
  isComparisonFinished,
  isComparisonKind,
} from '../domain/tasks/comparison.ts'
import { type CompareOptions, comparisonKindsOf } from '../domain/tasks/comparison-order.ts'
import type { Task } from '../domain/tasks/task.ts'
import type { CommandContext } from '../kit/context.ts'
import { comparisonSentence } from '../views/comparison-words.ts'
import { problemLine } from '../views/objects-card.ts'
import { chosenText, rulesFor, type WantedObjects } from './objects.ts'
import { unlessRefused } from './task-settings.ts'

/** What people say of a comparison, as the action takes it, and which comparison a button means. */

export const comparisonUses = [
  'compare',
  'endcompare',
  'comparenow',
  'exportcompare',
  'comparisons',
  'comparedPlaces',
  'differingRows',
  'comparisonFile',
  'regularComparisons',
  'selectedObjects',
  'sourceObjects',
] as const

export type ComparisonContext = CommandContext<
  (typeof comparisonUses)[number],
  'actions' | 'settings' | 'inputs' | 'roles' | 'channelSettings' | 'comparisonPlans'
>

const words = {
  schema: say(
    'DRS compares whole databases or single tables. Name the tables of the schema.',
    'DRS 支持对比整库或单张表，请写明该 Schema 下的表。',
  ),
  views: say('Only databases and tables can be compared.', '仅支持对比库和表。'),
  gone: say(
    'DRS doesn’t show this comparison any more. /drs compare shows those that there are.',
    'DRS 中已无此对比任务，可通过 /drs compare 查看现有的对比。',
  ),
} satisfies Record<string, Text>

function underWay(sentence: (locale: 'en' | 'zh-CN') => string): Text {
  return say(
    `DRS runs one at a time. Still under way: ${sentence('en')}. Wait for it, or cancel it: /drs compare with the task shows it.`,
    `DRS 同时只能运行一个对比任务，正在进行：${sentence('zh-CN')}。请等待其完成或先取消，可通过“/drs compare 任务名”查看。`,
  )
}

/** What was chosen in the form besides the task. */
export interface WantedCompare extends WantedObjects {
  readonly kinds: readonly ComparisonKind[]
  readonly quick: boolean
  readonly method?: 'static' | 'dynamic' | undefined
  readonly lob?: 'ignore' | 'length' | undefined
  readonly policy?: 'normal' | 'manyToOne' | undefined
  /** Milliseconds since the epoch. */
  readonly at?: number | undefined
}

/** The options of the action. Throws what is wrong with what was named. */
export async function compareOptions(
  ctx: ComparisonContext,
  task: Task,
  wanted: WantedCompare,
): Promise<CompareOptions> {
  const { kinds, quick, method, lob, policy, at } = wanted
  const selection = quick ? undefined : await comparedSelection(ctx, task, wanted)
  return {
    kinds: kinds.join(','),
    ...(selection?.scope === 'some' && { objects: writtenSelection(selection) }),
    ...(quick && { quick: 'true' as const }),
    ...(kinds.includes('value') && { ...(method && { method }), ...(lob && { lob }) }),
    ...(kinds.includes('row') && policy && { policy }),
    ...(at !== undefined && { at: String(at) }),
  }
}

/** All means what the task copies, as far as DRS tells it. */
async function comparedSelection(
  ctx: ComparisonContext,
  task: Task,
  { scope = 'all', ...chosen }: WantedCompare,
): Promise<ObjectSelection | undefined> {
  const drs = ctx.service(task.connection)
  const now = await unlessRefused(drs.selectedObjects(task), undefined)
  if (scope === 'all') return now?.selection && withoutViews(now.selection)
  const text = await chosenText(ctx, { ...chosen, scope })
  const rules = { ...rulesFor(task, now ?? { api: 'v3', whileRunning: false }, undefined), renames: false }
  const checked = await checkedObjects(text, rules, createSlices(ctx.inputs.turn))
  const field = scope === 'databases' ? 'databases' : 'names'
  if (!checked.ok) {
    const [first] = checked.problems
    throw new UserError(
      first ? say(problemLine(first, 'en'), problemLine(first, 'zh-CN')) : words.views,
      field,
    )
  }
  const { selection } = checked
  if (selection.scope === 'all') return undefined
  if (selection.objects.some(({ kind }) => kind !== undefined)) throw new UserError(words.views, field)
  if (selection.objects.some(({ path, whole }) => whole && path.length > 1))
    throw new UserError(words.schema, field)
  return selection
}

/** Names of the source only: DRS knows what they are called at the destination. */
function withoutViews(selection: ObjectSelection): ObjectSelection | undefined {
  if (selection.scope === 'all') return undefined
  const objects = selection.objects
    .filter(({ kind }) => kind === undefined)
    .map(({ to: _, ...object }) => object)
  const isFine = objects.length > 0 && objects.every(({ path, whole }) => !whole || path.length === 1)
  return isFine ? { scope: 'some', objects } : undefined
}

/** Throws where one is under way beside which DRS begins no other: one of objects, one of rows or values. */
export async function requireNoneUnderWay(
  ctx: ComparisonContext,
  task: Task,
  options: CompareOptions,
): Promise<void> {
  const all = await ctx.service(task.connection).comparisons(task.id)
  const isData = (kind: string) => kind !== 'object'
  const kinds = comparisonKindsOf(options)
  const busy = all.find(
    (one) => !isComparisonFinished(one) && kinds.some((kind) => isData(kind) === isData(one.kind)),
  )
  if (busy)
    throw new UserError(
      underWay((locale) => comparisonSentence(busy, locale)),
      'kinds',
    )
}

export interface MeantComparison {
  readonly task: Task
  readonly comparison: Comparison
  /** What stands behind it in the value. */
  readonly rest: readonly string[]
}

/** The comparison of a button, as DRS shows it now. Throws where it does not. */
export async function meantComparison(ctx: ComparisonContext, value: string): Promise<MeantComparison> {
  const [ref = '', kind = '', id = '', ...rest] = value.split(' ')
  const task = await ctx.task(ref)
  const all = await ctx.service(task.connection).comparisons(task.id)
  const comparison = all.find((one) => one.id === id && one.kind === kind)
  if (!comparison || !isComparisonKind(comparison.kind)) throw new UserError(words.gone)
  return { task, comparison, rest }
}

/** What is kept beside a list, so that one of it can be chosen by its number. */
export function writtenPlaces(
  comparison: string,
  places: readonly ComparedPlace[],
): Readonly<Record<string, string>> {
  const names = places.map(({ database, table }) => ({ database, ...(table !== undefined && { table }) }))
  return { comparison, places: JSON.stringify(names) }
}
