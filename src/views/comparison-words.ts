import { type Locale, say, type Text, type TextTemplate } from '../base/i18n.ts'
import { type Comparison, isFollowingChanges } from '../domain/tasks/comparison.ts'
import type { Tone } from './card.ts'
import { formatBar, plural } from './format.ts'

const kinds: Readonly<Partial<Record<string, Text>>> = {
  object: { en: 'Object-level comparison', 'zh-CN': '对象级对比' },
  row: { en: 'Row comparison', 'zh-CN': '行对比' },
  value: { en: 'Value comparison', 'zh-CN': '内容对比' },
}

const otherKind: Text = { en: 'Comparison', 'zh-CN': '数据对比' }

/** Ends of a comparison other than the good one (6.1.26). */
const badEnds: Readonly<Partial<Record<string, Text>>> = {
  FAILED: { en: 'failed', 'zh-CN': '失败' },
  CANCELLED: { en: 'cancelled', 'zh-CN': '已取消' },
  TIMEOUT_INTERRUPT: { en: 'timed out', 'zh-CN': '超时中断' },
}

const equal: Text = { en: 'no differences', 'zh-CN': '没有差异' }
const nothing: Text = { en: 'nothing was compared', 'zh-CN': '没有对比任何对象' }
const finished: Text = { en: 'finished', 'zh-CN': '已完成' }

const differing: TextTemplate<[differences: number, uncomparable: number]> = {
  en: (differences, uncomparable) =>
    [
      ...(differences > 0 ? [plural(differences, 'difference', 'differences')] : []),
      ...(uncomparable > 0 ? [`${plural(uncomparable, 'item', 'items')} could not be compared`] : []),
    ].join(', '),
  'zh-CN': (differences, uncomparable) =>
    [
      ...(differences > 0 ? [`${differences} 处差异`] : []),
      ...(uncomparable > 0 ? [`${uncomparable} 项无法对比`] : []),
    ].join('，'),
}

const units: Readonly<Record<NonNullable<Comparison['unit']>, TextTemplate<[count: number]>>> = {
  tables: { en: (count) => plural(count, 'table', 'tables'), 'zh-CN': (count) => `${count} 张表` },
  databases: { en: (count) => plural(count, 'database', 'databases'), 'zh-CN': (count) => `${count} 个库` },
  objects: { en: (count) => plural(count, 'object', 'objects'), 'zh-CN': (count) => `${count} 个对象` },
}

const equalIn: TextTemplate<[amount: string]> = {
  en: (amount) => `no differences in ${amount}`,
  'zh-CN': (amount) => `已对比 ${amount}，没有差异`,
}

const comparedOf: TextTemplate<[result: string, amount: string]> = {
  en: (result, amount) => `${result}, ${amount} compared`,
  'zh-CN': (result, amount) => `${result}，已对比 ${amount}`,
}

/** While it has not come to its end. */
const going: Readonly<Partial<Record<string, Text>>> = {
  '': say('not begun yet', '尚未开始'),
  WAITING_FOR_RUNNING: say('waiting to start', '等待启动'),
  RUNNING: say('running', '对比中'),
  FULL_DOING: say('running', '全量校验中'),
}

const following: TextTemplate<[result: string]> = {
  en: (result) => `${result}, now following changes`,
  'zh-CN': (result) => `${result}，正在校验增量变更`,
}

const sentence: TextTemplate<[kind: string, result: string]> = {
  en: (kind, result) => `${kind}: ${result}`,
  'zh-CN': (kind, result) => `${kind}，${result}`,
}

function resultOf(comparison: Comparison, locale: Locale): string {
  const { status, clean, differences = 0, uncomparable = 0, nothingCompared, percent } = comparison
  const bad = badEnds[status]
  if (bad) return bad[locale]
  const state = going[status]
  if (state)
    return percent === undefined || status === 'WAITING_FOR_RUNNING'
      ? state[locale]
      : formatBar(percent, locale)
  const amount = comparedAmount(comparison, locale)
  const found = differing[locale](differences, uncomparable)
  if (clean) return amount === undefined ? equal[locale] : equalIn[locale](amount)
  if (nothingCompared) return found === '' ? nothing[locale] : `${nothing[locale]}${comma[locale]}${found}`
  if (found === '') return isFollowingChanges(comparison) ? (going.RUNNING?.[locale] ?? '') : finished[locale]
  return amount === undefined ? found : comparedOf[locale](found, amount)
}

const comma: Text = { en: ', ', 'zh-CN': '，' }

/** How much was compared: `16 tables`. */
function comparedAmount({ compared, unit }: Comparison, locale: Locale): string | undefined {
  return compared === undefined || unit === undefined ? undefined : units[unit][locale](compared)
}

export function comparisonKindWords(kind: string): Text {
  return kinds[kind] ?? otherKind
}

/** What became of it, without its kind. */
export function comparisonResult(comparison: Comparison, locale: Locale): string {
  const result = resultOf(comparison, locale)
  return isFollowingChanges(comparison) ? following[locale](result) : result
}

export function comparisonSentence(comparison: Comparison, locale: Locale): string {
  return sentence[locale](comparisonKindWords(comparison.kind)[locale], comparisonResult(comparison, locale))
}

export function comparisonTone({ status, clean }: Comparison): Tone {
  if (status in badEnds) return 'bad'
  if (clean === undefined) return 'neutral'
  return clean ? 'good' : 'warning'
}
