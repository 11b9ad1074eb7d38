import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Grant, hasRole, type Role, roleForRisk, roles } from '../../src/domain/roles.ts'

const someone = { user: 'U1', connection: 'prod', channel: 'C1' }

function grant(role: Role, scope: Partial<Grant> = {}): Grant {
  return { role, users: ['U1'], connections: ['prod'], channels: ['C1'], ...scope }
}

describe('hasRole', () => {
  it('denies everything without a grant', () => {
    expect(roles.filter((role) => hasRole([], someone, role))).toEqual([])
  })

  it.each<[Role, readonly Role[]]>([
    ['viewer', ['viewer']],
    ['operator', ['viewer', 'operator']],
    ['approver', ['viewer', 'approver']],
    ['admin', ['viewer', 'operator', 'approver', 'admin']],
  ])('lets a %s act as %j and nothing else', (given, allowed) => {
    expect(roles.filter((role) => hasRole([grant(given)], someone, role))).toEqual(allowed)
  })

  it('gives both hands to somebody with both grants', () => {
    const both = [grant('operator'), grant('approver')]
    expect(roles.filter((role) => hasRole(both, someone, role))).toEqual(['viewer', 'operator', 'approver'])
  })

  it.each<[string, Partial<Grant>]>([
    ['another person', { users: ['U2'] }],
    ['another connection', { connections: ['test'] }],
    ['another channel', { channels: ['C2'] }],
    ['nobody', { users: [] }],
    ['no connection', { connections: [] }],
    ['no channel', { channels: [] }],
    ['a person whose id only begins alike', { users: ['U', 'U11'] }],
    ['ids in other letters', { users: ['u1'] }],
  ])('does not count a grant for %s', (_, scope) => {
    expect(hasRole([grant('admin', scope)], someone, 'viewer')).toBe(false)
  })

  it('does not add up the scopes of two grants', () => {
    const apart = [grant('admin', { users: ['U2'] }), grant('admin', { channels: ['C2'] })]
    expect(hasRole(apart, someone, 'viewer')).toBe(false)
  })

  it.each<Partial<Grant>>([
    { users: ['*'] },
    { connections: ['*'] },
    { channels: ['*'] },
    { users: ['*'], connections: ['*'], channels: ['*'] },
  ])('reads * as all of them: %j', (scope) => {
    expect(hasRole([grant('viewer', scope)], someone, 'viewer')).toBe(true)
  })

  it('needs all three to match, whatever the grants', () => {
    const id = fc.constantFrom('a', 'b', '*')
    const list = fc.array(id, { maxLength: 2 })
    const anyGrant = fc.record({
      role: fc.constantFrom(...roles),
      users: list,
      connections: list,
      channels: list,
    })
    fc.assert(
      fc.property(fc.array(anyGrant, { maxLength: 4 }), fc.constantFrom(...roles), (grants, role) => {
        const subject = { user: 'a', connection: 'b', channel: 'a' }
        const withoutMe = grants.filter((g) => !g.users.includes('a') && !g.users.includes('*'))
        expect(hasRole(withoutMe, subject, role)).toBe(false)
        if (hasRole(grants, subject, 'admin')) expect(hasRole(grants, subject, role)).toBe(true)
      }),
    )
  })
})

describe('roleForRisk', () => {
  it('lets viewers only look', () => {
    expect(roleForRisk('read')).toBe('viewer')
    expect(roleForRisk('change')).toBe('operator')
    expect(roleForRisk('destructive')).toBe('operator')
  })
})
