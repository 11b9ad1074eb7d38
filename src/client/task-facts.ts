import { statusOf } from '../drs/statuses.ts'
import { momentOf, textOf } from './values.ts'

/** 0 where no start is set (example of 6.1.20). */
export function scheduledStart(value: unknown): number | undefined {
  const at = momentOf(value)
  return at === 0 ? undefined : at
}

/** Names of the failed ones among the subtasks of a list; `undefined` for a task that has none. */
export function failedSubtasks(
  children: readonly { readonly id?: unknown; readonly name?: unknown; readonly status?: unknown }[],
): readonly string[] | undefined {
  if (children.length === 0) return undefined
  return children.flatMap(({ id, name, status }) => {
    const known = textOf(name) ?? textOf(id)
    return known !== undefined && statusOf(textOf(status) ?? '').kind === 'failed' ? [known] : []
  })
}
