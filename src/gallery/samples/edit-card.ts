import { say } from '../../base/i18n.ts'
import { commandTarget } from '../../domain/command-targets.ts'
import { formatRef } from '../../domain/tasks/task-ref.ts'
import { DrsError } from '../../drs/drs-error.ts'
import { editCard } from '../../views/edit-card.ts'
import { type SampleData, taskOf } from '../sample-data.ts'
import { messageSamples } from '../samples.ts'

const name = say('Name', '任务名称')
const description = say('Description', '描述')

const waiting = { name, requested: true } as const

const renamed = ({ names: [before, after] }: SampleData) => ({ name, before, after })

const refused = (data: SampleData) =>
  new DrsError({ code: 'DRS.M00403', message: data.unknownError, operation: 'update-job' })

export const editCardSamples = messageSamples(editCard, {
  'all was changed': (data) => [
    data.names[0],
    [renamed(data), { name: description, before: data.reason, after: data.reason }],
    data.locale,
  ],
  'some of it': (data) => [
    data.names[0],
    [renamed(data), { name: description, error: refused(data) }, waiting],
    data.locale,
  ],
  'approval was asked for, and something is not possible': (data) => [
    data.names[0],
    [waiting, { name: description, why: name }],
    data.locale,
  ],
  'nothing, and the instance is gone': (data) => [
    data.names[0],
    [{ name, error: refused(data) }],
    data.locale,
    [
      {
        label: say('Build the instance again', '重建复制实例')[data.locale],
        action: commandTarget('edit', 'rebuild'),
        value: formatRef(taskOf(data)),
      },
    ],
  ],
})
