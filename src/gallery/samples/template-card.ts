import type { ObjectMapping } from '../../domain/objects/object-files.ts'
import { mappingsCard, templateCard, templateReadCard, templateSentCard } from '../../views/template-card.ts'
import { type SampleData, taskOf } from '../sample-data.ts'
import { messageSamples } from '../samples.ts'

const support = { engines: ['oracle-to-gaussdbv5', 'mysql-to-kafka'], megabytes: 5, byFile: false }

function mappingsOf({ names, instance }: SampleData, count: number): readonly ObjectMapping[] {
  return Array.from({ length: count }, (_, at) => ({
    source: [names[0] ?? '', `${instance}${at}`],
    destination: [names[1] ?? '', `${instance}${at}`],
    columns: at === 0,
  }))
}

export const templateCardSamples = messageSamples(templateCard, {
  'of a link that takes files': (data) => [
    taskOf(data),
    { support: { ...support, byFile: true }, takes: true, changes: true },
    data.locale,
  ],
  'of another link': (data) => [taskOf(data), { support, takes: false, changes: true }, data.locale],
})

export const templateReadCardSamples = messageSamples(templateReadCard, {
  taken: (data) => [taskOf(data), { ok: true, rows: 12 }, data.locale],
  refused: (data) => [taskOf(data), { ok: false, rows: 11 }, data.locale],
})

export const templateSentCardSamples = messageSamples(templateSentCard, {
  sent: (data) => [taskOf(data), data.locale],
})

export const mappingsCardSamples = messageSamples(mappingsCard, {
  none: (data) => [taskOf(data), [], data.locale],
  many: (data) => [taskOf(data), mappingsOf(data, 12), data.locale],
})
