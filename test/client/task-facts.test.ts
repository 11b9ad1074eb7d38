import { describe, expect, it } from 'vitest'
import { readTags } from '../../src/client/tags.ts'
import { failedSubtasks, scheduledStart } from '../../src/client/task-facts.ts'
import { readListedTaskV3 as listedV3 } from '../../src/client/v3/read.ts'
import { readListedTaskV5 as listedV5 } from '../../src/client/v5/read.ts'

describe('tags', () => {
  it.each<[string, unknown, readonly string[] | undefined]>([
    ['as the tables have them', [{ key: 'env', value: 'test' }, { key: 'team' }], ['env=test', 'team']],
    [
      'as the example of 6.1.20 has them',
      [{ key1: 'value1', key2: 'value2' }],
      ['key1=value1', 'key2=value2'],
    ],
    ['as one object', { env: 'test' }, ['env=test']],
    ['with an empty value', [{ key: 'env', value: '' }], ['env']],
    ['none', [], []],
    ['not told', null, undefined],
    ['nonsense', ['a', 7, null, { key: '' }], []],
  ])('%s', (_, wire, tags) => {
    expect(readTags(wire)).toEqual(tags)
  })
})

describe('the scheduled start', () => {
  it.each([
    ['0', undefined],
    [null, undefined],
    ['1608097599000', 1_608_097_599_000],
    ['2020-09-01T18:50:20Z', Date.UTC(2020, 8, 1, 18, 50, 20)],
  ])('of %j', (wire, at) => {
    expect(scheduledStart(wire)).toBe(at)
  })
})

describe('failed subtasks', () => {
  const children = [
    { id: 'c1', name: 'orders-1', status: 'CHILD_TRANSFER_FAILED' },
    { id: 'c2', name: 'orders-2', status: 'CHILD_TRANSFER_STARTED' },
    { id: 'c3', status: 'FULL_TRANSFER_FAILED' },
  ]

  it('are named, by their id where they have no name', () => {
    expect(failedSubtasks(children)).toEqual(['orders-1', 'c3'])
    expect(failedSubtasks([])).toBeUndefined()
  })

  it('are read from the lists of both generations', () => {
    const row = { id: 't', name: 'orders', status: 'CHILD_TRANSFER_STARTED', children }
    expect(listedV3('prod', row)?.failedSubtasks).toEqual(['orders-1', 'c3'])
    expect(listedV5('prod', 'sync', row)?.failedSubtasks).toEqual(['orders-1', 'c3'])
  })
})
