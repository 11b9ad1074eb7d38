import { type AbnormalRow, tableKey } from '../../domain/tasks/abnormal-rows.ts'
import { DrsError } from '../../drs/drs-error.ts'
import { abnormalRowsCard, abnormalTableCard, abnormalTasksCard } from '../../views/abnormal-rows-card.ts'
import { minute, type SampleData, taskOf } from '../sample-data.ts'
import { messageSamples, samplesOf } from '../samples.ts'

function rowsOf(data: SampleData): readonly AbnormalRow[] {
  const table = data.parts[0] ?? ''
  return [
    ...data.parts.map((name, i) => ({
      table: name,
      sql: `INSERT INTO \`shop\`.\`${name}\` (\`id\`) VALUES (${i})`,
      at: data.now - i * minute,
      message: data.names[1],
    })),
    {
      table,
      at: data.now,
      sql: `UPDATE ${data.names[2]} `.repeat(40),
      message: `${data.names[2]} `.repeat(20),
    },
    { table },
    { table: '', message: data.names[0] },
  ]
}

const found = (data: SampleData) => ({ rows: rowsOf(data), total: 9000, read: 3000, unreadable: 1 })
const nothing = { rows: [], total: 0, read: 0, unreadable: 0 }

export const abnormalRowsCardSamples = messageSamples(abnormalRowsCard, {
  some: (data) => [
    { task: taskOf(data), found: found(data), filtered: false, since: undefined },
    data.locale,
  ],
  none: (data) => [{ task: taskOf(data), found: nothing, filtered: false, since: undefined }, data.locale],
  'none that fits': (data) => [
    { task: taskOf(data), found: nothing, filtered: true, since: data.now },
    data.locale,
  ],
  'no call': (data) => [
    { task: taskOf(data), found: undefined, filtered: false, since: undefined },
    data.locale,
  ],
})

const rowsTitle = { en: 'Abnormal rows', 'zh-CN': '异常数据' }

export const abnormalTableCardSamples = samplesOf(
  abnormalTableCard,
  (card) => [{ surface: 'pane', title: rowsTitle, card }],
  {
    rows: (data) => [
      taskOf(data),
      { key: tableKey(data.parts[0] ?? ''), page: 1, since: undefined },
      rowsOf(data),
      data.locale,
    ],
    gone: (data) => [taskOf(data), { key: 'gone', page: 3, since: data.now }, [], data.locale],
  },
)

export const abnormalTasksCardSamples = messageSamples(abnormalTasksCard, {
  several: (data) => [
    [
      { task: taskOf(data), found: found(data) },
      { task: taskOf(data, { id: 'second' }, 1), found: nothing },
      { task: taskOf(data, { id: 'third' }, 2), found: undefined },
      {
        task: taskOf(data, { id: 'fourth' }, 2),
        found: new DrsError({ code: 'DRS.M05003', message: data.names[0], operation: 'list-dirty-data' }),
      },
    ],
    { unknown: [[{ bold: data.names[0] }, ' · ', data.names[1]]], left: 3 },
    data.locale,
  ],
})
