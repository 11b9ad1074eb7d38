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
  readonly raw_error_msg?: unknown
  readonly raw_error_message?: unknown
  readonly failed_sub_jobs?: unknown
  readonly is_support_skip?: unknown
  readonly is_skipped?: unknown
}

/** Nothing for a report that does not say how far the pre-check is: it may be over, or not have begun. */
export function reportOf(head: Head, items: unknown): PrecheckReport | undefined {
  const percent = percentOf(head.process)
  if (percent === undefined) return undefined
  const finished = percent >= 100
  const rows = [items ?? []].flat()
  const read = rows.flatMap(itemOf)
  return {
    percent,
    finished,
    passed: finished && flagOf(head.result) === true,
    items: read,
    ...(read.length < rows.length && { unreadable: rows.length - read.length }),
  }
}

/** A row without a name is no item. */
function itemOf(value: unknown): readonly PrecheckItem[] {
  const row: ItemRow = asRecord(value)
  const item = textOf(row.item)
  if (item === undefined) return []
  const subtasks = [row.failed_sub_jobs ?? []]
    .flat()
    .map(asRecord)
    .flatMap((task) => textOf(task.name) ?? textOf(task.id) ?? [])
  return [
    withoutUndefined({
      item,
      verdict: textOf(row.result) ?? '',
      reason: textOf(row.failed_reason),
      group: textOf(row.group),
      raw: textOf(row.raw_error_msg) ?? textOf(row.raw_error_message),
      failedSubtasks: subtasks.length === 0 ? undefined : subtasks,
      canSkip: flagOf(row.is_support_skip),
      skipped: flagOf(row.is_skipped),
    }),
  ]
}
