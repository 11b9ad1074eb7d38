import { type Locale, say, type Text, type TextTemplate } from '../base/i18n.ts'
import type { CheckResult } from '../domain/tasks/precheck.ts'
import type { PrecheckItem } from '../domain/tasks/task.ts'
import { checkReasonOf, precheckItemOf } from '../drs/precheck-items.ts'
import type { Inline } from './card.ts'

/** One sign for each result, wherever an item is shown. */
export const checkMarks = {
  failed: '❌',
  alarm: '⚠️',
  skipped: '⏭️',
  passed: '✅',
} as const satisfies Readonly<Record<CheckResult, string>>

export const checkResultWords: Readonly<Record<CheckResult, Text>> = {
  failed: say('failed', '失败'),
  alarm: say('alarm', '告警'),
  skipped: say('skipped', '已跳过'),
  passed: say('passed', '通过'),
}

/** What is wrong, in words; of an item that nobody has described, its name. */
export function problemOf(name: string, locale: Locale): string {
  return precheckItemOf(name)?.problem[locale] ?? name
}

/** The same where it stands among words: what is no words of ours is marked as such. */
export function problemInline(name: string, locale: Locale): Inline {
  const row = precheckItemOf(name)
  return row ? { bold: row.problem[locale] } : { code: name }
}

/** In place of names of items: all that are open. */
export const allItems = 'all'

/** The items that a form is about, where it was opened for some; `item`: their names with commas between. */
export function problemsNamed(item: string | undefined, locale: Locale): readonly Inline[] {
  const names = item?.split(',') ?? []
  return names.includes(allItems) ? [] : names.map((name) => problemInline(name, locale))
}

/** What to do, by the reason where that is known. */
export function remedyOf(item: PrecheckItem, locale: Locale): string | undefined {
  return (checkReasonOf(item)?.remedy ?? precheckItemOf(item.item)?.remedy)?.[locale]
}

/** `{"srcHasTtlIndexColls":"a.b,a.c"}`, with either kind of quotes: the one list that it holds. */
const onlyList = /^\s*\{\s*(?:"\w+"\s*:\s*"([^"]*)"|'\w+'\s*:\s*'([^']*)')\s*\}\s*$/

/** The names that the data of an item consists of; nothing where it is figures, or several things. */
function namesIn(data: string | undefined): string | undefined {
  const [, double, single] = onlyList.exec(data ?? '') ?? []
  return (double ?? single)?.trim() || undefined
}

/** What DRS says of this database: its text, or the objects that it names, or the meaning of its code. */
export function ownReasonOf(item: PrecheckItem, locale: Locale): Inline | undefined {
  const { raw, data, reason } = item
  const own = raw ?? namesIn(data)
  if (own !== undefined) return { code: own }
  const known = checkReasonOf(item)
  if (known) return known.meaning[locale]
  return reason === undefined ? undefined : { code: reason }
}

export const andMore: TextTemplate<[count: number]> = {
  en: (count) => `and ${count.toLocaleString('en')} more`,
  'zh-CN': (count) => `另有 ${count.toLocaleString('en')} 项`,
}

const separators = /[,;，；、\n]/

/** The beginning of a long text that ends where a name does, and how many names are left out. */
export function shortened(text: string, longest: number): { readonly shown: string; readonly left: number } {
  if (text.length <= longest) return { shown: text, left: 0 }
  const names = text.split(separators)
  if (names.length < 3) return { shown: `${[...text].slice(0, longest - 1).join('')}…`, left: 0 }
  let length = 0
  const fitting = names.findIndex((name) => {
    length += name.length + 1
    return length > longest
  })
  const kept = Math.max(1, fitting)
  const shown = text.slice(0, names.slice(0, kept).join(',').length)
  return {
    shown: shown.length > longest ? `${shown.slice(0, longest - 1)}…` : shown,
    left: names.length - kept,
  }
}

/** Names of settings, files and statements, which are typed as they stand. */
const typed: Readonly<Record<Locale, RegExp>> = {
  en: /(\[mysqld\]|\b[A-Za-z]\w*(?:(?:\.[A-Za-z]\w*)+|_\w+)(?:\s?=\s?[\w-]+)?|\bskip-log-bin\b|\bdisable-log-bin\b)/,
  'zh-CN': /(\[mysqld\]|[A-Za-z][\w-]*(?:\.[A-Za-z]\w*)*(?:\s?=\s?[\w-]+)?)/,
}

/** A sentence of the catalogue, in which what is typed as it stands is marked as code. */
export function withTypedAsCode(text: string, locale: Locale): readonly Inline[] {
  return text
    .split(typed[locale])
    .map((part, i): Inline => (i % 2 === 1 && isTyped(part) ? { code: part } : part))
    .filter((part) => part !== '')
}

const isName =
  /^(?:[A-Z][A-Z0-9]+|[A-Z][a-z]+|MySQL|MariaDB|PostgreSQL|MongoDB|TaurusDB|InnoDB|MyISAM|GeminiDB|GaussDB)$/

function isTyped(part: string): boolean {
  return !isName.test(part)
}
