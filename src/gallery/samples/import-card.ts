import type { ImportBatch } from '../../domain/tasks/import-batch.ts'
import {
  importBatchCard,
  importRefusedCard,
  importsCard,
  importTemplateCard,
} from '../../views/import-card.ts'
import { day, type SampleData } from '../sample-data.ts'
import { messageSamples } from '../samples.ts'

function batchOf({ connection, now }: SampleData, state: ImportBatch['state']): ImportBatch {
  return { id: '1a2b3c4d', state, status: connection, by: connection, createdAt: now - day }
}

function tasksOf({ names, unknownError }: SampleData, wrong: boolean) {
  return names.map((name, at) => ({
    name,
    engine: 'mysql',
    problems: wrong && at === 1 ? [unknownError] : [],
  }))
}

export const importsCardSamples = messageSamples(importsCard, {
  none: (data) => [data.connection, [], { changes: true, locale: data.locale }],
  some: (data) => [
    data.connection,
    [batchOf(data, 'ready'), { ...batchOf(data, undefined), id: '5e6f7a8b' }],
    { changes: false, locale: data.locale },
  ],
})

export const importBatchCardSamples = messageSamples(importBatchCard, {
  checking: (data) => [
    batchOf(data, 'checking'),
    tasksOf(data, false),
    { changes: true, locale: data.locale },
  ],
  failed: (data) => [batchOf(data, 'failed'), tasksOf(data, true), { changes: true, locale: data.locale }],
  ready: (data) => [batchOf(data, 'ready'), tasksOf(data, false), { changes: true, locale: data.locale }],
  created: (data) => [batchOf(data, 'made'), tasksOf(data, false), { changes: true, locale: data.locale }],
})

export const importRefusedCardSamples = messageSamples(importRefusedCard, {
  'with wrong rows': (data) => [data.names.map((name, at) => `sheet0 ${at + 2}: ${name}`), data.locale],
})

export const importTemplateCardSamples = messageSamples(importTemplateCard, {
  sent: (data) => [data.locale],
})
