import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { keyRing } from '../../src/security/key-ring.ts'
import { closeRedis, connectRedis, type Redis } from '../../src/store/redis.ts'
import { redisTokens } from '../../src/store/tokens.ts'
import { testRedis } from '../helpers/redis.ts'

const token = { value: 'MIIF-token-that-must-never-show', renewAt: 1_000, expiresAt: 2_000 }
const key = keyRing([randomBytes(32)])
const name = 'https://iam.example.test ops'
let redis: Redis

beforeAll(async () => {
  redis = await connectRedis((await testRedis()).url)
})
beforeEach(() => redis.flushdb())
afterAll(() => closeRedis(redis))

/** The one key in Redis and what it holds. */
async function stored(): Promise<readonly [string, string]> {
  const [only = '', ...others] = await redis.keys('*')
  expect(others).toEqual([])
  return [only, (await redis.get(only)) ?? '']
}

describe('tokens in Redis', () => {
  it('come back for their name, on another replica too, and expire', async () => {
    await redisTokens(redis, key).put(name, token, 60_000.7)
    expect(await redisTokens(redis, key).get(name)).toEqual(token)
    expect(await redisTokens(redis, key).get('somebody else')).toBeUndefined()
    const left = await redis.pttl((await stored())[0])
    expect(left).toBeGreaterThan(50_000)
    expect(left).toBeLessThanOrEqual(60_000)
  })

  it('do not lie there in the clear, nor under the name of the user', async () => {
    await redisTokens(redis, key).put(name, token, 60_000)
    const lying = (await stored()).join(' ')
    const decoded = (await stored())[1]
      .split('.')
      .map((part) => Buffer.from(part, 'base64url').toString('latin1'))
      .join()
    for (const shown of [lying, decoded]) {
      expect(shown).not.toContain(token.value)
      expect(shown).not.toContain('ops')
      expect(shown).not.toContain('renewAt')
    }
  })

  it('are encrypted anew each time', async () => {
    const store = redisTokens(redis, key)
    await store.put(name, token, 60_000)
    const [, first] = await stored()
    await store.put(name, token, 60_000)
    expect((await stored())[1]).not.toBe(first)
  })

  it('cannot be read with another key, when changed, or under another name', async () => {
    const store = redisTokens(redis, key)
    await store.put(name, token, 60_000)
    const [at, sealed] = await stored()
    expect(await redisTokens(redis, keyRing([randomBytes(32)])).get(name)).toBeUndefined()
    const changed = sealed.slice(0, 50) + (sealed[50] === 'A' ? 'B' : 'A') + sealed.slice(51)
    for (const broken of [changed, sealed.slice(0, 20), '', '{"value":"plain"}']) {
      await redis.set(at, broken)
      expect(await store.get(name), broken).toBeUndefined()
    }
    await store.put('other', token, 60_000)
    const [other = ''] = (await redis.keys('*')).filter((found) => found !== at)
    await redis.set(at, (await redis.get(other)) ?? '')
    expect(await store.get(name)).toBeUndefined()
    expect(await store.get('other')).toEqual(token)
  })
})

describe('the right to fetch a token', () => {
  it('has one holder at a time', async () => {
    const [one, two] = [redisTokens(redis, key), redisTokens(redis, key)]
    const release = await one.lock(name, 60_000)
    expect(release).toBeDefined()
    expect(await two.lock(name, 60_000)).toBeUndefined()
    expect(await two.lock('other', 60_000)).toBeDefined()
    await release?.()
    expect(await two.lock(name, 60_000)).toBeDefined()
  })

  it('ends by itself, and its late return does not take it from the next holder', async () => {
    const [one, two] = [redisTokens(redis, key), redisTokens(redis, key)]
    const late = await one.lock(name, 60_000)
    const [lock] = await stored()
    expect(await redis.pttl(lock)).toBeGreaterThan(0)
    await redis.del(lock) // as its end would
    expect(await two.lock(name, 60_000)).toBeDefined()
    await late?.()
    expect(await one.lock(name, 60_000)).toBeUndefined()
  })
})
