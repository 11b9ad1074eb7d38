import { Redis } from 'ioredis'
import { inject } from 'vitest'
import { atFileEnd } from './file-end.ts'

/** Counts the databases that were given away; lives in database 0, which no test gets. */
const counter = 'drs-chatops:test:databases'

/**
 * An empty logical database that nobody else in this run uses; each call gives another one. With `REDIS_URL` the server
 * may hold somebody's data: databases with anything in them are left alone, and ours are emptied when the file ends.
 */
export async function testRedis(): Promise<{ readonly url: string }> {
  const url = await emptyDatabase(inject('redisUrl'))
  atFileEnd(() => withRedis(url, (redis) => redis.flushdb()))
  return { url }
}

/** Takes the server's next database that holds nothing. */
export async function emptyDatabase(server: string): Promise<string> {
  return withRedis(server, async (redis) => {
    const [, databases] = await redis.config('GET', 'databases')
    const usable = Number(databases) - 1
    for (let tried = 0; tried < usable; tried++) {
      await redis.select(0)
      const database = 1 + ((await redis.incr(counter)) % usable)
      await redis.select(database)
      if ((await redis.dbsize()) === 0) return urlOf(server, database)
    }
    throw new Error('No empty database is left: start the Redis of REDIS_URL with --databases 4096')
  })
}

function urlOf(server: string, database: number): string {
  const url = new URL(server)
  url.pathname = `/${database}`
  return url.href
}

async function withRedis<T>(url: string, use: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url)
  try {
    return await use(redis)
  } finally {
    redis.disconnect()
  }
}

/** All of that Redis as one text: every name, and what lies there, whatever it is kept as. */
export function everythingKept(url: string): Promise<string> {
  return withRedis(url, async (redis) => {
    const keys = await redis.keys('*')
    return JSON.stringify([keys, await Promise.all(keys.map((key) => heldUnder(redis, key)))])
  })
}

/** The job queue works on: a key may become one of another type between the question for its type and its value. */
async function heldUnder(redis: Redis, key: string): Promise<unknown> {
  try {
    return await valueAs(await redis.type(key), redis, key)
  } catch (error) {
    if (error instanceof Error && error.message.startsWith('WRONGTYPE')) return heldUnder(redis, key)
    throw error
  }
}

function valueAs(type: string, redis: Redis, key: string): Promise<unknown> {
  switch (type) {
    case 'string':
      return redis.get(key)
    case 'hash':
      return redis.hgetall(key)
    case 'list':
      return redis.lrange(key, 0, -1)
    case 'set':
      return redis.smembers(key)
    case 'zset':
      return redis.zrange(key, '0', '-1')
    default:
      return redis.xrange(key, '-', '+')
  }
}
