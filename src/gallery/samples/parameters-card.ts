import { DrsError } from '../../drs/drs-error.ts'
import { parameterHistoryCard, parametersCard } from '../../views/parameters-card.ts'
import { hour, type SampleData, taskOf } from '../sample-data.ts'
import { messageSamples } from '../samples.ts'

const databases = (data: SampleData) => ({
  state: 'compared' as const,
  parameters: [
    {
      ...{ name: 'max_connections', group: 'common' as const, source: '1200', destination: '800' },
      ...{ same: false, range: '1-100000', restart: false },
    },
    {
      ...{ name: 'collation_server', group: 'common' as const, source: data.connection },
      ...{ destination: data.names[1], same: false, restart: true },
    },
    {
      ...{ name: 'sync_binlog', group: 'performance' as const, source: '1', destination: '1' },
      ...{ same: true, range: '0-4294967295', restart: false },
    },
  ],
})

const tuning = [
  {
    ...{ name: 'applier_thread_num', value: '20', standard: '10', range: '1-512' },
    ...{ restart: true, settable: true },
  },
]

const refused = (data: SampleData) => ({
  error: new DrsError({ code: 'DRS.M00302', message: data.unknownError, operation: 'batch-get-params' }),
})

export const parametersCardSamples = messageSamples(parametersCard, {
  'some differ': (data) => [
    { task: taskOf(data), databases: databases(data), tuning: { parameters: tuning }, mayChange: true },
    data.locale,
  ],
  'all the same, over v3': (data) => [
    {
      task: taskOf(data),
      databases: { state: 'compared' as const, parameters: databases(data).parameters.slice(2) },
      tuning: {
        parameters: [{ name: 'excludeUsers', value: '', phase: 'incre_relay' as const, settable: true }],
      },
      mayChange: false,
    },
    data.locale,
  ],
  'not compared': (data) => [
    {
      task: taskOf(data),
      databases: { state: 'not-compared' as const },
      tuning: { parameters: [] },
      mayChange: true,
    },
    data.locale,
  ],
  'not offered': (data) => [
    {
      task: taskOf(data),
      databases: { state: 'not-offered' as const },
      tuning: refused(data),
      mayChange: true,
    },
    data.locale,
  ],
  'refused by DRS': (data) => [
    {
      task: taskOf(data),
      databases: { state: 'failed' as const, ...refused(data) },
      tuning: refused(data),
      mayChange: true,
    },
    data.locale,
  ],
})

export const parameterHistoryCardSamples = messageSamples(parameterHistoryCard, {
  some: (data) => [
    taskOf(data),
    [
      { name: 'read_task_num', from: '10', to: data.names[1], at: data.now, succeeded: true },
      {
        name: 'read_task_num',
        from: '20',
        to: '10',
        at: data.now - hour,
        appliedAt: data.now,
        succeeded: true,
      },
      { name: 'applier_thread_num', from: '10', to: '513', succeeded: false },
    ],
    data.locale,
  ],
  none: (data) => [taskOf(data), [], data.locale],
  'not told': (data) => [taskOf(data), undefined, data.locale],
})
