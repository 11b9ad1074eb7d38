import { describe, expect, it } from 'vitest'
import { UserError } from '../../../src/base/user-error.ts'
import { decide } from '../../../src/domain/approvals/decide.ts'
import type {
  ApprovalRequest,
  RequestState,
  RequestTransition,
} from '../../../src/domain/approvals/request.ts'
import { standingText } from '../../../src/domain/approvals/standing.ts'
import {
  approved,
  asked,
  asks,
  executing,
  facts,
  fresh,
  minute,
  once,
  single,
  steps,
  wanted,
  whyNot,
} from './fixtures.ts'

const requests: Readonly<Record<RequestState, ApprovalRequest>> = {
  pending: once,
  approved,
  executing,
  verified: { ...executing, state: 'verified' },
  failed: { ...executing, state: 'failed' },
  rejected: { ...once, state: 'rejected' },
  cancelled: { ...approved, state: 'cancelled' },
  expired: { ...once, state: 'expired' },
  stale: { ...executing, state: 'stale' },
}
const states = Object.keys(requests).filter((name): name is RequestState => name in requests)

type StepName = keyof typeof steps

/** A state: moved there. `same`: moved within the state. `over`: refused with the state. `no`: refused for another reason. */
type Outcome = RequestState | 'same' | 'unchanged' | 'over' | 'no'

const closed: Readonly<Record<StepName, Outcome>> = {
  posted: 'same',
  vote: 'over',
  again: 'over',
  withdraw: 'over',
  narrow: 'over',
  reject: 'over',
  cancel: 'over',
  start: 'over',
  stale: 'over',
  result: 'over',
  finish: 'over',
  emergency: 'over',
  review: 'no',
  tick: 'unchanged',
}

const table: Readonly<Record<RequestState, Readonly<Record<StepName, Outcome>>>> = {
  pending: {
    posted: 'same',
    vote: 'approved',
    again: 'unchanged',
    withdraw: 'same',
    narrow: 'same',
    reject: 'rejected',
    cancel: 'cancelled',
    start: 'over',
    stale: 'over',
    result: 'over',
    finish: 'over',
    emergency: 'executing',
    review: 'no',
    tick: 'unchanged',
  },
  approved: {
    posted: 'same',
    vote: 'unchanged',
    again: 'unchanged',
    withdraw: 'pending',
    narrow: 'pending',
    reject: 'rejected',
    cancel: 'cancelled',
    start: 'executing',
    stale: 'stale',
    result: 'over',
    finish: 'over',
    emergency: 'executing',
    review: 'no',
    tick: 'unchanged',
  },
  executing: { ...closed, stale: 'stale', result: 'same', finish: 'failed' },
  verified: closed,
  failed: closed,
  rejected: closed,
  cancelled: closed,
  expired: closed,
  stale: closed,
}

const cases = states.flatMap((state) =>
  Object.entries(table[state]).map(([name, outcome]) => ({ state, name, outcome })),
)

function stepNamed(name: string): RequestTransition {
  const found = Object.entries(steps).find(([key]) => key === name)?.[1]
  if (!found) throw new Error(name)
  return found
}

describe('every step in every state', () => {
  it.each(cases)('$state + $name → $outcome', ({ state, name, outcome }) => {
    const before = requests[state]
    const decision = decide(before, stepNamed(name), facts(), asked)
    if (outcome === 'unchanged') return expect(decision).toEqual({ kind: 'unchanged' })
    if (outcome === 'over' || outcome === 'no') {
      expect(decision).toEqual({ kind: 'refused', why: expect.anything() })
      const said = whyNot(decision)
      expect(said?.en.includes(standingText(before).en)).toBe(outcome === 'over')
      return expect(said?.['zh-CN'].includes(standingText(before)['zh-CN'])).toBe(outcome === 'over')
    }
    const to = outcome === 'same' ? state : outcome
    expect(decision).toMatchObject({ kind: 'moved', request: { state: to, version: before.version + 1 } })
  })
})

describe('a new request', () => {
  it('waits for as long as its policy says and holds nothing yet', () => {
    expect(asks(single, { answerWithinMs: 20 * minute })).toMatchObject({
      state: 'pending',
      votes: [],
      createdAt: asked,
      answerBy: asked + 20 * minute,
      version: 0,
    })
    expect(fresh).not.toHaveProperty('useBy')
  })

  it.each(['', '  \n'])('needs a reason, which %j is not', (reason) => {
    expect(() => asks({ ...single, reason })).toThrow(UserError)
  })

  it('is not made for what nobody has to agree to, nor for nothing', () => {
    expect(() => asks(single, { need: [] })).toThrow()
    expect(() => asks({ ...single, payload: wanted() })).toThrow()
  })
})

describe('a decision', () => {
  it('leaves what it was given untouched', () => {
    for (const request of Object.values(requests)) {
      const copy = structuredClone(request)
      for (const step of Object.values(steps)) decide(request, step, facts(), asked)
      expect(request).toEqual(copy)
    }
  })
})
