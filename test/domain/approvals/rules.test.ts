import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ApproverGroup, GuardedVerb, Policy, PolicyRule } from '../../../src/domain/approvals/policy.ts'
import { guardedVerbs } from '../../../src/domain/approvals/policy.ts'
import { policyForDraft } from '../../../src/domain/approvals/policy-of.ts'
import {
  admins,
  approvers,
  defaultRules,
  isInGroup,
  policyForScope,
  stricter,
  strictest,
} from '../../../src/domain/approvals/rules.ts'
import { areSeatsFilled } from '../../../src/domain/approvals/seats.ts'
import { dba, managers, minute, owners, policy, wanted } from './fixtures.ts'

function rule(change: Partial<PolicyRule>): PolicyRule {
  return { verbs: ['*'], connections: ['*'], policy: policy(), ...change }
}

function seats(number: number): Policy {
  return policy({ need: [{ group: dba, seats: number }] })
}

describe('the default', () => {
  it.each([
    ['switchover', 2, approvers],
    ['stop', 1, approvers],
    ['delete', 1, approvers],
    ['reset', 1, approvers],
    ['password', 1, approvers],
    ['cutover', 1, approvers],
    ['api', 1, approvers],
    ['access', 1, admins],
    ['policy', 1, admins],
  ] as const)('asks for %s %i of the %o', (verb, number, group) => {
    expect(policyForScope(defaultRules, { verb, connection: 'prod', tags: [] })).toEqual({
      need: [{ group, seats: number }],
      answerWithinMs: 60 * minute,
      useWithinMs: 15 * minute,
      preconditions: {},
    })
  })

  it('speaks of every verb', () => {
    const without = guardedVerbs.filter(
      (verb) => !policyForScope(defaultRules, { verb, connection: 'x', tags: [] }),
    )
    expect(without).toEqual([])
  })
})

describe('the policy for an action', () => {
  const rules = [
    rule({ verbs: ['switchover'], connections: ['prod-*'], tags: ['env=prod'], policy: seats(4) }),
    rule({ verbs: ['switchover', 'stop'], connections: ['prod-*'], tags: ['tier'], policy: seats(3) }),
    rule({ verbs: ['switchover'], connections: ['*-eu', 'lab'], policy: seats(2) }),
    rule({ verbs: ['*'], connections: ['lab'], policy: policy({ need: [] }) }),
  ]
  const seatsFor = (verb: GuardedVerb, connection: string, tags?: readonly string[]) =>
    policyForScope(rules, { verb, connection, ...(tags && { tags }) })?.need.map((row) => row.seats)

  it.each([
    ['switchover', 'prod-eu', ['env=prod', 'tier=1'], [4]],
    ['switchover', 'prod-eu', ['env=production'], [2]],
    ['switchover', 'prod-eu', ['tier=1'], [3]],
    ['switchover', 'prod-eu', ['tier'], [3]],
    ['switchover', 'prod-eu', ['tiers=1'], [2]],
    ['stop', 'prod-cn', ['tier=1', 'env=prod'], [3]],
    ['stop', 'prod-cn', [], undefined],
    ['switchover', 'prod-cn', [], undefined],
    ['switchover', 'lab', ['env=prod'], [2]],
    ['policy', 'lab', [], []],
  ] as const)('%s on %s with %j comes from the first rule that fits', (verb, connection, tags, expected) => {
    expect(seatsFor(verb, connection, tags)).toEqual(expected)
  })

  it('is the strictest that may hold where the tags are not known', () => {
    expect(seatsFor('switchover', 'prod-eu')).toEqual([4])
    expect(seatsFor('stop', 'prod-cn')).toEqual([3])
    expect(seatsFor('switchover', 'lab')).toEqual([2])
    expect(seatsFor('stop', 'elsewhere')).toBeUndefined()
  })

  it('is as strict for a batch as for its strictest task, whose tags may be unknown', () => {
    const tags = new Map([
      ['orders-jb101', ['tier=1']],
      ['billing-jb101', ['env=prod']],
    ])
    const seatsOf = (...names: readonly string[]) =>
      policyForDraft(rules, { connection: 'prod-eu', payload: wanted(...names) }, (id) => tags.get(id))
        ?.need[0]?.seats
    expect([seatsOf('orders'), seatsOf('orders', 'billing'), seatsOf('orders', 'unknown')]).toEqual([3, 4, 4])
  })

  it('for a raw call is that of all that it does', () => {
    const call = (operation: string, body: unknown) => ({
      connection: 'prod-eu',
      payload: {
        kind: 'call',
        verb: 'api',
        operation,
        title: { en: '', 'zh-CN': '' },
        input: { body },
      } as const,
    })
    const own = [
      rule({ verbs: ['api'], policy: seats(1) }),
      rule({ verbs: ['delete'], policy: seats(2) }),
      rule({ verbs: ['stop'], policy: seats(3) }),
    ]
    const jobs = ['delete', 'terminate'].map((type) => ({ job_id: type, delete_type: type }))
    const found = (body: unknown) =>
      policyForDraft(own, call('batch-stop-or-delete-jobs', body), () => [])?.need[0]?.seats
    expect(found({ jobs: jobs.slice(0, 1) })).toBe(2)
    expect(found({ jobs })).toBe(3)
  })
})

const groups = [dba, owners, managers]
const anyPolicy: fc.Arbitrary<Policy> = fc
  .record({
    numbers: fc.array(fc.nat(3), { minLength: 3, maxLength: 3 }),
    answer: fc.nat(5),
    use: fc.nat(5),
    lag: fc.option(fc.nat(5), { nil: undefined }),
    escalate: fc.option(fc.constantFrom(...groups), { nil: undefined }),
  })
  .map(({ numbers, answer, use, lag, escalate }) => ({
    need: groups.flatMap((group, index) => {
      const number = numbers[index] ?? 0
      return number > 0 ? [{ group, seats: number }] : []
    }),
    answerWithinMs: answer,
    useWithinMs: use,
    preconditions: lag === undefined ? {} : { maxLagMs: lag },
    ...(escalate && { escalateTo: escalate }),
  }))

const sorted = (given: Policy) => ({
  ...given,
  need: given.need.toSorted((a, b) => a.group.name.localeCompare(b.group.name)),
})

describe('the stricter of two policies', () => {
  const present = fc.subarray(['UASKS', 'UBOB', 'UCAROL', 'UDAVE', 'UMONA'])
  const isIn = (user: string, group: ApproverGroup) => group.users.includes(user)

  it('is met only by people who meet both', () => {
    fc.assert(
      fc.property(anyPolicy, anyPolicy, present, (one, other, people) => {
        if (!areSeatsFilled(people, stricter(one, other).need, isIn)) return
        expect(areSeatsFilled(people, one.need, isIn) && areSeatsFilled(people, other.need, isIn)).toBe(true)
      }),
    )
  })

  it('does not depend on their order, and adds nothing to one alone', () => {
    fc.assert(
      fc.property(anyPolicy, anyPolicy, (one, other) => {
        expect(sorted(stricter(one, other))).toEqual(sorted(stricter(other, one)))
        expect(stricter(one, one)).toEqual(one)
        expect(strictest([one])).toEqual(one)
      }),
    )
    expect(strictest([])).toBeUndefined()
  })

  it('has the shorter times, the narrower preconditions, and escalates only where both do', () => {
    const one = policy({ useWithinMs: 1, preconditions: { maxLagMs: 5, maxRpoMs: 3 }, escalateTo: managers })
    const other = policy({ answerWithinMs: 2, preconditions: { maxLagMs: 4, comparisonWithinMs: 9 } })
    expect(stricter(one, other)).toEqual({
      need: [{ group: dba, seats: 2 }],
      useWithinMs: 1,
      answerWithinMs: 2,
      preconditions: { maxLagMs: 4, maxRpoMs: 3, comparisonWithinMs: 9 },
    })
    expect(stricter(one, { ...other, escalateTo: managers }).escalateTo).toEqual(managers)
  })
})

describe('a group', () => {
  const nobody = { userGroups: [], mayApprove: true }

  it('has its users, those of its Slack user groups, and with * every approver', () => {
    expect(isInGroup('UBOB', dba, nobody)).toBe(true)
    expect(isInGroup('UERIN', owners, nobody)).toBe(false)
    expect(isInGroup('UERIN', owners, { ...nobody, userGroups: ['SOWNERS'] })).toBe(true)
    expect(isInGroup('UERIN', approvers, nobody)).toBe(true)
    expect(isInGroup('UERIN', approvers, { ...nobody, mayApprove: false })).toBe(false)
  })
})
