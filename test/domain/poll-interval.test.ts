import { describe, expect, it } from 'vitest'
import { isProgressProbe, nextPollAt } from '../../src/domain/watching/poll-interval.ts'
import type { Snapshot } from '../../src/domain/watching/snapshot.ts'
import { report, snapshot } from './fixtures.ts'

const intervals = { motion: 5, steady: 30 }

describe('nextPollAt', () => {
  it.each<[Partial<Snapshot>, boolean, number | undefined]>([
    [{ status: 'CREATING' }, false, 105],
    [{ status: 'STARTJOBING' }, false, 105],
    [{ status: 'FULL_TRANSFER_STARTED' }, false, 105],
    [{ status: 'CHANGE_JOB_STARTED' }, false, 105],
    [{ status: 'RELEASE_RESOURCE_STARTED' }, false, 105],
    [{ status: 'CONFIGURATION' }, false, 130],
    [{ status: 'CONFIGURATION', precheck: report({ finished: false }) }, false, 105],
    [{ status: 'CONFIGURATION', precheck: report() }, false, 130],
    [{ status: 'INCRE_TRANSFER_STARTED', precheck: report({ finished: false }) }, false, 130.5],
    [{ status: 'INCRE_TRANSFER_STARTED' }, false, 130.5],
    [{ status: 'INCRE_TRANSFER_FAILED' }, false, 130],
    [{ status: 'PAUSING' }, false, 130],
    [{ status: 'WAITING_FOR_START' }, false, 130],
    [{ status: 'SOMETHING_NEW' }, false, 130],
    [{ status: 'INCRE_TRANSFER_STARTED' }, true, 105],
    [{ status: 'RELEASE_RESOURCE_COMPLETE' }, false, undefined],
    [{ status: 'CREATE_FAILED' }, false, undefined],
    [{ status: null }, false, undefined],
    [{ status: 'RELEASE_RESOURCE_COMPLETE' }, true, 105],
    [{ status: null }, true, 105],
  ])('%o, acted on %s: %s', (state, isActedOn, expected) => {
    expect(nextPollAt(snapshot(state), isActedOn, 100, intervals, false)).toBe(expected)
  })

  it('looks at healthy tasks in two ways by turns, at all others in one', () => {
    const look = (status: string, pulse: boolean) =>
      nextPollAt(snapshot({ status }), false, 100, intervals, pulse) ?? 0
    expect([false, true].map((pulse) => isProgressProbe(look('INCRE_TRANSFER_STARTED', pulse)))).toEqual([
      true,
      false,
    ])
    expect([false, true].map((pulse) => isProgressProbe(look('PAUSING', pulse)))).toEqual([false, false])
    expect([false, true].map((pulse) => isProgressProbe(look('FULL_TRANSFER_STARTED', pulse)))).toEqual([
      false,
      false,
    ])
  })
})
