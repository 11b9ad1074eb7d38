import type { EventSummary } from '../../domain/delivery/outbox-message.ts'
import type { TaskEvent } from '../../domain/watching/event.ts'
import { groupCard, mergedCard } from '../../views/grouped-card.ts'
import { minute, people, type SampleData, snapshotOf } from '../sample-data.ts'
import { messageSamples } from '../samples.ts'

/** Fails, recovers and fails again; with long data so often that not all of it is listed. */
export function eventsOf({ kind, now }: SampleData): readonly TaskEvent[] {
  const steps = [
    'INCRE_TRANSFER_STARTED',
    'INCRE_TRANSFER_FAILED',
    'INCRE_TRANSFER_STARTED',
    'PAUSING',
  ] as const
  const count = kind === 'long' ? 60 : 3
  return Array.from({ length: count }, (_, i) => ({
    id: `event-${i}`,
    at: now - (count - i) * minute,
    kind: 'status',
    from: steps[i % 3] ?? '',
    to: steps[(i % 3) + 1] ?? '',
  }))
}

/** The same as a digest tells it, of several tasks. */
export function summariesOf(data: SampleData): readonly EventSummary[] {
  return eventsOf(data).map((event, i) => ({
    taskId: `task-${i % 3}`,
    name: data.names[i % 3] ?? '',
    scenario: 'migration',
    event,
  }))
}

export const mergedCardSamples = messageSamples(mergedCard, {
  'several changes': (data) => [
    eventsOf(data).slice(0, 40),
    snapshotOf(data, { status: 'PAUSING' }),
    data.locale,
  ],
  'failed in the end': (data) => [
    eventsOf(data).slice(0, 2),
    snapshotOf(data, { status: 'INCRE_TRANSFER_FAILED', error: data.knownError }),
    data.locale,
    { mention: [people.bob], absorbed: 2 },
  ],
})

export const groupCardSamples = messageSamples(groupCard, {
  'with failures': (data) => [summariesOf(data), data.locale, { mention: [people.bob] }],
  'nothing bad': (data) => [
    summariesOf(data).map((one) => ({
      ...one,
      event: { ...one.event, kind: 'status', from: 'STARTJOBING', to: 'FULL_TRANSFER_STARTED' } as TaskEvent,
    })),
    data.locale,
  ],
})
