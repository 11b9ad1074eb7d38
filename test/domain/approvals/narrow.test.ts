import { describe, expect, it } from 'vitest'
import { decide } from '../../../src/domain/approvals/decide.ts'
import type { Ticket, TicketStep } from '../../../src/domain/approvals/request.ts'
import { refusals } from '../../../src/domain/approvals/words.ts'
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
  const narrow = (ticket: Ticket, by: string, ...names: string[]): TicketStep => ({
    kind: 'narrow',
    by,
    hash: ticket.hash,
    without: names.map((name) => `${name}-jb101`),
  })

  it('makes another request of it, which only the one who narrowed has agreed to', () => {
    const at = asked + minute
    const less = moved(once, narrow(once, 'UCAROL', 'stock-dr', 'billing-dr'), at)
    expect(less.wanted).toEqual(single.wanted)
    expect(less.hash).toBe(asks(single).hash)
    expect(less.votes).toEqual([{ by: 'UCAROL', hash: less.hash, at }])
    expect(less.narrowed).toEqual([{ by: 'UCAROL', at, taskIds: ['stock-dr-jb101', 'billing-dr-jb101'] }])
    expect(whyNot(decide(less, voteOf(once, 'UBOB'), facts(), at))).toBe(refusals.changed)
    expect(moved(less, voteOf(less, 'UBOB'), at).state).toBe('approved')
    expect(whyNot(decide(less, voteOf(less, 'UASKS'), facts(), at))).toBe(refusals.own)
  })

  it('takes the consent back that was there, and starts the second clock anew where one seat is all', () => {
    expect(moved(approved, narrow(approved, 'UBOB', 'stock-dr'))).not.toHaveProperty('useBy')
    const one = asks(batch, { need: [{ group: dba, seats: 1 }] })
    const less = moved(one, narrow(one, 'UCAROL', 'stock-dr'), asked + minute)
    expect(less).toMatchObject({ state: 'approved', useBy: asked + 16 * minute })
  })

  it.each([
    ['the requester', narrow(once, 'UASKS', 'stock-dr'), refusals.own],
    ['a stranger', narrow(once, 'UMONA', 'stock-dr'), refusals.notAsked],
    ['nothing', narrow(once, 'UCAROL'), refusals.notThere],
    ['a task that is not there', narrow(once, 'UCAROL', 'stock-dr', 'payroll-dr'), refusals.notThere],
    ['all tasks', narrow(once, 'UCAROL', 'stock-dr', 'orders-dr', 'billing-dr'), refusals.all],
    ['something seen before', { ...narrow(once, 'UCAROL', 'stock-dr'), hash: 'old' }, refusals.changed],
  ] as const)('is refused for %s', (_, step, why) => {
    expect(whyNot(decide(once, step, facts(), asked))).toBe(why)
  })

  it('is refused for one task, for a call, and after the time to answer', () => {
    const one = asks(single)
    expect(whyNot(decide(one, narrow(one, 'UCAROL', 'orders-dr'), facts(), asked))).toBe(refusals.noBatch)
    const late = moved(once, voteOf(once, 'UCAROL'), asked + 59 * minute)
    expect(whyNot(decide(late, narrow(late, 'UBOB', 'stock-dr'), facts(), asked + 61 * minute))).toBe(
      refusals.tooLate,
    )
  })
})
