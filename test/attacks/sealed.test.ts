import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { ApprovalRequest } from '../../src/domain/approvals/request.ts'
import { type ApprovalStore, openApprovalStore } from '../../src/store/approval-store.ts'
import { grantKind, ruleKind } from '../../src/store/grants.ts'
import { approvalKeys } from '../../src/store/keys.ts'
import { closeRedis, connectRedis, type Redis } from '../../src/store/redis.ts'
import { type TestLog, testLog } from '../helpers/log.ts'
import { testRedis } from '../helpers/redis.ts'
import { noon } from '../helpers/samples.ts'
import { auditRecord, storedRequest } from '../store/ledger-samples.ts'

/** Somebody who can write to Redis, but has no key, gives themselves roles, takes rules away, approves requests. */
const [first, second] = [randomBytes(32), randomBytes(32)]
let redis: Redis
let log: TestLog

beforeAll(async () => {
  log = testLog()
  redis = await connectRedis((await testRedis()).url, { log: { ...log } })
})
beforeEach(() => redis.flushdb())
afterAll(() => closeRedis(redis))

function replica(...keys: readonly Uint8Array[]): ApprovalStore {
  return openApprovalStore(redis, { keys, log: testLog() })
}

const role = { role: 'admin', users: ['UMALLORY'], connections: ['*'], channels: ['*'] } as const
const rule = { verbs: ['stop'], connections: ['*'], policy: { ...storedRequest().policy, need: [] } } as const
const grantOf = (id: string) => ({ id, by: 'UADMIN', at: noon, value: role })
const ruleOf = (id: string) => ({ id, by: 'UADMIN', at: noon, value: rule })

async function copyOf(key: string, field: string): Promise<string> {
  const text = await redis.hget(key, field)
  if (text === null) throw new Error(`nothing at ${key} ${field}`)
  return text
}

async function troubles(store: ApprovalStore): Promise<string> {
  return (await store.troubles()).map(({ en }) => en).join('\n')
}

describe('a role', () => {
  it('that was written by another hand gives nothing, and is told', async () => {
    const store = replica(first)
    await store.addGrant(grantOf('good'), auditRecord('given'))
    await redis.hset(approvalKeys.grants, 'forged', grantKind.write(grantOf('forged')))
    expect(await store.grants()).toEqual([grantOf('good')])
    expect(await troubles(store)).toContain('don’t count: forged')
    const told = () => log.lines.filter(({ sentence }) => sentence === 'stored but unreadable')
    await expect.poll(told).not.toEqual([])
  })

  it('that was changed gives nothing', async () => {
    const store = replica(first)
    await store.addGrant({ ...grantOf('g1'), value: { ...role, role: 'viewer' } }, auditRecord('given'))
    const text = await copyOf(approvalKeys.grants, 'g1')
    await redis.hset(approvalKeys.grants, 'g1', text.replace('viewer', 'admin'))
    expect(await store.grants()).toEqual([])
  })

  it('that was copied to another place gives nothing', async () => {
    const store = replica(first)
    await store.addGrant(grantOf('g1'), auditRecord('given'))
    await redis.hset(approvalKeys.grants, 'g2', await copyOf(approvalKeys.grants, 'g1'))
    expect(await store.grants()).toEqual([grantOf('g1')])
  })

  it('that was taken back and is put back gives nothing', async () => {
    const store = replica(first)
    await store.addGrant(grantOf('g1'), auditRecord('given'))
    const text = await copyOf(approvalKeys.grants, 'g1')
    await store.removeGrant('g1', auditRecord('taken back'))
    await redis.hset(approvalKeys.grants, 'g1', text)
    expect(await store.grants()).toEqual([])
    expect(await troubles(store)).toContain('g1')
  })

  it('that was taken back and is put in the place of another one, which was not, gives nothing', async () => {
    const store = replica(first)
    await store.addGrant(grantOf('g1'), auditRecord('given'))
    await store.addGrant({ ...grantOf('g2'), value: { ...role, role: 'viewer' } }, auditRecord('given'))
    const text = await copyOf(approvalKeys.grants, 'g1')
    await store.removeGrant('g1', auditRecord('taken back'))
    await redis.hset(approvalKeys.grants, 'g2', text)
    expect(await store.grants()).toEqual([])
  })

  it('sealed with a key gives nothing where the key is not', async () => {
    await replica(first).addGrant(grantOf('g1'), auditRecord('given'))
    expect(await replica().grants()).toEqual([])
  })
})

describe('the rules about approval', () => {
  const unknown = 'Nothing that may need approval can be requested or carried out'

  it('fail closed when one was written by another hand, or copied', async () => {
    const store = replica(first)
    await store.addRule(ruleOf('r1'), auditRecord('given'))
    await redis.hset(approvalKeys.rules, 'forged', ruleKind.write(ruleOf('forged')))
    await expect(store.rules()).rejects.toThrow(unknown)
    await redis.hset(approvalKeys.rules, 'forged', await copyOf(approvalKeys.rules, 'r1'))
    await expect(store.rules()).rejects.toThrow(unknown)
    expect(await troubles(store)).toContain('nothing that may need approval is carried out: forged')
    await redis.hdel(approvalKeys.rules, 'forged')
    expect(await store.rules()).toEqual([ruleOf('r1')])
  })

  it('fail closed when one was taken out, until an admin has it removed', async () => {
    const store = replica(first)
    await store.addRule(ruleOf('r1'), auditRecord('given'))
    await redis.hdel(approvalKeys.rules, 'r1')
    await expect(store.rules()).rejects.toThrow(unknown)
    expect(await store.removeRule('r1', auditRecord('gone'))).toBe(true)
    expect(await store.rules()).toEqual([])
  })

  it('fail closed when one that was removed is put back', async () => {
    const store = replica(first)
    await store.addRule(ruleOf('r1'), auditRecord('given'))
    const text = await copyOf(approvalKeys.rules, 'r1')
    await store.removeRule('r1', auditRecord('gone'))
    await redis.hset(approvalKeys.rules, 'r1', text)
    await expect(store.rules()).rejects.toThrow(unknown)
  })

  it('fail closed when all were taken out together with the end of the audit', async () => {
    const store = replica(first)
    await store.addRule(ruleOf('r1'), auditRecord('given'))
    await redis.del(approvalKeys.rules)
    await redis.set(approvalKeys.head, '{}')
    await expect(store.rules()).rejects.toThrow(unknown)
  })
})

describe('a request', () => {
  const text = () => copyOf(approvalKeys.request('k1'), 'request')
  const put = (text: string) => redis.hset(approvalKeys.request('k1'), 'request', text)

  async function move(store: ApprovalStore, fields: Partial<ApprovalRequest>): Promise<boolean> {
    return store.saveRequest(storedRequest(fields), auditRecord('moved', { ticket: 'k1' }))
  }

  it('that was approved by another hand is none', async () => {
    const store = replica(first)
    await move(store, {})
    await put((await text()).replace('"pending"', '"approved"'))
    expect(await store.loadRequest('k1')).toBeUndefined()
    expect(await store.openRequests()).toEqual([])
    expect(await troubles(store)).toContain('can’t be carried out: k1')
  })

  it('that was copied from another one is none', async () => {
    const store = replica(first)
    await store.saveRequest(storedRequest({ id: 'k2', state: 'approved' }), auditRecord('asked'))
    await move(store, {})
    await put(await copyOf(approvalKeys.request('k2'), 'request'))
    expect(await store.loadRequest('k1')).toBeUndefined()
  })

  it('whose older state was put back is not carried out again', async () => {
    const store = replica(first)
    await move(store, {})
    await move(store, { version: 1, state: 'approved' })
    const approved = await redis.hgetall(approvalKeys.request('k1'))
    await move(store, { version: 2, state: 'executing' })
    await move(store, { version: 3, state: 'verified' })
    await redis.hset(approvalKeys.request('k1'), approved)
    expect(await store.loadRequest('k1')).toMatchObject({ state: 'approved' })
    await expect(move(store, { version: 2, state: 'executing' })).rejects.toThrow('older state')
    await expect(move(replica(first), { version: 2, state: 'executing' })).rejects.toThrow('older state')
  })

  it('cannot be made to look newest by taking records out of the audit', async () => {
    const store = replica(first)
    await move(store, { state: 'approved' })
    const approved = await redis.hgetall(approvalKeys.request('k1'))
    await move(store, { version: 1, state: 'executing' })
    await store.append(auditRecord('something else'))
    await redis.hset(approvalKeys.request('k1'), approved)
    await redis.xdel(approvalKeys.audit, '2-0')
    await expect(move(store, { version: 1, state: 'executing' })).rejects.toThrow('older state')
  })
})

describe('when the key is replaced', () => {
  it('roles, rules and requests go on under the next one, without a change in between', async () => {
    const old = replica(first)
    await old.addGrant(grantOf('g1'), auditRecord('given'))
    await old.addRule(ruleOf('r1'), auditRecord('given'))
    await old.saveRequest(storedRequest(), auditRecord('asked'))
    expect(await replica(second, first).useFirstKey(noon)).toBe(3)
    const next = replica(second)
    expect(await next.grants()).toEqual([grantOf('g1')])
    expect(await next.rules()).toEqual([ruleOf('r1')])
    expect(await next.loadRequest('k1')).toEqual(storedRequest())
    expect(await next.troubles()).toEqual([])
    expect(await next.useFirstKey(noon)).toBe(0)
  })

  it('a request that waits meanwhile is carried out under the next one', async () => {
    await replica(first).saveRequest(storedRequest({ state: 'approved' }), auditRecord('asked'))
    await replica(second, first).useFirstKey(noon)
    const begun = storedRequest({ version: 1, state: 'executing' })
    expect(await replica(second).saveRequest(begun, auditRecord('begun'))).toBe(true)
  })

  it('what was given without a key is sealed with the first one, once', async () => {
    const plain = replica()
    await plain.addGrant(grantOf('g1'), auditRecord('given'))
    await plain.saveRequest(storedRequest(), auditRecord('asked'))
    const keyed = replica(first)
    expect(await keyed.grants()).toEqual([])
    let end = { seq: 0, hash: '' }
    for await (const part of plain.records()) end = part.at(-1) ?? end
    await keyed.sealForTheFirstTime(end, noon)
    expect(await keyed.grants()).toEqual([grantOf('g1')])
    expect(await keyed.loadRequest('k1')).toEqual(storedRequest())
  })
})
