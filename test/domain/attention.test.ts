import { describe, expect, it } from 'vitest'
import {
  type Attention,
  attention,
  type CheckState,
  checkStateOf,
  needsOf,
  type TaskFacts,
} from '../../src/domain/tasks/attention.ts'
import { addLagSample } from '../../src/domain/tasks/lag-history.ts'
import type { Limit } from '../../src/domain/watching/event.ts'
import type { statuses } from '../../src/drs/statuses.ts'
import { noon } from '../helpers/samples.ts'

const minute = 60_000
const of = (facts: TaskFacts, limits?: readonly Limit[]) => attention(facts, noon, limits)
const healthy = { status: 'INCRE_TRANSFER_STARTED', scenario: 'migration' } as const
const pair = { status: 'INCRE_TRANSFER_STARTED', scenario: 'cloudDataGuard' } as const
const configuring = { status: 'CONFIGURATION', scenario: 'sync' } as const

/** A delay that has stayed as it is for so long. */
function delayed(lagMs: number, forMs: number): TaskFacts {
  const early = addLagSample(undefined, 1000, noon - forMs - minute)
  return { ...healthy, progress: { lagMs }, lags: addLagSample(early, lagMs, noon - forMs) }
}

/** By the status alone, in every scenario. */
const byStatus: Readonly<Record<(typeof statuses)[number]['status'], Attention>> = {
  CREATING: 'moving',
  CREATE_FAILED: 'failed',
  CONFIGURATION: 'rest',
  STARTJOBING: 'moving',
  WAITING_FOR_START: 'rest',
  START_JOB_FAILED: 'failed',
  PAUSING: 'paused',
  FULL_TRANSFER_STARTED: 'moving',
  FULL_TRANSFER_FAILED: 'failed',
  FULL_TRANSFER_COMPLETE: 'healthy',
  INCRE_TRANSFER_STARTED: 'healthy',
  INCRE_TRANSFER_FAILED: 'failed',
  RELEASE_RESOURCE_STARTED: 'moving',
  RELEASE_RESOURCE_FAILED: 'failed',
  RELEASE_RESOURCE_COMPLETE: 'rest',
  REBUILD_NODE_STARTED: 'moving',
  REBUILD_NODE_FAILED: 'failed',
  CHANGE_JOB_STARTED: 'moving',
  CHANGE_JOB_FAILED: 'failed',
  DELETED: 'rest',
  CHILD_TRANSFER_STARTING: 'moving',
  CHILD_TRANSFER_STARTED: 'moving',
  CHILD_TRANSFER_COMPLETE: 'healthy',
  CHILD_TRANSFER_FAILED: 'failed',
  RELEASE_CHILD_TRANSFER_STARTED: 'moving',
  RELEASE_CHILD_TRANSFER_COMPLETE: 'rest',
  NODE_UPGRADE_START: 'moving',
  NODE_UPGRADE_COMPLETE: 'moving',
  NODE_UPGRADE_FAILED: 'failed',
}

describe('the attention that a status asks for', () => {
  it.each(Object.entries(byStatus))('%s: %s, in every scenario', (status, expected) => {
    const found = ['migration', 'sync', 'cloudDataGuard'].map((scenario) => of({ status, scenario }))
    expect(found).toEqual([expected, expected, expected])
  })

  it('is judged by its form where nobody has documented the status', () => {
    expect(of({ status: 'TELEPORT_FAILED' })).toBe('failed')
    expect(of({ status: 'BEING_TELEPORTED' })).toBe('needs')
  })

  it('is a failure where the task is gone and had not ended', () => {
    expect(of({ status: null, lastStatus: 'INCRE_TRANSFER_STARTED' })).toBe('failed')
    expect(of({ status: null })).toBe('failed')
    expect(of({ status: null, lastStatus: 'RELEASE_RESOURCE_COMPLETE' })).toBe('rest')
  })
})

describe('what makes a task need somebody', () => {
  const deadline = { kind: 'ends-itself', endsAt: noon, leftMs: 20 * 3_600_000 } as const
  it.each<[string, TaskFacts, Attention]>([
    ['a request that waits', { ...healthy, waitingRequests: 1 }, 'needs'],
    ['a delay above the limit for long enough', delayed(90_000, 4 * minute), 'needs'],
    ['a delay above the limit for a moment', delayed(90_000, minute), 'healthy'],
    ['a delay within the limit', delayed(50_000, 10 * minute), 'healthy'],
    ['an RPO above the limit', { ...pair, recovery: { rpoMs: 61_000 } }, 'needs'],
    ['an RTO, which has no limit of its own', { ...pair, recovery: { rtoMs: 900_000 } }, 'healthy'],
    ['a delay of an earlier phase', { status: 'PAUSING', progress: { lagMs: 900_000 } }, 'paused'],
    ['a delay that cannot be true', { ...healthy, createdAt: noon, progress: { lagMs: 1e10 } }, 'healthy'],
    [
      'a figure that could not be read for long',
      { ...healthy, unread: { lag: { since: 0, long: true } } },
      'needs',
    ],
    ['a figure that one question missed', { ...healthy, unread: { lag: { since: 0 } } }, 'healthy'],
    [
      'a deadline near its end',
      { status: 'PAUSING', deadlines: [{ ...deadline, kind: 'log-retention', leftMs: minute }] },
      'needs',
    ],
    ['a deadline far off', { ...configuring, deadlines: [{ ...deadline, leftMs: 1e9 }] }, 'rest'],
    ['databases that nobody entered', { ...configuring, setup: { state: 'incomplete' } }, 'needs'],
    ['databases of a task that runs', { ...healthy, setup: { state: 'incomplete' } }, 'healthy'],
    [
      'a pre-check that has not passed',
      { ...configuring, precheck: { finished: true, passed: false } },
      'needs',
    ],
    ['a pre-check that has passed', { ...configuring, precheck: { finished: true, passed: true } }, 'rest'],
    ['a pre-check that runs', { ...configuring, precheck: { finished: false, passed: false } }, 'moving'],
    ['anything beside a failure', { status: 'FULL_TRANSFER_FAILED', waitingRequests: 2 }, 'failed'],
    [
      'a request about a task that is gone',
      { status: null, lastStatus: 'DELETED', waitingRequests: 1 },
      'rest',
    ],
  ])('%s', (_, facts, expected) => {
    expect(of(facts)).toBe(expected)
  })

  it('goes by the limits of the watch where there are any', () => {
    const strict = [{ metric: 'lag', aboveMs: 1000, forMs: 0 }] as const
    expect(of({ ...healthy, progress: { lagMs: 2000 } }, strict)).toBe('needs')
    expect(of({ ...pair, recovery: { rpoMs: 900_000 } }, strict)).toBe('healthy')
  })

  it('goes by what the engine has seen where it has followed the figures', () => {
    expect(of({ ...delayed(90_000, 10 * minute), above: [] })).toBe('healthy')
    expect(
      of({ ...healthy, above: [{ limit: { metric: 'lag', aboveMs: 1000, forMs: 0 }, since: noon }] }),
    ).toBe('needs')
  })

  it('is told reason by reason', () => {
    const rpo = { metric: 'rpo', aboveMs: 1000, forMs: 0 } as const
    const facts: TaskFacts = {
      ...pair,
      above: [{ limit: rpo, since: noon }],
      waitingRequests: 1,
      unread: { rto: { since: 0, long: true } },
    }
    expect(needsOf(facts, noon)).toEqual([
      { kind: 'requests' },
      { kind: 'above', limit: rpo, since: noon },
      { kind: 'unread', metric: 'rto' },
    ])
  })
})

describe('where the pre-check stands', () => {
  const passed = { finished: true, passed: true }
  it.each<[Partial<TaskFacts>, CheckState]>([
    [{}, 'unknown'],
    [{ precheck: { finished: false, passed: false } }, 'running'],
    [{ precheck: { finished: true, passed: false } }, 'failed'],
    [{ precheck: passed }, 'passed'],
    [{ precheck: passed, precheckAt: noon, setup: { state: 'tested', at: noon - 1 } }, 'passed'],
    [{ precheck: passed, precheckAt: noon, setup: { state: 'tested', at: noon + 1 } }, 'outdated'],
    [{ precheck: passed, setup: { state: 'tested', at: noon } }, 'passed'],
  ])('%j: %s', (facts, expected) => {
    expect(checkStateOf({ ...configuring, ...facts })).toBe(expected)
  })
})
