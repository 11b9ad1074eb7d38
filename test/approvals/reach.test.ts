import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { approvalsFor } from '../../src/approvals/index.ts'
import { formatAccessChange } from '../../src/domain/access/access-change.ts'
import type { Grant, Role } from '../../src/domain/access/roles.ts'
import type { PolicyRule } from '../../src/domain/approvals/policy.ts'
import type { ChangePayload } from '../../src/domain/approvals/request.ts'
import { defaultRules } from '../../src/domain/approvals/rules.ts'
import { closeRedis, connectRedis, type Redis } from '../../src/store/redis.ts'
import { byHand, replicaOf } from '../helpers/approvals.ts'
import { recorder } from '../helpers/recorder.ts'
import { testRedis } from '../helpers/redis.ts'

/** A change of policy or access needs what each place needs that it reaches, and never locks everybody out. */
let redis: Redis

beforeEach(async () => {
  redis = await connectRedis((await testRedis()).url)
})

afterEach(() => closeRedis(redis))

function give(role: Role, users: readonly string[], connections: readonly string[], channels = ['*']): Grant {
  return { role, users, connections, channels }
}

const everywhere = [give('operator', ['*'], ['*']), give('admin', ['UALL', 'UBOSS'], ['*'])]
const labs = [...everywhere, give('admin', ['ULAB', 'UHELP'], ['lab'])]

function at(user: string, grants: readonly Grant[] = labs, fileRules: readonly PolicyRule[] = defaultRules) {
  const hand = byHand()
  const deps = replicaOf(redis, recorder(), hand, { grants, fileRules })
  return approvalsFor(deps, { team: 'T1', channel: 'C1', locale: 'en', user }, deps.newAuthority())
}

const title = { en: 'Change', 'zh-CN': '修改' }

function rule(text: string): ChangePayload {
  const read = at('UALL').parseRule(text)
  if (!('change' in read)) throw new Error(read.wrong.en)
  return { kind: 'change', verb: 'policy', title, change: read.change }
}

function access(...connections: readonly string[]): ChangePayload {
  const change = formatAccessChange({ kind: 'grant', ...give('viewer', ['UNEW'], connections) })
  return { kind: 'change', verb: 'access', title, change }
}

const asks = (user: string, payload: ChangePayload, grants?: readonly Grant[]) =>
  at(user, grants).request({ connection: 'lab', reason: 'why', payload })

describe('who may approve a change', () => {
  it.each([
    ['a rule for a list', rule('stop lab,prod 2')],
    ['a rule for a pattern', rule('stop * 2')],
    ['a role for a list', access('lab', 'prod')],
    ['a role for a pattern', access('*')],
  ])('of %s has to be an admin of all of it, whatever connection the request names', async (_, payload) => {
    const { id, hash } = await asks('UALL', payload)
    const vote = (by: string) => at(by).transition(id, { kind: 'vote', by, hash })
    await expect(vote('ULAB')).rejects.toThrow()
    expect(await vote('UBOSS')).toMatchObject({ state: 'approved' })
  })

  it('of a role in another channel has to be an admin there, too', async () => {
    const grants = [...everywhere, give('admin', ['UHERE'], ['lab'], ['C1'])]
    const { id, hash } = await asks('UALL', access('lab'), grants)
    const vote = at('UHERE', grants).transition(id, { kind: 'vote', by: 'UHERE', hash })
    await expect(vote).rejects.toThrow()
  })

  it('is as many as the strictest of the rules wants that it reaches', async () => {
    const need = (seats: number) =>
      ({
        ...defaultRules[0]?.policy,
        need: [{ group: { name: 'admins', users: ['*'], userGroups: [] }, seats }],
      }) as PolicyRule['policy']
    const own: readonly PolicyRule[] = [
      { verbs: ['policy', 'access'], connections: ['prod-*'], policy: need(3) },
      ...defaultRules,
    ]
    const seatsFor = async (payload: ChangePayload) =>
      (await at('UALL', labs, own).policy({ connection: '*', payload }))?.need[0]?.seats
    expect(await seatsFor(access('lab'))).toBe(1)
    expect(await seatsFor(access('lab', 'prod-eu'))).toBe(3)
    expect(await seatsFor(access('*-eu'))).toBe(3)
    expect(await seatsFor(rule('stop * 1'))).toBe(3)
    expect(await seatsFor(rule('stop lab 1'))).toBe(1)
  })
})

describe('a change is not carried out', () => {
  it('for somebody who is no admin any more of all that a rule reaches', async () => {
    const { id, hash } = await asks('UALL', rule('stop lab,prod 2'))
    await at('UBOSS').transition(id, { kind: 'vote', by: 'UBOSS', hash })
    const fewer = [
      give('operator', ['*'], ['*']),
      give('admin', ['UBOSS'], ['*']),
      give('admin', ['UALL'], ['lab']),
    ]
    expect(await at('UBOSS', fewer).execute(id, hash)).toMatchObject({
      state: 'failed',
      why: { en: expect.stringContaining('no longer an admin there') },
    })
    expect((await at('UALL').rules()).given).toEqual([])
  })
})

describe('nobody locks administration out', () => {
  it.each(['policy * 0', 'access lab 0', '* lab 0', 'stop,policy * 0'])('a rule “%s” is refused', (text) => {
    expect(at('UALL').parseRule(text)).toMatchObject({
      wrong: { en: expect.stringContaining('always need') },
    })
  })

  it('a rule needs no more admins than there are besides the one who asks', async () => {
    await expect(asks('UALL', rule('policy prod admins:2'))).rejects.toThrow('too few admins could approve')
    await expect(asks('UALL', rule('* prod approvers:3'))).rejects.toThrow('too few admins could approve')
    expect(await asks('UALL', rule('policy lab admins:3'))).toMatchObject({ state: 'pending' })
  })

  it('a rule does not count on people who are not admins there', async () => {
    const people = { name: 'owners', users: ['UNOBODY', 'UGONE'], userGroups: [] }
    const change = JSON.stringify({
      add: {
        verbs: ['access'],
        connections: ['prod'],
        policy: { ...defaultRules[0]?.policy, need: [{ group: people, seats: 1 }] },
      },
    })
    const payload: ChangePayload = { kind: 'change', verb: 'policy', title, change }
    await expect(asks('UALL', payload)).rejects.toThrow('too few admins could approve')
  })

  it('a rule about tasks may need whom it wants', async () => {
    expect(await asks('UALL', rule('stop prod approvers:5'))).toMatchObject({ state: 'pending' })
  })
})
