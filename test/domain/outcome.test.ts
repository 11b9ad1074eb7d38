import { describe, expect, it } from 'vitest'
import { actionOutcome } from '../../src/domain/actions/outcome.ts'
import type { Snapshot } from '../../src/domain/watching/snapshot.ts'
import type { ActionOutcome, PendingAction } from '../../src/domain/watching/watch.ts'
import { report, samplePending, snapshot } from './fixtures.ts'

const inTime = 5_000

function compared(status: string, startedAt: number): Partial<Snapshot> {
  return { status: 'INCRE_TRANSFER_STARTED', comparisons: [{ id: 'c1', kind: 'object', status, startedAt }] }
}

const stands = (item: string) => ({ item, verdict: 'FAILED' })
const skipped = (item: string) => ({ ...stands(item), skipped: true })

describe('actionOutcome', () => {
  it.each<[Partial<PendingAction>, Partial<Snapshot>, ActionOutcome | undefined]>([
    [{ verb: 'create' }, { status: 'CREATING' }, undefined],
    [{ verb: 'create' }, { status: 'CONFIGURATION' }, 'reached'],
    [{ verb: 'create' }, { status: 'CREATE_FAILED' }, 'failed'],
    [{ verb: 'create' }, { status: null }, undefined],
    [{ verb: 'precheck' }, {}, undefined],
    [{ verb: 'precheck' }, { precheck: report({ finished: false }) }, undefined],
    [{ verb: 'precheck' }, { precheck: report({ passed: false }) }, 'reached'],
    [{ verb: 'precheck' }, { status: 'RELEASE_RESOURCE_COMPLETE' }, 'failed'],
    [{ verb: 'skip' }, { precheck: report({ passed: false }) }, undefined],
    [
      { verb: 'skip' },
      { precheck: report({ items: [{ item: 'one', verdict: 'FAILED', skipped: true }] }) },
      'reached',
    ],
    // Another item was skipped before.
    [
      { verb: 'skip', items: ['two'] },
      { precheck: report({ items: [skipped('one'), stands('two')] }) },
      undefined,
    ],
    [
      { verb: 'skip', items: ['two'] },
      { precheck: report({ items: [stands('one'), skipped('two')] }) },
      'reached',
    ],
    [
      { verb: 'skip', items: ['one', 'two'] },
      { precheck: report({ items: [skipped('one'), stands('two')] }) },
      undefined,
    ],
    [{ verb: 'skip', items: ['gone'] }, { precheck: report({ items: [stands('one')] }) }, 'reached'],
    [{ verb: 'skip', items: ['one'] }, { precheck: report({ finished: false, items: [] }) }, undefined],
    [{ verb: 'skip' }, { status: 'RELEASE_RESOURCE_COMPLETE' }, 'failed'],
    [{ verb: 'start' }, { status: 'CONFIGURATION' }, undefined],
    [{ verb: 'start' }, { status: 'STARTJOBING' }, undefined],
    [{ verb: 'start' }, { status: 'WAITING_FOR_START' }, 'reached'],
    [{ verb: 'start' }, { status: 'FULL_TRANSFER_STARTED' }, 'reached'],
    [{ verb: 'start' }, { status: 'INCRE_TRANSFER_STARTED' }, 'reached'],
    [{ verb: 'start' }, { status: 'START_JOB_FAILED' }, 'failed'],
    [{ verb: 'start' }, { status: 'STARTJOB_FAILED' }, 'failed'],
    [{ verb: 'pause' }, { status: 'FULL_TRANSFER_STARTED' }, undefined],
    [{ verb: 'pause' }, { status: 'PAUSING' }, 'reached'],
    [{ verb: 'resume', status: 'PAUSING' }, { status: 'PAUSING' }, undefined],
    [{ verb: 'resume', status: 'PAUSING' }, { status: 'FULL_TRANSFER_STARTED' }, 'reached'],
    [{ verb: 'resume', status: 'PAUSING' }, { status: 'INCRE_TRANSFER_STARTED' }, 'reached'],
    [{ verb: 'resume', status: 'PAUSING' }, { status: 'INCRE_TRANSFER_FAILED' }, 'failed'],
    [{ verb: 'resume', status: 'INCRE_TRANSFER_FAILED' }, { status: 'INCRE_TRANSFER_FAILED' }, undefined],
    [{ verb: 'resume' }, { status: 'INCRE_TRANSFER_FAILED' }, undefined],
    [{ verb: 'stop' }, { status: 'RELEASE_RESOURCE_STARTED' }, undefined],
    [{ verb: 'stop' }, { status: 'RELEASE_RESOURCE_COMPLETE' }, 'reached'],
    [{ verb: 'stop', status: 'PAUSING' }, { status: 'RELEASE_RESOURCE_FAILED' }, 'failed'],
    [{ verb: 'stop', status: 'RELEASE_RESOURCE_FAILED' }, { status: 'RELEASE_RESOURCE_FAILED' }, undefined],
    [{ verb: 'stop' }, { status: 'INCRE_TRANSFER_FAILED' }, undefined],
    [{ verb: 'delete' }, { status: 'RELEASE_RESOURCE_COMPLETE' }, undefined],
    [{ verb: 'delete' }, { status: null }, 'reached'],
    [{ verb: 'delete' }, { status: 'DELETED' }, 'reached'],
    [{ verb: 'start' }, { status: null }, 'failed'],
    [
      { verb: 'switchover', direction: 'up' },
      { status: 'INCRE_TRANSFER_STARTED', direction: 'up' },
      undefined,
    ],
    [{ verb: 'switchover', direction: 'up' }, { status: 'CHANGE_JOB_STARTED', direction: 'down' }, undefined],
    [
      { verb: 'switchover', direction: 'up' },
      { status: 'INCRE_TRANSFER_STARTED', direction: 'down' },
      'reached',
    ],
    [{ verb: 'switchover', direction: 'up' }, { status: 'INCRE_TRANSFER_FAILED', direction: 'up' }, 'failed'],
    [{ verb: 'start' }, { status: 'SOMETHING_NEW' }, undefined],
    // Started, and ended since: nobody looked in between.
    [{ verb: 'start' }, { status: 'RELEASE_RESOURCE_STARTED' }, undefined],
    [{ verb: 'start' }, { status: 'RELEASE_RESOURCE_COMPLETE' }, 'reached'],
    [{ verb: 'resume', status: 'PAUSING' }, { status: 'RELEASE_RESOURCE_COMPLETE' }, 'reached'],
    [{ verb: 'reset', status: 'FULL_TRANSFER_FAILED' }, { status: 'RELEASE_RESOURCE_COMPLETE' }, 'reached'],
    [{ verb: 'pause' }, { status: 'RELEASE_RESOURCE_COMPLETE' }, 'failed'],
    [{ verb: 'reset', status: 'FULL_TRANSFER_FAILED' }, { status: 'FULL_TRANSFER_FAILED' }, undefined],
    [{ verb: 'reset', status: 'FULL_TRANSFER_FAILED' }, { status: 'FULL_TRANSFER_STARTED' }, 'reached'],
    [{ verb: 'reset', status: 'INCRE_TRANSFER_FAILED' }, { status: 'FULL_TRANSFER_FAILED' }, 'failed'],
    [{ verb: 'compare' }, { status: 'INCRE_TRANSFER_STARTED' }, undefined],
    [{ verb: 'compare' }, compared('RUNNING', 2_000), undefined],
    [{ verb: 'compare' }, compared('SUCCESSFUL', 2_000), 'reached'],
    [{ verb: 'compare' }, compared('FAILED', 2_000), 'reached'],
    [{ verb: 'compare', since: 500_000, deadline: 900_000 }, compared('SUCCESSFUL', 2_000), undefined],
    [{ verb: 'compare' }, { status: 'INCRE_TRANSFER_FAILED' }, 'failed'],
  ])('%o with %o: %s', (asked, seen, expected) => {
    expect(actionOutcome(samplePending(asked), snapshot(seen), inTime)).toBe(expected)
  })

  it('is not known while somebody may still be asking, whichever way the clocks were set meanwhile', () => {
    const since = 10 * 60_000
    const asked = samplePending({ verb: 'pause', asked: true, since, deadline: 2 * since })
    const paused = snapshot({ status: 'PAUSING' })
    for (const seconds of [-119, 0, 119])
      expect(actionOutcome(asked, paused, since + seconds * 1_000)).toBeUndefined()
    for (const minutes of [-10, -2, 2, 10])
      expect(actionOutcome(asked, paused, since + minutes * 60_000)).toBe('reached')
  })

  it('is overdue only after the deadline, and not if the end is reached after all', () => {
    const late = samplePending({ verb: 'pause', deadline: 10_000 })
    const waiting = snapshot({ status: 'FULL_TRANSFER_STARTED' })
    expect(actionOutcome(late, waiting, 10_000)).toBeUndefined()
    expect(actionOutcome(late, waiting, 10_001)).toBe('overdue')
    expect(actionOutcome(late, snapshot({ status: 'PAUSING' }), 10_001)).toBe('reached')
  })
})
