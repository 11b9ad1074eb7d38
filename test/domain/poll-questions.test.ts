import { describe, expect, it } from 'vitest'
import {
  extraQuestionsFor,
  isSteady,
  rotatingSample,
  wantsDetails,
  wantsSubtasks,
} from '../../src/domain/watching/poll-questions.ts'
import { samplePending, snapshot } from './fixtures.ts'

describe('details', () => {
  const steady = snapshot({ status: 'INCRE_TRANSFER_STARTED' })

  it('are asked for on first sight', () => {
    expect(wantsDetails(undefined, 'CREATING', [])).toBe(true)
  })
  it('are asked for after a change of status', () => {
    expect(wantsDetails(steady, 'INCRE_TRANSFER_FAILED', [])).toBe(true)
  })
  it('are not asked for while nothing changes', () => {
    expect(wantsDetails(steady, 'INCRE_TRANSFER_STARTED', [samplePending({ verb: 'pause' })])).toBe(false)
  })
  it('are asked for while a switchover is awaited, since only they hold the direction', () => {
    expect(wantsDetails(steady, 'INCRE_TRANSFER_STARTED', [samplePending({ verb: 'switchover' })])).toBe(true)
  })
  it('are not asked for about a task that is gone', () => {
    expect(wantsDetails(steady, null, [])).toBe(false)
  })
})

describe('a task at rest', () => {
  const healthy = 'INCRE_TRANSFER_STARTED'

  it.each<[string, string | undefined, string | null, boolean]>([
    ['is healthy and as it was', healthy, healthy, true],
    ['was seen before', undefined, healthy, false],
    ['has not become healthy just now', 'PAUSING', healthy, false],
    ['has not changed just now', healthy, 'INCRE_TRANSFER_FAILED', false],
    ['is healthy', 'PAUSING', 'PAUSING', false],
    ['is there', healthy, null, false],
  ])('%s', (_, before, status, expected) => {
    const known = before === undefined ? undefined : snapshot({ status: before })
    expect(isSteady(known, status, [])).toBe(expected)
  })

  it('has nobody waiting for something', () => {
    expect(isSteady(snapshot({ status: healthy }), healthy, [samplePending({ verb: 'pause' })])).toBe(false)
  })
})

describe('failed subtasks', () => {
  const [starting, started, failed] = [
    'CHILD_TRANSFER_STARTING',
    'CHILD_TRANSFER_STARTED',
    'CHILD_TRANSFER_FAILED',
  ]

  it.each<[string, string | undefined, string | null, boolean]>([
    ['are asked for on first sight', undefined, failed, true],
    ['are asked for after a change', started, failed, true],
    ['are asked for after an end', started, 'CHILD_TRANSFER_COMPLETE', true],
    ['are asked for while they are copied', started, started, true],
    ['are asked for while they start', starting, starting, true],
    ['are not asked for of a task that has failed before', failed, failed, false],
    ['are not asked for of a task at rest', 'CHILD_TRANSFER_COMPLETE', 'CHILD_TRANSFER_COMPLETE', false],
    ['are not asked for where no status speaks of any', 'PAUSING', 'FULL_TRANSFER_STARTED', false],
    ['are not asked for while they are stopped', failed, 'RELEASE_CHILD_TRANSFER_STARTED', false],
    ['are not asked for of a task that is gone', started, null, false],
  ])('%s', (_, before, status, expected) => {
    const known = before === undefined ? undefined : snapshot({ status: before })
    expect(wantsSubtasks(known, status)).toBe(expected)
  })
})

describe('some of many', () => {
  const ids = Array.from({ length: 40 }, (_, i) => `1f3c-jb${i}`)

  it('are all where few are there', () => {
    expect(rotatingSample(ids.slice(0, 3), 3, 1)).toEqual(ids.slice(0, 3))
    expect(rotatingSample([], 3, 1)).toEqual([])
  })

  // A fixed window that moves on with the clock would leave tasks out for ever at some of these paces.
  it.each([1, 30_000, 60_000, 3_600_000])('are others at every moment, and fair, every %d ms', (pace) => {
    const moments = Array.from({ length: 400 }, (_, i) => 1_795_000_000_000 + i * pace)
    const drawn = moments.flatMap((at) => rotatingSample(ids, 5, at))
    expect(new Set(moments.map((at) => new Set(rotatingSample(ids, 5, at)).size))).toEqual(new Set([5]))
    const often = ids.map((id) => drawn.filter((one) => one === id).length)
    expect(Math.min(...often)).toBeGreaterThan(20)
    expect(Math.max(...often)).toBeLessThan(90)
  })
})

describe('other parts', () => {
  const none = { progress: false, recovery: false, precheck: false }

  it.each<[string | null, string, object]>([
    ['CREATING', 'migration', none],
    ['CONFIGURATION', 'migration', { ...none, precheck: true }],
    ['FULL_TRANSFER_STARTED', 'sync', { ...none, progress: true }],
    ['FULL_TRANSFER_COMPLETE', 'sync', { ...none, progress: true }],
    ['INCRE_TRANSFER_STARTED', 'sync', { ...none, progress: true }],
    ['INCRE_TRANSFER_STARTED', 'cloudDataGuard', { ...none, progress: true, recovery: true }],
    ['INCRE_TRANSFER_FAILED', 'cloudDataGuard', { ...none, recovery: true }],
    ['FULL_TRANSFER_STARTED', 'cloudDataGuard', { ...none, progress: true }],
    ['PAUSING', 'cloudDataGuard', none],
    ['RELEASE_RESOURCE_COMPLETE', 'migration', none],
    [null, 'cloudDataGuard', none],
  ])('%s in %s', (status, scenario, expected) => {
    expect(extraQuestionsFor(status, scenario)).toEqual(expected)
  })
})
