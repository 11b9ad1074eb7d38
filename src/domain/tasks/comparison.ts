export const comparisonKinds = ['object', 'row', 'value'] as const
export type ComparisonKind = (typeof comparisonKinds)[number]

/** A comparison of source and destination that was carried out once. */
export interface Comparison {
  readonly id: string
  /** A `ComparisonKind`, or what DRS calls a kind that is none of these, for example `random`. */
  readonly kind: string
  /** For example `RUNNING`, `SUCCESSFUL` or `CANCELLED` (6.1.26, 7.5.1). */
  readonly status: string
  /** Milliseconds since the epoch. */
  readonly startedAt?: number
  readonly endedAt?: number
  /**
   * Known of the latest successful comparison of each kind: true if everything could be compared and is equal. Absent
   * where nothing was compared.
   */
  readonly clean?: boolean
  /** How many items differ: kinds of objects, tables (v3) or databases (v5). */
  readonly differences?: number
  /** How many items could not be compared. */
  readonly uncomparable?: number
}

/** Statuses of a comparison that still has to run, or runs (6.1.26, 7.5.1). */
const unfinished: ReadonlySet<string> = new Set([
  'WAITING_FOR_RUNNING',
  'RUNNING',
  'FULL_DOING',
  'INCRE_DOING',
])

/** Whether nothing more will come of a comparison. One without a status was listed before it began. */
export function isFinished({ status }: Comparison): boolean {
  return status !== '' && !unfinished.has(status)
}
