import { moreCard } from '../../views/more-card.ts'
import { taggedCard } from '../../views/tagged-card.ts'
import { type SampleData, taskOf } from '../sample-data.ts'
import { messageSamples } from '../samples.ts'

function tasksOf({ names, connection }: SampleData) {
  return names.map((name, at) => ({ id: `t${at}`, name, tags: [connection] }))
}

export const taggedCardSamples = messageSamples(taggedCard, {
  found: (data) => [
    [data.connection, data.names[0] ?? ''],
    [
      ['migration', { count: 23, tasks: tasksOf(data) }],
      ['sync', { count: 0, tasks: [] }],
    ] as const,
    data.locale,
  ],
  'none, without tags': (data) => [[], [['sync', { count: 0, tasks: [] }]] as const, data.locale],
})

export const moreCardSamples = messageSamples(moreCard, {
  told: (data) => [
    taskOf(data),
    {
      allowed: new Set(['pause', 'stop']),
      billed: [{ resource: 'hws.resource.type.drs.vm', size: data.instance, amount: 1 }],
    },
    data.locale,
  ],
  untold: (data) => [taskOf(data), { allowed: undefined, billed: [] }, data.locale],
})
