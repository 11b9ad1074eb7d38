import { describe, expect, it } from 'vitest'
import { decide } from '../../../src/domain/approvals/decide.ts'
import type { ApprovalRequest, RequestTransition } from '../../../src/domain/approvals/request.ts'
import { transitionRefusals } from '../../../src/domain/approvals/words.ts'
import {
  approved,
  asked,
  asks,
  executing,
  facts,
  hour,
  minute,
  moved,
  once,
  single,
  startOf,
  voteOf,
  whyNot,
} from './fixtures.ts'

describe('carrying out', () => {
  it('notes by whom and when', () => {
    const at = asked + 5 * minute
    expect(moved(approved, startOf(approved), at)).toMatchObject({ executedBy: 'UOPS', executedAt: at })
  })

  it('may be the requester, and never somebody who is no operator', () => {
    expect(moved(approved, startOf(approved, 'UASKS')).state).toBe('executing')
    const decision = decide(approved, startOf(approved, 'UBOB'), facts({ approvers: [] }), asked)
    // The click of somebody who may not click does not even show that the votes have lapsed.
    expect(decision).toEqual({ kind: 'refused', why: transitionRefusals.notOperator })
  })

  it('is for what was agreed to, not for what a button said before', () => {
    const old: RequestTransition = { kind: 'start', by: 'UOPS', hash: asks(single).hash }
    expect(decide(approved, old, facts(), asked)).toEqual({
      kind: 'refused',
      why: transitionRefusals.changed,
    })
  })

  it('is refused as soon as one of the votes does not count any more', () => {
    const decision = decide(approved, startOf(approved), facts({ approvers: ['UBOB'] }), asked)
    expect(decision).toMatchObject({
      kind: 'refused',
      why: transitionRefusals.notEnough,
      request: { state: 'pending', votes: [{ by: 'UBOB' }], version: approved.version + 1 },
    })
  })

  it('that is refused after the time to answer leaves no time for other votes', () => {
    const late = moved(once, voteOf(once, 'UCAROL'), asked + 59 * minute)
    expect(moved(late, startOf(late), asked + 62 * minute, { approvers: ['UBOB'] }).state).toBe('expired')
  })

  it('is not stale any more once DRS has answered for a task', () => {
    const begun = moved(executing, { kind: 'result', taskId: 'orders-dr-jb101', outcome: 'reached' })
    expect(decide(begun, { kind: 'stale', why: 'x' }, facts(), asked).kind).toBe('refused')
  })
})

describe('the end', () => {
  const end = (
    request: ApprovalRequest,
    name: string,
    outcome: 'reached' | 'failed' | 'overdue' | 'refused',
    why?: string,
  ) => moved(request, { kind: 'result', taskId: `${name}-jb101`, outcome, ...(why && { why }) })

  it('comes with the last result, in whatever order they come', () => {
    const two = end(end(executing, 'stock-dr', 'reached'), 'orders-dr', 'reached')
    expect(two.state).toBe('executing')
    const all = end(two, 'billing-dr', 'reached')
    expect(all.state).toBe('verified')
    expect(all).not.toHaveProperty('why')
  })

  it.each(['failed', 'overdue', 'refused'] as const)('is a failure if one task is %s', (outcome) => {
    const one = end(executing, 'stock-dr', outcome, 'stock-dr: no')
    const two = end(one, 'orders-dr', 'reached')
    const all = end(two, 'billing-dr', outcome, 'billing-dr: no')
    expect(all).toMatchObject({ state: 'failed', why: 'stock-dr: no\nbilling-dr: no' })
  })

  it('of a task is believed the first time', () => {
    const one = end(executing, 'stock-dr', 'overdue')
    const step: RequestTransition = { kind: 'result', taskId: 'stock-dr-jb101', outcome: 'reached' }
    expect(decide(one, step, facts(), asked)).toEqual({ kind: 'unchanged' })
    expect(decide({ ...one, state: 'failed' }, step, facts(), asked)).toEqual({ kind: 'unchanged' })
  })

  it('of a task that is not in the request is refused', () => {
    const step: RequestTransition = { kind: 'result', taskId: 'payroll-dr-jb101', outcome: 'reached' }
    expect(whyNot(decide(executing, step, facts(), asked))).toBe(transitionRefusals.notThere)
  })

  it('of tasks is never called verified without their results', () => {
    const done: RequestTransition = { kind: 'finish', outcome: 'verified' }
    expect(whyNot(decide(executing, done, facts(), asked))).toBe(transitionRefusals.notAlone)
    const call = {
      kind: 'call',
      verb: 'api',
      operation: 'stop-job',
      title: { en: '', 'zh-CN': '' },
      input: {},
    } as const
    expect(moved({ ...executing, payload: call }, done).state).toBe('verified')
    const one: RequestTransition = { kind: 'result', taskId: 'x', outcome: 'reached' }
    expect(decide({ ...executing, payload: call }, one, facts(), asked).kind).toBe('refused')
  })

  it('comes however late', () => {
    const done = decide(executing, { kind: 'finish', outcome: 'failed' }, facts(), asked + 365 * 24 * hour)
    expect(done).toMatchObject({ kind: 'moved', request: { state: 'failed' } })
  })
})
