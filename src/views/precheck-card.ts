import type { Locale, Text, TextTemplate } from '../base/i18n.ts'
import type { PrecheckItem } from '../domain/tasks/task.ts'
import { type Fix, type PrecheckItemRow, precheckItemOf } from '../drs/precheck-items.ts'
import type { Line, Section } from './card.ts'
import { colon } from './format.ts'

const words = {
  reason: { en: 'Reason', 'zh-CN': '原因' },
  fix: { en: 'How to fix it', 'zh-CN': '处理建议' },
  alarms: { en: 'To be confirmed (alarms)', 'zh-CN': '待确认项（告警）' },
  subtasks: { en: 'Failed subtasks', 'zh-CN': '失败的子任务' },
  unknown: {
    en: 'The documents do not describe this item; see the reason that DRS gives.',
    'zh-CN': '文档中没有该检查项的说明，请参考 DRS 给出的原因。',
  },
} satisfies Record<string, Text>

const passedLine: TextTemplate<[number]> = {
  en: (count) => `${count} ${count === 1 ? 'item' : 'items'} passed`,
  'zh-CN': (count) => `${count} 项通过`,
}

const unreadableLine: TextTemplate<[number]> = {
  en: (count) => `${count} ${count === 1 ? 'item' : 'items'} of the answer could not be read`,
  'zh-CN': (count) => `有 ${count} 项检查结果无法读取`,
}

function itemTitle(item: PrecheckItem, row: PrecheckItemRow | undefined, locale: Locale): Line {
  return row ? [{ bold: row.title[locale] }, ' ', { code: item.item }] : [{ bold: item.item }]
}

function reasonLines(item: PrecheckItem, row: PrecheckItemRow | undefined, locale: Locale): Line[] {
  const causes = row?.causes.map((cause) => cause[locale]) ?? [words.unknown[locale]]
  const said = [item.reason, item.raw].filter((text): text is string => Boolean(text))
  const lines: Line[] = [[{ italic: words.reason[locale] }, colon[locale], causes.join(' / ')]]
  for (const text of said) lines.push({ code: text })
  if (item.failedSubtasks?.length) {
    lines.push(`${words.subtasks[locale]}${colon[locale]}${item.failedSubtasks.join(', ')}`)
  }
  return lines
}

/** One failed or alarming item: its name in words, the reason, and how to fix it. */
function itemSections(item: PrecheckItem, locale: Locale): Section[] {
  const row = precheckItemOf(item.item)
  const head: Section = { lines: [itemTitle(item, row, locale), ...reasonLines(item, row, locale)] }
  if (!row || row.fixes.length === 0) return [head]
  return fixSections(
    [...(head.lines ?? []), [{ italic: words.fix[locale] }, colon[locale].trim()]],
    row.fixes,
    locale,
  )
}

/** Short statements stand in their line; what has lines or backticks of its own is shown as it is to be run. */
function fixSections(head: readonly Line[], fixes: readonly Fix[], locale: Locale): Section[] {
  const done: Section[] = []
  let open: Section = { lines: head }
  for (const { text, code } of fixes) {
    const block = code !== undefined && /[\n`]/.test(code)
    const line: Line = code === undefined || block ? text[locale] : [text[locale], ' ', { code }]
    open = { ...open, list: [...(open.list ?? []), line] }
    if (!block) continue
    done.push({ ...open, code })
    open = {}
  }
  return open.list ? [...done, open] : done
}

/** The report's body: failures first, then alarms, passed items folded into a count. */
export function precheckSections(
  items: readonly PrecheckItem[],
  locale: Locale,
  unreadable = 0,
): readonly Section[] {
  const failed = items.filter((item) => item.verdict !== 'PASSED' && item.verdict !== 'ALARM')
  const alarms = items.filter((item) => item.verdict === 'ALARM')
  const passed = items.length - failed.length - alarms.length
  return [
    ...failed.flatMap((item) => itemSections(item, locale)),
    ...(alarms.length > 0 ? [{ heading: words.alarms[locale] }] : []),
    ...alarms.flatMap((item) => itemSections(item, locale)),
    ...(passed > 0 ? [{ lines: [passedLine[locale](passed)] }] : []),
    ...(unreadable > 0 ? [{ lines: [unreadableLine[locale](unreadable)] }] : []),
  ]
}
