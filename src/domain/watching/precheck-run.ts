import type { PrecheckReport } from '../tasks/task.ts'
import { isSamePrecheck } from './diff.ts'
import type { Observation, Snapshot } from './snapshot.ts'
import type { PendingAction } from './watch.ts'

/** A run of which nothing is known yet. */
const notBegun: PrecheckReport = { percent: 0, finished: false, passed: false, items: [] }

/**
 * What was seen, without the report of an earlier pre-check: after DRS has accepted a new one it may show the last report for
 * some seconds. Such a report is no result until a run shows, it says something else, or `graceMs` have passed since.
 */
export function withoutOldPrecheck(
  before: Snapshot | undefined,
  seen: Observation,
  actions: readonly PendingAction[],
  at: number,
  graceMs: number,
): Observation {
  const asked = actions.filter(({ verb }) => verb === 'precheck').map(({ since }) => since)
  const { precheck: report } = seen
  if (asked.length === 0 || !report?.finished || at - Math.max(...asked) >= graceMs) return seen
  const old = reportBefore(before, report)
  if (old === undefined || !isSamePrecheck(old, report)) return seen
  return { ...seen, precheck: notBegun, oldPrecheck: old }
}

/**
 * The finished report that was there before the run; none once a run has shown. The first report after the pre-check was
 * asked for may be of either run.
 */
function reportBefore(before: Snapshot | undefined, first: PrecheckReport): PrecheckReport | undefined {
  const { oldPrecheck, precheck } = before ?? {}
  if (oldPrecheck || precheck === undefined) return oldPrecheck ?? first
  return precheck.finished ? precheck : undefined
}
