import { describe, expect, it } from 'vitest'
import { createAuthority } from '../../src/access/authority.ts'
import type { Grant } from '../../src/domain/access/roles.ts'
import type { PolicyRule } from '../../src/domain/approvals/policy.ts'
import { noon } from '../helpers/samples.ts'

/** What one interaction knows of rights; every read of the store and of Slack is written down. */
const everywhere = { connections: ['*'], channels: ['*'] }
const byName: Grant = { role: 'approver', users: ['UBOB'], ...everywhere }
const byGroup: Grant = { role: 'approver', users: ['S1'], ...everywhere }
const policy = { need: [], answerWithinMs: 1, useWithinMs: 1, preconditions: {} }
const rule: PolicyRule = { verbs: ['*'], connections: ['*'], policy }
const dba = { name: 'dba', users: [], userGroups: ['S1'] }
const ruleOfGroup: PolicyRule = { ...rule, policy: { ...policy, need: [{ group: dba, seats: 1 }] } }

function given<T>(value: T) {
  return { id: 'given', by: 'UDANA', at: noon, value }
}

function setUp(file: { grants?: readonly Grant[]; approvals?: readonly PolicyRule[] } = {}) {
  const reads: string[] = []
  const stored = { grants: [] as Grant[], rules: [] as PolicyRule[] }
  const groups = new Map([['S1', ['UBOB']]])
  const world = { now: noon, storeIsAway: false }
  const read = <T>(what: string, values: readonly T[]) => {
    reads.push(what)
    if (world.storeIsAway) throw new Error('Redis is away')
    return values.map(given)
  }
  const grade = (fresh = false) => (fresh ? 'anew' : 'remembered')
  const authority = createAuthority({
    config: { grants: [], approvals: [], ...file },
    store: {
      grants: async () => read('grants', stored.grants),
      rules: async () => read('rules', stored.rules),
    },
    people: {
      principal: async (user, { fresh, groups: members } = {}) => {
        reads.push(`${user} ${grade(fresh)}`)
        const all = members ? await members() : new Map<string, readonly string[]>()
        return { locale: 'en', groups: [...all].flatMap(([id, users]) => (users.includes(user) ? [id] : [])) }
      },
      groups: async ({ fresh } = {}) => {
        reads.push(`groups ${grade(fresh)}`)
        return groups
      },
    },
    now: () => world.now,
  })
  return { authority, reads, stored, world }
}

describe('an authority', () => {
  it('reads nothing before it is asked, and everything once, however many ask', async () => {
    const { authority, reads } = setUp({ grants: [byGroup] })
    expect(reads).toEqual([])
    const everything = () => [
      authority.grants(),
      authority.rules(),
      ...['UBOB', 'UCAROL'].map((user) => authority.principal(user, { fresh: true })),
    ]
    await Promise.all([...everything(), ...everything()])
    await Promise.all(everything())
    expect(reads.toSorted()).toEqual(['UBOB anew', 'UCAROL anew', 'grants', 'groups anew', 'rules'])
  })

  it('has what the file says, and what was given from Slack with its id', async () => {
    const { authority, stored } = setUp({ grants: [byName], approvals: [rule] })
    stored.grants.push(byGroup)
    stored.rules.push(ruleOfGroup)
    expect(await authority.grants()).toEqual([byName, { ...byGroup, id: 'given' }])
    expect(await authority.rules()).toEqual({ given: [given(ruleOfGroup)], file: [rule] })
  })

  it('does not take what is remembered for what is so now', async () => {
    const { authority, reads } = setUp()
    await authority.principal('UBOB')
    await authority.principal('UBOB', { fresh: true })
    await authority.principal('UBOB')
    expect(reads.filter((what) => what.startsWith('UBOB'))).toEqual(['UBOB remembered', 'UBOB anew'])
  })

  it('asks anew for groups where a remembered answer about them was enough before', async () => {
    const { authority, reads } = setUp({ grants: [byGroup] })
    await authority.principal('UBOB')
    await authority.principal('UCAROL', { fresh: true })
    expect(reads.filter((what) => what.startsWith('groups'))).toEqual(['groups remembered', 'groups anew'])
  })

  it.each<[string, Parameters<typeof setUp>[0], Partial<ReturnType<typeof setUp>['stored']>, boolean]>([
    ['a grant of the file names one', { grants: [byGroup] }, {}, true],
    ['a rule of the file asks one', { approvals: [ruleOfGroup] }, {}, true],
    [
      'a rule of the file escalates to one',
      { approvals: [{ ...rule, policy: { ...policy, escalateTo: dba } }] },
      {},
      true,
    ],
    ['a grant from Slack names one', {}, { grants: [byGroup] }, true],
    ['a rule from Slack asks one', {}, { rules: [ruleOfGroup] }, true],
    [
      'nothing names one',
      { grants: [byName], approvals: [rule] },
      { grants: [byName], rules: [rule] },
      false,
    ],
  ])('asks about user groups where they count: %s', async (_, file, given, asked) => {
    const { authority, reads, stored } = setUp(file)
    Object.assign(stored, given)
    expect((await authority.principal('UBOB')).groups).toEqual(asked ? ['S1'] : [])
    expect(reads.includes('groups remembered')).toBe(asked)
  })

  it('asks about user groups where nobody can tell whether they count, and says so of everything else', async () => {
    const { authority, world } = setUp()
    world.storeIsAway = true
    expect((await authority.principal('UBOB')).groups).toEqual(['S1'])
    await expect(authority.grants()).rejects.toThrow('Redis is away')
    await expect(authority.rules()).rejects.toThrow('Redis is away')
  })

  it('reads again once it has changed something itself, who is in which group too', async () => {
    const { authority, stored, reads } = setUp({ grants: [byName] })
    expect((await authority.principal('UBOB', { fresh: true })).groups).toEqual([])
    stored.grants.push(byGroup)
    expect(await authority.grants()).toHaveLength(1)
    authority.forget()
    expect(await authority.grants()).toHaveLength(2)
    expect((await authority.principal('UBOB', { fresh: true })).groups).toEqual(['S1'])
    expect(reads.filter((what) => what === 'UBOB anew')).toHaveLength(2)
  })

  it('reads again in an interaction that has lasted for half a minute', async () => {
    const { authority, world, reads } = setUp()
    const all = () => Promise.all([authority.grants(), authority.principal('UBOB', { fresh: true })])
    await all()
    world.now += 29_999
    await all()
    expect(reads.toSorted()).toEqual(['UBOB anew', 'grants', 'rules'])
    world.now += 1
    await all()
    expect(reads.filter((what) => what === 'UBOB anew')).toHaveLength(2)
    expect(reads.filter((what) => what === 'grants')).toHaveLength(2)
  })
})
