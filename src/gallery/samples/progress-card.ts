import type { FullProgress, KindProgress, ObjectProgress } from '../../domain/tasks/object-progress.ts'
import { DrsError } from '../../drs/drs-error.ts'
import { progressCard, progressListCard, progressObjectsCard } from '../../views/progress-card.ts'
import { hour, minute, type SampleData, taskOf } from '../sample-data.ts'
import { messageSamples, samplesOf } from '../samples.ts'

const full: FullProgress = {
  progress: { percent: 43, parts: { struct: 100, data: 41, index: 0 } },
  remaining: { ms: 2 * hour },
  partsRemaining: { data: { bare: '310' } },
}

function kindsOf(data: SampleData): readonly KindProgress[] {
  return [
    { kind: 'table', all: 120, done: 49 },
    { kind: 'view', all: 0, done: 0 },
    { kind: 'procedure', all: 4, done: 3, endedAt: data.now - minute },
    { kind: 'database', all: 2, done: 2, endedAt: data.now - hour },
    { kind: data.names[2], all: 7 },
    { kind: 'event', failed: true },
  ]
}

function refusedBy(data: SampleData): DrsError {
  return new DrsError({ code: 'DRS.M05003', message: data.names[1], operation: 'batch-struct-process' })
}

const at = ({ now, locale }: SampleData) => ({ now, locale })

export const progressCardSamples = messageSamples(progressCard, {
  copying: (data) => [
    { task: taskOf(data, { status: 'FULL_TRANSFER_STARTED' }), full, kinds: kindsOf(data) },
    at(data),
  ],
  'without counts': (data) => [
    { task: taskOf(data, { status: 'FULL_TRANSFER_STARTED' }), full, kinds: undefined },
    at(data),
  ],
  'counts refused': (data) => [
    {
      task: taskOf(data, { status: 'FULL_TRANSFER_FAILED', error: data.names[2] }),
      full: { progress: {}, remaining: { bare: '10' }, partsRemaining: {} },
      kinds: refusedBy(data),
    },
    at(data),
  ],
  incremental: (data) => [
    {
      task: taskOf(data, { status: 'INCRE_TRANSFER_STARTED' }),
      full: { progress: { percent: 100, lagMs: 1800 }, partsRemaining: {} },
      kinds: undefined,
      components: [
        { type: 'capture', status: 'STARTED', point: data.names[1], delayMs: 2000 },
        { type: 'apply', status: 'STOPPED' },
        { type: data.names[2], status: data.names[1] },
      ],
    },
    at(data),
  ],
  'not started': (data) => [
    { task: taskOf(data, { status: 'CONFIGURATION' }), full: undefined, kinds: undefined },
    at(data),
  ],
  ended: (data) => [
    { task: taskOf(data, { status: 'RELEASE_RESOURCE_COMPLETE' }), full, kinds: kindsOf(data) },
    at(data),
  ],
  untold: (data) => [
    { task: taskOf(data, { status: 'FULL_TRANSFER_STARTED' }), full: undefined, kinds: undefined },
    at(data),
  ],
})

function objectsOf(data: SampleData): ObjectProgress {
  const rows = data.parts.map((name, i) => ({
    source: `shop.${name}`,
    ...(i > 0 && { percent: (i * 7) % 101 }),
    ...(i === 1 && { destination: data.names[1] }),
  }))
  return { rows, total: 40_000, unreadable: 2 }
}

const objectsTitle = { en: 'Objects of the task', 'zh-CN': '任务对象' }

export const progressObjectsCardSamples = samplesOf(
  progressObjectsCard,
  (card) => [{ surface: 'pane', title: objectsTitle, card }],
  {
    some: (data) => [
      taskOf(data, { error: `cannot copy shop.${data.parts[0] ?? ''}` }),
      { kind: 'table', page: 2 },
      objectsOf(data),
      data.locale,
    ],
    none: (data) => [
      taskOf(data),
      { kind: 'view', page: 1 },
      { rows: [], total: 0, unreadable: 0 },
      data.locale,
    ],
    'not told': (data) => [taskOf(data), { kind: 'schema', page: 1 }, undefined, data.locale],
  },
)

export const progressListCardSamples = messageSamples(progressListCard, {
  several: (data) => [
    [
      { task: taskOf(data, { status: 'FULL_TRANSFER_STARTED' }), full },
      { task: taskOf(data, { id: 'other' }, 1), error: refusedBy(data) },
      { task: taskOf(data, { id: 'third' }, 2), error: undefined },
    ],
    [[{ bold: data.names[2] }, ' · ', data.names[0]]],
    at(data),
  ],
  'very many': (data) => [data.parts.map((id) => ({ task: taskOf(data, { id }, 1), full })), [], at(data)],
})
