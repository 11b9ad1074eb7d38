import { deadlineKinds, type TaskEvent } from '../../domain/watching/event.ts'
import { limitMetrics } from '../../domain/watching/limits.ts'
import type { Snapshot } from '../../domain/watching/snapshot.ts'
import { statuses } from '../../drs/statuses.ts'
import { eventCard } from '../../views/event-card.ts'
import { alarmingReport, alarmNotes, earlierChecks, failingReport, passedReport } from '../precheck-data.ts'
import {
  day,
  eventBase,
  hour,
  minute,
  namesOf,
  people,
  place,
  type SampleData,
  snapshotOf,
} from '../sample-data.ts'
import { messageSamples, type States } from '../samples.ts'

type Kind = TaskEvent['kind']
type Args = Parameters<typeof eventCard>
type Of<K extends Kind> = Omit<Extract<TaskEvent, { readonly kind: K }>, 'id' | 'at' | 'kind'>

function event<K extends Kind>(
  kind: K,
  fields: (data: SampleData) => Of<K>,
  seen: (data: SampleData) => Partial<Snapshot> = () => ({}),
): (data: SampleData) => Args {
  return (data) => [
    { ...eventBase(data), kind, ...fields(data) } as TaskEvent,
    snapshotOf(data, seen(data)),
    data.locale,
    { names: namesOf(data) },
  ]
}

function named<T extends string>(
  names: readonly T[],
  make: (name: T) => readonly [string, (data: SampleData) => Args],
): States<Args> {
  return Object.fromEntries(names.map(make))
}

const everyStatus = named(
  statuses.map(({ status }) => status),
  (to) => [
    `to ${to}`,
    event(
      'status',
      () => ({ from: 'STARTJOBING', to }),
      ({ knownError }) => ({ status: to, ...(to.endsWith('FAILED') && { error: knownError }) }),
    ),
  ],
)

const everyDeadline = named(deadlineKinds, (kind) => [
  `deadline ${kind}`,
  event('clock', ({ now }) => ({ deadline: { kind, endsAt: now + 3 * day, leftMs: 3 * day } })),
])

const limitStates = ['crossed', 'recovered', 'unreadable', 'readable'] as const

const everyLimit: States<Args> = Object.assign(
  {},
  ...limitMetrics.map((metric) =>
    named(limitStates, (state) => [
      `${metric} ${state}`,
      event('limit', ({ now }) => ({
        limit: { metric, aboveMs: minute, forMs: 3 * minute },
        state,
        since: now - 10 * minute,
        ...(state !== 'unreadable' && { valueMs: state === 'crossed' ? 2 * hour : 800 }),
      })),
    ]),
  ),
)

export const eventCardSamples = messageSamples(eventCard, {
  ...everyStatus,
  ...everyDeadline,
  ...everyLimit,
  'failed, cause unknown': event(
    'status',
    () => ({ from: 'FULL_TRANSFER_STARTED', to: 'FULL_TRANSFER_FAILED' }),
    ({ unknownError }) => ({ status: 'FULL_TRANSFER_FAILED', error: unknownError }),
  ),
  'done by a person': event('status', () => ({
    from: 'INCRE_TRANSFER_STARTED',
    to: 'PAUSING',
    attribution: { by: people.alice, verb: 'pause' },
  })),
  'done in the console': event('status', () => ({
    from: 'INCRE_TRANSFER_STARTED',
    to: 'PAUSING',
    attribution: 'console',
  })),
  'failed, with mentions and subtasks': (data) => [
    {
      ...eventBase(data),
      kind: 'status' as const,
      from: 'INCRE_TRANSFER_STARTED',
      to: 'INCRE_TRANSFER_FAILED',
    },
    snapshotOf(data, { status: 'INCRE_TRANSFER_FAILED', error: data.knownError }),
    data.locale,
    { mention: [people.bob, place.userGroup], absorbed: 12 },
  ],
  'pre-check passed': event(
    'precheck',
    () => ({ passed: true, items: passedReport.items }),
    () => ({ status: 'CONFIGURATION' }),
  ),
  'pre-check failed': event(
    'precheck',
    (data) => ({ passed: false, items: failingReport(data).items }),
    () => ({ status: 'CONFIGURATION' }),
  ),
  'pre-check failed again': event(
    'precheck',
    (data) => ({ passed: false, items: failingReport(data).items, earlier: earlierChecks(data) }),
    () => ({ status: 'CONFIGURATION' }),
  ),
  'pre-check failed, without a reason': event(
    'precheck',
    () => ({ passed: false, items: [] }),
    () => ({ status: 'CONFIGURATION', precheck: { ...passedReport, unreadable: 2, more: 63_500 } }),
  ),
  'pre-check passed with alarms': event(
    'precheck',
    (data) => ({ passed: true, items: alarmingReport(data).items }),
    () => ({ status: 'CONFIGURATION' }),
  ),
  'pre-check passed, an alarm accepted': (data) => [
    { ...eventBase(data), kind: 'precheck' as const, passed: true, items: alarmingReport(data).items },
    snapshotOf(data, { status: 'CONFIGURATION' }),
    data.locale,
    { names: namesOf(data), checkNotes: alarmNotes(data) },
  ],
  'direction changed': event(
    'direction',
    () => ({ from: 'up', to: 'down' }),
    () => ({ scenario: 'cloudDataGuard', engine: 'cloudDataGuard-mysql' }),
  ),
  gone: event(
    'gone',
    () => ({ from: 'CONFIGURATION' }),
    () => ({ status: null }),
  ),
  returned: event('returned', () => ({ to: 'CONFIGURATION' })),
  unstable: event(
    'unstable',
    ({ now }) => ({ state: 'begun' as const, since: now - 12 * minute, times: 6 }),
    ({ knownError }) => ({ status: 'INCRE_TRANSFER_FAILED', error: knownError }),
  ),
  'stable again': event('unstable', ({ now }) => ({
    state: 'over' as const,
    since: now - 12 * minute,
    times: 6,
  })),
  'comparison clean': event('comparison', ({ now }) => ({
    comparison: { id: 'c1', kind: 'row', status: 'SUCCESSFUL', endedAt: now, clean: true, differences: 0 },
  })),
  'comparison with differences': event('comparison', ({ now }) => ({
    comparison: {
      id: 'c1',
      kind: 'object',
      status: 'SUCCESSFUL',
      endedAt: now,
      clean: false,
      differences: 3,
    },
  })),
  'comparison failed': event('comparison', ({ now }) => ({
    comparison: { id: 'c1', kind: 'value', status: 'FAILED', endedAt: now },
  })),
  'subtasks failed': event('subtasks', ({ parts }) => ({ failed: parts })),
  appeared: event('appeared', () => ({})),
})
