import { afterEach, beforeEach, expect, it } from 'vitest'
import { type RedisServer, startRedis } from '../../src/sandbox/redis.ts'
import {
  closeRedis,
  connectRedis,
  openRedis,
  primariesOf,
  type Redis,
  redisTrouble,
} from '../../src/store/redis.ts'

/** A Redis that takes nothing. */
let server: RedisServer
/** Never the server of somebody else: it is made to refuse. */
const { REDIS_URL: _, ...env } = process.env
let redis: Redis

beforeEach(async () => {
  server = await startRedis({}, env)
  redis = await connectRedis(server.url, { failoverMs: 0 })
})

afterEach(async () => {
  await closeRedis(redis)
  await server.stop()
})

it('a server that stays read-only is told of, instead of being waited for', async () => {
  const other = openRedis(server.url)
  await other.replicaof('127.0.0.1', 1)
  const refused = await redis.set('a', '1').catch((error: unknown) => error)
  expect(redisTrouble(refused)?.en).toContain('read-only')
  const inScript = await redis.eval("return redis.call('SET', 'a', '1')", 0).catch((error: unknown) => error)
  expect(redisTrouble(inScript)?.['zh-CN']).toContain('只读')
  await other.replicaof('NO', 'ONE')
  expect(await redis.set('a', '1')).toBe('OK')
  await closeRedis(other)
})

it('many refused commands end their connection once', async () => {
  const warnings: string[] = []
  const hear = ({ name }: Error) => void warnings.push(name)
  process.on('warning', hear)
  const other = openRedis(server.url)
  const patient = await connectRedis(server.url, { failoverMs: 60_000 })
  await other.replicaof('127.0.0.1', 1)
  const writes = Array.from({ length: 40 }, (_, at) => patient.set(`a${at}`, '1'))
  await new Promise((resolve) => patient.once('close', resolve))
  await other.replicaof('NO', 'ONE')
  expect(new Set(await Promise.all(writes))).toEqual(new Set(['OK']))
  process.off('warning', hear)
  expect(warnings).toEqual([])
  await closeRedis(patient)
  await closeRedis(other)
})

it('a server that is full, and one that is away, are told of in words of their own', async () => {
  await redis.config('SET', 'maxmemory', '1')
  const full = await redis.set('a', '1').catch((error: unknown) => error)
  expect(redisTrouble(full)?.en).toContain('full')
  redis.disconnect()
  const away = await redis.get('a').catch((error: unknown) => error)
  expect(redisTrouble(away)?.en).toContain('can’t reach')
  expect(redisTrouble(new Error('something else'))).toBeUndefined()
})

it('a server that misses its replicas is told of, and one that cannot save', async () => {
  await redis.config('SET', 'min-replicas-to-write', '1')
  const alone = await redis.set('a', '1').catch((error: unknown) => error)
  expect(redisTrouble(alone)?.en).toContain('too few replicas')
  const unsaved = new Error(
    'MISCONF Redis is configured to save RDB snapshots, but it cannot persist on disk.',
  )
  expect(redisTrouble(unsaved)?.['zh-CN']).toContain('磁盘')
})

it('a handle ends between two attempts to connect as well, and so do those that are made from it', async () => {
  const handle = openRedis('redis://127.0.0.1:1', { patient: true })
  for (const one of primariesOf(handle).flatMap((client) => [client, client.duplicate()])) {
    one.on('error', () => undefined)
    one.connect().catch(() => undefined)
    await new Promise((resolve) => one.once('reconnecting', resolve))
    const waiting = one.get('a').catch((error: unknown) => error)
    const ended = new Promise((resolve) => one.once('end', resolve))
    one.disconnect()
    await ended
    expect(redisTrouble(await waiting)?.en).toContain('can’t reach')
  }
})
