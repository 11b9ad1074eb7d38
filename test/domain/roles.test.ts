import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Grant, hasRole, type Role, roleForRisk, roles } from '../../src/domain/access/roles.ts'

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

  it.each(['prod-*', '*-eu', 'p*d*eu', '*'])('reads * in %s as any letters of a connection', (pattern) => {
    const subject = { ...someone, connection: 'prod-eu' }
    expect(hasRole([grant('viewer', { connections: [pattern] })], subject, 'viewer')).toBe(true)
  })

  it.each(['prod-', 'PROD-*', '*-us', 'p*d', 'prod-eu-*', 'prod.eu', '*prod-eu*1'])(
    'does not let %s be that connection',
    (pattern) => {
      const subject = { ...someone, connection: 'prod-eu' }
      expect(hasRole([grant('viewer', { connections: [pattern] })], subject, 'viewer')).toBe(false)
    },
  )

  it('knows no patterns of people and channels', () => {
    expect(hasRole([grant('viewer', { users: ['U*'] })], someone, 'viewer')).toBe(false)
    expect(hasRole([grant('viewer', { channels: ['C*'] })], someone, 'viewer')).toBe(false)
  })

  it('counts a grant to a group for its members only', () => {
    const toGroup = [grant('operator', { users: ['S1'] })]
    expect(hasRole(toGroup, { ...someone, groups: ['S2', 'S1'] }, 'operator')).toBe(true)
    expect(hasRole(toGroup, { ...someone, groups: ['S2'] }, 'operator')).toBe(false)
    expect(hasRole(toGroup, someone, 'operator')).toBe(false)
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
