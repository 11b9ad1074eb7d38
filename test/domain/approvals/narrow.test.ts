import { describe, expect, it } from 'vitest'
import { decide } from '../../../src/domain/approvals/decide.ts'
import type { ApprovalRequest, RequestTransition } from '../../../src/domain/approvals/request.ts'
import { transitionRefusals } from '../../../src/domain/approvals/words.ts'
import {
  approved,
  asked,
  asks,
  batch,
  dba,
  facts,
  minute,
  moved,
  once,
  single,
  voteOf,
  whyNot,
} from './fixtures.ts'

describe('narrowing', () => {
  const narrow = (request: ApprovalRequest, by: string, ...names: string[]): RequestTransition => ({
    kind: 'narrow',
    by,
    hash: request.hash,
    without: names.map((name) => `${name}-jb101`),
  })

  it('makes another request of it, which only the one who narrowed has agreed to', () => {
    const at = asked + minute
    const less = moved(once, narrow(once, 'UCAROL', 'stock-dr', 'billing-dr'), at)
    expect(less.payload).toEqual(single.payload)
    expect(less.hash).toBe(asks(single).hash)
    expect(less.votes).toEqual([{ by: 'UCAROL', hash: less.hash, at }])
    expect(less.reductions).toEqual([{ by: 'UCAROL', at, taskIds: ['stock-dr-jb101', 'billing-dr-jb101'] }])
    expect(whyNot(decide(less, voteOf(once, 'UBOB'), facts(), at))).toBe(transitionRefusals.changed)
    expect(moved(less, voteOf(less, 'UBOB'), at).state).toBe('approved')
    expect(whyNot(decide(less, voteOf(less, 'UASKS'), facts(), at))).toBe(transitionRefusals.own)
  })

  it('takes back the approval that was there, and starts the second clock anew where one seat is all', () => {
    expect(moved(approved, narrow(approved, 'UBOB', 'stock-dr'))).not.toHaveProperty('useBy')
    const one = asks(batch, { need: [{ group: dba, seats: 1 }] })
    const less = moved(one, narrow(one, 'UCAROL', 'stock-dr'), asked + minute)
    expect(less).toMatchObject({ state: 'approved', useBy: asked + 16 * minute })
  })

  it.each([
    ['the requester', narrow(once, 'UASKS', 'stock-dr'), transitionRefusals.own],
    ['a stranger', narrow(once, 'UMONA', 'stock-dr'), transitionRefusals.notAsked],
    ['nothing', narrow(once, 'UCAROL'), transitionRefusals.notThere],
    [
      'a task that is not there',
      narrow(once, 'UCAROL', 'stock-dr', 'payroll-dr'),
      transitionRefusals.notThere,
    ],
    ['all tasks', narrow(once, 'UCAROL', 'stock-dr', 'orders-dr', 'billing-dr'), transitionRefusals.all],
    [
      'something seen before',
      { ...narrow(once, 'UCAROL', 'stock-dr'), hash: 'old' },
      transitionRefusals.changed,
    ],
  ] as const)('is refused for %s', (_, step, why) => {
    expect(whyNot(decide(once, step, facts(), asked))).toBe(why)
  })

  it('is refused for one task, for a call, and after the time to answer', () => {
    const one = asks(single)
    expect(whyNot(decide(one, narrow(one, 'UCAROL', 'orders-dr'), facts(), asked))).toBe(
      transitionRefusals.noBatch,
    )
    const late = moved(once, voteOf(once, 'UCAROL'), asked + 59 * minute)
    expect(whyNot(decide(late, narrow(late, 'UBOB', 'stock-dr'), facts(), asked + 61 * minute))).toBe(
      transitionRefusals.tooLate,
    )
  })
})
