import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import * as z from 'zod'
import { UserError } from '../../src/base/user-error.ts'
import { openApprovalStore } from '../../src/store/approval-store.ts'
import { auditKind } from '../../src/store/chain.ts'
import { approvalKeys, keysOf, unreadableKey } from '../../src/store/keys.ts'
import { closeRedis, connectRedis, type Redis } from '../../src/store/redis.ts'
import { storedKind } from '../../src/store/stored.ts'
import { claimTask } from '../../src/store/task-locks.ts'
import { keptUnreadable } from '../../src/store/unreadable.ts'
import { type TestLog, testLog } from '../helpers/log.ts'
import { testRedis } from '../helpers/redis.ts'
import { auditRecord, storedRequest } from './ledger-samples.ts'

let redis: Redis
let log: TestLog

beforeAll(async () => {
  log = testLog()
  redis = await connectRedis((await testRedis()).url, { log })
})
beforeEach(async () => {
  log.lines.splice(0)
  await redis.flushdb()
})
afterAll(() => closeRedis(redis))

const kind = storedKind({ name: 'thing', version: 1, schema: z.object({ n: z.number() }) })
const hidden = storedKind({ name: 'hidden', version: 1, schema: z.object({}), confidential: true })

/** What was set aside, the oldest first. */
async function copies(): Promise<readonly unknown[]> {
  return (await redis.zrange(unreadableKey, 0, '-1')).map((text) => JSON.parse(text))
}

describe('what cannot be read', () => {
  const at = { key: 'a', field: 'b' }

  it('is absent, stays where it is, is copied, and is told of once', async () => {
    await redis.hset('a', 'b', '{"v":2,"n":1}')
    for (let i = 0; i < 3; i++) expect(kind.read(redis, await redis.hget('a', 'b'), at)).toBeUndefined()
    const why = 'it has version 2, not version 1'
    await expect.poll(copies).toEqual([{ kind: 'thing', ...at, why, text: '{"v":2,"n":1}' }])
    const facts = { kind: 'thing', ...at, why }
    await expect.poll(() => log.lines).toEqual([{ level: 'error', facts, sentence: 'stored but unreadable' }])
    expect(await redis.hget('a', 'b')).toBe('{"v":2,"n":1}')
  })

  it.each([
    ['a string', () => redis.set('a', '1'), () => redis.exists('a')],
    ['a field', () => redis.hset('a', 'b', '1'), () => redis.hexists('a', 'b')],
    ['an entry of a list', () => redis.rpush('a', '1', '2'), async () => (await redis.llen('a')) - 1],
  ])('is taken away where others wait behind it: %s', async (_, put, left) => {
    await put()
    expect(await kind.readOrRemove(redis, '1', at)).toBeUndefined()
    expect(await left()).toBe(0)
    expect(await copies()).toMatchObject([{ text: '1' }])
  })

  it('is left alone if somebody has written anew meanwhile', async () => {
    await redis.hset('a', 'b', kind.write({ n: 2 }))
    await kind.readOrRemove(redis, 'old', at)
    expect(await redis.hget('a', 'b')).toBe(kind.write({ n: 2 }))
  })

  it('is not copied if it is confidential', async () => {
    await hidden.readOrRemove(redis, 'hunter2', at)
    expect(JSON.stringify([await copies(), log.lines])).not.toContain('hunter2')
    expect(log.lines).toHaveLength(1)
  })

  it('is kept in a bounded number, the latest', async () => {
    const all = Array.from({ length: keptUnreadable + 20 }, (_, n) => `text ${n}`)
    for (const text of all) await kind.readOrRemove(redis, text, at)
    const kept = await copies()
    expect(kept).toHaveLength(keptUnreadable)
    expect(kept).toContainEqual(expect.objectContaining({ text: all.at(-1) }))
  })

  it('does not harm the caller if Redis refuses the copy', async () => {
    await redis.set(unreadableKey, 'no sorted set')
    expect(await kind.readOrRemove(redis, 'x', at)).toBeUndefined()
    expect(log.lines).toMatchObject([{ level: 'error', facts: { kind: 'thing' } }])
  })
})

describe('a lock that cannot be read', () => {
  it.each(['', '{', '{"v":2,"token":"mine"}', '[]'])('is a lock: %s', async (text) => {
    await redis.set(keysOf('prod').acting('t1'), text)
    const claim = { by: 'U1', verb: 'stop', token: 'other' }
    expect(await claimTask(redis, 'prod', 't1', claim, 1_000, 1)).toMatchObject({ ok: false })
  })
})

describe('an approval request, grant or rule that cannot be read', () => {
  const record = auditRecord('x')
  const store = () => openApprovalStore(redis, { log })
  const grant = { role: 'admin', users: ['U1'], connections: ['*'], channels: ['*'] } as const
  const given = { id: 'g1', by: 'U1', at: 1 }
  const rule = {
    verbs: ['stop'],
    connections: ['*'],
    policy: { need: [], answerWithinMs: 1, useWithinMs: 1, preconditions: {} },
  } as const

  it('gives nobody a role; the others count', async () => {
    await store().addGrant({ ...given, value: grant }, record)
    const older = JSON.stringify({ ...given, id: 'g2', value: grant })
    const wider = JSON.stringify({ v: 1, ...given, id: 'g3', value: { ...grant, only: 'at night' } })
    await redis.hset(approvalKeys.grants, { g2: older, g3: wider, g4: '{' })
    expect(await store().grants()).toEqual([{ ...given, value: grant }])
    const told = () => log.lines.filter(({ facts }) => 'kind' in facts && facts.kind === 'grant')
    await expect.poll(told).toHaveLength(3)
  })

  it.each([
    ['broken', () => '{'],
    ['older', () => JSON.stringify({ ...given, value: rule })],
    [
      'with a condition that this release does not know',
      () => JSON.stringify({ v: 1, ...given, value: { ...rule, policy: { ...rule.policy, twice: true } } }),
    ],
  ])('holds everything up that may need approval: a rule, %s', async (_, text) => {
    await store().addRule({ ...given, id: 'r1', value: rule }, record)
    expect(await store().rules()).toHaveLength(1)
    await redis.hset(approvalKeys.rules, 'r2', text())
    await expect(store().rules()).rejects.toThrow('an approval rule can’t be read (r2)')
    await expect(store().rules()).rejects.toBeInstanceOf(UserError)
    await redis.hdel(approvalKeys.rules, 'r2')
    expect(await store().rules()).toHaveLength(1)
  })

  it('is not written in the first place', async () => {
    const odd = { ...rule, twice: true }
    await expect(store().addRule({ ...given, value: odd }, record)).rejects.toThrow('could not be read again')
    expect(await store().rules()).toEqual([])
  })

  it('allows nothing, cannot be replaced by another, and does not keep the others from being looked after', async () => {
    const sound = storedRequest({ id: 'sound' })
    const spoilt = storedRequest({ id: 'spoilt' })
    for (const request of [sound, spoilt]) expect(await store().saveRequest(request, record)).toBe(true)
    await redis.hset(approvalKeys.request('spoilt'), 'request', JSON.stringify(spoilt))
    expect(await store().loadRequest('spoilt')).toBeUndefined()
    expect(await store().saveRequest(spoilt, record)).toBe(false)
    expect((await store().openRequests()).map(({ id }) => id)).toEqual(['sound'])
    const due = await store().dueRequests(Number.MAX_SAFE_INTEGER, 10)
    expect(due.map(({ id }) => id)).toEqual(['sound'])
  })

  it('with anything beside what its hash covers is none: an audit record', () => {
    const text = auditKind.write(record)
    expect(auditKind.parse(text).ok).toBe(true)
    expect(auditKind.parse(text.replace('"what"', '"more":1,"what"')).ok).toBe(false)
  })
})
