import { Redis } from 'ioredis'
import { afterEach, describe, expect, it } from 'vitest'
import { testRedis } from './redis.ts'

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

  it('leaves databases alone that have something in them', async () => {
    const { url } = await testRedis()
    const occupied = new URL(url)
    occupied.pathname = `/${1 + Number(occupied.pathname.slice(1))}`
    const owner = new Redis(occupied.href)
    open.push(owner)
    await owner.set('precious', 'yes')
    const given = await Promise.all([testRedis(), testRedis(), testRedis()])
    expect(given.map((database) => database.url)).not.toContain(occupied.href)
    await owner.del('precious')
  })
})
