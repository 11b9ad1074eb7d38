import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type AccessChange,
  connectionOfChange,
  formatAccessChange,
  mayChange,
  parseAccessChange,
} from '../../src/domain/access/access-change.ts'
import { type Grant, roles } from '../../src/domain/access/roles.ts'

const name = fc.stringMatching(/^[A-Za-z0-9*_-]{1,8}$/)
const list = fc.array(name, { minLength: 1, maxLength: 4 })
const grant = fc.record({ role: fc.constantFrom(...roles), users: list, connections: list, channels: list })
const anyChange: fc.Arbitrary<AccessChange> = fc.oneof(
  grant.map((g) => ({ kind: 'grant' as const, ...g })),
  fc.tuple(grant, fc.uuid()).map(([g, id]) => ({ kind: 'revoke' as const, id, ...g })),
)

describe('the text of a change', () => {
  it('is read again as the same change', () => {
    fc.assert(
      fc.property(anyChange, (change) => {
        const text = formatAccessChange(change)
        const again = parseAccessChange(text)
        expect(again).toMatchObject({ kind: change.kind, role: change.role })
        expect(again && formatAccessChange(again)).toBe(text)
      }),
    )
  })

  it('does not depend on the order in which people and places were named', () => {
    const one: AccessChange = {
      ...{ kind: 'grant', role: 'viewer', users: ['U1', 'S1', 'U1'] },
      ...{ connections: ['b', 'a'], channels: ['C2', 'C1'] },
    }
    const other = { ...one, users: ['S1', 'U1'], connections: ['a', 'b'], channels: ['C1', 'C2'] }
    expect(formatAccessChange(one)).toBe(formatAccessChange(other))
  })

  it.each([
    ['no JSON', '{'],
    ['nothing', 'null'],
    [
      'a role that there is not',
      JSON.stringify({ kind: 'grant', role: 'root', users: ['U1'], connections: ['*'], channels: ['*'] }),
    ],
    [
      'nobody',
      JSON.stringify({ kind: 'grant', role: 'viewer', users: [], connections: ['*'], channels: ['*'] }),
    ],
    [
      'an empty name',
      JSON.stringify({ kind: 'grant', role: 'viewer', users: [''], connections: ['*'], channels: ['*'] }),
    ],
    [
      'no id to take back',
      JSON.stringify({ kind: 'revoke', role: 'viewer', users: ['U1'], connections: ['*'], channels: ['*'] }),
    ],
    [
      'another kind',
      JSON.stringify({ kind: 'replace', role: 'viewer', users: ['U1'], connections: ['*'], channels: ['*'] }),
    ],
  ])('is refused if it says %s', (_, text) => {
    expect(parseAccessChange(text)).toBeUndefined()
  })
})

describe('who may ask for a change', () => {
  const admin = (connections: readonly string[], channels: readonly string[]): Grant => ({
    ...{ role: 'admin', users: ['UADMIN', 'SADMINS'], connections, channels },
  })
  const change = (connections: readonly string[], channels: readonly string[]): AccessChange => ({
    ...{ kind: 'grant', role: 'operator', users: ['U1'], connections, channels },
  })
  const may = (
    grants: readonly Grant[],
    wanted: AccessChange,
    user = 'UADMIN',
    groups: readonly string[] = [],
  ) => mayChange(grants, { user, groups }, wanted)

  it.each<[readonly string[], readonly string[], readonly string[], readonly string[], boolean]>([
    [['*'], ['*'], ['prod-*', 'lab'], ['*'], true],
    [['prod-*'], ['*'], ['prod-eu'], ['C1'], true],
    [['prod-*'], ['*'], ['prod-*'], ['*'], true],
    [['prod-eu'], ['*'], ['prod-*'], ['C1'], false],
    [['prod-*'], ['*'], ['*'], ['C1'], false],
    [['prod-*'], ['*'], ['prod-eu', 'lab'], ['C1'], false],
    [['*'], ['C1'], ['prod'], ['C1'], true],
    [['*'], ['C1'], ['prod'], ['C2'], false],
    [['*'], ['C1'], ['prod'], ['*'], false],
  ])(
    'an admin of %j in %j asks for %j in %j: %s',
    (ofConnections, inChannels, connections, channels, allowed) => {
      expect(may([admin(ofConnections, inChannels)], change(connections, channels))).toBe(allowed)
    },
  )

  it('is nobody else than an admin, who may be one through a group', () => {
    const all: Grant = { role: 'approver', users: ['U2'], connections: ['*'], channels: ['*'] }
    const grants = [admin(['*'], ['*']), all]
    expect(may(grants, change(['prod'], ['C1']), 'U2')).toBe(false)
    expect(may(grants, change(['prod'], ['C1']), 'U3', ['SADMINS'])).toBe(true)
    expect(may(grants, change(['prod'], ['C1']), 'U3')).toBe(false)
  })

  it.each<[readonly string[], string]>([
    [['prod'], 'prod'],
    [['prod', 'lab'], '*'],
    [['prod-*'], '*'],
  ])('and %j is asked for as a request about %s', (connections, connection) => {
    expect(connectionOfChange(change(connections, ['*']))).toBe(connection)
  })
})
