import { describe, expect, it } from 'vitest'
import { permission } from '../../../src/domain/actions/permission.ts'
import type { Preconditions } from '../../../src/domain/approvals/policy.ts'
import { type FreshState, failedPrecondition } from '../../../src/domain/approvals/preconditions.ts'
import { asked, hour, wantedTask } from './fixtures.ts'

const task = wantedTask('orders-dr')
const calm: FreshState = {
  status: 'INCRE_TRANSFER_STARTED',
  direction: 'up',
  allowed: { ok: true },
  lagMs: 5_000,
  rpoMs: 10_000,
  rtoMs: 60_000,
  comparison: { clean: true, endedAt: asked - 24 * hour },
}
const preconditions: Preconditions = {
  maxLagMs: 5_000,
  maxRpoMs: 10_000,
  maxRtoMs: 60_000,
  comparisonWithinMs: 24 * hour,
}

function without(name: keyof FreshState): FreshState {
  return Object.fromEntries(Object.entries(calm).filter(([key]) => key !== name))
}

function why(fresh: FreshState, limits: Preconditions = preconditions) {
  return failedPrecondition('switchover', task, fresh, limits, asked)?.en
}

describe('an action that was agreed to', () => {
  it('is carried out at the very limits', () => {
    expect(why(calm)).toBeUndefined()
  })

  it.each([
    ['another direction', { ...calm, direction: 'down' }, 'direction has changed'],
    ['an unknown direction', without('direction'), 'direction of the task could not be read'],
    ['an unknown status', without('status'), 'status of the task could not be read'],
    ['no knowledge of what is allowed', without('allowed'), 'status of the task could not be read'],
    [
      'a status that forbids it',
      {
        ...calm,
        status: 'PAUSING',
        allowed: permission('switchover', { status: 'PAUSING', scenario: task.scenario }),
      },
      'not possible while',
    ],
    ['a replication that has failed since', { ...calm, status: 'INCRE_TRANSFER_FAILED' }, 'has failed since'],
    ['a delay over the limit', { ...calm, lagMs: 5_001 }, 'delay is 5.001 s; the policy allows 5 s'],
    ['an unknown delay', without('lagMs'), 'delay of the task could not be read'],
    ['a delay that is no number', { ...calm, lagMs: Number.NaN }, 'delay of the task could not be read'],
    ['an RPO over the limit', { ...calm, rpoMs: 10_001 }, 'RPO is'],
    ['an unknown RPO', without('rpoMs'), 'RPO of the task could not be read'],
    ['an RTO over the limit', { ...calm, rtoMs: 60_001 }, 'RTO is'],
    ['an unknown RTO', without('rtoMs'), 'RTO of the task could not be read'],
    ['no comparison', without('comparison'), 'latest comparison of the task could not be read'],
    ['a comparison without a result', { ...calm, comparison: { endedAt: asked } }, 'could not be read'],
    ['a comparison without an end', { ...calm, comparison: { clean: true } }, 'could not be read'],
    [
      'a comparison with differences',
      { ...calm, comparison: { clean: false, endedAt: asked } },
      'found differences',
    ],
    [
      'an old comparison',
      { ...calm, comparison: { clean: true, endedAt: asked - 24 * hour - 1 } },
      'older than the policy allows (24 h)',
    ],
  ] satisfies readonly (readonly [string, FreshState, string])[])('is not, with %s', (_, fresh, said) => {
    expect(why(fresh)).toContain(said)
  })

  it('may do without what the policy does not ask for, but never without status and direction', () => {
    const { status, direction, allowed } = calm
    const least = Object.fromEntries(Object.entries({ status, direction, allowed }))
    expect(why(least, {})).toBeUndefined()
    expect(why({}, {})).toBeDefined()
  })

  it('is a switchover of a failed pair only if it had failed when people agreed', () => {
    const failed = { ...task, observed: { ...task.observed, status: 'INCRE_TRANSFER_FAILED' } }
    const fresh = { ...calm, status: 'INCRE_TRANSFER_FAILED' }
    expect(failedPrecondition('switchover', failed, fresh, preconditions, asked)).toBeUndefined()
    expect(failedPrecondition('stop', task, fresh, preconditions, asked)).toBeUndefined()
  })
})
