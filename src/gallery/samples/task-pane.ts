import { addLagSample, type LagHistory } from '../../domain/tasks/lag-history.ts'
import type { TaskEvent } from '../../domain/watching/event.ts'
import { rememberedPane, taskPane } from '../../views/task-pane.ts'
import { eventBase, hour, minute, type SampleData, snapshotOf, taskOf } from '../sample-data.ts'
import { messageSamples } from '../samples.ts'

const consoleUrl = 'https://console.example.com/task/1'

function lagsOf({ now }: SampleData): LagHistory {
  const samples = Array.from({ length: 16 }, (_, i) => ({
    at: now - (16 - i) * minute,
    lagMs: (i % 5) * 7000,
  }))
  return samples.reduce<LagHistory>((lags, { at, lagMs }) => addLagSample(lags, lagMs, at), [])
}

function historyOf(data: SampleData) {
  const { id, name, scenario } = taskOf(data)
  const event: TaskEvent = {
    ...eventBase(data),
    kind: 'status',
    from: 'FULL_TRANSFER_STARTED',
    to: 'INCRE_TRANSFER_STARTED',
  }
  return [{ taskId: id, name, scenario, event }]
}

export const taskPaneSamples = messageSamples(taskPane, {
  healthy: (data) => [
    taskOf(data),
    { progress: { percent: 100, lagMs: 800 }, snapshot: snapshotOf(data, { lags: lagsOf(data) }) },
    { extras: { consoleUrl }, history: historyOf(data) },
    data,
  ],
  'failed, nothing known beside': (data) => [
    taskOf(data, { status: 'INCRE_TRANSFER_FAILED', error: data.knownError }),
    {},
    { extras: {}, history: [] },
    data,
  ],
})

export const rememberedPaneSamples = messageSamples(rememberedPane, {
  watched: (data) => [
    snapshotOf(data, { changedAt: data.now - hour, lags: lagsOf(data) }),
    { extras: { consoleUrl }, history: historyOf(data) },
    data,
  ],
})
