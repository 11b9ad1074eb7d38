import { Redis } from 'ioredis'
import { afterEach, describe, expect, it } from 'vitest'
import { startRedis } from '../../src/sandbox/redis.ts'
import { emptyDatabase, testRedis } from './redis.ts'

const open: Redis[] = []

async function connected(): Promise<Redis> {
  const { url } = await testRedis()
  const redis = new Redis(url)
  open.push(redis)
  return redis
}

afterEach(() => {
  for (const redis of open.splice(0)) redis.disconnect()
})

describe('testRedis', () => {
  it('gives every caller a database of its own', async () => {
    const [one, two] = await Promise.all([connected(), connected()])
    await one.set('key', 'one')
    expect(await two.get('key')).toBeNull()
    expect(await two.dbsize()).toBe(0)
  })
})

describe('emptyDatabase', () => {
  it('leaves databases alone that have something in them', async () => {
    const server = await startRedis()
    try {
      const first = new URL(await emptyDatabase(server.url))
      const next = new URL(first)
      next.pathname = `/${Number(first.pathname.slice(1)) + 1}`
      const owner = new Redis(next.href)
      open.push(owner)
      await owner.set('precious', 'yes')
      expect(await emptyDatabase(server.url)).not.toBe(next.href)
      expect(await owner.get('precious')).toBe('yes')
    } finally {
      await server.stop()
    }
  })
})
