import type { Locale, Text } from '../base/i18n.ts'

const steps = [
  { unit: 'day', ms: 86_400_000 },
  { unit: 'hour', ms: 3_600_000 },
  { unit: 'minute', ms: 60_000 },
  { unit: 'second', ms: 1000 },
] as const

/** A span of time in its two largest units: `2 hr 5 min`, `2小时5分钟`; below a second in milliseconds. */
export function formatDuration(ms: number, locale: Locale): string {
  if (ms < 1000) return unit(Math.max(0, Math.round(ms)), 'millisecond', locale)
  const first = steps.findIndex((step) => ms >= step.ms)
  const parts = steps.slice(first, first + 2).map((step, i, pair) => {
    const above = i === 0 ? Number.POSITIVE_INFINITY : (pair[0]?.ms ?? Number.POSITIVE_INFINITY)
    return { unit: step.unit, count: Math.floor((ms % above) / step.ms) }
  })
  return parts
    .filter((part, i) => i === 0 || part.count > 0)
    .map((part) => unit(part.count, part.unit, locale))
    .join(locale === 'zh-CN' ? '' : ' ')
}

function unit(count: number, name: string, locale: Locale): string {
  return new Intl.NumberFormat(locale, { style: 'unit', unit: name, unitDisplay: 'short' }).format(count)
}

/** `▓▓▓▓░░░░░░ 40%`: a bar of ten cells, full only at the end, and the number, so that it also reads without the picture. */
export function formatBar(percent: number, locale: Locale): string {
  const bounded = Math.min(100, Math.max(0, percent))
  const full = Math.floor(bounded / 10)
  const number = new Intl.NumberFormat(locale, { style: 'percent' }).format(Math.floor(bounded) / 100)
  return `${'▓'.repeat(full)}${'░'.repeat(10 - full)} ${number}`
}

/** Joins words as the language does: `a, b and c`, `a、b和c`. */
export function formatList(items: readonly string[], locale: Locale): string {
  return new Intl.ListFormat(locale, { type: 'conjunction' }).format(items)
}

/** In brackets behind something. */
export function aside(text: string | number, locale: Locale): string {
  return locale === 'en' ? ` (${text})` : `（${text}）`
}

/** `1 task`, `3 tasks`; Chinese has no plural. */
export function plural(count: number, one: string, other: string): string {
  return `${count} ${new Intl.PluralRules('en').select(count) === 'one' ? one : other}`
}

/** What stands between a label and its value. */
export const colon: Text = { en: ': ', 'zh-CN': '：' }
/** Between things of which one may have commas in it. */
export const semicolon: Text = { en: '; ', 'zh-CN': '；' }
/** Between short things of a row. */
export const comma: Text = { en: ', ', 'zh-CN': '、' }
