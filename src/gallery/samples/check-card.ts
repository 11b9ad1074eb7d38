import { say } from '../../base/i18n.ts'
import type { PrecheckReport } from '../../domain/tasks/task.ts'
import { checkCard } from '../../views/check-card.ts'
import { alarmingReport, alarmNotes, failingReport, passedReport } from '../precheck-data.ts'
import { namesOf, type SampleData, taskOf } from '../sample-data.ts'
import { samplesOf } from '../samples.ts'

type Args = Parameters<typeof checkCard>

function item(
  report: (data: SampleData) => Pick<PrecheckReport, 'items'>,
  wanted?: string,
  notes = false,
): (data: SampleData) => Readonly<Args> {
  return (data) => [
    {
      task: taskOf(data, {}, 1),
      report: report(data),
      notes: notes ? alarmNotes(data) : [],
      names: namesOf(data),
    },
    wanted,
    data.locale,
  ]
}

const unknownItem = (data: SampleData) => ({
  items: [{ item: 'brandNewCheck', verdict: 'FAILED', reason: data.reason }],
})

const title = say('How to fix', '处理建议')

/** A modal, as it is opened from a report. */
export const checkCardSamples = samplesOf(checkCard, (card) => [{ surface: 'pane', title, card }], {
  failed: item(failingReport, 'srcDbBinlogIsOff'),
  'failed, with a known reason': item(() => ({
    items: [
      {
        item: 'srcGtidStatusCheck',
        verdict: 'FAILED',
        reason: 'MYSQL_SOURCE_DB_PRIVILEGES_IS_NOT_ENOUGH_FOR_INCRE',
      },
    ],
  })),
  'not described': item(unknownItem),
  'an alarm': item(alarmingReport, 'srcHasNoPkTableWhenTgtHasInvisiblePk'),
  'an alarm that was accepted': item(alarmingReport, 'srcHasNoPkTableWhenTgtHasInvisiblePk', true),
  'assigned to somebody': item(alarmingReport, 'srcCollHasTtlIndex', true),
  skipped: item(alarmingReport, 'srcDbServerIdCheck'),
  'passed since': item(failingReport, 'dstDbConnection'),
  'nothing is left': item(() => passedReport),
})
