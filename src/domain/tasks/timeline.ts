import type { DrsError } from '../../drs/drs-error.ts'
import type { AuditRecord } from '../audit/audit.ts'
import type { TaskEvent } from '../watching/event.ts'
import type { TuningChange } from './parameters.ts'
import type { Task } from './task.ts'

/** What DRS itself remembers of the life of a task: moments of its details (6.1.20), or lines of its log (7.5.1). */
export type LogEntry = { readonly at: number } & (
  | { readonly kind: 'milestone'; readonly stage: Milestone }
  | { readonly kind: 'log'; readonly level: string; readonly message: string }
)

/** `error`: why DRS did not tell the rest. */
export interface TaskLog {
  readonly entries: readonly LogEntry[]
  readonly error?: DrsError
}

export const milestones = ['created', 'started', 'full-complete'] as const
export type Milestone = (typeof milestones)[number]

/** One thing that happened to a task; `at` in milliseconds since the epoch. */
export type TimelineEntry = { readonly task: Task; readonly at: number } & (
  | LogEntry
  | {
      readonly kind: 'event'
      readonly event: TaskEvent
      /** How long the status lasted into which the task came, or lasts until now, in milliseconds. */
      readonly lasted?: number
    }
  | { readonly kind: 'audit'; readonly record: AuditRecord }
  | { readonly kind: 'tuning'; readonly change: TuningChange }
)

export interface KnownLife {
  readonly task: Task
  readonly events: readonly TaskEvent[]
  readonly log: readonly LogEntry[]
  readonly audit: readonly AuditRecord[]
  readonly tuning: readonly TuningChange[]
}

/** What is known of the tasks in one line, oldest first. What has no time is left out. */
export function timelineOf(lives: readonly KnownLife[], now: number): readonly TimelineEntry[] {
  return lives
    .flatMap(({ task, events, log, audit, tuning }): readonly TimelineEntry[] => [
      ...log.map((entry) => ({ task, ...entry })),
      ...withDurations(events, now).map((entry) => ({
        task,
        at: entry.event.at,
        kind: 'event' as const,
        ...entry,
      })),
      ...audit.map((record) => ({ task, at: record.at, kind: 'audit' as const, record })),
      ...tuning.flatMap((change) =>
        change.at === undefined ? [] : [{ task, at: change.at, kind: 'tuning' as const, change }],
      ),
    ])
    .toSorted((a, b) => a.at - b.at)
}

/** A status lasts until the next one was seen. Where the two do not meet, nobody has looked between, and nobody knows. */
function withDurations(events: readonly TaskEvent[], now: number) {
  return events.map((event, i) => {
    if (event.kind !== 'status') return { event }
    const next = events.slice(i + 1).find(({ kind }) => ['status', 'gone', 'returned'].includes(kind))
    if (next === undefined) return { event, lasted: now - event.at }
    const meets = (next.kind === 'status' || next.kind === 'gone') && next.from === event.to
    return meets ? { event, lasted: next.at - event.at } : { event }
  })
}
