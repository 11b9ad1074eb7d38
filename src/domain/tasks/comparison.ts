import * as z from 'zod'
import type { DeepReadonly } from '../../base/deep-readonly.ts'

export const comparisonKinds = ['object', 'row', 'value'] as const
export type ComparisonKind = (typeof comparisonKinds)[number]

/** A comparison of source and destination that was carried out once. */
export const comparisonSchema = z.object({
  id: z.string(),
  /** A `ComparisonKind`, or what DRS calls a kind that is none of these, for example `random`. */
  kind: z.string(),
  /** For example `RUNNING`, `SUCCESSFUL` or `CANCELLED` (6.1.26, 7.5.1). */
  status: z.string(),
  /** Milliseconds since the epoch. */
  startedAt: z.number().exactOptional(),
  endedAt: z.number().exactOptional(),
  /**
   * Known of the latest successful comparison of each kind: true if something was compared, everything could be, and all of
   * it is equal. Absent where there is no result.
   */
  clean: z.boolean().exactOptional(),
  /** How many items differ: kinds of objects, tables (v3) or databases (v5). */
  differences: z.number().exactOptional(),
  /** How many items could not be compared. */
  uncomparable: z.number().exactOptional(),
  /** DRS counted what it compared, and it was nothing. */
  nothingCompared: z.literal(true).exactOptional(),
})
export type Comparison = DeepReadonly<z.output<typeof comparisonSchema>>

/** Statuses of a comparison that still has to run, or runs (6.1.26, 7.5.1). */
const unfinished: ReadonlySet<string> = new Set([
  'WAITING_FOR_RUNNING',
  'RUNNING',
  'FULL_DOING',
  'INCRE_DOING',
])

/** Whether nothing more will come of a comparison. One without a status was listed before it began. */
export function isComparisonFinished({ status }: Comparison): boolean {
  return status !== '' && !unfinished.has(status)
}
