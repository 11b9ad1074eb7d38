import type { Locale, Text, TextTemplate } from '../base/i18n.ts'
import type { PrecheckItem, PrecheckReport } from '../domain/tasks/task.ts'
import { type Fix, type PrecheckItemRow, precheckItemOf } from '../drs/precheck-items.ts'
import type { Line, Section } from './card.ts'
import { colon } from './format.ts'

const words = {
  reason: { en: 'Reason', 'zh-CN': '原因' },
  fix: { en: 'How to fix it', 'zh-CN': '处理建议' },
  alarms: { en: 'To be confirmed (alarms)', 'zh-CN': '待确认项（告警）' },
  subtasks: { en: 'Failed subtasks', 'zh-CN': '失败的子任务' },
  unknown: {
    en: 'The documents don’t describe this item. See the reason from DRS.',
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

const moreLine: TextTemplate<[number]> = {
  en: (count) => `… and ${count.toLocaleString('en')} more`,
  'zh-CN': (count) => `……还有 ${count.toLocaleString('en')} 项`,
}

const moreItemsLine: TextTemplate<[number]> = {
  en: (count) =>
    `${count.toLocaleString('en')} further items are not shown here. /drs api batch-precheck-result has them all, as a file.`,
  'zh-CN': (count) =>
    `还有 ${count.toLocaleString('en')} 项未在此显示。使用 /drs api batch-precheck-result 可获取包含全部结果的文件。`,
}

/** A message is read at a glance: more of a list of names than this is for the file. */
const longestList = 1_200
const separators = /[,;，；、\n]/

/** The beginning of a long list of names, and how many are left. */
function shortened(text: string): { readonly shown: string; readonly left: number } {
  if (text.length <= longestList) return { shown: text, left: 0 }
  const names = text.split(separators)
  if (names.length < 20) return { shown: text, left: 0 }
  let length = 0
  const fitting = names.findIndex((name) => {
    length += name.length + 1
    return length > longestList
  })
  return { shown: text.slice(0, names.slice(0, fitting).join(',').length), left: names.length - fitting }
}

function reasonLines(item: PrecheckItem, row: PrecheckItemRow | undefined, locale: Locale): Line[] {
  const causes = row?.causes.map((cause) => cause[locale]) ?? [words.unknown[locale]]
  const said = [item.reason, item.raw].filter((text): text is string => Boolean(text))
  const lines: Line[] = [[{ italic: words.reason[locale] }, colon[locale], causes.join(' / ')]]
  const [head] = said
  for (const text of said) {
    const { shown, left } = shortened(text)
    const more = left + (text === head ? (item.omitted ?? 0) : 0)
    lines.push({ code: shown })
    if (more > 0) lines.push(moreLine[locale](more))
  }
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
  { unreadable = 0, more = 0 }: Pick<PrecheckReport, 'unreadable' | 'more'> = {},
): readonly Section[] {
  const failed = items.filter((item) => item.verdict !== 'PASSED' && item.verdict !== 'ALARM')
  const alarms = items.filter((item) => item.verdict === 'ALARM')
  const passed = items.length - failed.length - alarms.length
  return [
    ...failed.flatMap((item) => itemSections(item, locale)),
    ...(alarms.length > 0 ? [{ heading: words.alarms[locale] }] : []),
    ...alarms.flatMap((item) => itemSections(item, locale)),
    ...(passed > 0 ? [{ lines: [passedLine[locale](passed)] }] : []),
    ...(more > 0 ? [{ lines: [moreItemsLine[locale](more)] }] : []),
    ...(unreadable > 0 ? [{ lines: [unreadableLine[locale](unreadable)] }] : []),
  ]
}
