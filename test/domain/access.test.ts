import { describe, expect, it } from 'vitest'
import { explainRole, rolesOf } from '../../src/domain/access/access.ts'
import type { EffectiveGrant } from '../../src/domain/access/roles.ts'

const subject = { user: 'U1', groups: ['S1'], connection: 'prod', channel: 'C1' }
const everywhere = { connections: ['*'], channels: ['*'] }

const mine: EffectiveGrant = { role: 'operator', users: ['U1'], ...everywhere, id: 'g1' }
const viaGroup: EffectiveGrant = { role: 'operator', users: ['S1'], ...everywhere }
const otherConnection: EffectiveGrant = {
  role: 'operator',
  users: ['U1'],
  connections: ['lab'],
  channels: ['*'],
}
const otherChannel: EffectiveGrant = { role: 'admin', users: ['*'], connections: ['*'], channels: ['C2'] }
const others: EffectiveGrant = { role: 'operator', users: ['U2'], ...everywhere }
const looks: EffectiveGrant = { role: 'viewer', users: ['U1'], ...everywhere }

describe('why somebody has a role', () => {
  it('names every grant that gives it', () => {
    expect(explainRole([mine, others, viaGroup, looks], subject, 'operator')).toEqual({
      by: [mine, viaGroup],
      elsewhere: [],
    })
  })

  it('names a larger role as well', () => {
    expect(explainRole([mine], subject, 'viewer').by).toEqual([mine])
    expect(explainRole([looks], subject, 'operator').by).toEqual([])
  })

  it('tells what does not fit of those that give it elsewhere', () => {
    expect(explainRole([otherConnection, otherChannel, others], subject, 'operator')).toEqual({
      by: [],
      elsewhere: [
        { grant: otherConnection, fits: { person: true, connection: false, channel: true } },
        { grant: otherChannel, fits: { person: true, connection: true, channel: false } },
      ],
    })
  })

  it('sums up the roles', () => {
    expect(rolesOf([viaGroup, others], subject)).toEqual(['viewer', 'operator'])
    expect(rolesOf([viaGroup], { ...subject, groups: [] })).toEqual([])
  })
})
