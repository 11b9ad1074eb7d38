import type { Locale, Text, TextTemplate } from '../base/i18n.ts'
import { eventKinds } from '../domain/watching/event-kinds.ts'
import type { FilterWatch, QuietHours, WatchOptions } from '../domain/watching/watch.ts'
import { type FilterTerm, formatTerms } from '../domain/watching/watch-filter.ts'
import type { Inline, Line } from './card.ts'
import { formatDuration, formatList } from './format.ts'
import { limitWords, noLimitWords } from './limit-words.ts'
import { mentioned } from './mentions.ts'

const words = {
  muteOwn: { en: 'without the watcher’s own actions', 'zh-CN': '不通知关注人自己的操作' },
  channel: { en: 'everything in the channel too', 'zh-CN': '同时发布到频道' },
  thread: { en: 'in the thread', 'zh-CN': '发布在消息列中' },
  mentions: { en: 'with a failure mentions ', 'zh-CN': '失败时提及 ' },
  all: { en: 'all tasks', 'zh-CN': '所有任务' },
} satisfies Record<string, Text>

const only: TextTemplate<[kinds: string]> = {
  en: (kinds) => `only: ${kinds}`,
  'zh-CN': (kinds) => `仅：${kinds}`,
}

const quietWords: TextTemplate<[QuietHours]> = {
  en: ({ from, to, zone }) => `quiet ${from}–${to} (${zone}) but for failures`,
  'zh-CN': ({ from, to, zone }) => `${from}–${to}（${zone}）免打扰，失败除外`,
}

const digestWords: TextTemplate<[every: string]> = {
  en: (every) => `digest every ${every}, failures at once`,
  'zh-CN': (every) => `每 ${every}汇总一次，失败立即通知`,
}

function kindsWords(kinds: NonNullable<WatchOptions['events']>, locale: Locale): string {
  const chosen = eventKinds.filter(({ kind }) => kinds.some((one) => one === kind))
  const named = chosen.map(({ words: text }) => text[locale])
  return formatList(locale === 'en' ? named.map((name) => lowered(name)) : named, locale)
}

/** Within a sentence; a word of capitals stays as it is. */
function lowered(text: string): string {
  return `${text.charAt(0).toLowerCase()}${text.slice(1)}`
}

/** The options of a watch in words, `·` between them; empty where nothing was chosen. */
export function optionsLine(options: WatchOptions | undefined, locale: Locale): readonly Inline[] {
  if (options === undefined) return []
  const { events, limits = [], noLimits = [], quiet, digestMs, muteOwn, where, mention = [] } = options
  const parts: readonly (readonly Inline[])[] = [
    ...(events ? [[only[locale](kindsWords(events, locale))]] : []),
    ...limits.map((limit) => [limitWords(limit, locale)]),
    ...noLimits.map((metric) => [noLimitWords(metric, locale)]),
    ...(quiet ? [[quietWords[locale](quiet)]] : []),
    ...(digestMs === undefined ? [] : [[digestWords[locale](formatDuration(digestMs, locale))]]),
    ...(muteOwn ? [[words.muteOwn[locale]]] : []),
    ...(where ? [[words[where][locale]]] : []),
    ...(mention.length > 0 ? [[words.mentions[locale], ...spaced(mention.map(mentioned))]] : []),
  ]
  return parts.flatMap((part, i) => (i === 0 ? part : [' · ', ...part]))
}

function spaced(parts: readonly Inline[]): readonly Inline[] {
  return parts.flatMap((part, i) => (i === 0 ? [part] : [' ', part]))
}

/** What a filter looks for, as it was typed. */
export function termsLine(terms: readonly FilterTerm[], locale: Locale): Line {
  return terms.length === 0 ? words.all[locale] : { code: formatTerms(terms) }
}

/** A filter in a list to choose from: `prod · engine:mysql`. */
export function filterLabel({ connection, terms }: Pick<FilterWatch, 'connection' | 'terms'>): string {
  return `${connection} · ${formatTerms(terms) || '*'}`
}

/** How a filter is named where its terms would be too long. */
export function filterMark({ id }: Pick<FilterWatch, 'id'>): string {
  return `#${id}`
}
