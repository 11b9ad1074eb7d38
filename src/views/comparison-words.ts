import type { Locale, Text, TextTemplate } from '../base/i18n.ts'
import type { Comparison } from '../domain/tasks/comparison.ts'
import type { Tone } from './card.ts'
import { plural } from './format.ts'

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

const sentence: TextTemplate<[kind: string, result: string]> = {
  en: (kind, result) => `${kind}: ${result}`,
  'zh-CN': (kind, result) => `${kind}，${result}`,
}

function resultOf(comparison: Comparison, locale: Locale): string {
  const { status, clean, differences = 0, uncomparable = 0, nothingCompared } = comparison
  const bad = badEnds[status]
  if (bad) return bad[locale]
  if (clean) return equal[locale]
  const other = nothingCompared ? nothing : finished
  return differing[locale](differences, uncomparable) || other[locale]
}

export function comparisonSentence(comparison: Comparison, locale: Locale): string {
  const kind = (kinds[comparison.kind] ?? otherKind)[locale]
  return sentence[locale](kind, resultOf(comparison, locale))
}

export function comparisonTone({ status, clean }: Comparison): Tone {
  if (status in badEnds) return 'bad'
  if (clean === undefined) return 'neutral'
  return clean ? 'good' : 'warning'
}
