import type { Locale, Text, TextTemplate } from '../base/i18n.ts'
import { calmMs, type LagTrend } from '../domain/tasks/lag-history.ts'
import type { Limit, TaskEvent } from '../domain/watching/event.ts'
import type { LimitMetric } from '../domain/watching/limits.ts'
import type { Line } from './card.ts'
import { formatDuration } from './format.ts'

export const metricWords = {
  lag: { en: 'delay', 'zh-CN': '时延' },
  rpo: { en: 'RPO', 'zh-CN': 'RPO' },
  rto: { en: 'RTO', 'zh-CN': 'RTO' },
} satisfies Record<LimitMetric, Text>

const limitPhrase: TextTemplate<[metric: string, above: string, during: string | undefined]> = {
  en: (metric, above, during) => `${metric} above ${above}${during ? ` for ${during}` : ''}`,
  'zh-CN': (metric, above, during) => `${metric}超过 ${above}${during ? `持续 ${during}` : ''}`,
}

/** A limit as a person says it: `delay above 30 sec for 5 min`. */
export function limitWords({ metric, aboveMs, forMs }: Limit, locale: Locale): string {
  const during = forMs === 0 ? undefined : formatDuration(forMs, locale)
  return limitPhrase[locale](metricWords[metric][locale], formatDuration(aboveMs, locale), during)
}

const noLimit: TextTemplate<[metric: string]> = {
  en: (metric) => `no limit of ${metric}`,
  'zh-CN': (metric) => `${metric}不设上限`,
}

export function noLimitWords(metric: LimitMetric, locale: Locale): string {
  return noLimit[locale](metricWords[metric][locale])
}

type LimitEvent = Extract<TaskEvent, { kind: 'limit' }>

const whose: Readonly<Record<NonNullable<Limit['from']> | 'channel', TextTemplate<[above: string]>>> = {
  channel: {
    en: (above) => `this channel’s limit of ${above}`,
    'zh-CN': (above) => `本频道的上限 ${above}`,
  },
  connection: {
    en: (above) => `the connection’s limit of ${above}`,
    'zh-CN': (above) => `连接的上限 ${above}`,
  },
  default: {
    en: (above) => `the default limit of ${above}`,
    'zh-CN': (above) => `默认上限 ${above}`,
  },
}

const crossed: TextTemplate<[metric: string, value: string, limit: string]> = {
  en: (metric, value, limit) => `${metric} ${value}, above ${limit}`,
  'zh-CN': (metric, value, limit) => `${metric} ${value}，超过${limit}`,
}

const recovered: TextTemplate<[metric: string, value: string, limit: string]> = {
  en: (metric, value, limit) => `${metric} back to ${value}, within ${limit}`,
  'zh-CN': (metric, value, limit) => `${metric}已恢复至 ${value}，在${limit}以内`,
}

const unreadable: TextTemplate<[metric: string, span: string]> = {
  en: (metric, span) => `${metric} has not been readable for ${span}`,
  'zh-CN': (metric, span) => `${metric}已 ${span}无法读取`,
}

const readable: TextTemplate<[metric: string, value: string]> = {
  en: (metric, value) => `${metric} is readable again: ${value}`,
  'zh-CN': (metric, value) => `${metric}已恢复读取：${value}`,
}

export function limitSentence({ limit, state, valueMs = 0, since, at }: LimitEvent, locale: Locale): string {
  const metric = metricWords[limit.metric][locale]
  const value = formatDuration(valueMs, locale)
  const above = whose[limit.from ?? 'channel'][locale](formatDuration(limit.aboveMs, locale))
  switch (state) {
    case 'crossed':
      return crossed[locale](metric, value, above)
    case 'recovered':
      return recovered[locale](metric, value, above)
    case 'unreadable':
      return unreadable[locale](metric, formatDuration(at - since, locale))
    case 'readable':
      return readable[locale](metric, value)
  }
}

/** What is not known is no good news. */
export function limitTone({ state }: LimitEvent): 'warning' | 'good' {
  return state === 'crossed' || state === 'unreadable' ? 'warning' : 'good'
}

const lasting: Readonly<Partial<Record<LimitEvent['state'], TextTemplate<[span: string]>>>> = {
  crossed: {
    en: (span) => `It has been above for ${span}.`,
    'zh-CN': (span) => `已持续超过上限 ${span}。`,
  },
  recovered: {
    en: (span) => `It was above for ${span}.`,
    'zh-CN': (span) => `此前超过上限共 ${span}。`,
  },
  readable: {
    en: (span) => `It was not readable for ${span}.`,
    'zh-CN': (span) => `此前 ${span}无法读取。`,
  },
}

const another: TextTemplate<[option: string]> = {
  en: (option) =>
    `For this channel, /drs watch takes another limit (--${option} 5m) or none (--${option} off).`,
  'zh-CN': (option) =>
    `可用 /drs watch 为本频道设置其他上限（--${option} 5m），或不设上限（--${option} off）。`,
}

/** How long the value is or was above; nothing for one that was told at once. And what to do about a limit that nobody chose here. */
export function limitLines({ limit, state, since, at }: LimitEvent, locale: Locale): readonly string[] {
  const words = lasting[state]
  return [
    ...(words === undefined || at - since < 1000 ? [] : [words[locale](formatDuration(at - since, locale))]),
    ...(limit.from !== undefined && state === 'crossed' ? [another[locale](limit.metric)] : []),
  ]
}

const notReadable: Text = { en: 'not readable since ', 'zh-CN': '无法读取，自 ' }

/** The last value, and since when there is no newer one (milliseconds since the epoch). */
export function unreadLine(value: string | undefined, since: number, locale: Locale): Line {
  return [...(value === undefined ? [] : [`${value} · `]), notReadable[locale], { time: since }]
}

/** Where a figure is going. */
export const courseWords: Readonly<Record<LagTrend['direction'], Text>> = {
  falling: { en: 'falling', 'zh-CN': '下降中' },
  rising: { en: 'rising', 'zh-CN': '上升中' },
  steady: { en: 'steady', 'zh-CN': '平稳' },
}

const forecast: Readonly<Record<LagTrend['confidence'], TextTemplate<[calm: string, eta: string]>>> = {
  high: {
    en: (calm, eta) => `below ${calm} in about ${eta}`,
    'zh-CN': (calm, eta) => `约 ${eta}后低于 ${calm}`,
  },
  low: {
    en: (calm, eta) => `perhaps below ${calm} in about ${eta}`,
    'zh-CN': (calm, eta) => `可能约 ${eta}后低于 ${calm}`,
  },
}

const notToday: TextTemplate<[calm: string]> = {
  en: (calm) => `not below ${calm} within a day`,
  'zh-CN': (calm) => `一天内不会低于 ${calm}`,
}

const day = 86_400_000

const implausible: TextTemplate<[value: string]> = {
  en: (value) => `${value} (not plausible, ignored)`,
  'zh-CN': (value) => `${value}（数值不可信，已忽略）`,
}

/** A figure that cannot be true. */
export function doubtful(ms: number, locale: Locale): string {
  return implausible[locale](formatDuration(ms, locale))
}

/** `12 sec, falling; below 5 sec in about 12 min`. */
export function lagLine(lagMs: number, trend: LagTrend | undefined, locale: Locale): string {
  const value = formatDuration(lagMs, locale)
  if (trend === undefined) return value
  const [comma, semicolon] = locale === 'zh-CN' ? ['，', '；'] : [', ', '; ']
  const moving = `${value}${comma}${courseWords[trend.direction][locale]}`
  if (trend.etaMs === undefined) return moving
  const calm = formatDuration(calmMs, locale)
  const eta = formatDuration(roughly(trend.etaMs), locale)
  return `${moving}${semicolon}${trend.etaMs > day ? notToday[locale](calm) : forecast[trend.confidence][locale](calm, eta)}`
}

/** A forecast is not known to the second. */
function roughly(ms: number): number {
  const step = ms < 60_000 ? 10_000 : ms < 3_600_000 ? 60_000 : 600_000
  return Math.max(step, Math.round(ms / step) * step)
}
