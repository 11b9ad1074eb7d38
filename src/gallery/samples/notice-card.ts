import type { Notice } from '../../domain/delivery/outbox-message.ts'
import { blindCauseSchema, staleCauseWords } from '../../domain/watching/health.ts'
import { errorOf } from '../../drs/errors.ts'
import { noticeCard } from '../../views/notice-card.ts'
import { day, hour, minute, namesOf, people, type SampleData, snapshotOf } from '../sample-data.ts'
import { messageSamples, type States } from '../samples.ts'
import { eventsOf, summariesOf } from './grouped-card.ts'

/** What DRS says of a task whose status does not allow it. */
const why = errorOf('DRS.M00202')?.meaning

type Args = Parameters<typeof noticeCard>

function notice(make: (data: SampleData) => Notice, taskId = ''): (data: SampleData) => Args {
  return (data) => [
    make(data),
    { connection: data.connection, taskId },
    data.locale,
    { names: namesOf(data) },
  ]
}

const everyCause: States<Args> = Object.fromEntries(
  [...blindCauseSchema.options[0].options, { clockOffsetMs: 20 * minute }].map((cause) => [
    `can’t see: ${typeof cause === 'string' ? cause : 'clock'}`,
    notice(({ now }) => ({ kind: 'blind', since: now - hour, cause: staleCauseWords(cause) })),
  ]),
)

const oneTask = (data: SampleData) =>
  eventsOf(data).map((event) => ({ taskId: 'task-0', name: data.names[0], scenario: 'migration', event }))

export const noticeCardSamples = messageSamples(noticeCard, {
  ...everyCause,
  'can’t see some tasks': notice(({ now, names }) => ({
    kind: 'blind',
    since: now - hour,
    cause: staleCauseWords('drs'),
    tasks: names,
  })),
  'can see again, nothing missed': notice(({ now }) => ({
    kind: 'sighted',
    since: now - hour,
    until: now,
    missed: [],
  })),
  'can see again': notice((data) => ({
    kind: 'sighted',
    since: data.now - hour,
    until: data.now,
    missed: summariesOf(data),
  })),
  'memory lost': notice(({ now }) => ({ kind: 'emptied', at: now })),
  'still failed': notice(
    (data) => ({
      kind: 'repeat',
      since: data.now - day,
      snapshot: snapshotOf(data, { status: 'INCRE_TRANSFER_FAILED', error: data.knownError }),
    }),
    'task-0',
  ),
  'snooze of a task over': notice(
    (data) => ({
      kind: 'snooze-over',
      name: data.names[0],
      by: people.alice,
      since: data.now - 4 * hour,
      held: oneTask(data),
    }),
    'task-0',
  ),
  'alarms accepted': notice(
    (data) => ({
      kind: 'checks',
      deed: 'accepted',
      name: data.names[0] ?? '',
      items: ['srcCollHasTtlIndex'],
      by: people.alice,
    }),
    'task-0',
  ),
  'check items assigned': notice(
    (data) => ({
      kind: 'checks',
      deed: 'assigned',
      name: data.names[0] ?? '',
      items: ['srcDbBinlogIsOff', 'srcGtidStatusCheck'],
      by: people.alice,
      to: people.bob,
    }),
    'task-0',
  ),
  ...Object.fromEntries(
    (['held', 'stopped', 'over'] as const).map((state) => [
      `planned comparison ${state}`,
      notice(
        (data) => ({
          ...({ kind: 'comparison', state, name: data.names[0], by: people.alice } as const),
          ...(state !== 'over' && why && { why }),
          ...(state === 'held' && { nextAt: data.now + day }),
        }),
        'task-0',
      ),
    ]),
  ),
  'snooze of the channel over': notice((data) => ({
    kind: 'snooze-over',
    by: people.alice,
    since: data.now - 4 * hour,
    held: [],
  })),
  'quiet hours over': notice((data) => ({
    kind: 'digest',
    reason: 'quiet',
    since: data.now - 8 * hour,
    held: summariesOf(data),
  })),
  digest: notice((data) => ({
    kind: 'digest',
    reason: 'digest',
    since: data.now - hour,
    held: summariesOf(data),
  })),
})
