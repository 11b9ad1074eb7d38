import { describe, expect, it } from 'vitest'
import { abnormalTables } from '../../src/domain/tasks/abnormal-rows.ts'
import {
  isNamedIn,
  orderedKinds,
  orderedObjects,
  phaseOf,
  readRemaining,
} from '../../src/domain/tasks/object-progress.ts'

it.each([
  ['01:10:05', { ms: 4_205_000 }],
  ['1d 2h', { ms: 93_600_000 }],
  ['90s', { ms: 90_000 }],
  ['12.5', { bare: '12.5' }],
  ['0', undefined],
  ['0.0', undefined],
  ['00:00:00', undefined],
  ['-1', undefined],
  ['−1', undefined],
  ['soon', undefined],
  ['5 monkeys and 3 snakes more', undefined],
  [undefined, undefined],
])('remaining time %j is %j', (written, expected) => {
  expect(readRemaining(written)).toEqual(expected)
})

describe('objects', () => {
  it('that the failure names come first, then those without a figure, then by their progress', () => {
    const rows = [
      { source: 'a.done', percent: 100 },
      { source: 'a.half', percent: 50 },
      { source: 'a.odd' },
      { source: 'a.broken', percent: 60 },
    ]
    const names = orderedObjects(rows, 'copy of `a`.`broken` failed').map(({ source }) => source)
    expect(names).toEqual(['a.broken', 'a.odd', 'a.half', 'a.done'])
  })

  it('are named as a whole, not as the beginning of another', () => {
    expect(isNamedIn('table a.orders_old failed', { source: 'a.orders' })).toBe(false)
    expect(isNamedIn('a.orders_old, a.orders failed', { source: 'a.orders' })).toBe(true)
    expect(isNamedIn('anything', { source: '' })).toBe(false)
  })
})

it('kinds that ended with objects missing come first, empty ones not at all', () => {
  const kinds = [
    { kind: 'trigger', all: 3, done: 1 },
    { kind: 'event', all: 0, done: 0 },
    { kind: 'database', all: 1, done: 1, endedAt: 1 },
    { kind: 'unheard of', all: 2 },
    { kind: 'view', all: 3, done: 2, endedAt: 1 },
  ]
  expect(orderedKinds(kinds).map(({ kind }) => kind)).toEqual(['view', 'trigger', 'unheard of', 'database'])
})

it.each([
  ['FULL_TRANSFER_COMPLETE', 'FULL_INCR_TRANS', { percent: 100 }, 'full'],
  ['PAUSING', 'FULL_INCR_TRANS', { percent: 40 }, 'full'],
  ['PAUSING', 'FULL_INCR_TRANS', { percent: 100, lagMs: 5 }, 'incremental'],
  ['PAUSING', 'INCR_TRANS', {}, 'incremental'],
  ['INCRE_TRANSFER_FAILED', 'FULL_INCR_TRANS', {}, 'incremental'],
  ['CONFIGURATION', 'FULL_TRANS', {}, 'before'],
  ['RELEASE_RESOURCE_COMPLETE', 'FULL_TRANS', {}, 'ended'],
])('%s of a %s task with %j is in the phase %s', (status, mode, progress, phase) => {
  expect(phaseOf(status, mode, progress)).toBe(phase)
})

it('abnormal rows are counted by table, and messages that differ in values only are one cause', () => {
  const rows = [
    { table: 'b', at: 5, message: "Duplicate '1'" },
    { table: 'b', at: 2, message: "Duplicate '2'" },
    { table: 'b', message: 'Gone' },
    { table: 'a' },
  ]
  expect(abnormalTables(rows)).toEqual([
    { table: 'b', count: 3, first: 2, last: 5, cause: "Duplicate '1'", otherCauses: 1 },
    { table: 'a', count: 1, otherCauses: 0 },
  ])
})
