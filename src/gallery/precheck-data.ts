import type { PrecheckItem, PrecheckReport } from '../domain/tasks/task.ts'
import { precheckItems } from '../drs/precheck-items.ts'
import type { SampleData } from './sample-data.ts'

const passing: readonly PrecheckItem[] = precheckItems
  .slice(0, 36)
  .map(({ item }) => ({ item, verdict: 'PASSED' }))

export const passedReport: PrecheckReport = { percent: 100, finished: true, passed: true, items: passing }

/** One item failed and two alarms; with long data nearly everything failed. */
export function failingReport({ kind, parts, reason }: SampleData): PrecheckReport {
  const many =
    kind === 'long'
      ? precheckItems.slice(36).map(({ item }): PrecheckItem => ({ item, verdict: 'FAILED' }))
      : []
  const items: readonly PrecheckItem[] = [
    {
      item: 'srcDbBinlogIsOff',
      verdict: 'FAILED',
      reason: kind === 'ordinary' ? "Variable 'log_bin' is OFF" : reason,
      failedSubtasks: parts,
    },
    { item: 'srcDbServerIdCheck', verdict: 'ALARM' },
    { item: 'srcBinlogRowImageCheck', verdict: 'ALARM', raw: `binlog_row_image=MINIMAL ${parts.join(', ')}` },
    ...many,
    ...passing,
  ]
  return { percent: 100, finished: true, passed: false, items }
}
