import type { ReplicationHealth } from '../../domain/tasks/monitoring.ts'
import { defaultLimits } from '../../domain/watching/usual-limits.ts'
import { drCard, drListCard, type ShownDr, type ShownPair } from '../../views/dr-card.ts'
import { type SampleData, snapshotOf, taskOf } from '../sample-data.ts'
import { messageSamples } from '../samples.ts'

const pairFields = {
  scenario: 'cloudDataGuard',
  engine: 'cloudDataGuard-mysql',
  status: 'INCRE_TRANSFER_STARTED',
} as const

export function monitoringOf({ instance, now }: SampleData): ReplicationHealth {
  return {
    source: { reachable: true, offset: instance, delayMs: 400, rowsPerSecond: 420 },
    destination: { reachable: false, offset: instance, delayMs: 12_000, rowsPerSecond: 118.5 },
    node: {
      offset: instance,
      cpuPercent: 12.4,
      memoryMb: 2166,
      memoryMbTotal: 8192,
      diskGb: 5,
      diskGbTotal: 100,
    },
    bandwidth: 37,
    bytesPerSecond: 789_456,
    at: now,
  }
}

function pairOf(data: SampleData, more: Partial<ShownPair> = {}, which: 0 | 1 | 2 = 0): ShownPair {
  return {
    task: taskOf(data, pairFields, which),
    recovery: { rpoMs: 90_000, rtoMs: 2_000 },
    monitoring: monitoringOf(data),
    seen: snapshotOf(data, { recovery: { rpoMs: 1_000, rtoMs: 2_000 } }),
    limits: defaultLimits,
    refused: [],
    ...more,
  }
}

function untold(data: SampleData): ShownDr {
  return {
    ...pairOf(data, { refused: [[{ bold: data.names[1] ?? '' }, ' · 403']] }),
    recovery: undefined,
    monitoring: undefined,
    subtasks: [],
  }
}

function dualActive(data: SampleData): ShownDr {
  const task = taskOf(data, { ...pairFields, dualActive: true })
  return { ...pairOf(data), task, subtasks: [pairOf(data, {}, 1), pairOf(data, {}, 2)] }
}

export const drCardSamples = messageSamples(drCard, {
  'above its limit': (data) => [{ ...pairOf(data), subtasks: [] }, data.now, data.locale, true],
  'little told': (data) => [untold(data), data.now, data.locale, false],
  'dual-active': (data) => [dualActive(data), data.now, data.locale, true],
})

export const drListCardSamples = messageSamples(drListCard, {
  several: (data) => [
    [{ ...pairOf(data, {}, 1), subtasks: [] }, dualActive(data)],
    [data.names[2] ?? ''],
    data.now,
    data.locale,
  ],
  none: (data) => [[], [data.names[0] ?? ''], data.now, data.locale],
})
