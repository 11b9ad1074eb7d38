import type { Moment } from './clock.ts'
import type { Differences } from './differences.ts'

/** Comparisons of source and destination as time and actions make them (statuses of 6.1.26 and 6.1.36). */

export type ComparisonKind = 'objects' | 'lines' | 'contents' | 'random'

export type ComparisonStatus =
  | 'WAITING_FOR_RUNNING'
  | 'RUNNING'
  | 'FULL_DOING'
  | 'INCRE_DOING'
  | 'SUCCESSFUL'
  | 'CANCELLED'

/** How long things take at speed 1, in milliseconds; made to look real, the documents name no durations. */
export const comparisonDurations = {
  queue: 5_000,
  objects: 30_000,
  lines: 60_000,
  contents: 120_000,
  random: 60_000,
  export: 20_000,
  /** How long a result file can be downloaded. */
  file: 86_400_000,
} as const

export interface Comparison {
  readonly id: string
  readonly kind: ComparisonKind
  readonly status: ComparisonStatus
  /** Virtual times, except `startAt`. */
  readonly createdAt: number
  /** Planned start, wall time. */
  readonly startAt?: number | undefined
  readonly startedAt?: number
  readonly endedAt?: number
  /** How the destination differed when the comparison started. */
  readonly differences: Differences
  /** `schema` or `schema.table`; absent: everything that the task transfers. */
  readonly wanted?: readonly string[] | undefined
  readonly options: Readonly<Record<string, string>>
  /** Conditions by `schema.table`. */
  readonly filters: Readonly<Record<string, string>>
  readonly ratio?: number | undefined
  /** Start of the latest export. */
  readonly exportedAt?: number
}

export type NewComparison = Pick<Comparison, 'kind' | 'startAt' | 'wanted' | 'options' | 'filters' | 'ratio'>

export function newComparison(id: string, wish: NewComparison, moment: Moment): Comparison {
  return { ...wish, id, status: 'WAITING_FOR_RUNNING', createdAt: moment.virtual, differences: {} }
}

export function isOver({ status }: Comparison): boolean {
  return status === 'SUCCESSFUL' || status === 'CANCELLED'
}

/** A comparison that waits begins at once. */
export function begin(comparison: Comparison, differences: Differences, at: number): Comparison {
  const dynamic = comparison.kind === 'contents' && comparison.options.contentCompareType === 'dynamic'
  return { ...comparison, status: dynamic ? 'FULL_DOING' : 'RUNNING', startedAt: at, differences }
}

export function cancel(comparison: Comparison, at: number): Comparison {
  return { ...comparison, status: 'CANCELLED', endedAt: at }
}

/** The comparison after everything that time alone has brought about; unchanged it is the same object. */
export function settleComparison(
  comparison: Comparison,
  differences: Differences,
  moment: Moment,
): Comparison {
  if (isOver(comparison) || comparison.status === 'INCRE_DOING') return comparison
  if (comparison.startedAt === undefined) {
    const at = startOf(comparison, moment)
    return at === undefined
      ? comparison
      : settleComparison(begin(comparison, differences, at), differences, moment)
  }
  const end = comparison.startedAt + comparisonDurations[comparison.kind]
  if (end > moment.virtual) return comparison
  if (comparison.status === 'FULL_DOING') return { ...comparison, status: 'INCRE_DOING' }
  return { ...comparison, status: 'SUCCESSFUL', endedAt: end }
}

function startOf({ startAt, createdAt }: Comparison, moment: Moment): number | undefined {
  if (startAt !== undefined) return startAt > moment.wall ? undefined : moment.virtual
  const at = createdAt + comparisonDurations.queue
  return at > moment.virtual ? undefined : at
}

/** Share of the work that is done, 0 to 1. */
export function comparedShare(comparison: Comparison, moment: Moment): number {
  if (comparison.startedAt === undefined) return 0
  if (comparison.status === 'SUCCESSFUL' || comparison.status === 'INCRE_DOING') return 1
  const until = comparison.endedAt ?? moment.virtual
  return Math.min(1, (until - comparison.startedAt) / comparisonDurations[comparison.kind])
}

export type ExportStatus = 'INIT' | 'EXPORTING' | 'EXPORT_COMPLETE'

/** State of the result file, and for how many seconds it can still be had; -1 without a file (6.1.26). */
export function exportOf(
  { exportedAt }: Comparison,
  moment: Moment,
): { status: ExportStatus; remain: number } {
  if (exportedAt === undefined) return { status: 'INIT', remain: -1 }
  const ready = exportedAt + comparisonDurations.export
  if (ready > moment.virtual) return { status: 'EXPORTING', remain: -1 }
  const remain = Math.floor((ready + comparisonDurations.file - moment.virtual) / 1_000)
  return remain <= 0 ? { status: 'INIT', remain: -1 } : { status: 'EXPORT_COMPLETE', remain }
}
