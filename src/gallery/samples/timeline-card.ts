import { commandTarget } from '../../domain/command-targets.ts'
import type { TimelineEntry } from '../../domain/tasks/timeline.ts'
import { timelineCard } from '../../views/timeline-card.ts'
import { eventBase, minute, people, place, type SampleData, taskOf } from '../sample-data.ts'
import { messageSamples } from '../samples.ts'

function entriesOf(data: SampleData): readonly TimelineEntry[] {
  const task = taskOf(data)
  const { now, instance } = data
  const status = { ...eventBase(data), kind: 'status' as const, from: 'FULL_TRANSFER_STARTED' }
  return [
    { task, at: now - 90 * minute, kind: 'milestone', stage: 'created' },
    { task, at: now - 80 * minute, kind: 'log', level: 'ERROR', message: instance },
    {
      task,
      at: now - 40 * minute,
      kind: 'event',
      event: { ...status, to: 'INCRE_TRANSFER_STARTED', attribution: 'console' },
      lasted: 10 * minute,
    },
    {
      task,
      at: now - 31 * minute,
      kind: 'audit',
      record: {
        ...{ kind: 'act', at: now, who: people.alice, team: place.team, channel: place.channel },
        verb: 'pause',
        what: '',
      },
    },
    {
      task,
      at: now - 30 * minute,
      kind: 'event',
      event: { ...status, to: 'PAUSING', attribution: { by: people.alice, verb: 'pause' } },
      lasted: 30 * minute,
    },
    {
      task,
      at: now - 9 * minute,
      kind: 'tuning',
      change: { name: instance, from: '10', to: '20', at: now, succeeded: false },
    },
  ]
}

export const timelineCardSamples = messageSamples(timelineCard, {
  'a page of one task': (data) => [
    [taskOf(data)],
    { entries: entriesOf(data), before: 14, all: 20, refused: [] },
    [
      {
        label: data.locale === 'en' ? 'Earlier' : '更早',
        action: commandTarget('timeline', 'page'),
        value: '1 t1',
      },
    ],
    data.locale,
  ],
  several: (data) => [
    [taskOf(data), taskOf(data, {}, 1)],
    { entries: entriesOf(data), before: 0, all: 6, refused: ['403'] },
    [],
    data.locale,
  ],
  nothing: (data) => [[taskOf(data)], { entries: [], before: 0, all: 0, refused: [] }, [], data.locale],
})
