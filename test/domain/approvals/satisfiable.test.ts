import { describe, expect, it } from 'vitest'
import type { ApproverGroup, Policy, Seats } from '../../../src/domain/approvals/policy.ts'
import { approvers, defaultRules } from '../../../src/domain/approvals/rules.ts'
import { policyProblems, unsatisfiableFor } from '../../../src/domain/approvals/satisfiable.ts'
import { dba, managers, minute, owners, policy } from './fixtures.ts'

function group(name: string, ...users: readonly string[]): ApproverGroup {
  return { name, users, userGroups: [] }
}

const [one, same, two] = [group('one', 'a'), group('same', 'a'), group('two', 'a', 'b')]
const groups = [one, same, two, dba, owners]

function problems(change: Partial<Policy>): readonly string[] {
  const rule = { verbs: ['switchover'], connections: ['prod'], policy: policy(change) } as const
  return policyProblems([...defaultRules, rule], groups).map(({ rule: index, why }) => `${index}: ${why.en}`)
}

const need = (...rows: readonly (readonly [ApproverGroup, number])[]): { need: readonly Seats[] } => ({
  need: rows.map(([who, seats]) => ({ group: who, seats })),
})

describe('a policy that is loaded', () => {
  it.each([
    ['as many as there are', need([two, 2])],
    ['different people of two groups', need([one, 1], [two, 1])],
    ['nobody', need()],
    ['groups that are not known before', need([owners, 9])],
    ['every approver', need([approvers, 9])],
  ])('may ask for %s', (_, change) => {
    expect(problems(change)).toEqual([])
  })

  it.each([
    [
      need([one, 2]),
      'prod switchover needs 2 people of one, but the group has 1: add people or lower the number',
    ],
    [need([group('one'), 1]), 'prod switchover needs 1 person of one, but the group has 0'],
    [need([group('one', 'a', 'a'), 2]), 'needs 2 people of one, but the group has 1'],
    [need([one, 1], [same, 1]), 'needs 2 different people for one and same'],
    [need([two, 2], [one, 1], [owners, 1]), 'needs 3 different people for two and one,'],
    [need([dba, 0]), 'whole number'],
    [need([dba, 1.5]), 'whole number'],
    [need([managers, 1]), 'no group “managers”'],
    [{ escalateTo: managers }, 'no group “managers”'],
    [{ answerWithinMs: minute - 1 }, 'answerWithin has to be between 1 and 10080 minutes'],
    [{ answerWithinMs: Number.NaN }, 'answerWithin has to be between'],
    [{ useWithinMs: 25 * 60 * minute }, 'useWithin has to be between 1 and 1440 minutes'],
    [{ preconditions: { maxLagMs: -1 } }, 'maxLagMs has to be between'],
    [{ preconditions: { maxRpoMs: Number.NaN } }, 'maxRpoMs has to be between'],
  ])('may not ask for %j', (change, said) => {
    expect(problems(change)).toEqual([expect.stringContaining(said)])
    expect(problems(change)[0]).toMatch(new RegExp(`^${defaultRules.length}: `))
  })
})

describe('a request that nobody could approve', () => {
  const members = (people: ApproverGroup) => (people.users.includes('*') ? undefined : people.users)

  it('is one where the requester is needed', () => {
    const policyOfTwo = policy(need([two, 2]))
    expect(unsatisfiableFor(policyOfTwo, 'a', members)?.en).toContain(
      'needs 2 people of two, but the group has 1',
    )
    expect(unsatisfiableFor(policyOfTwo, 'c', members)).toBeUndefined()
  })

  it('is one where different people are missing without the requester', () => {
    const both = policy(need([dba, 2], [group('owners', 'UBOB', 'UASKS'), 1]))
    expect(unsatisfiableFor(both, 'UASKS', members)?.en).toContain('different people')
    expect(unsatisfiableFor(both, 'UDAVE', members)).toBeUndefined()
  })

  it('is one where only those count who may approve now', () => {
    expect(unsatisfiableFor(policy(need([two, 1])), 'a', () => [])?.en).toContain('but the group has 0')
  })

  it('is not one as long as the people are not known, or others are asked in the end', () => {
    expect(unsatisfiableFor(policy(need([approvers, 9])), 'a', members)).toBeUndefined()
    const escalating = policy({ ...need([one, 1]), escalateTo: managers })
    expect(unsatisfiableFor(escalating, 'a', members)).toBeUndefined()
    expect(unsatisfiableFor({ ...escalating, escalateTo: approvers }, 'a', members)).toBeUndefined()
    expect(unsatisfiableFor({ ...escalating, escalateTo: same }, 'a', members)).toBeDefined()
  })
})
