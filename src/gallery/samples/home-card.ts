import { commandTarget } from '../../domain/command-targets.ts'
import { homeCard } from '../../views/home-card.ts'
import { hour, people, requestOf, type SampleData, snapshotOf, taskOf } from '../sample-data.ts'
import { samplesOf } from '../samples.ts'

const nothing = {
  ...{ waiting: [], yours: [], tasks: [], connections: [], unread: [] },
  ...{ checks: [], mayCreate: true, menu: [] },
}

function tasks(data: SampleData) {
  const running = { status: 'FULL_TRANSFER_STARTED', progress: { percent: 42, remainingMs: hour } }
  return [
    { attention: 'failed', task: snapshotOf(data, { status: 'INCRE_TRANSFER_FAILED' }) },
    { attention: 'moving', task: snapshotOf(data, running, 1) },
    { attention: 'healthy', task: snapshotOf(data, { progress: { percent: 100, lagMs: 800 } }, 2) },
  ] as const
}

export const homeCardSamples = samplesOf(homeCard, (card) => [{ surface: 'home', card }], {
  'nothing to do': (data) => [nothing, data],
  'much to do': (data) => [
    {
      waiting: [requestOf(data)],
      yours: [requestOf(data, { id: 'e5f6a7b8-0002', requester: people.bob })],
      tasks: tasks(data),
      connections: [data.connection, 'staging-eu'],
      checks: [
        { task: taskOf(data, {}, 1), item: 'srcDbBinlogIsOff' },
        { task: taskOf(data, {}, 2), item: 'dstDbConnection' },
      ],
      unread: [data.connection],
      mayCreate: true,
      menu: [{ label: '/drs quota', action: commandTarget('list', 'ask'), value: '-' }],
    },
    data,
  ],
  'of one connection': (data) => [
    {
      ...nothing,
      ...{ tasks: tasks(data), connections: [data.connection, 'staging-eu'] },
      narrowed: { to: data.connection, waitingElsewhere: 2 },
    },
    data,
  ],
  'a viewer': (data) => [{ ...nothing, mayCreate: false, tasks: tasks(data) }, data],
})
