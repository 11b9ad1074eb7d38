import type { Spending } from '../../domain/tasks/cost.ts'
import type { Task } from '../../domain/tasks/task.ts'
import { type CostPage, costCard } from '../../views/cost-card.ts'
import { hour, type SampleData, taskOf } from '../sample-data.ts'
import { messageSamples } from '../samples.ts'

const none: CostPage['counts'] = { failed: 0, finished: 0, idle: 0, used: 0 }

function row(data: SampleData, spending: Spending, fields: Partial<Task>, days: number) {
  const task = { ...taskOf(data, fields), id: `${spending}-jb101`, nodeType: 'high', zones: ['az1', 'az2'] }
  return { task, spending, since: data.now - days * 24 * hour }
}

function pageOf(data: SampleData, more: Partial<CostPage> = {}): CostPage {
  const shown = [
    row(data, 'failed', { status: 'INCRE_TRANSFER_FAILED', billed: true }, 9),
    row(data, 'finished', { status: 'FULL_TRANSFER_COMPLETE', mode: 'FULL_TRANS', billed: true }, 4),
    row(data, 'idle', { status: 'CONFIGURATION', billed: false }, 2),
    row(data, 'used', {}, 1),
  ]
  return {
    ...{ connections: [data.connection], counts: { failed: 1, finished: 1, idle: 1, used: 1 }, shown },
    ...{ page: 1, pages: 1, prices: new Map(), stoppable: shown, asks: true, turns: [], notes: [] },
    ...more,
  }
}

export const costCardSamples = messageSamples(costCard, {
  'without prices': (data) => [pageOf(data), data],
  'with prices, of two connections': (data) => [
    pageOf(data, {
      connections: [data.connection, 'prod-eu'],
      prices: new Map([[data.connection, { currency: 'EUR', perHour: { high: 0.96 } }]]),
      asks: false,
    }),
    data,
  ],
  nothing: (data) => [pageOf(data, { counts: none, shown: [], stoppable: [] }), data],
})
