import type { Task } from '../../domain/tasks/task.ts'
import type { Snapshot } from '../../domain/watching/snapshot.ts'
import { statuses } from '../../drs/statuses.ts'
import { severalTasks } from '../../views/several-tasks.ts'
import { taskCard } from '../../views/task-card.ts'
import { taskDetails } from '../../views/task-details.ts'
import { failingReport, passedReport } from '../precheck-data.ts'
import { day, hour, minute, people, type SampleData, snapshotOf, taskOf } from '../sample-data.ts'
import { messageSamples, type States } from '../samples.ts'

type CardArgs = Parameters<typeof taskCard>

function card(fields: (data: SampleData) => Partial<Snapshot>): (data: SampleData) => CardArgs {
  return (data) => [snapshotOf(data, fields(data)), data.locale, data.now]
}

/** One for each status that DRS documents, so that none is shown by its name on the wire. */
const everyStatus: States<CardArgs> = Object.fromEntries(
  statuses.map(({ status }) => [status, card(() => ({ status }))]),
)

const pair = (data: SampleData): Partial<Snapshot> => ({
  scenario: 'cloudDataGuard',
  engine: 'cloudDataGuard-mysql',
  name: data.names[2],
  recovery: { rpoMs: 200, rtoMs: 900 },
  progress: { percent: 100, lagMs: 500 },
})

const startedAt = { status: 'FULL_TRANSFER_STARTED', progress: { percent: 42, remainingMs: 25 * minute } }

export const taskCardSamples = messageSamples(taskCard, {
  ...everyStatus,
  'pre-check running': card(() => ({
    status: 'CONFIGURATION',
    precheck: { percent: 40, finished: false, passed: false, items: [] },
  })),
  'pre-check passed': card(() => ({ status: 'CONFIGURATION', precheck: passedReport })),
  'pre-check failed': card((data) => ({ status: 'CONFIGURATION', precheck: failingReport(data) })),
  'full phase': card(() => startedAt),
  'healthy, with its delay': card(() => ({ progress: { percent: 100, lagMs: 800 } })),
  'delay not readable': card(({ now }) => ({
    progress: { percent: 100, lagMs: 800 },
    unread: { lag: { since: now - hour, again: true, long: true } },
  })),
  'failed, cause known': card(({ knownError, now }) => ({
    status: 'INCRE_TRANSFER_FAILED',
    error: knownError,
    deadlines: [{ kind: 'ends-itself', endsAt: now + 13 * day, leftMs: 13 * day }],
  })),
  'failed, cause unknown': card(({ unknownError }) => ({
    status: 'FULL_TRANSFER_FAILED',
    error: unknownError,
  })),
  'disaster recovery': card(pair),
  'approval waiting': (data) => [
    snapshotOf(data, pair(data), 2),
    data.locale,
    data.now,
    {
      openRequests: [
        {
          id: 'd4e5f6a7-0001',
          verb: { en: 'Switch over', 'zh-CN': '主备倒换' },
          by: people.alice,
          until: data.now + hour,
        },
      ],
    },
  ],
  gone: card(() => ({ status: null, lastStatus: 'INCRE_TRANSFER_STARTED' })),
  'gone, as was to be': card(() => ({ status: null, lastStatus: 'RELEASE_RESOURCE_COMPLETE' })),
  paused: card(({ now }) => ({
    status: 'PAUSING',
    statusSince: now - hour,
    statusBy: { by: people.alice, verb: 'pause' },
  })),
  'above the usual limit': card(({ now }) => ({
    progress: { percent: 100, lagMs: 2 * hour },
    limits: { 'lag>1m for 3m': { since: now - hour, told: true as const } },
  })),
  compared: card(({ now }) => ({
    comparisons: [{ id: 'c1', kind: 'row', status: 'SUCCESSFUL', clean: true, endedAt: now - hour }],
  })),
  'no longer watched': (data) => [
    snapshotOf(data, startedAt),
    data.locale,
    data.now,
    { unwatched: true as const, consoleUrl: 'https://console.example.com/task/1' },
  ],
})

function details(
  fields: (data: SampleData) => Partial<Task>,
): (data: SampleData) => Parameters<typeof taskDetails> {
  return (data) => [taskOf(data, fields(data)), { progress: { percent: 100, lagMs: 800 } }, data]
}

export const taskDetailsSamples = messageSamples(taskDetails, {
  healthy: details(() => ({})),
  'failed, cause known': details(({ knownError }) => ({
    status: 'INCRE_TRANSFER_FAILED',
    error: knownError,
  })),
  'failed, cause unknown': details(({ unknownError }) => ({
    status: 'FULL_TRANSFER_FAILED',
    error: unknownError,
  })),
  'pre-check failed': (data) => [
    taskOf(data, { status: 'CONFIGURATION' }),
    { precheck: failingReport(data) },
    data,
  ],
})

const noSuchTask = { en: 'There is no such task.', 'zh-CN': '没有该任务。' }

function severalOf(count: number, unknown = 0): (data: SampleData) => Parameters<typeof severalTasks> {
  return (data) => [
    Array.from({ length: count }, (_, i) => ({
      ...taskOf(
        data,
        i === 0 ? { status: 'INCRE_TRANSFER_FAILED', error: data.knownError } : {},
        i % 2 === 0 ? 0 : 1,
      ),
      id: `${taskOf(data).id}-${i}`,
    })),
    Array.from({ length: unknown }, () => [{ bold: data.names[0] }, ' · ', noSuchTask[data.locale]]),
    data,
  ]
}

export const severalTasksSamples = messageSamples(severalTasks, {
  'a few': severalOf(3),
  'as many as have room': severalOf(10),
  'more than that, and some unknown': severalOf(40, 12),
  'none known': severalOf(0, 2),
})
