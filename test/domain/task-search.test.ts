import { describe, expect, it } from 'vitest'
import type { Task } from '../../src/domain/tasks/task.ts'
import { parseSearch, searchTasks } from '../../src/domain/tasks/task-search.ts'
import { statuses } from '../../src/drs/statuses.ts'
import { noon, sampleTask } from '../helpers/samples.ts'

const found = (text: string, tasks: readonly Task[]) => {
  const { words, terms } = parseSearch(text)
  return searchTasks(tasks, { words, terms }, new Set(), noon).listed.map(({ task }) => task.name)
}

describe('the words of a search', () => {
  const tasks = [
    sampleTask({ name: 'orders', status: 'FULL_TRANSFER_FAILED' }),
    sampleTask({ name: 'Billing', status: 'INCRE_TRANSFER_STARTED', engine: 'mongodb-to-dds' }),
    sampleTask({
      name: 'drill',
      scenario: 'cloudDataGuard',
      engine: 'cloudDataGuard-mysql',
      status: 'PAUSING',
    }),
    sampleTask({ name: 'failed-orders', id: 'ffff0001', status: 'CONFIGURATION' }),
  ]

  it.each([
    ['failed', ['orders', 'failed-orders']],
    ['失败', ['orders']],
    ['failed mysql', ['orders', 'failed-orders']],
    ['dr', ['drill']],
    ['灾备', ['drill']],
    ['paused', ['drill']],
    ['mongodb', ['Billing']],
    ['billing healthy', ['Billing']],
    ['BILLING', ['Billing']],
    ['ffff', ['failed-orders']],
    ['"full phase failed"', ['orders']],
    ['!scenario:dr', ['orders', 'Billing', 'failed-orders']],
    ['name:*orders !status:failed', ['failed-orders']],
    ['nothing-like-it', []],
  ])('%s', (text, names) => {
    expect(found(text, tasks).toSorted()).toEqual(names.toSorted())
  })

  it('that are no filter say so', () => {
    expect(parseSearch('colour:blue').wrong.map(({ en }) => en)).toEqual([expect.stringContaining('colour:')])
    expect(parseSearch('connection:prod').wrong).toHaveLength(1)
    expect(parseSearch('orders "a b"')).toEqual({ words: ['orders', 'a b'], terms: [], wrong: [] })
  })
})

describe('a search in very many tasks', () => {
  const size = 100_000
  const many = Array.from({ length: size }, (_, i) =>
    sampleTask({
      id: `${i}-jb101`,
      name: `task-${String((i * 7919) % size).padStart(6, '0')}`,
      status: statuses[i % statuses.length]?.status ?? '',
    }),
  )

  it('finds all of them in order', () => {
    const { listed, counts } = searchTasks(many, { words: [], terms: [] }, new Set(), noon)
    expect(listed).toHaveLength(size)
    expect(Object.values(counts).reduce((sum, count) => sum + count)).toBe(size)
    expect(listed[0]?.attention).toBe('failed')
  })
})
