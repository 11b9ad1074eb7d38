import type { Comparison } from './task-service.ts'

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
