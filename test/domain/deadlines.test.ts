import { describe, expect, it } from 'vitest'
import { deadlinesOf, isUrgent, newlyUrgent } from '../../src/domain/tasks/deadlines.ts'
import type { Deadline } from '../../src/domain/watching/event.ts'
import type { Snapshot } from '../../src/domain/watching/snapshot.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const since = 1_700_000_000_000

function at(left: number, state: Partial<Snapshot> = {}): Deadline | undefined {
  const ticking = { status: 'INCRE_TRANSFER_FAILED', statusSince: since, ...state }
  const [deadline] = deadlinesOf(ticking, since)
  return deadlinesOf(ticking, (deadline?.endsAt ?? since) - left)[0]
}

describe('clocks', () => {
  it.each<[string, Partial<Snapshot>, string, number]>([
    ['a failed task', {}, 'ends-itself', 14 * day],
    ['with days of its own', { expiredDays: 30 }, 'ends-itself', 30 * day],
    ['a start that failed', { status: 'START_JOB_FAILED' }, 'ends-itself', 14 * day],
    ['a configuration', { status: 'CONFIGURATION' }, 'node-reclaimed', 3 * day],
    ['a creation that failed', { status: 'CREATE_FAILED' }, 'create-failed-ends', 3 * day],
    ['a pause', { status: 'PAUSING' }, 'log-retention', day],
    ['a set start', { status: 'WAITING_FOR_START', startAt: since + hour }, 'scheduled-start', hour],
  ])('run for %s', (_, state, kind, ms) => {
    expect(at(0, state)).toEqual({ kind, endsAt: since + ms, leftMs: 0 })
  })

  it.each<[string, Partial<Snapshot>]>([
    ['a healthy task', { status: 'INCRE_TRANSFER_STARTED' }],
    ['an ended one', { status: 'RELEASE_RESOURCE_COMPLETE' }],
    ['one that is gone', { status: null }],
    ['a start at a time that DRS does not tell', { status: 'WAITING_FOR_START' }],
  ])('do not run for %s', (_, state) => {
    expect(deadlinesOf({ status: 'PAUSING', statusSince: since, ...state }, since)).toEqual([])
  })

  it('do not run from a moment that nobody knows', () => {
    expect(deadlinesOf({ status: 'PAUSING' }, since)).toEqual([])
  })
})

describe('what is left', () => {
  it.each([
    [13.9 * day, 13 * day],
    [14 * day, 13 * day],
    [2 * day + 1, 2 * day],
    [2 * day, 47 * hour],
    [day, 23 * hour],
    [2 * hour + 1, 2 * hour],
    [2 * hour, 110 * minute],
    [25 * minute, 20 * minute],
    [1, 10 * minute],
    [0, 0],
    [-day, 0],
  ])('is as coarse as it is shown: %d ms', (left, shown) => {
    expect(at(left)?.leftMs).toBe(shown)
  })
})

describe('the last stretch', () => {
  const told = (before: number, now: number, state: Partial<Snapshot> = {}) => {
    const [earlier, later] = [at(before, state), at(now, state)]
    return newlyUrgent(earlier && [earlier], later && [later])?.kind
  }

  it('begins a day before the end, and is told once', () => {
    expect(told(26 * hour, 25 * hour)).toBeUndefined()
    expect(told(25 * hour, 24 * hour)).toBe('ends-itself')
    expect(told(23 * hour, 22 * hour)).toBeUndefined()
  })

  it('of a pause begins two hours before', () => {
    const paused = { status: 'PAUSING' }
    expect(told(20 * hour, 3 * hour, paused)).toBeUndefined()
    expect(told(3 * hour, hour, paused)).toBe('log-retention')
  })

  it('of a start that somebody has set is no news', () => {
    const waiting = { status: 'WAITING_FOR_START', startAt: since + day }
    expect(told(2 * hour, minute, waiting)).toBeUndefined()
    expect(isUrgent({ kind: 'scheduled-start', endsAt: 0, leftMs: 0 })).toBe(false)
  })

  it('is told of a clock that was seen before, not of one that is new', () => {
    const deadline = at(hour)
    expect(newlyUrgent([], deadline && [deadline])).toBeUndefined()
    expect(newlyUrgent(undefined, undefined)).toBeUndefined()
  })
})
