import type { PrecheckItem, PrecheckReport } from '../domain/tasks/task.ts'
import { asRecord, flagOf, percentOf, textOf, withoutUndefined } from './values.ts'

/** What both generations say about a precheck, in the words of the task model (6.1.7, 7.5.1). */

/** The head of a report; numbers and flags may come as texts. */
interface Head {
  readonly process?: unknown
  readonly result?: unknown
}

/** v3 calls the raw text `raw_error_msg`, v5 `raw_error_message`; only v5 knows about skipping. */
interface ItemRow {
  readonly item?: unknown
  readonly result?: unknown
  readonly failed_reason?: unknown
  readonly group?: unknown
  readonly data?: unknown
  readonly raw_error_msg?: unknown
  readonly raw_error_message?: unknown
  readonly failed_sub_jobs?: unknown
  readonly is_support_skip?: unknown
  readonly is_skipped?: unknown
}

/** Nothing for a report that does not say how far the pre-check is: it may be over, or not have begun. */
export function reportOf(
  head: Head,
  items: unknown,
  { mostItems, longestText }: ReportBounds = keptBounds,
): PrecheckReport | undefined {
  const percent = percentOf(head.process)
  if (percent === undefined) return undefined
  const finished = percent >= 100
  const rows: readonly ItemRow[] = [items ?? []].flat().map(asRecord)
  // A row without a name is no item.
  const named = rows.filter((row) => textOf(row.item) !== undefined)
  return {
    percent,
    finished,
    passed: finished && flagOf(head.result) === true,
    items: worstFirst(named, mostItems)
      .slice(0, mostItems)
      .flatMap((row) => itemOf(row, { mostItems, longestText })),
    ...(named.length < rows.length && { unreadable: rows.length - named.length }),
    ...(named.length > mostItems && { more: named.length - mostItems }),
  }
}

/** How much of a report is read. */
export interface ReportBounds {
  readonly mostItems: number
  /** So many characters of each text. */
  readonly longestText: number
}

/** What is kept of it; no documented pre-check has a tenth of the items. */
const keptBounds: ReportBounds = { mostItems: 500, longestText: 8_000 }

/** `whole`: all of it, for a file. */
export function boundsOf({ whole = false }: { readonly whole?: boolean } = {}): ReportBounds {
  return whole ? { mostItems: Infinity, longestText: Infinity } : keptBounds
}

/** As they come, unless some have to be left out. */
function worstFirst(rows: readonly ItemRow[], mostItems: number): readonly ItemRow[] {
  if (rows.length <= mostItems) return rows
  const rank = ({ result }: ItemRow) => (result === 'PASSED' ? 2 : result === 'ALARM' ? 1 : 0)
  return [0, 1, 2].flatMap((wanted) => rows.filter((row) => rank(row) === wanted))
}

interface KeptText {
  readonly text?: string
  /** Entries of a list that are left out. */
  readonly omitted?: number
}

/** The beginning of a list of names, and how many more there are; of other texts what fits. */
function keptText(value: unknown, longestText: number): KeptText {
  const text = textOf(value)
  if (text === undefined) return {}
  if (text.length <= longestText) return { text }
  const start = text.slice(0, longestText)
  const end = Math.max(...[',', ';', '，', '；', '、', '\n'].map((sign) => start.lastIndexOf(sign)))
  if (end < longestText / 2) return { text: `${start.slice(0, -1)}…` }
  return { text: start.slice(0, end), omitted: text.slice(end + 1).split(/[,;，；、\n]/).length }
}

function itemOf(row: ItemRow, { mostItems, longestText }: ReportBounds): readonly PrecheckItem[] {
  const item = textOf(row.item)
  if (item === undefined) return []
  const subtasks = [row.failed_sub_jobs ?? []]
    .flat()
    .slice(0, mostItems)
    .map(asRecord)
    .flatMap((task) => textOf(task.name) ?? textOf(task.id) ?? [])
  const verdict = textOf(row.result) ?? ''
  const kept = (value: unknown) => keptText(value, longestText)
  const reason = kept(row.failed_reason)
  const raw = kept(textOf(row.raw_error_msg) ?? row.raw_error_message)
  const data = verdict === 'PASSED' ? {} : kept(row.data)
  return [
    withoutUndefined({
      item,
      verdict,
      reason: reason.text,
      group: textOf(row.group),
      raw: raw.text,
      data: data.text,
      omitted: reason.omitted ?? raw.omitted ?? data.omitted,
      failedSubtasks: subtasks.length === 0 ? undefined : subtasks,
      canSkip: flagOf(row.is_support_skip),
      skipped: flagOf(row.is_skipped),
    }),
  ]
}
