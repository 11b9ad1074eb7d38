import type { Progress } from '../domain/tasks/task.ts'
import { statusOf } from '../drs/statuses.ts'
import { asRecord, delayOf, momentOf, numberOf, percentOf, textOf, withoutUndefined } from './values.ts'

/** DRS goes on showing some tasks for a while after they are deleted: there is nothing left of them. */
export function isDeleted(shown: object): boolean {
  return textOf(asRecord(shown).status)?.toUpperCase() === 'DELETED'
}

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

/** What both generations say about progress, under names of their own. */
interface ProgressFacts {
  readonly percent: unknown
  /** Percent by part of the full phase, each under `completed`. */
  readonly parts: unknown
  readonly delaySeconds: unknown
  /** More exact, and so it decides where it is a number. */
  readonly delayMillis: unknown
}

/**
 * Progress and delay. What cannot be read is absent, and never hides the rest. The unit of `remaining_time` is documented
 * nowhere and no example tells it, so that `remainingMs` stays absent (5.2.2).
 */
export function progressOf({ percent, parts, delaySeconds, delayMillis }: ProgressFacts): Progress {
  const known = Object.entries(asRecord(parts)).flatMap(([name, part]) => {
    const completed = percentOf(asRecord(part).completed)
    return completed === undefined ? [] : [[name, completed] as const]
  })
  const millis = numberOf(delayMillis) === undefined ? inMillis(delayOf(delaySeconds)) : delayOf(delayMillis)
  return withoutUndefined({
    percent: percentOf(percent),
    lagMs: millis,
    parts: known.length === 0 ? undefined : Object.fromEntries(known),
  })
}

function inMillis(seconds: number | undefined): number | undefined {
  return seconds === undefined ? undefined : seconds * 1000
}
