import { describe, expect, it } from 'vitest'
import { wantedParts, wantsDetails } from '../../src/domain/questions.ts'
import { follow, snapshot } from './fixtures.ts'

describe('details', () => {
  const steady = snapshot({ status: 'INCRE_TRANSFER_STARTED' })

  it('are asked for on first sight', () => {
    expect(wantsDetails(undefined, 'CREATING', [])).toBe(true)
  })
  it('are asked for after a change of status', () => {
    expect(wantsDetails(steady, 'INCRE_TRANSFER_FAILED', [])).toBe(true)
  })
  it('are not asked for while nothing changes', () => {
    expect(wantsDetails(steady, 'INCRE_TRANSFER_STARTED', [follow({ verb: 'pause' })])).toBe(false)
  })
  it('are asked for while a switchover is awaited, since only they hold the direction', () => {
    expect(wantsDetails(steady, 'INCRE_TRANSFER_STARTED', [follow({ verb: 'switchover' })])).toBe(true)
  })
  it('are not asked for about a task that is gone', () => {
    expect(wantsDetails(steady, null, [])).toBe(false)
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
    expect(wantedParts(status, scenario)).toEqual(expected)
  })
})
