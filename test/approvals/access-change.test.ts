import { describe, expect, it, onTestFinished } from 'vitest'
import { createAuthority } from '../../src/access/authority.ts'
import { applyGrantChange } from '../../src/approvals/change.ts'
import { type AccessChange, formatAccessChange } from '../../src/domain/access/access-change.ts'
import type { Principal } from '../../src/domain/access/person.ts'
import type { Grant } from '../../src/domain/access/roles.ts'
import type { ApprovalRequest, ChangePayload } from '../../src/domain/approvals/request.ts'
import { openApprovalStore } from '../../src/store/approval-store.ts'
import { connectRedis } from '../../src/store/redis.ts'
import { testLog } from '../helpers/log.ts'
import { testRedis } from '../helpers/redis.ts'
import { noon } from '../helpers/samples.ts'
import { storedRequest } from '../store/ledger-samples.ts'

/** A change of access that has its approval, written into a real Redis together with its audit record. */
const admin: Grant = { role: 'admin', users: ['UADMIN'], connections: ['prod-*'], channels: ['*'] }
const grant: Grant = { role: 'operator', users: ['UBOB'], connections: ['prod-eu'], channels: ['*'] }

async function setUp() {
  const { url } = await testRedis()
  const redis = await connectRedis(url)
  onTestFinished(() => void redis.disconnect())
  const store = openApprovalStore(redis, { log: testLog() })
  const people = new Map<string, Principal>()
  const newAuthority = () =>
    createAuthority({
      config: { grants: [admin], approvals: [] },
      store,
      people: {
        principal: async (user) => people.get(user) ?? { locale: 'en', groups: [] },
        groups: async () => new Map(),
      },
      now: () => noon,
    })
  const apply = (change: AccessChange | string, id = 'request-1') => {
    const text = typeof change === 'string' ? change : formatAccessChange(change)
    const payload: ChangePayload = {
      kind: 'change',
      verb: 'access',
      title: { en: '', 'zh-CN': '' },
      change: text,
    }
    const request: ApprovalRequest = storedRequest({
      id,
      requester: 'UADMIN',
      executedBy: 'UOTHER',
      payload,
    })
    return applyGrantChange({ store, authority: newAuthority(), now: () => noon }, request, payload)
  }
  const audit = async () => {
    const { entries } = await store.search(
      { team: 'T1', connections: ['prod', 'prod-eu', '*'] },
      { limit: 100 },
    )
    return entries.map(({ record }) => record)
  }
  return { ledger: store, people, apply, audit }
}

describe('a grant that has its approval', () => {
  it('holds from then on, and is written down with who carried it out', async () => {
    const { ledger: store, apply, audit } = await setUp()
    expect(await apply({ kind: 'grant', ...grant })).toBeUndefined()
    expect(await store.grants()).toEqual([{ id: 'request-1', by: 'UADMIN', at: noon, value: grant }])
    expect(await audit()).toMatchObject([
      {
        kind: 'configuration',
        who: 'UOTHER',
        verb: 'access',
        ticket: 'request-1',
        what: expect.stringContaining('UBOB'),
      },
    ])
  })

  it('is given once, however often it is carried out', async () => {
    const { ledger: store, apply, audit } = await setUp()
    const again = await Promise.all([apply({ kind: 'grant', ...grant }), apply({ kind: 'grant', ...grant })])
    expect(again.filter((why) => why === undefined)).toHaveLength(1)
    expect(await store.grants()).toHaveLength(1)
    expect(await audit()).toHaveLength(1)
  })

  it('is taken back by its id, once', async () => {
    const { ledger: store, apply } = await setUp()
    await apply({ kind: 'grant', ...grant })
    const back: AccessChange = { kind: 'revoke', id: 'request-1', ...grant }
    expect(await apply(back, 'request-2')).toBeUndefined()
    expect(await store.grants()).toEqual([])
    expect((await apply(back, 'request-3'))?.en).toContain('no longer exists')
  })
})

describe('the last admin', () => {
  const last: Grant = { role: 'admin', users: ['UADMIN'], connections: ['lab'], channels: ['*'] }
  const lab: Grant = { ...last, users: ['UOTHER'] }
  const given = (id: string, value: Grant) => ({ id, by: 'UADMIN', at: noon, value })
  const note = {
    kind: 'configuration',
    at: noon,
    who: 'U',
    team: 'T1',
    channel: 'C1',
    connection: 'lab',
    what: '',
  } as const

  it('of connections stays', async () => {
    const { ledger: store, apply } = await setUp()
    await store.addGrant(given('only', last), note)
    expect((await apply({ kind: 'revoke', id: 'only', ...last }))?.en).toContain('no admin left')
    expect(await store.grants()).toHaveLength(1)
  })

  it('is no longer the last once somebody else is one who is there', async () => {
    const { ledger: store, apply, people } = await setUp()
    await store.addGrant(given('only', last), note)
    await store.addGrant(given('more', lab), note)
    people.set('UOTHER', { locale: 'en', groups: [], refused: { en: 'deactivated', 'zh-CN': '已停用' } })
    expect((await apply({ kind: 'revoke', id: 'only', ...last }))?.en).toContain('no admin left')
    people.delete('UOTHER')
    expect(await apply({ kind: 'revoke', id: 'only', ...last })).toBeUndefined()
  })
})

describe('nothing is changed', () => {
  it.each<[string, AccessChange | string, string]>([
    ['a text that is no change', 'DROP', 'cannot be read'],
    [
      'a change beyond what the requester administers',
      { kind: 'grant', ...grant, connections: ['lab'] },
      'no longer an admin',
    ],
    [
      'a change for connections of which only some are administered',
      { kind: 'grant', ...grant, connections: ['prod-eu', '*'] },
      'no longer an admin',
    ],
  ])('by %s', async (_, change, why) => {
    const { ledger: store, apply, audit } = await setUp()
    expect((await apply(change))?.en).toContain(why)
    expect(await store.grants()).toEqual([])
    expect(await audit()).toEqual([])
  })

  it('by a requester whose account has been deactivated meanwhile', async () => {
    const { ledger: store, people, apply } = await setUp()
    people.set('UADMIN', { locale: 'en', groups: [], refused: { en: 'Deactivated.', 'zh-CN': '已停用。' } })
    expect((await apply({ kind: 'grant', ...grant }))?.en).toBe('Deactivated.')
    expect(await store.grants()).toEqual([])
  })
})
