import { type CheckNote, saidOf } from '../domain/tasks/check-notes.ts'
import type { EarlierChecks } from '../domain/tasks/precheck.ts'
import type { PrecheckItem, PrecheckReport } from '../domain/tasks/task.ts'
import { precheckItems } from '../drs/precheck-items.ts'
import { hour, minute, people, type SampleData } from './sample-data.ts'

const passing: readonly PrecheckItem[] = precheckItems
  .slice(0, 36)
  .map(({ item }) => ({ item, verdict: 'PASSED' }))

export const passedReport: PrecheckReport = { percent: 100, finished: true, passed: true, items: passing }

/** As another run before it may have been. */
export function earlierChecks({ now }: SampleData): EarlierChecks {
  return {
    at: now - hour,
    found: [
      { item: 'srcDbBinlogIsOff', result: 'failed' },
      { item: 'dstDbConnection', result: 'failed' },
    ],
  }
}

/** Two alarms, and an item that DRS was told to skip. */
export function alarmingReport({ parts }: SampleData): PrecheckReport {
  const items: readonly PrecheckItem[] = [
    { item: 'srcDbServerIdCheck', verdict: 'FAILED', canSkip: true, skipped: true },
    { item: 'srcHasNoPkTableWhenTgtHasInvisiblePk', verdict: 'ALARM', raw: parts.join(', ') },
    {
      item: 'srcCollHasTtlIndex',
      verdict: 'ALARM',
      reason: 'SRC_HAS_TTL_INDEXES',
      data: JSON.stringify({ srcHasTtlIndexColls: parts.join(',').replaceAll('"', '') }),
    },
    ...passing,
  ]
  return { percent: 100, finished: true, passed: true, items }
}

/** Somebody has accepted one of its alarms, and somebody looks after the other. */
export function alarmNotes(data: SampleData): readonly CheckNote[] {
  const [, first, second] = alarmingReport(data).items
  if (!first || !second) return []
  const at = data.now - minute
  return [
    { kind: 'accepted', item: first.item, about: saidOf(first), by: people.alice, at },
    { kind: 'assigned', item: second.item, to: people.bob, by: people.alice, at },
  ]
}

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
      raw: kind === 'ordinary' ? "Variable 'log_bin' is OFF" : reason,
      canSkip: true,
      failedSubtasks: parts,
    },
    { item: 'srcDbServerIdCheck', verdict: 'ALARM' },
    { item: 'srcBinlogRowImageCheck', verdict: 'ALARM', raw: `binlog_row_image=MINIMAL ${parts.join(', ')}` },
    ...many,
    ...passing,
  ]
  return { percent: 100, finished: true, passed: false, items }
}
