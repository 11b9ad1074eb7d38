import { describe, expect, it } from 'vitest'
import { planDiscovery, watchFromFilter } from '../../src/domain/watching/discovery.ts'
import type { FilterWatch, Watch } from '../../src/domain/watching/watch.ts'
import { parseTerms } from '../../src/domain/watching/watch-filter.ts'

const channelRef = { team: 'T1', channel: 'C1' }

function filter(terms: string, fields: Partial<FilterWatch> = {}): FilterWatch {
  const own = { id: terms, connection: 'prod', by: 'U1', locale: 'en', createdAt: 1 } as const
  return { ...channelRef, ...own, terms: parseTerms(terms).terms, ...fields }
}

function task(id: string, fields: { name?: string; status?: string; engine?: string } = {}) {
  return { id, name: id, status: 'INCRE_TRANSFER_STARTED', engine: 'mysql', scenario: 'sync', ...fields }
}

function byName(taskId: string): Watch {
  return { ...channelRef, connection: 'prod', taskId, by: 'U2', locale: 'en', createdAt: 1 }
}

function plan(
  filters: readonly FilterWatch[],
  tasks: readonly ReturnType<typeof task>[],
  watches: readonly Watch[] = [],
) {
  const { add, change, remove } = planDiscovery({ filters, tasks, watches })
  return { add: add.map((one) => [one.task.id, one.filter.id]), change, remove }
}

const orders = filter('name:orders-*')

describe('a filter', () => {
  it('brings the tasks that fit, and no other', () => {
    const found = plan([orders], [task('orders-1'), task('billing'), task('orders-2')])
    expect(found).toEqual({
      add: [
        ['orders-1', orders.id],
        ['orders-2', orders.id],
      ],
      change: [],
      remove: [],
    })
  })

  it('leaves watches alone that somebody asked for by name, whether they fit or not', () => {
    const watches = [byName('orders-1'), byName('billing')]
    expect(plan([orders], [task('orders-1'), task('billing')], watches)).toEqual({
      add: [],
      change: [],
      remove: [],
    })
  })

  it('lets go of what fits no more or is not listed any more', () => {
    const failing = filter('status:failed')
    const watches = [
      watchFromFilter(failing, 'mended'),
      watchFromFilter(failing, 'deleted'),
      watchFromFilter(failing, 'broken'),
    ]
    const tasks = [task('mended'), task('broken', { status: 'INCRE_TRANSFER_FAILED' })]
    expect(plan([failing], tasks, watches).remove).toEqual(['mended', 'deleted'])
  })

  it('does not begin with tasks that have ended, but stays with those that end', () => {
    const over = { status: 'RELEASE_RESOURCE_COMPLETE' }
    const tasks = [task('orders-1', over), task('orders-2', over)]
    expect(plan([orders], tasks, [watchFromFilter(orders, 'orders-2')])).toEqual({
      add: [],
      change: [],
      remove: [],
    })
    expect(plan([filter('status:ended')], tasks).add).toHaveLength(2)
  })

  it('takes a task over from one that has ended, with its own options', () => {
    const other = filter('engine:mysql', { options: { muteOwn: true } })
    const found = plan([other], [task('orders-1')], [watchFromFilter(orders, 'orders-1')])
    expect(found).toEqual({ add: [], change: [watchFromFilter(other, 'orders-1')], remove: [] })
    expect(found.change[0]).toMatchObject({ via: other.id, options: { muteOwn: true } })
  })

  it('changes the watches it made when its options change', () => {
    const loud = { ...orders, options: { where: 'channel' } } as const
    expect(plan([loud], [task('orders-1')], [watchFromFilter(orders, 'orders-1')]).change).toEqual([
      watchFromFilter(loud, 'orders-1'),
    ])
    expect(plan([loud], [task('orders-1')], [watchFromFilter(loud, 'orders-1')]).change).toEqual([])
  })
})

it('of several filters the oldest that fits keeps a task', () => {
  const all = filter('engine:mysql')
  expect(plan([orders, all], [task('orders-1'), task('billing')]).add).toEqual([
    ['orders-1', orders.id],
    ['billing', all.id],
  ])
})
