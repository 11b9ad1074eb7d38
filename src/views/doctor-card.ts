import { type Locale, say, type Text, type TextTemplate } from '../base/i18n.ts'
import type { CheckResult } from '../domain/check-result.ts'
import type { Card, Inline, Line } from './card.ts'
import { aside, colon, plural } from './format.ts'

const words = {
  passed: say('Passed', '通过'),
  failed: say('FAILED', '未通过'),
  ok: say('ok', '正常'),
} satisfies Record<string, Text>

const allWell: TextTemplate<[count: number]> = {
  en: (count) => `All ${plural(count, 'check', 'checks')} passed`,
  'zh-CN': (count) => `${count} 项检查全部通过`,
}

const someFailed: TextTemplate<[failed: number, count: number]> = {
  en: (failed, count) => `${failed} of ${plural(count, 'check', 'checks')} failed`,
  'zh-CN': (failed, count) => `${count} 项检查中 ${failed} 项未通过`,
}

/** More failures than these stand in the file only. */
const mostShown = 10
const longest = 600

const more: TextTemplate<[count: number]> = {
  en: (count) => `… and ${count} more, see the file`,
  'zh-CN': (count) => `……另有 ${count} 项，见文件`,
}

function titleOf({ title, about }: CheckResult, locale: Locale): string {
  return about === undefined ? title[locale] : `${title[locale]}${aside(about, locale)}`
}

function cut(text: string): string {
  return text.length > longest ? `${text.slice(0, longest)}…` : text
}

/** Names of rights, methods and policies, which are the same in every language. */
const identifiers = /(\b(?:[a-z]+(?:[.:][A-Za-z]+)+|[A-Z]+ ReadOnlyAccess)\b)/

function withIdentifiers(text: string): readonly Inline[] {
  return text.split(identifiers).map((part, i) => (i % 2 === 1 ? { code: part } : part))
}

function failedLines(result: CheckResult, locale: Locale): Line {
  const { found, advice } = result
  const way = advice === undefined ? '' : `\n→ ${advice[locale]}`
  const said = withIdentifiers(`${cut(found[locale])}${way}`)
  return [{ bold: titleOf(result, locale) }, colon[locale], ...said]
}

/** What the bot found of what it needs: failures first, with what to do. */
export function doctorCard(results: readonly CheckResult[], locale: Locale): Card {
  const failed = results.filter(({ ok }) => !ok)
  const passed = results.filter(({ ok }) => ok)
  const hidden = failed.length - mostShown
  const list = failed.slice(0, mostShown).map((result) => failedLines(result, locale))
  return {
    title:
      failed.length === 0
        ? allWell[locale](results.length)
        : someFailed[locale](failed.length, results.length),
    tone: failed.length === 0 ? 'good' : 'warning',
    sections: [
      ...(list.length > 0 ? [{ list: [...list, ...(hidden > 0 ? [more[locale](hidden)] : [])] }] : []),
      ...(passed.length > 0
        ? [
            {
              heading: `${words.passed[locale]}${aside(passed.length, locale)}`,
              folded: true as const,
              list: passed.map(
                (result): Line => [
                  { bold: titleOf(result, locale) },
                  colon[locale],
                  ...withIdentifiers(cut(result.found[locale])),
                ],
              ),
            },
          ]
        : []),
    ],
  }
}

/** The same as a text, whole. */
export function doctorReport(results: readonly CheckResult[], locale: Locale): string {
  const lines = results.flatMap((result) => {
    const { ok, found, advice } = result
    const verdict = words[ok ? 'ok' : 'failed'][locale]
    const line = `${verdict}  ${titleOf(result, locale)}${colon[locale]}${found[locale]}`
    return advice === undefined ? [line] : [line, `        → ${advice[locale]}`]
  })
  return `${lines.join('\n')}\n`
}
