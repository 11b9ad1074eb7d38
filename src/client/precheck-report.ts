import type { PrecheckItem, PrecheckReport } from '../domain/tasks/task.ts'
import { flagOf, percentOf, rowsOf, textOf, withoutUndefined } from './values.ts'

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
  readonly failed_sub_jobs?: readonly { readonly id?: unknown; readonly name?: unknown }[] | null | undefined
  readonly is_support_skip?: unknown
  readonly is_skipped?: unknown
}

export function reportOf(head: Head, items: readonly ItemRow[]): PrecheckReport {
  const percent = percentOf(head.process) ?? 0
  const finished = percent >= 100
  return {
    percent,
    finished,
    passed: finished && flagOf(head.result) === true,
    items: items.flatMap(itemOf),
  }
}

function itemOf(row: ItemRow): readonly PrecheckItem[] {
  const item = textOf(row.item)
  if (item === undefined) return []
  const subtasks = rowsOf(row.failed_sub_jobs).flatMap((task) => textOf(task.name) ?? textOf(task.id) ?? [])
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
