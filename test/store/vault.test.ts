import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { SecretGone } from '../../src/app/secret-page.ts'
import { callPurpose, databasePurpose } from '../../src/domain/secrets/stored-secret.ts'
import { createInMemorySecrets, withStoredSecrets } from '../../src/secrets/handover.ts'
import { keyRing } from '../../src/security/key-ring.ts'
import { unreadableKey } from '../../src/store/keys.ts'
import { closeRedis, connectRedis, type Redis } from '../../src/store/redis.ts'
import { reencrypt } from '../../src/store/reencryption.ts'
import { redisTokens } from '../../src/store/tokens.ts'
import { redisVault } from '../../src/store/vault.ts'
import { testRedis } from '../helpers/redis.ts'

const [newer, older] = [randomBytes(32), randomBytes(32)]
const ring = keyRing([older])
const password = 'Marked-secret-1'
const task = { connection: 'prod', id: 'c7debc9c' }
const database = { dbType: 'mysql', ip: '10.0.0.1', port: 3306, user: 'drs' }
const about = databasePurpose(task, 'source', database)
const minute = 60_000
let redis: Redis

beforeAll(async () => {
  redis = await connectRedis((await testRedis()).url)
})
beforeEach(() => redis.flushdb())
afterAll(() => closeRedis(redis))

async function everything(): Promise<string> {
  const keys = await redis.keys('*')
  return [...keys, ...(await Promise.all(keys.map((key) => redis.get(key))))].join('\n')
}

describe('a secret that is only passed on', () => {
  const input = { body: { job_id: 'c7debc9c' } }
  const call = callPurpose('prod', 'update-job', input)

  it.each([
    ['another connection', callPurpose('lab', 'update-job', input)],
    ['another operation', callPurpose('prod', 'update-start-position', input)],
    ['the same with something else in it', callPurpose('prod', 'update-job', { body: { job_id: 'other' } })],
    ['a database', about],
  ])('is read for its call, and not for %s', async (_, other) => {
    const passing = createInMemorySecrets()
    const reference = passing.hold(password, call)
    const nowhere = async () => 'read elsewhere'
    const read = withStoredSecrets(nowhere, redisVault(redis, ring), passing)
    const use = { connection: 'prod', addresses: [] }
    await expect(read(reference, { ...use, about: other })).rejects.toBeInstanceOf(SecretGone)
    expect(await read(reference, { ...use, about: call })).toBe(password)
    passing.drop([reference])
    await expect(read(reference, { ...use, about: call })).rejects.toBeInstanceOf(SecretGone)
    expect(await everything()).not.toContain(password)
  })
})

describe('a secret that is kept', () => {
  it('comes back by its reference for its purpose, on another replica too, and expires', async () => {
    const reference = await redisVault(redis, ring).keep(password, about, minute)
    expect(reference).toMatch(/^kept:[0-9a-f-]{36}$/)
    expect(await redisVault(redis, keyRing([older])).open(reference, about)).toBe(password)
    const [key = ''] = await redis.keys('*')
    expect(await redis.pttl(key)).toBeGreaterThan(minute - 10_000)
    expect(await redis.pttl(key)).toBeLessThanOrEqual(minute)
    await redis.del(key) // as its end would
    expect(await redisVault(redis, ring).open(reference, about)).toBeUndefined()
  })

  it.each([
    ['address', { ...database, ip: '10.0.0.66' }, 'source', task],
    ['port', { ...database, port: 3307 }, 'source', task],
    ['user', { ...database, user: 'root' }, 'source', task],
    ['instance', { ...database, instanceId: 'rds' }, 'source', task],
    ['side', database, 'destination', task],
    ['task', database, 'source', { ...task, id: 'other' }],
    ['connection', database, 'source', { ...task, connection: 'test' }],
  ] as const)('is not handed out for another %s', async (_, other, side, its) => {
    const vault = redisVault(redis, ring)
    const reference = await vault.keep(password, about, minute)
    expect(await vault.open(reference, databasePurpose(its, side, other))).toBeUndefined()
  })

  it('does not lie in Redis in the clear', async () => {
    await redisVault(redis, ring).keep(password, about, minute)
    const lying = await everything()
    expect(lying).toContain('10.0.0.1')
    expect(lying).not.toContain(password)
    expect(lying).not.toContain(Buffer.from(password).toString('base64url').slice(0, 10))
  })

  it('cannot be turned to another purpose by whoever can write to Redis', async () => {
    const vault = redisVault(redis, ring)
    const reference = await vault.keep(password, about, minute)
    const [key = ''] = await redis.keys('*')
    const theirs = databasePurpose(task, 'source', { ...database, ip: '10.0.0.66' })
    const kept = JSON.parse((await redis.get(key)) ?? '')
    await redis.set(key, JSON.stringify({ ...kept, about: theirs }))
    expect(await vault.open(reference, theirs)).toBeUndefined()
    await redis.set(key, 'nonsense')
    expect(await vault.open(reference, theirs)).toBeUndefined()
    await expect.poll(() => redis.exists(unreadableKey)).toBe(1)
  })

  it('is gone when it is dropped; other references are passed over', async () => {
    const vault = redisVault(redis, ring)
    const reference = await vault.keep(password, about, minute)
    await vault.drop([undefined, 'env:DB_PASSWORD', 'kept:*', reference])
    expect(await redis.dbsize()).toBe(0)
  })
})

describe('the purpose of a call', () => {
  const input = (db_password: string, job_id = 'a') => ({ body: { jobs: [{ job_id, db_password }] } })
  const [one, two] = [
    'kept:00000000-0000-4000-8000-000000000001',
    'kept:00000000-0000-4000-8000-000000000002',
  ]

  it('does not depend on the secret, nor on the order of fields', () => {
    const given = callPurpose('prod', 'op', input(one))
    expect(callPurpose('prod', 'op', input(two))).toBe(given)
    expect(callPurpose('prod', 'op', { body: { jobs: [{ db_password: one, job_id: 'a' }] } })).toBe(given)
  })

  it('depends on everything else', () => {
    const all = [
      callPurpose('prod', 'op', input(one)),
      callPurpose('test', 'op', input(one)),
      callPurpose('prod', 'other', input(one)),
      callPurpose('prod', 'op', input(one, 'b')),
      callPurpose('prod', 'op', input('env:DB_PASSWORD')),
    ]
    expect(new Set(all).size).toBe(all.length)
  })
})

describe('a new key', () => {
  const rotated = keyRing([newer, older])
  const token = { value: 'token', renewAt: 1, expiresAt: 2 }

  it('takes over what lies under the old one, which can then go', async () => {
    const reference = await redisVault(redis, ring).keep(password, about, minute)
    await redisTokens(redis, ring).put('ops', token, minute)
    await redisTokens(redis, ring).lock('ops', minute)
    expect(await reencrypt(redis, rotated)).toEqual({ renewed: 2, unreadable: 0 })
    const alone = keyRing([newer])
    expect(await redisVault(redis, alone).open(reference, about)).toBe(password)
    expect(await redisTokens(redis, alone).get('ops')).toEqual(token)
    for (const key of await redis.keys('*')) expect(await redis.pttl(key)).toBeGreaterThan(0)
  })

  it('finds nothing to do the second time', async () => {
    await redisVault(redis, ring).keep(password, about, minute)
    await reencrypt(redis, rotated)
    const before = await everything()
    expect(await reencrypt(redis, rotated)).toEqual({ renewed: 0, unreadable: 0 })
    expect(await everything()).toBe(before)
  })

  it('counts what no key opens, and leaves it alone', async () => {
    await redisVault(redis, ring).keep(password, about, minute)
    await redis.set('drs:{vault:x}', 'nonsense')
    const before = await everything()
    expect(await reencrypt(redis, keyRing([newer]))).toEqual({ renewed: 0, unreadable: 2 })
    expect(await everything()).toBe(before)
  })
})
