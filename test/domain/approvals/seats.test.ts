import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ApproverGroup, Seats } from '../../../src/domain/approvals/policy.ts'
import { areSeatsFilled, openSeats } from '../../../src/domain/approvals/seats.ts'
import { allSeats, mostTaken } from './every-way.ts'

function group(name: string, ...users: readonly string[]): ApproverGroup {
  return { name, users, userGroups: [] }
}

const isIn = (user: string, { users }: ApproverGroup) => users.includes(user)

const people = ['a', 'b', 'c', 'd', 'e']
const anyPeople = fc.subarray(people)
const anyNeed: fc.Arbitrary<readonly Seats[]> = fc
  .array(fc.record({ users: anyPeople, seats: fc.integer({ min: 1, max: 3 }) }), { maxLength: 3 })
  .map((rows) => rows.map(({ users, seats }, index) => ({ group: group(`g${index}`, ...users), seats })))

const count = (seats: readonly Seats[]) => seats.reduce((sum, row) => sum + row.seats, 0)

describe('people on seats', () => {
  it('sit where it helps most, as trying all ways would', () => {
    fc.assert(
      fc.property(anyPeople, anyNeed, (present, need) => {
        const total = count(need)
        const open = openSeats(present, need, isIn)
        expect(total - count(open)).toBe(mostTaken(present, allSeats(need), isIn))
        expect(areSeatsFilled(present, need, isIn)).toBe(count(open) === 0)
      }),
    )
  })

  it('never take two, however often they are named', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...people)), anyNeed, (present, need) => {
        expect(openSeats(present, need, isIn)).toEqual(openSeats([...new Set(present)], need, isIn))
        expect(count(need) - count(openSeats(present, need, isIn))).toBeLessThanOrEqual(new Set(present).size)
      }),
    )
  })

  it('are never fewer with one person more', () => {
    fc.assert(
      fc.property(anyPeople, fc.constantFrom(...people), anyNeed, (present, one, need) => {
        const before = count(openSeats(present, need, isIn))
        const after = count(openSeats([...present, one], need, isIn))
        expect(before - after).toBeGreaterThanOrEqual(0)
        expect(before - after).toBeLessThanOrEqual(1)
      }),
    )
  })

  it('leave open what the message shows, group by group', () => {
    const [dba, owners] = [group('dba', 'a', 'b'), group('owners', 'b')]
    const need = [
      { group: dba, seats: 2 },
      { group: owners, seats: 1 },
    ]
    expect(openSeats([], need, isIn)).toEqual(need)
    expect(openSeats(['b', 'a'], need, isIn)).toHaveLength(1)
    expect(openSeats(['c'], need, isIn)).toEqual(need)
  })
})
