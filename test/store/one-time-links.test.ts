import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  codeTries,
  oneTimeLinkMs,
  type SecretContinuation,
  type SecretRequest,
} from '../../src/domain/secrets/one-time-link.ts'
import {
  countGuess,
  guessedTooOften,
  guessLimit,
  lookAtLink,
  putLink,
  redeemLink,
} from '../../src/store/one-time-links.ts'
import { closeRedis, connectRedis, type Redis } from '../../src/store/redis.ts'
import { deleteContinuation, putContinuation, takeContinuation } from '../../src/store/vault.ts'
import { testRedis } from '../helpers/redis.ts'

const request: SecretRequest = {
  team: 'T1',
  user: 'U1',
  channel: 'C1',
  locale: 'en',
  verb: 'test',
  connection: 'prod',
  purpose: { en: 'Test', 'zh-CN': '测试' },
  fields: [{ name: 'source', label: { en: 'Password', 'zh-CN': '密码' }, about: 'a' }],
  values: { task: 'prod/1' },
  afterwards: 'keep',
}
let redis: Redis

beforeAll(async () => {
  redis = await connectRedis((await testRedis()).url)
})
beforeEach(() => redis.flushdb())
afterAll(() => closeRedis(redis))

/** Another code than the right one. */
function wrong(code: string): string {
  return code === '000000' ? '000001' : '000000'
}

describe('a one-time link', () => {
  it('has a token of 32 random bytes and a code of six digits', async () => {
    const links = await Promise.all(Array.from({ length: 20 }, () => putLink(redis, request)))
    for (const { token, code } of links) {
      expect(Buffer.from(token, 'base64url')).toHaveLength(32)
      expect(code).toMatch(/^\d{6}$/)
    }
    expect(new Set(links.map(({ token }) => token)).size).toBe(20)
  })

  it('can be looked at as often as one likes, and used once', async () => {
    const { token, code } = await putLink(redis, request)
    for (let i = 0; i < 20; i++) expect(await lookAtLink(redis, token)).toEqual(request)
    expect(await redeemLink(redis, token, code)).toEqual({ kind: 'redeemed', request })
    expect(await redeemLink(redis, token, code)).toEqual({ kind: 'gone' })
    expect(await lookAtLink(redis, token)).toBeUndefined()
  })

  it('is used by one of many who try at the same time', async () => {
    const { token, code } = await putLink(redis, request)
    const all = await Promise.all(Array.from({ length: 20 }, () => redeemLink(redis, token, code)))
    expect(all.filter(({ kind }) => kind === 'redeemed')).toHaveLength(1)
    expect(all.filter(({ kind }) => kind === 'gone')).toHaveLength(19)
  })

  it('ends with the fifth wrong code; the right one is of no use after that', async () => {
    const { token, code } = await putLink(redis, request)
    for (let left = codeTries - 1; left > 0; left--)
      expect(await redeemLink(redis, token, wrong(code))).toEqual({ kind: 'wrong', left })
    expect(await redeemLink(redis, token, wrong(code))).toEqual({ kind: 'gone' })
    expect(await redeemLink(redis, token, code)).toEqual({ kind: 'gone' })
  })

  it('still works after four of them', async () => {
    const { token, code } = await putLink(redis, request)
    for (let i = 1; i < codeTries; i++) await redeemLink(redis, token, wrong(code))
    expect((await redeemLink(redis, token, code)).kind).toBe('redeemed')
  })

  it('expires after ten minutes', async () => {
    await putLink(redis, request)
    const [key = ''] = await redis.keys('*')
    expect(oneTimeLinkMs).toBe(600_000)
    expect(await redis.pttl(key)).toBeGreaterThan(oneTimeLinkMs - 10_000)
    expect(await redis.pttl(key)).toBeLessThanOrEqual(oneTimeLinkMs)
  })

  it('is not in Redis: neither the token nor the code, nor a digest of the code alone', async () => {
    const { token, code } = await putLink(redis, request)
    const [key = ''] = await redis.keys('*')
    const lying = `${key} ${JSON.stringify(await redis.hgetall(key))}`
    expect(lying).not.toContain(token)
    expect(lying).not.toContain(code)
    const { token: other } = await putLink(redis, request)
    // The code of one link says nothing about another.
    expect((await redeemLink(redis, other, `${code}x`)).kind).toBe('wrong')
  })

  it.each(['', 'x', '../../etc', 'a'.repeat(10_000)])('that never was is gone: “%.20s”', async (token) => {
    expect(await lookAtLink(redis, token)).toBeUndefined()
    expect(await redeemLink(redis, token, '123456')).toEqual({ kind: 'gone' })
    expect(await redis.dbsize()).toBe(0)
  })
})

describe('guesses from one address', () => {
  it('are too many from the twentieth on, for ten minutes, for that address alone', async () => {
    for (let i = 0; i < guessLimit.most; i++) {
      expect(await guessedTooOften(redis, '10.0.0.1')).toBe(false)
      await countGuess(redis, '10.0.0.1')
    }
    expect(await guessedTooOften(redis, '10.0.0.1')).toBe(true)
    expect(await guessedTooOften(redis, '10.0.0.2')).toBe(false)
    const [key = ''] = await redis.keys('*')
    expect(await redis.pttl(key)).toBeGreaterThan(guessLimit.ms - 10_000)
    expect(key).not.toContain('10.0.0.1')
  })
})

describe('what goes on', () => {
  const given: SecretContinuation = {
    team: 'T1',
    user: 'U1',
    verb: 'test',
    connection: 'prod',
    values: {},
    references: { a: 'kept:1' },
  }

  it('waits with references for one who takes it', async () => {
    await putContinuation(redis, 'id', given, 60_000)
    expect(await redis.pttl('drs:{waiting:id}')).toBeGreaterThan(0)
    const taken = await Promise.all([1, 2, 3].map(() => takeContinuation(redis, 'id')))
    expect(taken.filter(Boolean)).toEqual([given])
  })

  it('can be taken away', async () => {
    await putContinuation(redis, 'id', given, 60_000)
    await deleteContinuation(redis, 'id')
    expect(await takeContinuation(redis, 'id')).toBeUndefined()
  })
})
